"""The digest: how the bodies of a nation or a province stand in one cycle, and how they moved.

Every figure is taken from the complete final results the actor may read, and says from how many.
The arithmetic is that of ``docs/algorithms/digest.md``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from selaras.assessments.models import AverageGroup, Cycle
from selaras.assessments.queries.overview import cycles_for
from selaras.assessments.queries.result import yardstick
from selaras.instruments.queries import definitions
from selaras.people.models import Category, Institution, User
from selaras.pure.instrument.model import Aspect, Indicator, Instrument
from selaras.pure.scoring.average import mean
from selaras.pure.standings import Movers, Rated, Spread, movers, moves, ranks, rated, spread
from selaras.reporting.queries import digest_rows as reading
from selaras.reporting.queries.digest_causes import Cause, causes_of
from selaras.reporting.queries.digest_rows import Body, ResultRow

ALL = AverageGroup.NATIONAL.value
"""The group of everybody, beside the categories."""
MOST_YEARS = 4
"""Earlier years a digest compares with at most."""
MOST_MOVERS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A body in the ranking. ``before`` is its index in the year compared with."""

    body: Body
    index: Fraction
    predicate: str
    rank: int
    rank_in_category: int
    before: Fraction | None
    is_announced: bool

    @property
    def change(self) -> Fraction | None:
        """Since the year compared with."""
        return None if self.before is None else self.index - self.before


@dataclass(frozen=True, slots=True)
class Missing:
    """A body without a complete final result: values it lacks, or where its assessment stands."""

    body: Body
    values: int
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody or one category: the spread of indices, predicates, what was published.

    ``paired`` bodies have an index in the year compared with too; ``moved`` is the mean of their
    changes.
    """

    key: str
    spread: Spread
    predicates: Mapping[str, int]
    published: Fraction | None
    paired: int
    moved: Fraction | None


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the trend. ``means`` are by group; ``is_comparable`` with the year asked for."""

    cycle: Cycle
    instrument: Instrument
    rows: tuple[ResultRow, ...]
    spread: Spread | None
    means: Mapping[str, Spread]
    predicates: Mapping[str, int]
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator over all bodies, now and in the year compared with."""

    indicator: Indicator
    aspect: Aspect
    now: Rated
    before: Rated | None

    @property
    def change(self) -> Fraction | None:
        """Of the mean, since the year compared with."""
        return None if self.before is None else self.now.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A domain or aspect: by group, how many bodies and their mean; ``before`` of everybody."""

    code: str
    name: str
    is_domain: bool
    means: Mapping[str, tuple[int, Fraction]]
    before: Fraction | None

    @property
    def mean(self) -> Fraction | None:
        """Of everybody."""
        return self.means[ALL][1] if ALL in self.means else None

    @property
    def change(self) -> Fraction | None:
        """Of the mean of everybody, since the year compared with."""
        if self.mean is None or self.before is None:
            return None
        return self.mean - self.before


