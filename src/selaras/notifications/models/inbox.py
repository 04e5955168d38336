"""What a person is told, how often by mail, and how far the trail has been read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.improvement.models import Action, ActionPlan, Recommendation


class InboxItem(models.Model):
    """One thing a person should know, read off one event of the trail.

    ``kind`` names the sentence, ``facts`` what fills it; so it is told in the reader's language.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox"
    )
    sequence = models.PositiveBigIntegerField()
    """The event's place in the trail; reminders without an event have 0."""
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.CASCADE, related_name="+"
    )
    """What it is about: whoever may no longer open that is not told any more either."""
    plan = models.ForeignKey(ActionPlan, null=True, on_delete=models.CASCADE, related_name="+")
    """The action plan it is about, where it is not about an assessment."""
    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE, related_name="+")
    """The one action of that plan."""
    recommendation = models.ForeignKey(
        Recommendation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    """Or the recommendation it is about."""
    once = models.CharField(max_length=100, blank=True)
    """The name of a reminder, so that it is given once; empty for what an event told."""
    at = models.DateTimeField(_("waktu"))
    read_at = models.DateTimeField(_("dibaca"), null=True)
    mailed_at = models.DateTimeField(_("dikirim lewat surel"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(action__isnull=True) | models.Q(plan__isnull=False),
                name="inbox_action_with_its_plan",
            ),
            models.UniqueConstraint(
                fields=["person", "sequence", "kind"],
                condition=models.Q(sequence__gt=0),
                name="inbox_once_per_event",
            ),
            models.UniqueConstraint(
                fields=["person", "once"],
                condition=~models.Q(once=""),
                name="inbox_once_per_reminder",
            ),
        ]
        indexes: ClassVar = [
            # A person's inbox, newest first.
            models.Index(fields=["person", "-id"], name="inbox_of_person"),
            # How many are unread: the number in the frame of every page.
            models.Index(
                fields=["person"], condition=models.Q(read_at__isnull=True), name="inbox_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.kind}"


class Digest(models.TextChoices):
    """How often a person gets the unread part of the inbox by mail."""

    NEVER = "tidak", _("Tidak dikirim")
    DAILY = "harian", _("Setiap hari kerja")
    WEEKLY = "mingguan", _("Setiap Senin")


class DigestChoice(models.Model):
    """How often and in which language; daily and Indonesian where nobody chose."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice"
    )
    frequency = models.CharField(
        _("ringkasan surel"), max_length=10, choices=Digest.choices, default=Digest.DAILY
    )
    language = models.CharField(
        _("bahasa surel"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    sent_at = models.DateTimeField(_("terakhir dikirim"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(frequency__in=Digest.values), name="digest_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_frequency_display()}"


class TrailPosition(models.Model):
    """How far the trail has been read into inboxes: the outbox's one reader."""

    sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="trail_position_only_one"),
        ]

    def __str__(self) -> str:
        return str(self.sequence)
