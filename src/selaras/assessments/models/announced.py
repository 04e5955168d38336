"""Figures of an institution's result as a national list printed them."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.assessments.models.value import UNIT


class AnnouncedFigure(models.Model):
    """The index, a domain or an aspect of one assessment as published, so already rounded.

    ``node`` is the code of a domain or aspect, or empty for the index, which carries the published
    ``predicate``. ``amount`` is in ten-thousandths. They stand beside the values of indicators and
    never replace them.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="announced")
    node = models.CharField(max_length=8, blank=True)
    amount = models.IntegerField(_("angka terbit"))
    predicate = models.CharField(_("predikat terbit"), max_length=40, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "node"], name="announced_figure_once_per_node"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="announced_figure_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.node or 'indeks'}"

    @property
    def value(self) -> Fraction:
        """The figure, exact as printed."""
        return Fraction(self.amount, UNIT)
