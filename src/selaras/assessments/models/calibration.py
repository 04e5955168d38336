"""Two assessors rate the same indicators without seeing each other, then compare."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.assessments.models.value import UNIT
from selaras.instruments.models import IndicatorRow


class Calibration(models.Model):
    """A sample of indicators two assessors rate blind; opened to both once both are done."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="calibrations"
    )
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asesor pertama"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asesor kedua"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    indicators: models.ManyToManyField[IndicatorRow, models.Model] = models.ManyToManyField(
        IndicatorRow, related_name="+"
    )
    seed = models.CharField(_("benih undian"), max_length=32, blank=True)
    """What the sample was drawn with (``pure.agreement.sample``); empty when chosen by hand."""
    opened_at = models.DateTimeField(_("dibuka"))
    revealed_at = models.DateTimeField(_("dibandingkan"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="calibration_two_people"
            ),
        ]

    def __str__(self) -> str:
        return str(self.assessment)


class BlindRating(models.Model):
    """What one assessor gave one indicator of a calibration; it may change until the reveal."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.IntegerField(_("nilai"))
    """In ten-thousandths, as StageValue.amount."""
    note = models.TextField(_("alasan"), blank=True)
    at = models.DateTimeField(_("waktu"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["calibration", "indicator", "assessor"], name="blind_rating_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calibration} · {self.indicator.number}"


class Dispute(models.Model):
    """An indicator on which the two differ: what each holds against it, and how it was settled."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="disputes")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("pokok perbedaan"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("dibuka"))
    settlement = models.TextField(_("penyelesaian"), blank=True)
    amount = models.IntegerField(_("nilai yang disepakati"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("diselesaikan"), null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calibration", "indicator"], name="dispute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calibration} · {self.indicator.number}"

    @property
    def value(self) -> Fraction | None:
        """The exact value agreed on, or None."""
        return None if self.amount is None else Fraction(self.amount, UNIT)
