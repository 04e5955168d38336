"""One action as its page tells it: what it is for, how far it is, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.db.models import Q

from selaras.assessments.models import Assessment, Stage, StageValue
from selaras.assessments.permissions import readable_stages
from selaras.assessments.queries.values import StagedValues
from selaras.improvement.models import (
    Action,
    ActionPlan,
    ActionStep,
    ActionUnit,
    Blocker,
    Recommendation,
    RequiredEvidence,
)
from selaras.improvement.queries.progress import (
    ActionProgress,
    Paper,
    Parts,
    acceptance,
    measured,
)
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.instrument.model import Criterion, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.months import month_of, months_between
from selaras.pure.outlook import Ahead, Pledge, outlook


class Next(StrEnum):
    """What an action asks for next, the most urgent first."""

    RESTORE = "pulihkan"
    RESOLVE = "kendala"
    UNIT = "unit"
    DAY = "target"
    STEPS = "tahapan"
    STEP = "tahap"
    EVIDENCE = "data-dukung"
    WAIT = "diperiksa"
    DONE = "selesai"


@dataclass(frozen=True, slots=True)
class Ground:
    """The ratings an action's effect is counted from: of which assessment and stage."""

    assessment: Assessment | None
    stage: Stage | None
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Raise:
    """An indicator the action raises. ``ahead`` is None without a rating to start from."""

    indicator: Indicator
    name: str
    levels: tuple[int, ...]
    value: Fraction | None
    ahead: Ahead | None

    @property
    def target(self) -> int:
        """The highest level it names."""
        return max(self.levels)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What the levels it names ask for."""
        found = (self.indicator.criterion(level) for level in self.levels)
        return tuple(criterion for criterion in found if criterion is not None)

    @property
    def is_reached(self) -> bool:
        """Whether the rating stands there already."""
        return self.value is not None and self.value >= self.target

    @property
    def missing_level(self) -> int | None:
        """The level below the target that this action does not name."""
        return self.ahead.open_level if self.ahead is not None else None


@dataclass(frozen=True, slots=True)
class Effect:
    """What the action alone does to the index under the ladder. A simulation."""

    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """How much the index moves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Before:
    """An action that has to be finished first."""

    action: Action
    progress: ActionProgress


@dataclass(frozen=True, slots=True)
class StepLine:
    """A stage with its months as marks on the plan's calendar: "on", "now", both, or neither."""

    step: ActionStep
    marks: tuple[str, ...]
    is_late: bool


@dataclass(frozen=True, slots=True)
class ActionView:
    """Everything the page of one action says."""

    action: Action
    instrument: Instrument
    units: tuple[ActionUnit, ...]
    raises: tuple[Raise, ...]
    ground: Ground
    effect: Effect | None
    recommendations: tuple[Recommendation, ...]
    before: tuple[Before, ...]
    steps: tuple[StepLine, ...]
    months: tuple[date, ...]
    papers: tuple[Paper, ...]
    blockers: tuple[Blocker, ...]
    """The open ones first."""
    progress: ActionProgress

    @property
    def plan(self) -> ActionPlan:
        """The plan it belongs to."""
        return self.action.plan

    @property
    def lead(self) -> ActionUnit | None:
        """The unit in charge."""
        return next((row for row in self.units if row.is_lead), None)

    @property
    def unit_ids(self) -> frozenset[int]:
        """Keys of its units."""
        return frozenset(row.unit_id for row in self.units)

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        """What holds it up now."""
        return tuple(row for row in self.blockers if row.resolved_at is None)

    @property
    def past_blockers(self) -> tuple[Blocker, ...]:
        """What held it up once."""
        return tuple(row for row in self.blockers if row.resolved_at is not None)

    @property
    def next_step(self) -> ActionStep | None:
        """The first stage that is not done."""
        return next((line.step for line in self.steps if line.step.done_on is None), None)

    @property
    def next_paper(self) -> RequiredEvidence | None:
        """The first required document that is not there."""
        return next((one.required for one in self.papers if not one.is_attached), None)

    @property
    def next(self) -> Next:
        """What it asks for next."""
        if self.action.cancelled_at is not None:
            return Next.RESTORE
        if self.open_blockers:
            return Next.RESOLVE
        for missing, what in (
            (self.lead is None, Next.UNIT),
            (self.action.target_on is None, Next.DAY),
            (not self.steps and not self.papers, Next.STEPS),
            (self.next_step is not None, Next.STEP),
            (self.next_paper is not None, Next.EVIDENCE),
            (self.progress.is_open, Next.WAIT),
        ):
            if missing:
                return what
        return Next.DONE


def action_of(slug: str, plan: int, pk: int) -> Action | None:
    """The action with its plan, institution and instrument; None where the address has none."""
    found = (
        Action.objects.filter(pk=pk, plan__institution__slug=slug)
        .select_related("plan__institution", "plan__instrument")
        .defer("plan__instrument__document")
        .first()
    )
    return found if found is not None and found.plan_id == plan else None


