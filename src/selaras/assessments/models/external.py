"""What external assessors write beside their values, and the meetings they hold."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.instruments.models import IndicatorRow


class FindingKind(models.TextChoices):
    """What a finding is: the three parts of an official report's chapter on an aspect."""

    STRENGTH = "kekuatan", _("Kekuatan")
    WEAKNESS = "kelemahan", _("Kelemahan")
    RECOMMENDATION = "rekomendasi", _("Rekomendasi")


class Finding(models.Model):
    """A strength, weakness or recommendation of one aspect, with the indicators it speaks of."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    aspect = models.CharField(_("aspek"), max_length=8)
    """The aspect's code in the cycle's instrument."""
    kind = models.CharField(_("jenis"), max_length=12, choices=FindingKind.choices)
    text = models.TextField(_("uraian"))
    indicators: models.ManyToManyField[IndicatorRow, models.Model] = models.ManyToManyField(
        IndicatorRow, related_name="+", blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("diubah"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["aspect", "kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FindingKind.values), name="finding_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.aspect} · {self.get_kind_display()}"


class MeetingKind(models.TextChoices):
    """Interviews clarify what was asked; visits validate on the spot."""

    INTERVIEW = "interviu", _("Interviu")
    VISIT = "visitasi", _("Visitasi")


class MeetingState(models.TextChoices):
    """How far a meeting has come."""

    PLANNED = "dijadwalkan", _("Dijadwalkan")
    HELD = "dilaksanakan", _("Dilaksanakan")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class Meeting(models.Model):
    """An interview or visit: when, where, about which indicators, and its minutes."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("jenis"), max_length=10, choices=MeetingKind.choices)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    place = models.CharField(_("tempat atau tautan"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("notula"), blank=True)
    indicators: models.ManyToManyField[IndicatorRow, models.Model] = models.ManyToManyField(
        IndicatorRow, related_name="+", blank=True
    )
    state = models.CharField(
        _("keadaan"), max_length=14, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MeetingKind.values), name="meeting_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("Waktu selesai harus sesudah waktu mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.assessment}"
