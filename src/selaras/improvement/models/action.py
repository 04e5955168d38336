"""Actions of a plan: who does what by when, at what cost, and what will prove it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Document
from selaras.improvement.models.plan import ActionPlan
from selaras.improvement.models.recommendation import Recommendation
from selaras.instruments.models import IndicatorRow
from selaras.people.models import Unit


class Funding(models.TextChoices):
    """Where the money comes from."""

    APBD = "apbd", _("APBD")
    APBN = "apbn", _("APBN")
    DAK = "dak", _("Dana alokasi khusus (DAK)")
    GRANT = "hibah", _("Hibah")
    NONE = "tanpa_biaya", _("Tanpa biaya")
    OTHER = "lainnya", _("Lainnya")


class Action(models.Model):
    """One action (aksi). It may answer several recommendations and raise several criteria.

    Money is in whole rupiah, ``effort`` in points, ``confidence`` in percent: how sure the office
    is that the criteria will be accepted. ``units_label`` and ``target_label`` stand as the source
    writes them until somebody changes the units or the day here. ``version`` counts changes of the
    action and of everything that belongs to it.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveIntegerField(_("urutan"))
    title = models.CharField(_("rencana aksi"), max_length=500)
    starts_on = models.DateField(_("mulai"), null=True, blank=True)
    target_on = models.DateField(_("target selesai"), null=True, blank=True)
    target_label = models.CharField(_("target waktu pada sumber"), max_length=60, blank=True)
    units_label = models.CharField(_("unit pada sumber"), max_length=500, blank=True)
    cost = models.BigIntegerField(_("biaya"), null=True, blank=True)
    effort = models.PositiveSmallIntegerField(
        _("poin usaha"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    funding = models.CharField(_("sumber dana"), max_length=12, choices=Funding.choices, blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("keyakinan"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    note = models.TextField(_("keterangan"), blank=True)
    recommendations: models.ManyToManyField[Recommendation, Any] = models.ManyToManyField(
        Recommendation, related_name="actions", blank=True
    )
    prerequisites: models.ManyToManyField[Action, Any] = models.ManyToManyField(
        "self", symmetrical=False, related_name="dependents", blank=True
    )
    units: models.ManyToManyField[Unit, ActionUnit] = models.ManyToManyField(
        Unit, through="ActionUnit", through_fields=("action", "unit"), related_name="actions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("dibuat"))
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    cancel_reason = models.TextField(_("alasan pembatalan"), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="action_cost_not_negative",
                violation_error_message=_("Biaya tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=1, confidence__lte=100),
                name="action_confidence_is_percent",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(target_on__isnull=True)
                | Q(target_on__gte=F("starts_on")),
                name="action_ends_after_it_begins",
                violation_error_message=_("Target selesai tidak boleh sebelum mulai."),
            ),
            models.CheckConstraint(
                condition=Q(funding="") | Q(funding__in=Funding.values),
                name="action_funding_known",
            ),
        ]
        indexes: ClassVar = [
            # The grid of a plan, and what is due.
            models.Index(fields=["plan", "position"], name="action_of_plan"),
            models.Index(
                fields=["target_on"],
                condition=Q(cancelled_at__isnull=True),
                name="action_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionTarget(models.Model):
    """A criterion an action fulfils: an indicator and the level it helps it reach."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("tingkat"))

    class Meta:
        ordering: ClassVar = ["indicator__position", "level"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action", "indicator", "level"], name="action_target_once"
            ),
        ]
        indexes: ClassVar = [
            # What is being done about an indicator.
            models.Index(fields=["indicator", "action"], name="action_target_of_indicator"),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.indicator.number} · {self.level}"


class ActionUnit(models.Model):
    """A unit of an action: the one in charge, or a supporting one.

    ``predecessor`` is the unit that held it before a reorganisation, whose name old papers show.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="unit_rows")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(_("penanggung jawab"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    predecessor = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-is_lead", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "unit"], name="action_unit_once"),
            models.UniqueConstraint(
                fields=["action"], condition=Q(is_lead=True), name="action_unit_one_lead"
            ),
        ]
        indexes: ClassVar = [
            # What a unit has to do.
            models.Index(fields=["unit", "action"], name="action_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.unit}"


class ActionStep(models.Model):
    """A tahapan kegiatan: the months it takes (first days of months, both included)."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("tahapan kegiatan"), max_length=300)
    first_month = models.DateField(_("bulan mulai"), null=True, blank=True)
    last_month = models.DateField(_("bulan selesai"), null=True, blank=True)
    done_on = models.DateField(_("selesai pada"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_month__isnull=True, last_month__isnull=True)
                | Q(first_month__isnull=False, last_month__gte=F("first_month")),
                name="action_step_months_in_order",
                violation_error_message=_("Bulan selesai tidak boleh sebelum bulan mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequiredEvidence(models.Model):
    """A document an action must produce: ADA once a document of the library is attached."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="evidence")
    position = models.PositiveSmallIntegerField(_("urutan"), default=0)
    text = models.CharField(_("data dukung"), max_length=500)
    indicator = models.ForeignKey(
        IndicatorRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("tingkat"), null=True, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="required_by"
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Blocker(models.Model):
    """A kendala that holds an action up until somebody resolves it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="blockers")
    text = models.TextField(_("kendala"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(_("dicatat"))
    resolved_at = models.DateTimeField(_("diatasi"), null=True, blank=True)
    resolution = models.TextField(_("penyelesaian"), blank=True)

    class Meta:
        ordering: ClassVar = ["resolved_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]
