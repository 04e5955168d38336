"""What could be done, read off the sources of a scenario: actions, recommendations, criteria."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from selaras.assessments.models import UnitAssignment
from selaras.improvement.models import (
    MOST_SCENARIO_YEARS,
    Action,
    ActionUnit,
    OptionKind,
    Recommendation,
    RecommendationUnit,
    Scenario,
    Use,
)
from selaras.improvement.queries.scenario_base import Base
from selaras.improvement.states import UNANSWERED
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.months import months_between
from selaras.pure.planning import Option, Step, effort_of, generated_options
from selaras.pure.planning.problem import MONTHS

LONGEST = MOST_SCENARIO_YEARS * MONTHS
GUESSED_CONFIDENCE: Mapping[int, int] = {1: 95, 2: 90, 3: 85, 4: 75, 5: 65}
"""Percent that a criterion is accepted, by level, until somebody says better."""
_TITLE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option as its source has it."""

    key: str
    kind: OptionKind
    title: str
    targets: tuple[Step, ...]
    effort: int
    months: int = MONTHS
    cost: int | None = None
    unit: int | None = None
    confidence: int = 80
    use: Use = Use.MAY
    action: int | None = None
    recommendation: int | None = None
    prerequisites: tuple[str, ...] = ()
    mark: str = ""
    """Changes whenever the source does."""


def candidates(scenario: Scenario, base: Base, today: date) -> list[Candidate]:
    """Every option the sources have: the plan's actions, then recommendations, then criteria.

    A recommendation that an action of the plan answers is left out, and so is a criterion that an
    action or recommendation fulfils. At most eight queries.
    """
    instrument = definition(scenario.instrument)
    found = list(_of_plan(scenario, instrument, base)) if scenario.plan_id else []
    if scenario.uses_recommendations:
        answered = _answered(scenario)
        found += _of_recommendations(scenario, instrument, base, answered, today)
    if scenario.criteria_levels:
        found += _of_criteria(scenario, instrument, base, found, today)
    return found


def source_marks(scenario: Scenario) -> list[str]:
    """The sources as they stand, to notice that they changed; at most three queries."""
    marks = []
    if scenario.plan_id:
        rows = Action.objects.filter(plan=scenario.plan_id, cancelled_at__isnull=True)
        marks += [_mark("aksi", *row) for row in rows.values_list("pk", "version")]
    if scenario.uses_recommendations:
        # Only new and answered ones count: the texts of the others do not move the plan.
        open_ones = _open_recommendations(scenario).values_list("pk", flat=True)
        marks += [_mark("rekomendasi", pk) for pk in open_ones]
    return sorted(marks)


def _mark(*parts: object) -> str:
    return ":".join(str(part) for part in parts)


def _of_plan(scenario: Scenario, instrument: Instrument, base: Base) -> Iterator[Candidate]:
    """The actions of the plan. One that has begun is under way: it must be chosen."""
    actions = list(
        Action.objects.filter(plan=scenario.plan_id, cancelled_at__isnull=True)
        .order_by("position", "pk")
        .prefetch_related(
            "targets__indicator",
            "steps",
            "prerequisites",
            Prefetch("unit_rows", ActionUnit.objects.select_related("unit")),
        )
    )
    standing = {action.pk for action in actions}
    known = {indicator.number for indicator in instrument.indicators()}
    for action in actions:
        targets = tuple(
            (row.indicator.number, row.level)
            for row in action.targets.all()
            if row.indicator.number in known
        )
        units = [row.unit_id for row in action.unit_rows.all()]
        begun = any(step.done_on for step in action.steps.all())
        yield Candidate(
            key=_mark("aksi", action.pk),
            kind=OptionKind.ACTION,
            title=action.title[:_TITLE],
            targets=targets,
            cost=action.cost,
            effort=action.effort or _effort(targets, base),
            months=_months(action),
            unit=units[0] if units else None,
            confidence=action.confidence,
            use=Use.MUST if begun else Use.MAY,
            action=action.pk,
            prerequisites=tuple(
                _mark("aksi", before.pk)
                for before in action.prerequisites.all()
                if before.pk in standing
            ),
            mark=_mark("aksi", action.pk, action.version),
        )


def _months(action: Action) -> int:
    """From its first month to its last, by its steps or else its own days; a year if unsaid."""
    starts = [step.first_month for step in action.steps.all() if step.first_month]
    ends = [step.last_month for step in action.steps.all() if step.last_month]
    first = min(starts, default=action.starts_on)
    last = max(ends, default=action.target_on)
    if first is None or last is None or last < first:
        return MONTHS
    return min(sum(1 for _ in months_between(first, last)), LONGEST)