@dataclass(frozen=True)
class Digest:
    """Everything a digest says. ``years`` ascend and end with the cycle asked for."""

    cycle: Cycle
    instrument: Instrument
    province: Institution | None
    years: tuple[Year, ...]
    before: Year | None
    """The nearest earlier year rated with the same indicators and weights."""
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    groups: tuple[Group, ...]
    """Everybody first, then the categories that have anybody."""
    nodes: tuple[NodeLine, ...]
    published: Mapping[str, Mapping[str, Fraction]]
    indicators: tuple[IndicatorLine, ...]
    movers: Movers[int]
    causes: Mapping[int, tuple[Cause, ...]]
    newest: datetime | None
    """When the newest of the ratings and published averages was written."""

    @cached_property
    def by_body(self) -> Mapping[int, Line]:
        """The lines by institution."""
        return {line.body.key: line for line in self.lines}

    @property
    def whole(self) -> Group | None:
        """Everybody."""
        return self.groups[0] if self.groups else None

    @property
    def awaited(self) -> int:
        """Results that have not been announced yet."""
        return sum(not line.is_announced for line in self.lines)

    @property
    def provinces(self) -> dict[str, list[Line]]:
        """The lines by province, by name; bodies of the centre are left out."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.body.province:
                found[line.body.province].append(line)
        return dict(sorted(found.items()))


def earlier_cycles(cycles: Sequence[Cycle], cycle: Cycle) -> list[Cycle]:
    """One cycle for each earlier year, the newest first: of the same instrument where there is one.

    Four at most.
    """
    found: dict[int, Cycle] = {}
    for one in sorted(cycles, key=lambda one: (-one.year, -one.pk)):
        if one.year >= cycle.year:
            continue
        known = found.get(one.year)
        if known is None or (known.instrument.code != cycle.instrument.code == one.instrument.code):
            found[one.year] = one
    return list(found.values())[:MOST_YEARS]


def digest_of(
    actor: User,
    cycle: Cycle,
    province: Institution | None,
    years: int,
    tell: Callable[[int], None],
) -> Digest:
    """The digest of a cycle beside earlier years; a dozen queries at most, however many bodies.

    ``tell`` takes the percentage read; what it raises ends the reading.
    """
    earlier = earlier_cycles(cycles_for(actor), cycle)[:years]
    instruments = definitions(one.instrument for one in (cycle, *earlier))
    results = reading.results_in(actor, (cycle, *earlier), province)
    by_cycle: dict[int, list[ResultRow]] = defaultdict(list)
    for row in reading.rows_of(results):
        by_cycle[row.cycle].append(row)
    tell(30)
    own = instruments[cycle.instrument_id]
    trend = [
        _year(one, instruments[one.instrument_id], by_cycle[one.pk], own)
        for one in (*reversed(earlier), cycle)
    ]
    before = next((year for year in reversed(trend[:-1]) if year.is_comparable), None)
    compared = [cycle.pk, *([before.cycle.pk] if before else [])]
    tallies = reading.tallies_of(results)
    tell(60)
    nodes = reading.nodes_of(results.filter(assessment__cycle__in=compared))
    tell(80)
    lines = _lines(trend[-1].rows, _indices(before.rows) if before else {})
    published, announced = reading.published_of(cycle)
    moved = _movers(lines)
    return Digest(
        cycle=cycle,
        instrument=own,
        province=province,
        years=tuple(trend),
        before=before,
        lines=tuple(lines),
        missing=tuple(_missing(actor, trend[-1], province)),
        groups=tuple(_groups(lines, published)),
        nodes=tuple(_nodes(trend[-1], before, nodes)),
        published=published,
        indicators=tuple(_indicators(own, tallies, compared)),
        movers=moved,
        causes=causes_of(moved, trend[-1].rows, before.rows, nodes, own) if before else {},
        newest=max((at for at in (tallies.newest, announced) if at), default=None),
    )


def _complete(rows: Sequence[ResultRow]) -> list[tuple[ResultRow, Fraction]]:
    return [(row, row.index) for row in rows if row.index is not None]


def _indices(rows: Sequence[ResultRow]) -> dict[int, Fraction]:
    return {row.body.key: index for row, index in _complete(rows)}


def _year(cycle: Cycle, instrument: Instrument, rows: Sequence[ResultRow], own: Instrument) -> Year:
    by_group: dict[str, list[Fraction]] = defaultdict(list)
    for row, index in _complete(rows):
        by_group[ALL].append(index)
        by_group[row.body.category].append(index)
    means = {key: found for key, held in by_group.items() if (found := spread(held))}
    return Year(
        cycle=cycle,
        instrument=instrument,
        rows=tuple(rows),
        spread=means.get(ALL),
        means=means,
        predicates=Counter(row.predicate for row, _ in _complete(rows)),
        is_comparable=yardstick(instrument) == yardstick(own),
    )


def _lines(rows: Sequence[ResultRow], before: Mapping[int, Fraction]) -> list[Line]:
    by_category: dict[str, dict[int, Fraction]] = defaultdict(dict)
    for row, index in _complete(rows):
        by_category[row.body.category][row.body.key] = index
    places = ranks(_indices(rows))
    within = {key: place for held in by_category.values() for key, place in ranks(held).items()}
    return [
        Line(
            body=row.body,
            index=index,
            predicate=row.predicate,
            rank=places[row.body.key],
            rank_in_category=within[row.body.key],
            before=before.get(row.body.key),
            is_announced=row.is_announced,
        )
        for row, index in _complete(rows)
    ]


def _movers(lines: Sequence[Line]) -> Movers[int]:
    named = sorted(lines, key=lambda line: line.body.name)
    before = {line.body.key: line.before for line in named if line.before is not None}
    return movers(moves(before, {line.body.key: line.index for line in named}), MOST_MOVERS)


def _groups(lines: Sequence[Line], published: Mapping[str, Mapping[str, Fraction]]) -> list[Group]:
    groups = []
    for key in (ALL, *Category.values):
        own = [line for line in lines if key in {ALL, line.body.category}]
        figures = spread(line.index for line in own)
        changes = [line.change for line in own if line.change is not None]
        if figures is not None:
            groups.append(
                Group(
                    key=key,
                    spread=figures,
                    predicates=Counter(line.predicate for line in own),
                    published=published.get(key, {}).get(""),
                    paired=len(changes),
                    moved=mean(changes),
                )
            )
    return groups


def _missing(actor: User, year: Year, province: Institution | None) -> list[Missing]:
    """Bodies the actor knows of, or sees incomplete, without an index; by name."""
    complete = {row.body.key for row in year.rows if row.index is not None}
    lacking = {row.body.key: row for row in year.rows if row.index is None}
    known = {body.key: body for body in reading.known_bodies(actor, province)}
    states = reading.states_of(actor, year.cycle, province)
    known |= {row.body.key: row.body for row in lacking.values()}
    return [
        Missing(
            body,
            lacking[body.key].missing if body.key in lacking else 0,
            states.get(body.key, ""),
        )
        for body in sorted(known.values(), key=lambda body: body.name)
        if body.key not in complete
    ]


def _nodes(
    year: Year, before: Year | None, nodes: Mapping[int, Mapping[str, str]]
) -> list[NodeLine]:
    """Means of domains and aspects, in the instrument's order; only nodes somebody has."""
    held: dict[str, list[int]] = defaultdict(list)
    for row, _ in _complete(year.rows):
        held[ALL].append(row.assessment)
        held[row.body.category].append(row.assessment)
    found = {key: reading.node_texts(nodes, held[key]) for key in held}
    earlier = reading.node_texts(
        nodes, [row.assessment for row, _ in _complete(before.rows)] if before else []
    )
    lines = []
    for code, name, is_domain in nodes_named(year.instrument):
        means = {
            key: averaged
            for key, texts in found.items()
            if (averaged := _averaged(texts.get(code, Counter()))) is not None
        }
        was = _averaged(earlier.get(code, Counter()))
        if means:
            lines.append(NodeLine(code, name, is_domain, means, was[1] if was else None))
    return lines


def nodes_named(instrument: Instrument) -> list[tuple[str, str, bool]]:
    """Code, name and whether it is a domain; shells and aspects that are a whole domain once."""
    found: list[tuple[str, str, bool]] = []
    for domain in instrument.domains:
        if not domain.pseudo:
            found.append((domain.code, domain.name, True))
        if domain.pseudo or len(domain.aspects) > 1:
            found += [(aspect.code, aspect.name, False) for aspect in domain.aspects]
    return found


def _averaged(texts: Mapping[str, int]) -> tuple[int, Fraction] | None:
    """How many figures, and their exact mean; equal figures are read once."""
    found = rated({Fraction(text): number for text, number in texts.items()}, None)
    return None if found is None else (found.count, found.mean)


def _indicators(
    instrument: Instrument, tallies: reading.Tallies, cycles: Sequence[int]
) -> list[IndicatorLine]:
    """Every indicator somebody rated, in the instrument's order."""
    lines = []
    for aspect in instrument.aspects():
        for indicator in aspect.indicators:
            now, *before = (
                rated(tallies.levels.get((key, indicator.number), {}), instrument.target_value)
                for key in cycles
            )
            if now is not None:
                lines.append(IndicatorLine(indicator, aspect, now, before[0] if before else None))
    return lines
