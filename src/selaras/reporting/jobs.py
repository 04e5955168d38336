"""What reporting does by itself: forgetting old reports, failing those nobody makes any more."""

from __future__ import annotations

from datetime import timedelta

from selaras.foundation.jobs import timetable
from selaras.reporting.services.discarding import forget_reports, settle_reports


def declare_all() -> None:
    """Put these on the timetable."""
    timetable.declare("reporting.forget", forget_reports.enqueue, every=timedelta(hours=24))
    timetable.declare("reporting.settle", settle_reports.enqueue, every=timedelta(minutes=15))
