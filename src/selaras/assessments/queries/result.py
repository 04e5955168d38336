"""The result of one institution in one year: the figures a person reads, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.queries.announced import Announced, Disagreement, disagreements
from selaras.assessments.queries.averages import Averages, averages_for
from selaras.assessments.queries.said import NOTHING_SAID, said_of
from selaras.assessments.queries.values import StagedValues, Values
from selaras.assessments.queries.years import Year, before_of, choose, years_of
from selaras.assessments.states import State
from selaras.instruments.queries import definition
from selaras.people.models import Institution, User
from selaras.people.permissions import may_know_institution
from selaras.pure.instrument.model import Aspect, Domain, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import (
    Change,
    Distance,
    Score,
    Step,
    contributions,
    distance,
    explain_change,
    next_step,
    what_if,
)


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A domain or aspect in the table: its value, last year's, and what others reached."""

    code: str
    name: str
    weight: Fraction
    is_domain: bool
    value: Fraction | None
    previous: Fraction | None
    group: Fraction | None
    national: Fraction | None
    target: Fraction | None
    bounds: tuple[Fraction, Fraction]
    """Least and greatest value the missing ratings still allow."""

    @property
    def change(self) -> Fraction | None:
        """Difference to last year, or None when either is unknown."""
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in the table. ``contribution`` and ``gain`` are in points of the index."""

    indicator: Indicator
    name: str
    aspect: Aspect
    value: Fraction | None
    previous: Fraction | None
    claimed: Fraction | None
    assessor: Fraction | None
    target: Fraction | None
    contribution: Fraction | None
    effect: Fraction | None
    """What the change since last year did to the index, in points; None when it is unknown."""
    step: Step | None

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @property
    def product(self) -> Fraction | None:
        """Value times weight, as the arithmetic page shows it."""
        return None if self.value is None else self.value * self.indicator.weight

    @property
    def change(self) -> Fraction | None:
        """Difference to last year, or None when either is unknown."""
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous

    @property
    def below_target(self) -> bool:
        """Whether a value exists and misses the instrument's target."""
        return self.value is not None and self.target is not None and self.value < self.target