def _answered(scenario: Scenario) -> frozenset[int]:
    """Recommendations the plan's actions answer already."""
    if not scenario.plan_id:
        return frozenset()
    rows = Action.objects.filter(
        plan=scenario.plan_id, cancelled_at__isnull=True, recommendations__isnull=False
    )
    return frozenset(rows.values_list("recommendations", flat=True))


def _open_recommendations(scenario: Scenario) -> QuerySet[Recommendation]:
    return Recommendation.objects.standing().filter(
        institution=scenario.institution_id,
        instrument__code=scenario.instrument.code,
        state__in=UNANSWERED,
    )


def _of_recommendations(
    scenario: Scenario,
    instrument: Instrument,
    base: Base,
    answered: frozenset[int],
    today: date,
) -> Iterator[Candidate]:
    known = {indicator.number for indicator in instrument.indicators()}
    rows = (
        _open_recommendations(scenario)
        .exclude(pk__in=answered)
        .order_by("-year", "source", "position", "pk")
        .prefetch_related(
            "targets__indicator",
            Prefetch("unit_rows", RecommendationUnit.objects.select_related("unit")),
        )
    )
    for row in rows:
        steps = [
            (target.indicator.number, target.level)
            for target in row.targets.all()
            if target.indicator.number in known
        ]
        targets = tuple(_above(steps, instrument, base))
        if not targets:
            continue
        units = [link.unit_id for link in row.unit_rows.all() if link.unit.stands_on(today)]
        yield Candidate(
            key=_mark("rekomendasi", row.pk),
            kind=OptionKind.RECOMMENDATION,
            title=" ".join(row.text.split())[:_TITLE],
            targets=targets,
            effort=_effort(targets, base),
            unit=units[0] if units else None,
            confidence=min(_guess(level) for _number, level in targets),
            recommendation=row.pk,
            mark=_mark("rekomendasi", row.pk),
        )


def _above(
    steps: Iterable[tuple[str, int | None]], instrument: Instrument, base: Base
) -> Iterator[Step]:
    """Levels above today's; a recommendation that names none means the next one."""
    for number, level in steps:
        today = floor(base.values[number])
        aimed = today + 1 if level is None else level
        if number not in base.fixed and today < aimed <= instrument.scale.maximum:
            yield number, aimed


def _of_criteria(
    scenario: Scenario,
    instrument: Instrument,
    base: Base,
    entered: Iterable[Candidate],
    today: date,
) -> Iterator[Candidate]:
    """The lowest criteria of every indicator that nothing else fulfils, so many of each."""
    offered = [Option(key=c.key, fulfils=frozenset(c.targets), effort=1) for c in entered]
    names = short_names(instrument)
    units = _units_of_indicators(scenario, today)
    taken: Counter[str] = Counter()
    for option in generated_options(
        instrument, base.values, offered, fixed=base.fixed, units=units
    ):
        ((number, level),) = option.fulfils
        taken[number] += 1
        if taken[number] > scenario.criteria_levels:
            continue
        title = _("%(name)s: memenuhi kriteria tingkat %(level)s") % {
            "name": names[number],
            "level": level,
        }
        yield Candidate(
            key=option.key,
            kind=OptionKind.CRITERION,
            title=title[:_TITLE],
            targets=((number, level),),
            effort=option.effort,
            months=option.months,
            unit=units.get(number),
            confidence=_guess(level),
            mark=option.key,
        )


def _units_of_indicators(scenario: Scenario, today: date) -> dict[str, int]:
    """Who would do the work: the unit in charge of the indicator in the latest division."""
    rows = (
        UnitAssignment.objects.filter(
            assessment__institution=scenario.institution_id,
            assessment__cycle__instrument__code=scenario.instrument.code,
            is_lead=True,
            unit__in=Unit.objects.standing_on(today).filter(institution=scenario.institution_id),
        )
        .order_by("assessment__cycle__year", "assessment_id")
        .values_list("indicator__number", "unit_id")
    )
    return dict(rows)


def _effort(targets: Iterable[Step], base: Base) -> int:
    """The assumed points of every criterion above today's level, at least one."""
    values = base.values
    above = [level for number, level in targets if level > values.get(number, Fraction(0))]
    return sum(effort_of(level) for level in above) or 1


def _guess(level: int) -> int:
    return GUESSED_CONFIDENCE.get(level, min(GUESSED_CONFIDENCE.values()))
