"""The secret address under which a calendar program reads a person's dates."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarKeyQuerySet(models.QuerySet["CalendarKey"]):
    """Finding keys."""

    def of(self, key: str) -> CalendarKeyQuerySet:
        """The row of that key."""
        return self.filter(digest=digest_of(key))


def digest_of(key: str) -> str:
    """SHA-256 of a key, as 64 hexadecimal digits."""
    return hashlib.sha256(key.encode()).hexdigest()


class CalendarKey(models.Model):
    """A person's key; only its SHA-256 is kept, and a new one makes the old one useless."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("dibuat"))

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return str(self.person)
