"""Stage values, kept for good, and the result computed from each stage's values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.instruments.models import IndicatorRow

UNIT = 10_000
"""Stored values are whole ten-thousandths: exact on both databases and quick to sum."""


class Stage(models.TextChoices):
    """Who spoke: each stage's view of an indicator stands beside the others, for good."""

    SELF = "mandiri", _("Penilaian mandiri")
    DOCUMENT = "dokumen", _("Penilaian dokumen")
    INTERVIEW = "interviu", _("Interviu")
    VISIT = "visitasi", _("Visitasi")
    FINAL = "akhir", _("Nilai akhir")


class StageValue(models.Model):
    """What one stage rated one indicator. A correction is a new row; the old one stays.

    ``amount`` is the value in ten-thousandths (2.49 is 24 900). ``revision`` counts from 1;
    ``is_current`` marks the newest.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="values")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="values")
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage.choices)
    amount = models.IntegerField(_("nilai"))
    explanation = models.TextField(_("penjelasan"), blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    """Where the value came from, such as the imported file's name and column."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "stage", "indicator"],
                condition=models.Q(is_current=True),
                name="stage_value_one_current",
            ),
            models.UniqueConstraint(
                fields=["assessment", "stage", "indicator", "revision"],
                name="stage_value_revision_unique",
            ),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="stage_known"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="stage_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.get_stage_display()} · {self.decimal}"

    @property
    def value(self) -> Fraction:
        """The exact value."""
        return Fraction(self.amount, UNIT)

    @property
    def decimal(self) -> Decimal:
        """The exact value as a decimal number."""
        return Decimal(self.amount) / UNIT


class StageResult(models.Model):
    """What the current values of one stage add up to, so that hundreds can be listed at once.

    Derived by ``services.results`` in the transaction that changes the values, never typed. The
    exact figures are text ("2.491", "202/75"); ``order`` is the index in millionths for sorting,
    ``digest`` the SHA-256 of instrument and values, so that the result can be proved again.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="results")
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage.choices)
    index = models.CharField(max_length=80, blank=True)
    """Exact index; empty while values are missing."""
    order = models.IntegerField(null=True)
    predicate = models.CharField(_("predikat"), max_length=40, blank=True)
    nodes = models.JSONField(default=dict)
    """Exact domain and aspect values by code; only complete ones."""
    missing = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0)
    """Counts the writes; raising it is how a writer takes its turn at this stage's values."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "stage"], name="stage_result_once"),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="stage_result_stage_known"
            ),
        ]
        indexes: ClassVar = [
            # The overview of indices of one stage, highest first.
            models.Index(fields=["stage", "-order"], name="stage_result_ranking"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.get_stage_display()}"
