"""Plotting: which units and members of the team owe which indicator."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.instruments.models import IndicatorRow
from selaras.people.models import Unit


class UnitAssignment(models.Model):
    """A unit that owes answer and evidence of an indicator; several units may share one.

    The lead hands the answer in. ``due_on`` is the institution's own last day for this unit, the
    window of the cycle where it is empty. ``predecessor`` is the unit that held the indicator last
    year, where a reorganisation has replaced it since.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="unit_assignments"
    )
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="assignments"
    )
    is_lead = models.BooleanField(_("unit utama"), default=True)
    due_on = models.DateField(_("tenggat"), null=True, blank=True)
    predecessor = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "unit"], name="unit_assignment_once"
            ),
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=models.Q(is_lead=True),
                name="unit_assignment_one_lead",
            ),
        ]
        indexes: ClassVar = [
            # What a unit owes: its task list.
            models.Index(fields=["unit", "assessment"], name="assignment_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.unit}"


class MemberAssignment(models.Model):
    """A member of the internal team who looks after an indicator: briefs the units, rates it."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="member_assignments"
    )
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("anggota tim"),
        on_delete=models.PROTECT,
        related_name="assignments",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "member"], name="member_assignment_once"
            ),
        ]
        indexes: ClassVar = [
            # What a member looks after.
            models.Index(fields=["member", "assessment"], name="assignment_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.member}"
