"""Action plans: a named bundle of actions over one to three years, signed off unit by unit."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.improvement.states import PlanState
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit, User
from selaras.people.standing import standing_of

MOST_YEARS = 3


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    """Reading action plans."""

    def visible_to(self, actor: object) -> ActionPlanQuerySet:
        """Plans of the institutions the actor works in."""
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        if not isinstance(actor, User):
            return self.none()
        return self.filter(institution__in=standing.home_institutions())


class ActionPlan(models.Model):
    """A rencana aksi of an institution. ``assessment`` is the result it starts from, if any."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="plans")
    instrument = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="plans"
    )
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    name = models.CharField(_("nama"), max_length=200)
    first_year = models.PositiveSmallIntegerField(_("tahun pertama"))
    last_year = models.PositiveSmallIntegerField(_("tahun terakhir"))
    state = models.CharField(
        _("keadaan"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    state_since = models.DateTimeField(_("sejak"))
    note = models.TextField(_("catatan"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("dibuat"))
    version = models.PositiveIntegerField(default=0)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-first_year", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="plan_name_once",
                violation_error_message=_("Sudah ada rencana aksi dengan nama ini."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(first_year__gte=2015, last_year__lte=2100), name="plan_years_sane"
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year"))
                & Q(last_year__lt=F("first_year") + MOST_YEARS),
                name="plan_one_to_three_years",
                violation_error_message=_("Rencana aksi mencakup satu sampai tiga tahun."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.name}"

    @property
    def scope(self) -> str:
        """Who reads its events: the institution."""
        return self.institution.scope

    @property
    def years(self) -> range:
        """The calendar years it covers."""
        return range(self.first_year, self.last_year + 1)


class Endorsement(models.Model):
    """The head of a unit signs off the unit's part of a plan (*mengetahui pimpinan*).

    ``fingerprint`` is over the part as it was; ``content`` keeps it, so that it stays readable
    under the names of that day.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="endorsements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("nama unit"), max_length=200)
    name = models.CharField(_("nama pejabat"), max_length=160)
    title = models.CharField(_("jabatan"), max_length=200)
    identity = models.CharField(_("NIP"), max_length=40, blank=True)
    content = models.JSONField(default=dict)
    fingerprint = models.CharField(_("sidik"), max_length=64)
    at = models.DateTimeField(_("disahkan"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revocation = models.TextField(_("alasan pencabutan"), blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "unit"],
                condition=Q(revoked_at__isnull=True),
                name="endorsement_once_per_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.unit_name}"
