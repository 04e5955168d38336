"""The foundation's tables, gathered for Django."""

from selaras.foundation.jobs.models import TimetableEntry, WorkerLease
from selaras.foundation.trail.models import Event, TrailHead

__all__ = ["Event", "TimetableEntry", "TrailHead", "WorkerLease"]
