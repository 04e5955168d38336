"""One recommendation with everything its page says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import OuterRef, Subquery

from selaras.assessments.models import Assessment, Stage, StageResult
from selaras.assessments.permissions import settled_stages
from selaras.assessments.queries.values import NOTHING, STAGE_ORDER, Values, staged_values
from selaras.improvement.models import Action, ActionPlan, ActionUnit, Recommendation
from selaras.improvement.queries.progress import ActionProgress, progress_of
from selaras.improvement.queries.recommendations import (
    RecommendationLine,
    TargetLine,
    line_of,
    with_parts,
)
from selaras.improvement.queries.recommendations_answers import NO_ANSWERS, Answers, one_answer
from selaras.improvement.states import PlanState
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.instrument.model import Criterion, Instrument
from selaras.pure.scoring import WhatIf, what_if


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the institution stands now: the newest settled values with the same instrument."""

    assessment: Assessment
    stage: Stage
    values: Values


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator of a recommendation: where it stands, where it is to go, what that would do.

    ``outcome`` is a simulation; None while the level is unknown or reached, or values are missing.
    """

    line: TargetLine
    value: Fraction | None
    criterion: Criterion | None
    outcome: WhatIf | None

    @property
    def is_reached(self) -> bool:
        """Whether the newest settled value is at the level or above."""
        return (
            self.value is not None and self.line.level is not None and self.value >= self.line.level
        )


@dataclass(frozen=True, slots=True)
class Answering:
    """An action that answers a recommendation, with how far it is."""

    action: Action
    lead: str
    progress: ActionProgress
    answer: Answers


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """Everything the page of a recommendation says."""

    line: RecommendationLine
    instrument: Instrument
    standing: Standing | None
    aims: tuple[Aim, ...]
    together: WhatIf | None
    """All its indicators at their levels at once, where there are several; a simulation."""
    actions: tuple[Answering, ...]
    answers: Answers
    open_plan: int | None
    """The plan a new action would go into: the newest one that is not closed, by key."""

    @property
    def row(self) -> Recommendation:
        """The recommendation."""
        return self.line.row

    @property
    def units(self) -> frozenset[int]:
        """The units that owe the answer, by key."""
        return frozenset(unit.pk for unit in self.line.units)


def recommendation_view(institution: Institution, pk: int, today: date) -> RecommendationView:
    """The page of one. Raises Recommendation.DoesNotExist for another institution's.

    Nine queries, whatever hangs on it.
    """
    plans = ActionPlan.objects.filter(institution=institution).exclude(state=PlanState.CLOSED)
    row = (
        with_parts(institution.recommendations.all())
        .annotate(open_plan=Subquery(plans.order_by("-first_year", "-pk").values("pk")[:1]))
        .select_related("instrument", "assessment__cycle", "finding", "author")
        .defer("instrument__document")
        .get(pk=pk)
    )
    row.institution = institution
    instrument = definition(row.instrument)
    line = line_of(row, instrument, today)
    standing = standing_now(institution, instrument.code)
    actions = _actions(row, today)
    values: Values = _known(standing.values, instrument) if standing else {}
    return RecommendationView(
        line,
        instrument,
        standing,
        tuple(_aim(target, instrument, values) for target in line.targets),
        _together(line.targets, instrument, values),
        actions,
        sum((one.answer for one in actions if one.action.cancelled_at is None), NO_ANSWERS),
        row.open_plan,
    )


def standing_now(institution: Institution, code: str) -> Standing | None:
    """The newest final values the institution may read, else the newest settled ones; two queries.

    ``code`` is the instrument's: values of another one say nothing about its indicators.
    """
    results = (
        StageResult.objects.filter(
            assessment__institution=institution, assessment__cycle__instrument__code=code
        )
        .select_related("assessment__cycle")
        .order_by("-assessment__cycle__year", "-assessment")
    )
    settled = [row for row in results if Stage(row.stage) in settled_stages(row.assessment)]
    finals = [row for row in settled if row.stage == Stage.FINAL]
    best = finals or sorted(
        settled,
        key=lambda row: (row.assessment.cycle.year, STAGE_ORDER.index(Stage(row.stage))),
        reverse=True,
    )
    if not best:
        return None
    chosen = best[0]
    staged = staged_values([chosen.assessment]).get(chosen.assessment_id, NOTHING)
    stage = Stage(chosen.stage)
    return Standing(chosen.assessment, stage, staged.of(stage))


def _known(values: Values, instrument: Instrument) -> Values:
    """Those of indicators that this version has too."""
    numbers = {indicator.number for indicator in instrument.indicators()}
    return {number: value for number, value in values.items() if number in numbers}


def _aim(target: TargetLine, instrument: Instrument, values: Values) -> Aim:
    value = values.get(target.number)
    indicator = instrument.indicator(target.number)
    level = target.level
    criterion = indicator.criterion(level) if indicator and level is not None else None
    outcome = None
    if value is not None and level is not None and value < level:
        outcome = _told(what_if(instrument, values, {target.number: Fraction(level)}))
    return Aim(target, value, criterion, outcome)


def _together(
    targets: Sequence[TargetLine], instrument: Instrument, values: Values
) -> WhatIf | None:
    changes: Mapping[str, Fraction] = {
        target.number: Fraction(target.level)
        for target in targets
        if target.level is not None and values.get(target.number, target.level) < target.level
    }
    return _told(what_if(instrument, values, changes)) if len(changes) > 1 else None


def _told(outcome: WhatIf) -> WhatIf | None:
    return outcome if outcome.effect is not None else None


def _actions(row: Recommendation, today: date) -> tuple[Answering, ...]:
    lead = ActionUnit.objects.filter(action=OuterRef("pk"), is_lead=True)
    actions = list(
        row.actions.select_related("plan")
        .annotate(
            lead_unit=Subquery(lead.values("unit")[:1]),
            lead_name=Subquery(lead.values("unit__name")[:1]),
        )
        .order_by("cancelled_at", "-plan__first_year", "position", "pk")
    )
    progress = progress_of(actions, today=today)
    found = []
    for action in actions:
        made = progress[action.pk]
        answer = one_answer(
            action.plan.state,
            action.target_on,
            action.lead_unit,
            made.steps_done > 0,
            made.evidence_attached > 0,
        )
        found.append(Answering(action, action.lead_name or "", made, answer))
    return tuple(found)
