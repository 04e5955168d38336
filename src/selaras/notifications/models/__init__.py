"""The tables of notifications."""

from selaras.notifications.models.calendar import CalendarKey
from selaras.notifications.models.inbox import Digest, DigestChoice, InboxItem, TrailPosition
from selaras.notifications.models.webhook import Delivery, Topic, Webhook

__all__ = [
    "CalendarKey",
    "Delivery",
    "Digest",
    "DigestChoice",
    "InboxItem",
    "Topic",
    "TrailPosition",
    "Webhook",
]
