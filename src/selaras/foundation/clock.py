"""The one place that asks what time it is. Take "now" once per decision and pass it on."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current instant, timezone-aware."""
    return timezone.now()


def today() -> date:
    """The current date in the office's time zone."""
    return timezone.localdate()
