"""Other systems that are told what happened, and the messages they get."""

from __future__ import annotations

import base64
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from selaras.notifications.states import DeliveryState
from selaras.people.models import Institution
from selaras.people.roles import Role
from selaras.people.standing import standing_of


class Topic(models.TextChoices):
    """What a webhook can be told of; see ``queries.topics`` for the kinds of events in each."""

    ASSESSMENT = "penilaian", _("Jalannya penilaian")
    ANSWERS = "jawaban", _("Jawaban dan diskusi")
    EVIDENCE = "bukti", _("Bukti dukung")
    RESULTS = "hasil", _("Hasil")
    FOLLOW_UP = "tindak-lanjut", _("Rekomendasi dan rencana aksi")
    PEOPLE = "orang", _("Orang, unit, dan penugasan")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Reading webhooks."""

    def visible_to(self, actor: object) -> WebhookQuerySet:
        """Those of institutions the actor administers; the system administrator sees all."""
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        return self.filter(institution__in=standing.institutions(Role.INSTITUTION_ADMIN))


class Webhook(models.Model):
    """An address of another system that is told what happens in one institution.

    Without an institution it is told of all. ``topics`` are values of ``Topic``; ``seed`` is drawn
    anew to change the secret, which is derived and never kept; ``position`` is how far the trail
    has been read for it. ``paused_at`` is set by a person, or when messages went unheard too long.
    """

    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="webhooks"
    )
    name = models.CharField(_("nama"), max_length=80)
    url = models.URLField(_("alamat penerima"), max_length=500)
    topics = models.JSONField(_("kabar"), default=list)
    seed = models.CharField(max_length=64)
    position = models.PositiveBigIntegerField(default=0)
    paused_at = models.DateTimeField(_("dijeda"), null=True, blank=True)
    removed_at = models.DateTimeField(_("dihapus"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("dibuat"))
    version = models.PositiveIntegerField(default=1)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """Whose events it hears, as the trail names them; empty for the whole site."""
        return f"institution:{self.institution_id}" if self.institution_id else ""

    @property
    def secret(self) -> str:
        """The key its messages are signed with, in the form of Standard Webhooks ("whsec_…")."""
        derived = salted_hmac("selaras.webhook", self.seed, algorithm="sha256").digest()
        return "whsec_" + base64.b64encode(derived).decode()


class Delivery(models.Model):
    """One message to one webhook: what it says, how often it was tried, what came back.

    ``body`` is kept as it was first written, so that every attempt sends the same bytes. ``due_at``
    is moved before an attempt begins: an attempt that dies is made again. ``sequence`` is the
    event's number in the trail, 0 for a trial message.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(
        _("keadaan"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    due_at = models.DateTimeField(_("dicoba"))
    answered = models.PositiveSmallIntegerField(_("jawaban"), null=True)
    """The HTTP status of the last attempt; None when nothing answered."""
    failure = models.CharField(_("sebab"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("dibuat"))
    sent_at = models.DateTimeField(_("diterima"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["webhook", "sequence"],
                condition=models.Q(sequence__gt=0),
                name="delivery_once_per_event",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
        ]
        indexes: ClassVar = [
            # What is due now, the oldest first: services.delivering.
            models.Index(fields=["state", "due_at"], name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.webhook}"
