"""Scenarios of the target planner: a question about the years to come, and its answer."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.models.value import UNIT as PARTS
from selaras.improvement.models.action import Action
from selaras.improvement.models.plan import ActionPlan
from selaras.improvement.models.recommendation import Recommendation
from selaras.improvement.states import BUSY, ScenarioState
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit

MOST_SCENARIO_YEARS = 5


class GoalKind(models.TextChoices):
    """What a scenario aims at."""

    PREDICATE = "predikat", _("Predikat")
    INDEX = "indeks", _("Indeks")
    FLOOR = "lantai", _("Tingkat terendah di semua indikator")
    BEST = "terbaik", _("Indeks terbaik untuk suatu jumlah")


class ScenarioMeasure(models.TextChoices):
    """What a scenario counts: money, or effort points."""

    MONEY = "biaya", _("Biaya")
    EFFORT = "poin", _("Poin usaha")


class Use(models.TextChoices):
    """Whether the planner may choose an option."""

    MAY = "boleh", _("Boleh")
    MUST = "wajib", _("Wajib")
    NEVER = "tidak", _("Tidak")


class OptionKind(models.TextChoices):
    """Where an option comes from."""

    ACTION = "aksi", _("Aksi rencana")
    RECOMMENDATION = "rekomendasi", _("Rekomendasi")
    CRITERION = "kriteria", _("Kriteria instrumen")
    OWN = "sendiri", _("Ditambahkan sendiri")


class Scenario(models.Model):
    """A question to the target planner with its last answer; everything in it is a simulation.

    It starts from the values of a stage of ``assessment``; ``typed`` values (number → exact text)
    stand instead of single ones, or of all where there is no assessment. ``external`` holds values
    other bodies give (number → value and where it is taken from): they are inputs, never results.
    ``capacity`` is effort points a unit carries each year, by the unit's key as text.
    ``yearly_money`` has one whole number of rupiah or None for each year. ``result`` is what the
    job stored, with the fingerprints of its inputs; ``run`` counts the computations and says which
    job may write.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="scenarios")
    instrument = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="scenarios"
    )
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="scenarios"
    )
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage.choices, blank=True)
    typed = models.JSONField(default=dict, blank=True)
    external = models.JSONField(default=dict, blank=True)
    name = models.CharField(_("nama"), max_length=160)
    goal = models.CharField(
        _("sasaran"), max_length=10, choices=GoalKind.choices, default=GoalKind.PREDICATE
    )
    predicate = models.CharField(_("predikat"), max_length=40, blank=True)
    index = models.IntegerField(_("indeks"), null=True, blank=True)
    """In ten-thousandths, as ``StageValue.amount``."""
    floor = models.PositiveSmallIntegerField(_("tingkat terendah"), null=True, blank=True)
    total = models.BigIntegerField(_("jumlah paling banyak"), null=True, blank=True)
    """Of the best index: rupiah, or effort points where those are counted."""
    first_year = models.PositiveSmallIntegerField(_("tahun pertama"))
    years = models.PositiveSmallIntegerField(
        _("lama"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SCENARIO_YEARS)],
    )
    yearly_money = models.JSONField(default=list, blank=True)
    budget = models.BigIntegerField(_("dana seluruhnya"), null=True, blank=True)
    measure = models.CharField(
        _("ukuran"),
        max_length=8,
        choices=ScenarioMeasure.choices,
        default=ScenarioMeasure.MONEY,
    )
    least_confidence = models.PositiveSmallIntegerField(
        _("keyakinan paling rendah"), default=0, validators=[MaxValueValidator(100)]
    )
    capacity = models.JSONField(default=dict, blank=True)
    plan = models.ForeignKey(
        ActionPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="scenarios"
    )
    """The plan whose actions are options."""
    uses_recommendations = models.BooleanField(_("pakai rekomendasi terbuka"), default=True)
    criteria_levels = models.PositiveSmallIntegerField(
        _("kriteria berikutnya"), default=2, validators=[MaxValueValidator(5)]
    )
    """How many next levels of every indicator become options where nothing else covers them."""
    state = models.CharField(
        _("keadaan"), max_length=10, choices=ScenarioState.choices, default=ScenarioState.DRAFT
    )
    progress = models.CharField(_("kemajuan"), max_length=200, blank=True)
    run = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    failure = models.TextField(_("sebab kegagalan"), blank=True)
    started_at = models.DateTimeField(_("mulai dihitung"), null=True, blank=True)
    finished_at = models.DateTimeField(_("selesai dihitung"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("dibuat"))
    version = models.PositiveIntegerField(default=0)
    """Counts changes of the inputs, those of the options included."""

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="scenario_name_once",
                violation_error_message=_("Sudah ada skenario dengan nama ini."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ScenarioState.values), name="scenario_state_known"
            ),
            models.CheckConstraint(
                condition=Q(goal=GoalKind.PREDICATE) & ~Q(predicate="")
                | Q(goal=GoalKind.INDEX, index__isnull=False)
                | Q(goal=GoalKind.FLOOR, floor__isnull=False)
                | Q(goal=GoalKind.BEST),
                name="scenario_goal_complete",
                violation_error_message=_("Lengkapi sasaran yang dipilih."),
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=MOST_SCENARIO_YEARS),
                name="scenario_one_to_five_years",
            ),
            models.CheckConstraint(
                condition=Q(first_year__gte=2015, first_year__lte=2100), name="scenario_year_sane"
            ),
            models.CheckConstraint(
                condition=(Q(budget__isnull=True) | Q(budget__gte=0))
                & (Q(total__isnull=True) | Q(total__gte=0)),
                name="scenario_limits_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(assessment__isnull=True, stage="")
                | Q(assessment__isnull=False) & ~Q(stage=""),
                name="scenario_stage_with_assessment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.name}"

    @property
    def scope(self) -> str:
        """Who reads its events: the institution."""
        return self.institution.scope

    @property
    def calendar(self) -> range:
        """The calendar years it covers."""
        return range(self.first_year, self.first_year + self.years)

    @property
    def last_year(self) -> int:
        """At whose end the goal is measured."""
        return self.first_year + self.years - 1

    @property
    def index_goal(self) -> Fraction | None:
        """The index aimed at, exact."""
        return None if self.index is None else Fraction(self.index, PARTS)

    @property
    def is_busy(self) -> bool:
        """Whether a job has it in hand or will take it."""
        return self.state in BUSY


class ScenarioOption(models.Model):
    """Something that could be done: copied from a source, then changed as the scenario needs.

    ``targets`` are the criteria it fulfils, a list of [number, level] of the scenario's instrument.
    ``key`` tells it from the others of its scenario when options are gathered anew. What a person
    changed stays (``is_edited``) until they ask for the source's own figures again.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveIntegerField(_("urutan"))
    kind = models.CharField(_("asal"), max_length=12, choices=OptionKind.choices)
    key = models.CharField(max_length=40)
    title = models.CharField(_("aksi"), max_length=500)
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    targets = models.JSONField(_("kriteria yang dipenuhi"), default=list)
    cost = models.BigIntegerField(_("biaya"), null=True, blank=True)
    effort = models.PositiveSmallIntegerField(
        _("poin usaha"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    months = models.PositiveSmallIntegerField(
        _("lama (bulan)"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prerequisites: models.ManyToManyField[ScenarioOption, models.Model] = models.ManyToManyField(
        "self", symmetrical=False, related_name="dependents", blank=True
    )
    confidence = models.PositiveSmallIntegerField(
        _("keyakinan"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    use = models.CharField(_("pakai"), max_length=6, choices=Use.choices, default=Use.MAY)
    earliest = models.PositiveSmallIntegerField(
        _("paling awal"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SCENARIO_YEARS)],
    )
    """The year of the scenario, counted from 1, in which it may start at the earliest."""
    is_edited = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scenario", "key"], name="scenario_option_once"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="scenario_option_cost_not_negative",
                violation_error_message=_("Biaya tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(effort__gte=1, months__gte=1, confidence__gte=1, confidence__lte=100),
                name="scenario_option_amounts_sane",
            ),
            models.CheckConstraint(
                condition=Q(use__in=Use.values, kind__in=OptionKind.values),
                name="scenario_option_words_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Adoption(models.Model):
    """A computed set that became an action plan: once for each computation and set.

    ``choice`` is 0 for the chosen set and counts the alternatives from 1.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="adoptions")
    run = models.PositiveIntegerField()
    choice = models.PositiveSmallIntegerField(default=0)
    plan = models.OneToOneField(ActionPlan, on_delete=models.PROTECT, related_name="adopted_from")
    at = models.DateTimeField(_("dibuat"))

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scenario", "run", "choice"], name="adoption_once_per_set"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} · {self.plan.name}"
