"""Published averages of groups of institutions."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Cycle
from selaras.assessments.models.value import UNIT
from selaras.people.models import Category


class AverageGroup(models.TextChoices):
    """Whom a published average speaks of: the nation or one category of institutions."""

    NATIONAL = "nasional", _("Nasional")
    MINISTRY = Category.MINISTRY.value, Category.MINISTRY.label
    AGENCY = Category.AGENCY.value, Category.AGENCY.label
    OTHER = Category.OTHER.value, Category.OTHER.label
    PROVINCE = Category.PROVINCE.value, Category.PROVINCE.label
    REGENCY = Category.REGENCY.value, Category.REGENCY.label
    CITY = Category.CITY.value, Category.CITY.label


class GroupAverage(models.Model):
    """A published mean of the index, a domain or an aspect; printed figures, so already rounded.

    ``node`` is the code of a domain or aspect, or empty for the index itself.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="averages")
    group = models.CharField(_("kelompok"), max_length=20, choices=AverageGroup.choices)
    node = models.CharField(max_length=8, blank=True)
    amount = models.IntegerField(_("rata-rata"))
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "group", "node"], name="group_average_once"),
            models.CheckConstraint(
                condition=models.Q(group__in=AverageGroup.values), name="group_average_group_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} · {self.cycle} · {self.node}"

    @property
    def value(self) -> Fraction:
        """The exact stored value."""
        return Fraction(self.amount, UNIT)