def action_view(action: Action, actor: object, *, today: date) -> ActionView:
    """The page of an action; eight queries."""
    plan = action.plan
    instrument = definition(plan.instrument)
    before = list(action.prerequisites.order_by("position"))
    blockers = _blockers([action, *before])
    parts = _parts([action, *before], blockers)
    ground = ground_of(plan.institution, plan, actor)
    targets = action.targets.values_list("indicator__number", "level")
    raises, effect = _raised(instrument, ground, list(targets), today)
    own = parts[action.pk]
    months = tuple(months_between(date(plan.first_year, 1, 1), date(plan.last_year, 12, 1)))
    for row in before:
        row.plan = plan
    return ActionView(
        action=action,
        instrument=instrument,
        units=tuple(action.unit_rows.select_related("unit", "predecessor")),
        raises=raises,
        ground=ground,
        effect=effect,
        recommendations=tuple(action.recommendations.order_by("-year", "position")),
        before=tuple(Before(row, measured(row, parts[row.pk], today)) for row in before),
        steps=tuple(_line(step, months, today) for step in own.steps),
        months=months,
        papers=own.papers,
        blockers=tuple(blockers[action.pk]),
        progress=measured(action, own, today),
    )


def ground_of(institution: Institution, plan: ActionPlan, actor: object) -> Ground:
    """The ratings to count from: the plan's own result, else the latest complete one; one query.

    Of its stages the last complete one the actor may read.
    """
    candidates = Assessment.objects.filter(
        institution=institution, cycle__instrument__code=plan.instrument.code
    ).filter(Q(pk=plan.assessment_id) if plan.assessment_id else Q(results__missing=0))
    newest = candidates.order_by("-cycle__year", "-pk").values("pk")[:1]
    rows = StageValue.objects.filter(is_current=True, assessment__in=newest).select_related(
        "assessment__cycle", "indicator"
    )
    stages: dict[Stage, dict[str, Fraction]] = {}
    found: Assessment | None = None
    for row in rows:
        found = row.assessment
        stages.setdefault(Stage(row.stage), {})[row.indicator.number] = row.value
    if found is None:
        return Ground(None, None, {})
    found.institution = institution
    staged = StagedValues(stages).only(readable_stages(actor, found))
    asked = {indicator.number for indicator in definition(plan.instrument).indicators()}
    whole = [stage for stage in staged.spoken if asked <= staged.of(stage).keys()]
    stage = whole[-1] if whole else staged.latest()
    return Ground(found if stage else None, stage, staged.of(stage))


def _blockers(actions: Sequence[Action]) -> dict[int, list[Blocker]]:
    """Blockers by action, the open ones first, then the newest; one query."""
    found: dict[int, list[Blocker]] = {action.pk: [] for action in actions}
    for row in Blocker.objects.filter(action__in=list(found)).select_related("raised_by"):
        found[row.action_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.resolved_at is not None, -row.pk))
    return found


def _parts(
    actions: Sequence[Action], blockers: Mapping[int, Sequence[Blocker]]
) -> dict[int, Parts]:
    """What progress is read off, with the people and documents pages name; two queries."""
    keys = [action.pk for action in actions]
    steps: dict[int, list[ActionStep]] = {key: [] for key in keys}
    papers: dict[int, list[Paper]] = {key: [] for key in keys}
    for step in ActionStep.objects.filter(action__in=keys).select_related("done_by"):
        steps[step.action_id].append(step)
    rows = RequiredEvidence.objects.filter(action__in=keys).annotate(is_accepted=acceptance())
    for row in rows.select_related("document", "indicator"):
        papers[row.action_id].append(Paper(row, bool(row.is_accepted)))
    return {
        key: Parts(
            tuple(steps[key]),
            tuple(papers[key]),
            tuple(row for row in blockers[key] if row.resolved_at is None),
        )
        for key in keys
    }


def _raised(
    instrument: Instrument,
    ground: Ground,
    targets: Sequence[tuple[str, int]],
    today: date,
) -> tuple[tuple[Raise, ...], Effect | None]:
    named: dict[str, list[int]] = {}
    for number, level in targets:
        named.setdefault(number, []).append(level)
    pledges = [Pledge(0, number, level, today) for number, level in targets]
    found = outlook(instrument, ground.values, pledges, today=today)
    names = short_names(instrument)
    raises = tuple(
        Raise(
            indicator=indicator,
            name=names[indicator.number],
            levels=tuple(sorted(named[indicator.number])),
            value=ground.values.get(indicator.number),
            ahead=found.ahead.get(indicator.number),
        )
        for indicator in instrument.indicators()
        if indicator.number in named
    )
    if found.index is None or not named:
        return raises, None
    after = found.last.index if found.last is not None else found.index
    return raises, Effect(found.index, after) if after is not None else None


def _line(step: ActionStep, months: Sequence[date], today: date) -> StepLine:
    first, last = step.first_month, step.last_month
    taken = set(months_between(first, last)) if first and last else set()
    this = month_of(today)
    marks = tuple(
        " ".join(word for word, holds in (("on", month in taken), ("now", month == this)) if holds)
        for month in months
    )
    is_late = step.done_on is None and last is not None and last < this
    return StepLine(step, marks, is_late)
