"""The trail's one table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    """Reading the trail."""

    def about(self, subject: models.Model) -> EventQuerySet:
        """Events whose subject is this row, newest first."""
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("-sequence")


class Event(models.Model):
    """One thing that happened, kept for good.

    ``sequence`` has no gaps; ``digest`` is the SHA-256 over the entry and the digest before it,
    so that a changed, removed or inserted row breaks the chain from there on. Where the chain ends
    is in ``TrailHead``. Whoever may rewrite both tables can still rewrite the trail: against that
    only copies kept elsewhere help.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    request_id = models.CharField(max_length=36, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=300)
    scope = models.CharField(max_length=80, blank=True)
    """Whose event it is, as "institution:7"; empty for the whole site."""
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # History of one object: EventQuerySet.about.
            models.Index(fields=["subject_type", "subject_id", "-sequence"], name="event_subject"),
            # What happened in one institution, newest first: the activity list.
            models.Index(fields=["scope", "-sequence"], name="event_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject_label}"


class TrailHead(models.Model):
    """Where the trail ends: its last entry, noted a second time, so that losing that one shows."""

    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="trail_head_only_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"
