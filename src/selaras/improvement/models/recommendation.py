"""Recommendations: what an institution was told, or told itself, to do better."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Finding
from selaras.assessments.models.value import UNIT as PARTS
from selaras.improvement.states import UNANSWERED, RecommendationState
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.people.models import Institution, Unit


class Source(models.TextChoices):
    """Who recommends."""

    ASSESSOR = "asesor", _("Asesor eksternal")
    REPORT = "lhe", _("Laporan hasil evaluasi")
    INSTRUMENT = "instrumen", _("Kriteria instrumen berikutnya")
    OWN = "internal", _("Instansi sendiri")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Reading recommendations."""

    def standing(self) -> RecommendationQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Recommendation(models.Model):
    """One recommendation of one year, tied to indicators and to the levels it would raise them to.

    ``number`` and ``indicator_label`` stand as the source writes them, so that a table comes out as
    it came in. ``units_label`` is the source's list of units; it is emptied as soon as somebody
    changes the units here, and the units' own names count from then on. The stated values are those
    of the source, in ten-thousandths as ``StageValue.amount``.
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="recommendations"
    )
    instrument = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="recommendations"
    )
    year = models.PositiveSmallIntegerField(_("tahun penilaian"))
    source = models.CharField(_("sumber"), max_length=10, choices=Source.choices)
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations"
    )
    """The assessor's finding it was taken from."""
    position = models.PositiveIntegerField(_("urutan"))
    """Place in the list of its institution, year and source, counted from 1."""
    number = models.CharField(_("nomor"), max_length=16, blank=True)
    text = models.TextField(_("rekomendasi"))
    indicator_label = models.CharField(_("indikator pada sumber"), max_length=300, blank=True)
    units_label = models.CharField(_("unit pada sumber"), max_length=500, blank=True)
    stated_self = models.IntegerField(_("nilai mandiri"), null=True, blank=True)
    stated_assessor = models.IntegerField(_("nilai asesor"), null=True, blank=True)
    stated_final = models.IntegerField(_("nilai akhir"), null=True, blank=True)
    units: models.ManyToManyField[Unit, RecommendationUnit] = models.ManyToManyField(
        Unit,
        through="RecommendationUnit",
        through_fields=("recommendation", "unit"),
        related_name="recommendations",
    )
    state = models.CharField(
        _("keadaan"),
        max_length=16,
        choices=RecommendationState.choices,
        default=RecommendationState.OPEN,
    )
    state_since = models.DateTimeField(_("sejak"))
    state_note = models.TextField(_("alasan"), blank=True)
    """Why it was returned or opened again."""
    due_on = models.DateField(_("tenggat"), null=True, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("dicatat"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "source", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RecommendationState.values),
                name="recommendation_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="recommendation_source_known"
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=models.Q(finding__isnull=False, withdrawn_at__isnull=True),
                name="recommendation_once_per_finding",
            ),
        ]
        indexes: ClassVar = [
            # The list of an institution, by year and state.
            models.Index(fields=["institution", "-year", "state"], name="recommendation_list"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.year} · {self.number or self.position}"

    @property
    def scope(self) -> str:
        """Who reads its events: the institution."""
        return self.institution.scope

    @property
    def final(self) -> Fraction | None:
        """The final value the source states, exact."""
        return None if self.stated_final is None else Fraction(self.stated_final, PARTS)

    @property
    def is_answered(self) -> bool:
        """Whether nothing more is owed of it, so that its last day no longer matters."""
        return self.state not in UNANSWERED


class RecommendationTarget(models.Model):
    """An indicator a recommendation speaks of, and the level it would raise it to, if it says."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="targets"
    )
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("tingkat"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["indicator__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "indicator"], name="recommendation_target_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} · {self.indicator.number}"


class RecommendationUnit(models.Model):
    """A unit that owes the answer to a recommendation; the first one leads."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="unit_rows"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    predecessor = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "unit"], name="recommendation_unit_once"
            ),
        ]
        indexes: ClassVar = [
            # What a unit owes.
            models.Index(fields=["unit", "recommendation"], name="recommendation_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} · {self.unit}"