@dataclass(frozen=True)
class Result:
    """One institution, one cycle, one stage: everything the result page says."""

    assessment: Assessment
    instrument: Instrument
    stage: Stage | None
    staged: StagedValues
    announced: Announced
    """What a national list printed of it, where the reader may read the final result."""
    inside: bool
    """Whether the reader belongs to the institution or reads for it; outsiders see final values."""
    score: Score
    previous_assessment: Assessment | None
    previous_instrument: Instrument | None
    previous_score: Score | None
    previous_stage: Stage | None
    previous_values: Values
    averages: Averages
    years: tuple[Year, ...]

    @property
    def institution(self) -> Institution:
        """Whose result it is."""
        return self.assessment.institution

    @property
    def year(self) -> int:
        """The year of the cycle."""
        return self.assessment.cycle.year

    @property
    def values(self) -> Values:
        """The values of the stage shown."""
        return self.staged.of(self.stage)

    @property
    def is_official(self) -> bool:
        """Whether the figures are the announced final ones."""
        return self.stage == Stage.FINAL and self.assessment.is_published

    @property
    def has_figures_only(self) -> bool:
        """Whether only published figures of index, domains and aspects are known, no ratings."""
        return self.score.index is not None and not self.values

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Where a published figure is not what the final values add up to."""
        if self.stage != Stage.FINAL or self.has_figures_only:
            return ()
        return disagreements(self.assessment, self.announced, self.score)

    @property
    def awaits_announcement(self) -> bool:
        """Whether the final result was recorded here, is complete, and nobody has announced it."""
        return (
            self.stage == Stage.FINAL
            and self.score.index is not None
            and not self.assessment.is_published
            and self.assessment.state == State.RECORDED
        )

    @cached_property
    def comparable(self) -> bool:
        """Whether last year was rated with the same indicators and weights, so that they match."""
        before = self.previous_instrument
        return before is not None and yardstick(before) == yardstick(self.instrument)

    @property
    def previous_year(self) -> int | None:
        """The year compared with."""
        return self.previous_assessment.cycle.year if self.previous_assessment else None

    @property
    def mixes_stages(self) -> bool:
        """Whether last year's figures come from another stage than the ones shown."""
        return self.previous_stage is not None and self.previous_stage != self.stage

    @cached_property
    def distance(self) -> Distance | None:
        """How far the next predicate is; None at the top or without an index."""
        return None if self.score.index is None else distance(self.instrument, self.score.index)

    @cached_property
    def index_change(self) -> Fraction | None:
        """Difference of the index to last year's; None across different instruments."""
        if self.score.index is None or self.previous_score is None:
            return None
        if (
            self.previous_instrument is None
            or self.previous_instrument.code != self.instrument.code
        ):
            return None
        before = self.previous_score.index
        return None if before is None else self.score.index - before

    @cached_property
    def change(self) -> Change | None:
        """Which indicators moved the index by how much; None when it cannot be told."""
        if not self.comparable or self.index_change is None:
            return None
        return explain_change(self.instrument, self.previous_values, self.values)

    @cached_property
    def losses(self) -> tuple[IndicatorLine, ...]:
        """Indicators that pulled the index down since last year, the heaviest first."""
        fallen = [line for line in self.lines if line.effect is not None and line.effect < 0]
        return tuple(sorted(fallen, key=lambda line: line.effect or 0))

    @cached_property
    def gains(self) -> tuple[IndicatorLine, ...]:
        """Indicators that pushed the index up since last year, the heaviest first."""
        risen = [line for line in self.lines if line.effect is not None and line.effect > 0]
        return tuple(sorted(risen, key=lambda line: line.effect or 0, reverse=True))

    @cached_property
    def chances(self) -> tuple[IndicatorLine, ...]:
        """Indicators whose next level would add most to the index, the best first."""
        open_lines = [line for line in self.lines if line.step is not None]
        return tuple(
            sorted(open_lines, key=lambda line: line.step.gain if line.step else 0, reverse=True)
        )

    @property
    def lost(self) -> Fraction:
        """Sum of all losses, in points of the index (<= 0)."""
        return sum((line.effect or Fraction(0) for line in self.losses), Fraction(0))

    @property
    def gained(self) -> Fraction:
        """Sum of all gains, in points of the index (>= 0)."""
        return sum((line.effect or Fraction(0) for line in self.gains), Fraction(0))

    @property
    def own_average(self) -> Fraction | None:
        """The published mean index of the institution's group in this cycle."""
        return self.averages.own.get("")

    @property
    def national_average(self) -> Fraction | None:
        """The published mean index of the nation in this cycle."""
        return self.averages.national.get("")

    @cached_property
    def nodes(self) -> tuple[NodeLine, ...]:
        """Domains and their aspects in the instrument's order; pseudo domains are left out."""
        lines: list[NodeLine] = []
        for domain in self.instrument.domains:
            if not domain.pseudo:
                lines.append(self._node(domain, is_domain=True))
            if domain.pseudo or len(domain.aspects) > 1:
                lines.extend(self._node(aspect, is_domain=False) for aspect in domain.aspects)
        return tuple(lines)

    @cached_property
    def aspects(self) -> tuple[NodeLine, ...]:
        """Every aspect, for the radar."""
        return tuple(self._node(aspect, is_domain=False) for aspect in self.instrument.aspects())

    def _node(self, node: Domain | Aspect, *, is_domain: bool) -> NodeLine:
        scores = self.score.domains if is_domain else self.score.aspects
        previous = None
        if self.comparable and self.previous_score is not None:
            before = self.previous_score.domains if is_domain else self.previous_score.aspects
            previous = before[node.code].value if node.code in before else None
        own = scores[node.code]
        return NodeLine(
            code=node.code,
            name=node.name,
            weight=node.weight,
            is_domain=is_domain,
            value=own.value,
            previous=previous,
            group=self.averages.own.get(node.code),
            national=self.averages.national.get(node.code),
            target=self.instrument.target_value,
            bounds=own.bounds,
        )

    @cached_property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """Every indicator in the instrument's order."""
        names = short_names(self.instrument)
        points = contributions(self.instrument, self.values)
        effects = self._effects()
        claimed = self.staged.of(Stage.SELF) if self.stage != Stage.SELF else {}
        before = self.previous_values if self.comparable else {}
        return tuple(
            IndicatorLine(
                indicator=indicator,
                name=names[indicator.number],
                aspect=aspect,
                value=self.values.get(indicator.number),
                previous=before.get(indicator.number),
                claimed=claimed.get(indicator.number),
                assessor=self._assessor(indicator.number),
                target=self.instrument.target_value,
                contribution=points.get(indicator.number),
                effect=effects.get(indicator.number),
                step=next_step(self.instrument, self.values, indicator.number),
            )
            for aspect in self.instrument.aspects()
            for indicator in aspect.indicators
        )

    def _effects(self) -> dict[str, Fraction]:
        """What each indicator rated in both years did to the index; 0 where nothing changed."""
        if not self.comparable:
            return {}
        moved = what_if(self.instrument, self.previous_values, self.values).parts
        effects = {number: Fraction(0) for number in self.values if number in self.previous_values}
        return effects | {part.number: part.effect for part in moved}

    def _assessor(self, number: str) -> Fraction | None:
        return self.staged.assessor(number) if self.stage == Stage.FINAL else None


