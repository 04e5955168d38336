"""The tables of notifications."""

from selaras.notifications.models.calendar import CalendarKey
from selaras.notifications.models.inbox import Digest, DigestChoice, InboxItem, TrailPosition

__all__ = ["CalendarKey", "Digest", "DigestChoice", "InboxItem", "TrailPosition"]
