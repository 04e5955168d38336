"""The foundation's tables, gathered for Django."""

from selaras.foundation.jobs.models import TimetableEntry, WorkerLease
from selaras.foundation.replies import Reply
from selaras.foundation.trail.models import Event, TrailHead

__all__ = ["Event", "Reply", "TimetableEntry", "TrailHead", "WorkerLease"]