def result_of(
    actor: User,
    slug: str,
    year: int,
    *,
    instrument_code: str = "",
    stage: str = "",
) -> Result | None:
    """The result the actor may see, or None. Six queries, whatever the size.

    ``instrument_code`` chooses when a year was rated with two instruments; ``stage`` chooses a
    stage that spoke, otherwise the last one that did.
    """
    years = years_of(actor, slug)
    return result_among(years, actor, year, instrument_code=instrument_code, stage=stage)


def result_among(
    years: tuple[Year, ...],
    actor: object,
    year: int,
    *,
    instrument_code: str = "",
    stage: str = "",
) -> Result | None:
    """The same out of years that were read already: nothing outside them is looked at.

    ``actor`` is whoever reads, also somebody who is not signed in.
    """
    assessment = choose(years, year, instrument_code)
    if assessment is None:
        return None
    inside = isinstance(actor, User) and may_know_institution(actor, assessment.institution)
    earlier = before_of(years, assessment)
    said = said_of(actor, [a for a in (assessment, earlier) if a is not None])
    own = said[assessment.pk]
    shown = Stage(stage) if stage in own.staged.spoken else own.staged.latest()
    instrument = definition(assessment.cycle.instrument)
    before = said[earlier.pk] if earlier else NOTHING_SAID
    before_stage = shown if shown in before.staged.spoken else before.staged.latest()
    previous = definition(earlier.cycle.instrument) if earlier else None
    return Result(
        assessment=assessment,
        instrument=instrument,
        stage=shown,
        staged=own.staged,
        announced=own.announced,
        inside=inside,
        score=own.score(instrument, shown),
        previous_assessment=earlier,
        previous_instrument=previous,
        previous_score=before.score(previous, before_stage) if previous else None,
        previous_stage=before_stage,
        previous_values=before.staged.of(before_stage),
        averages=averages_for(assessment.cycle, assessment.institution),
        years=years,
    )


def yardstick(instrument: Instrument) -> tuple[str, dict[str, Fraction]]:
    """What two instruments must share for their indicators to be compared one by one."""
    return instrument.code, {i.number: i.weight for i in instrument.indicators()}
