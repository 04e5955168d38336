"""Cycles and the assessments in them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.states import FROZEN, Phase, State
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, User
from selaras.people.roles import Role
from selaras.people.standing import standing_of


class CycleKind(models.TextChoices):
    """Pemantauan is self-assessment and documents; evaluasi adds interview and visit."""

    MONITORING = "pemantauan", _("Pemantauan")
    EVALUATION = "evaluasi", _("Evaluasi")


class Cycle(models.Model):
    """One national round: a year, a kind and the instrument version it is rated with."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    kind = models.CharField(_("jenis"), max_length=12, choices=CycleKind.choices)
    instrument = models.ForeignKey(
        InstrumentVersion,
        verbose_name=_("instrumen"),
        on_delete=models.PROTECT,
        related_name="cycles",
    )

    class Meta:
        ordering: ClassVar = ["-year", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "instrument"], name="cycle_year_instrument_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CycleKind.values), name="cycle_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=2015, year__lte=2100), name="cycle_year_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class Window(models.Model):
    """When one phase of a cycle is open, both days included."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="windows")
    phase = models.CharField(_("tahapan"), max_length=12, choices=Phase.choices)
    opens_on = models.DateField(_("dibuka"))
    closes_on = models.DateField(_("ditutup"))

    class Meta:
        ordering: ClassVar = ["opens_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "phase"], name="window_once_per_phase"),
            models.CheckConstraint(
                condition=models.Q(phase__in=Phase.values), name="window_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="window_closes_after_it_opens",
                violation_error_message=_("Tanggal ditutup tidak boleh sebelum tanggal dibuka."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} · {self.cycle}"

    def is_open_on(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.opens_on <= day <= self.closes_on


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reading assessments."""

    def visible_to(self, actor: object) -> AssessmentQuerySet:
        """Assessments the actor may read.

        The system and its administrators read all. Others read what is published and the
        institutions they work in; what was recorded or sent also in the institutions they assess or
        were appointed to read: a reader of a province reads its regencies and cities too. A claim
        still being written is nobody's business outside.
        """
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        if not isinstance(actor, User):
            return self.none()
        outside = models.Q(institution__in=standing.institutions()) | models.Q(
            institution__province__in=standing.institutions(Role.READER)
        )
        return self.filter(
            models.Q(is_published=True)
            | models.Q(institution__in=standing.home_institutions())
            | (outside & models.Q(state__in=[State.RECORDED, *FROZEN]))
        )


class Assessment(models.Model):
    """One institution in one cycle.

    ``is_published`` means the final result has been announced. ``version`` counts the changes of
    ``state``; whoever changes anything that hangs on the state takes this row first.
    """

    cycle = models.ForeignKey(
        Cycle, verbose_name=_("siklus"), on_delete=models.PROTECT, related_name="assessments"
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("instansi"),
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    is_published = models.BooleanField(_("hasil sudah diumumkan"), default=False)
    state = models.CharField(
        _("keadaan"), max_length=20, choices=State.choices, default=State.RECORDED
    )
    state_since = models.DateTimeField(_("sejak"), null=True)
    version = models.PositiveIntegerField(default=0)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "cycle"], name="assessment_once_per_cycle"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="assessment_state_known"
            ),
        ]
        indexes: ClassVar = [
            # The overview of a cycle joins assessments to results by cycle.
            models.Index(fields=["cycle", "is_published"], name="assessment_of_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.cycle}"

    @property
    def assessor_scope(self) -> str:
        """Scope of what assessors do before the institution is to see it: the site reads it."""
        return f"assessors:{self.institution_id}"
