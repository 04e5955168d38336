"""What could become recommendations: the assessors' findings, the instrument's next criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import Assessment, Finding, FindingKind, Stage, UnitAssignment
from selaras.assessments.permissions import may_read_findings, settled_stages, visible_to
from selaras.assessments.queries.values import NOTHING, StagedValues, Values, staged_values
from selaras.foundation import clock
from selaras.improvement.models import Recommendation, RecommendationTarget
from selaras.improvement.queries.strays import heirs_of
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.people.models import Institution, Unit
from selaras.pure.instrument.model import Aspect, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import next_step


@dataclass(frozen=True, slots=True)
class Ground:
    """An assessment to take suggestions from: its settled values, and who answers its indicators.

    ``units`` are standing units by indicator number, the leading one first.
    """

    assessment: Assessment
    instrument: Instrument
    staged: StagedValues
    units: Mapping[str, tuple[Unit, ...]]

    @property
    def stage(self) -> Stage | None:
        """The last settled stage that spoke."""
        return self.staged.latest()

    @property
    def values(self) -> Values:
        """Its values."""
        return self.staged.of(self.stage)

    @property
    def year(self) -> int:
        """The year of the assessment."""
        return self.assessment.cycle.year

    def next_level(self, number: str) -> int | None:
        """The whole level above what the indicator has; None at the top or without a value."""
        step = next_step(self.instrument, self.values, number)
        return None if step is None else step.level

    def units_for(self, numbers: Iterable[str]) -> tuple[Unit, ...]:
        """The units of these indicators, each once."""
        units = (unit for number in numbers for unit in self.units.get(number, ()))
        return tuple({unit.pk: unit for unit in units}.values())


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A recommendation an assessor wrote; ``taken`` is the one it has already become."""

    finding: Finding
    aspect: Aspect
    targets: tuple[tuple[Indicator, int | None], ...]
    units: tuple[Unit, ...]
    taken: Recommendation | None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """The next unmet criterion of an indicator below the level asked for.

    ``taken`` is a recommendation of the same year that already aims at it. ``gain`` is in points
    of the index.
    """

    indicator: Indicator
    name: str
    aspect: Aspect
    value: Fraction
    level: int
    text: str
    gain: Fraction
    units: tuple[Unit, ...]
    taken: Recommendation | None


def sources_of(actor: object, institution: Institution) -> list[Assessment]:
    """The institution's assessments to take suggestions from, newest first; one query."""
    rows = visible_to(actor).filter(institution=institution)
    return list(
        rows.select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
        .order_by("-cycle__year", "-pk")
    )


def ground_of(assessment: Assessment) -> Ground:
    """What its suggestions rest on; at most five queries."""
    staged = staged_values([assessment]).get(assessment.pk, NOTHING)
    return Ground(
        assessment,
        definition(assessment.cycle.instrument),
        staged.only(settled_stages(assessment)),
        units_by_indicator(assessment.institution, assessment.cycle.instrument),
    )


def units_by_indicator(
    institution: Institution, instrument: InstrumentVersion
) -> dict[str, tuple[Unit, ...]]:
    """Who answers each indicator, by the newest plotting with this instrument; four queries.

    Units that have ended are replaced by those that carry them on.
    """
    newest = (
        UnitAssignment.objects.filter(
            assessment__institution=institution,
            assessment__cycle__instrument__code=instrument.code,
        )
        .order_by("-assessment__cycle__year", "-assessment")
        .values_list("assessment", flat=True)
        .first()
    )
    if newest is None:
        return {}
    shares = (
        UnitAssignment.objects.filter(assessment=newest)
        .select_related("unit", "indicator")
        .order_by("-is_lead", "unit__name", "unit_id")
    )
    today = clock.today()
    heirs = heirs_of(institution, today)
    found: dict[str, dict[int, Unit]] = {}
    for share in shares:
        unit = share.unit
        ended = heirs.get(unit.pk)
        for one in ended.options if ended else (unit,):
            if one.stands_on(today):
                found.setdefault(share.indicator.number, {})[one.pk] = one
    return {number: tuple(units.values()) for number, units in found.items()}


def findings_to_adopt(actor: object, ground: Ground) -> list[FindingLine]:
    """The assessors' recommendations the actor may read, in their order; three queries."""
    if not may_read_findings(actor, ground.assessment):
        return []
    findings = (
        ground.assessment.findings.filter(kind=FindingKind.RECOMMENDATION)
        .prefetch_related("indicators")
        .order_by("aspect", "pk")
    )
    aspects = {aspect.code: aspect for aspect in ground.instrument.aspects()}
    places = list(aspects)
    taken = {
        row.finding_id: row
        for row in Recommendation.objects.standing().filter(finding__assessment=ground.assessment)
    }
    known = {indicator.number: indicator for indicator in ground.instrument.indicators()}
    lines = []
    for finding in findings:
        numbers = [row.number for row in finding.indicators.all()]
        lines.append(
            FindingLine(
                finding,
                aspects[finding.aspect],
                tuple((known[number], ground.next_level(number)) for number in numbers),
                ground.units_for(numbers),
                taken.get(finding.pk),
            )
        )
    return sorted(lines, key=lambda line: (places.index(line.aspect.code), line.finding.pk))


def next_criteria(ground: Ground, *, target: int | None = None) -> list[CriterionLine]:
    """The next criterion of every rated indicator below ``target``, in the instrument's order.

    Without a target every indicator that is not at the top. One query.
    """
    lines = []
    taken, names = _aimed_at(ground), short_names(ground.instrument)
    for aspect in ground.instrument.aspects():
        for indicator in aspect.indicators:
            step = next_step(ground.instrument, ground.values, indicator.number)
            if step is None:
                continue
            value = ground.values[indicator.number]
            if target is not None and value >= target:
                continue
            criterion = indicator.criterion(step.level)
            lines.append(
                CriterionLine(
                    indicator,
                    names[indicator.number],
                    aspect,
                    value,
                    step.level,
                    criterion.text if criterion else "",
                    step.gain,
                    ground.units.get(indicator.number, ()),
                    taken.get((indicator.number, step.level)),
                )
            )
    return lines


def _aimed_at(ground: Ground) -> dict[tuple[str, int], Recommendation]:
    """The year's standing recommendations by the criterion they aim at."""
    rows = (
        RecommendationTarget.objects.filter(
            recommendation__institution=ground.assessment.institution_id,
            recommendation__year=ground.year,
            recommendation__withdrawn_at__isnull=True,
            indicator__version__code=ground.instrument.code,
            level__isnull=False,
        )
        .select_related("recommendation", "indicator")
        .order_by("-pk")
    )
    return {(row.indicator.number, row.level): row.recommendation for row in rows if row.level}


def target_levels(instrument: Instrument) -> Sequence[int]:
    """The levels a list of next criteria can be drawn up to."""
    return range(int(instrument.scale.minimum) + 1, int(instrument.scale.maximum) + 1)
