"""One indicator of one institution: its values over stages and years, and each level's worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from selaras.assessments.models import Assessment, Stage, StageValue
from selaras.assessments.permissions import readable_stages
from selaras.assessments.queries.result import IndicatorLine, Result, result_of
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.people.models import User
from selaras.pure.instrument.model import Aspect, Criterion, Domain, ExternalIndex, Indicator
from selaras.pure.scoring import WhatIf, convert_external, what_if


@dataclass(frozen=True, slots=True)
class Entry:
    """A value somebody recorded, the replaced ones included."""

    assessment: Assessment
    stage: Stage
    value: Fraction
    revision: int
    is_current: bool
    explanation: str
    source: str
    author: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class YearValues:
    """The current values of one year by stage."""

    assessment: Assessment
    stages: Mapping[Stage, Fraction]


@dataclass(frozen=True, slots=True)
class YearCells:
    """A row of the table of years: one cell per stage, None where the stage did not speak."""

    year: int
    cells: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder, and the index if this indicator stood there.

    ``outcome`` is a simulation and None while other values are missing.
    """

    level: int
    name: str
    criterion: Criterion | None
    is_reached: bool
    is_current: bool
    is_next: bool
    is_last_year: bool
    outcome: WhatIf | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """Everything the indicator page of an institution and year says."""

    result: Result
    domain: Domain
    aspect: Aspect
    indicator: Indicator
    line: IndicatorLine
    rungs: tuple[Rung, ...]
    years: tuple[YearValues, ...]
    """Years rated with the same instrument, oldest first."""
    entries: tuple[Entry, ...]
    """Every recorded value, newest first."""
    before: IndicatorLine | None
    after: IndicatorLine | None

    @property
    def external(self) -> ExternalIndex | None:
        """The other agency's index that feeds this indicator, if one does."""
        code = self.indicator.external_index
        known = self.result.instrument.external_indices
        return next((index for index in known if index.code == code), None)

    @property
    def aspect_average(self) -> Fraction | None:
        """The published mean of the aspect in the institution's group."""
        return self.result.averages.own.get(self.aspect.code)

    @property
    def common_evidence(self) -> bool:
        """Whether evidence is named for the indicator as a whole and for no single level."""
        by_level = any(criterion.evidence for criterion in self.indicator.criteria)
        return bool(self.indicator.evidence) and not by_level

    @property
    def table(self) -> tuple[YearCells, ...]:
        """The values by year, newest first, in the order of ``stages``."""
        return tuple(
            YearCells(item.assessment.cycle.year, tuple(map(item.stages.get, self.stages)))
            for item in reversed(self.years)
        )

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Stages that spoke in any year, in order: the columns of the table of years."""
        spoken = {stage for year in self.years for stage in year.stages}
        return tuple(stage for stage in STAGE_ORDER if stage in spoken)


@dataclass(frozen=True, slots=True)
class ExternalOutcome:
    """A figure of another agency's index, the rating it converts to, and the index then.

    A simulation. ``outcome.after.index`` is None while other values are missing.
    """

    figure: Fraction
    rating: Fraction
    outcome: WhatIf


def external_outcome(view: IndicatorView, figure: Fraction) -> ExternalOutcome:
    """What a figure of the feeding index would give; no query.

    Raises ExternalFigureError outside the published points, LookupError when no index feeds this.
    """
    if view.external is None:
        raise LookupError(view.indicator.number)
    rating = convert_external(view.external, figure)
    changes = {view.indicator.number: rating}
    outcome = what_if(view.result.instrument, view.result.values, changes)
    return ExternalOutcome(figure, rating, outcome)


def indicator_of(
    actor: User, slug: str, year: int, number: str, *, instrument_code: str = "", stage: str = ""
) -> IndicatorView | None:
    """The page of an indicator the actor may see, or None. One query more than the result."""
    result = result_of(actor, slug, year, instrument_code=instrument_code, stage=stage)
    if result is None:
        return None
    position = next((k for k, line in enumerate(result.lines) if line.number == number), None)
    if position is None:
        return None
    line = result.lines[position]
    domain, aspect, indicator = result.instrument.place(number)
    entries = _entries(actor, result, number)
    return IndicatorView(
        result=result,
        domain=domain,
        aspect=aspect,
        indicator=indicator,
        line=line,
        rungs=_rungs(result, line),
        years=_years(entries),
        entries=entries,
        before=result.lines[position - 1] if position else None,
        after=result.lines[position + 1] if position + 1 < len(result.lines) else None,
    )


def _entries(actor: User, result: Result, number: str) -> tuple[Entry, ...]:
    """Recorded values of all years with the same instrument; other instruments number otherwise.

    Outsiders get the current final values alone, without who wrote them, where from and why.
    """
    mine = {
        item.assessment.pk: item.assessment
        for item in result.years
        if item.assessment.cycle.instrument.code == result.instrument.code
    }
    rows = (
        StageValue.objects.filter(assessment_id__in=mine, indicator__number=number)
        .select_related("author")
        .order_by("-assessment__cycle__year", "-recorded_at", "-pk")
    )
    if not result.inside:
        rows = rows.filter(stage=Stage.FINAL, is_current=True)
    return tuple(
        Entry(
            assessment=mine[row.assessment_id],
            stage=Stage(row.stage),
            value=row.value,
            revision=row.revision,
            is_current=row.is_current,
            explanation=row.explanation if result.inside else "",
            source=row.source if result.inside else "",
            author=row.author.name if row.author and result.inside else "",
            recorded_at=row.recorded_at,
        )
        for row in rows
        if Stage(row.stage) in readable_stages(actor, mine[row.assessment_id])
    )


def _years(entries: tuple[Entry, ...]) -> tuple[YearValues, ...]:
    found: dict[int, tuple[Assessment, dict[Stage, Fraction]]] = {}
    for entry in entries:
        if entry.is_current:
            _, stages = found.setdefault(entry.assessment.pk, (entry.assessment, {}))
            stages[entry.stage] = entry.value
    years = [YearValues(assessment, stages) for assessment, stages in found.values()]
    return tuple(sorted(years, key=lambda item: item.assessment.cycle.year))


def _rungs(result: Result, line: IndicatorLine) -> tuple[Rung, ...]:
    instrument = result.instrument
    names = instrument.level_names.get(line.indicator.capability, {})
    lowest = int(instrument.scale.minimum)
    reached = int(line.value) if line.value is not None else None
    return tuple(
        Rung(
            level=level,
            name=names.get(level, ""),
            criterion=line.indicator.criterion(level),
            is_reached=reached is not None and level <= reached,
            is_current=reached == level,
            is_next=line.step is not None and line.step.level == level,
            is_last_year=line.previous is not None and int(line.previous) == level,
            outcome=_outcome(result, line, level),
        )
        for level in range(lowest, int(instrument.scale.maximum) + 1)
    )


def _outcome(result: Result, line: IndicatorLine, level: int) -> WhatIf | None:
    if result.score.index is None or line.value == level:
        return None
    return what_if(result.instrument, result.values, {line.number: Fraction(level)})
