"""What a schedule leads to, year by year, and which limits it breaks: the judge of every plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from selaras.pure.instrument.model import Band
from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.order import Waits, waits
from selaras.pure.planning.problem import (
    BestIndex,
    Goal,
    Option,
    Problem,
    Schedule,
    UnitKey,
    spread,
)
from selaras.pure.scoring.bands import band_of


class BreachKind(StrEnum):
    """What a schedule may break."""

    UNKNOWN_OPTION = "tidak-dikenal"
    TOO_EARLY = "terlalu-awal"
    UNFINISHED = "tidak-selesai"
    PREREQUISITE_MISSING = "prasyarat-tidak-dipilih"
    PREREQUISITE_LATE = "prasyarat-belum-selesai"
    REQUIRED_MISSING = "wajib-tidak-dipilih"
    MONEY = "dana-tahun"
    BUDGET = "anggaran"
    CAPACITY = "kapasitas"


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing broken: whose option, which other one, which unit, which year, and by how much."""

    kind: BreachKind
    option: str = ""
    other: str = ""
    unit: UnitKey | None = None
    year: int | None = None
    excess: int = 0


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Where one stands at the end of a year, and what was spent in it."""

    year: int
    values: Mapping[str, Fraction]
    """Every indicator in the instrument's order."""
    index: Fraction
    predicate: Band
    cost: int
    """Rupiah; options without an entered cost add nothing."""
    effort: int
    finished: tuple[str, ...]
    """Options finished in this year, in the problem's order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a schedule leads to. It holds only where ``breaches`` is empty."""

    schedule: Schedule
    """In the problem's order."""
    years: tuple[YearEnd, ...]
    cost: int
    """Rupiah in all years; options without an entered cost add nothing."""
    effort: int
    price: int
    """The total in the problem's measure."""
    load: Mapping[tuple[UnitKey, int], int]
    """(unit, year) → effort points."""
    breaches: tuple[Breach, ...]

    @property
    def index(self) -> Fraction:
        """The index at the end of the last year."""
        return self.years[-1].index

    @property
    def pace(self) -> Fraction:
        """The sum of the yearly indices: the larger, the earlier things count."""
        return sum((year.index for year in self.years), Fraction(0))


@lru_cache(maxsize=32)
def waits_of(problem: Problem) -> Waits:
    """What every option of a problem waits for."""
    return waits(problem.options)


def evaluate(problem: Problem, schedule: Schedule) -> Outcome:
    """The exact outcome of a schedule. The problem must be sound (see ``faults``)."""
    chosen = [option for option in problem.options if option.key in schedule]
    ordered = {option.key: schedule[option.key] for option in chosen}
    cost, effort = [0] * problem.years, [0] * problem.years
    load: dict[tuple[UnitKey, int], int] = {}
    for option in chosen:
        efforts = spread(option.effort, option.years)
        costs = spread(option.cost or 0, option.years)
        for place, (points, rupiah) in enumerate(zip(efforts, costs, strict=True)):
            year = ordered[option.key] + place
            if 1 <= year <= problem.years:
                cost[year - 1] += rupiah
                effort[year - 1] += points
                if option.unit is not None:
                    load[option.unit, year] = load.get((option.unit, year), 0) + points
    breaches = (
        *(Breach(BreachKind.UNKNOWN_OPTION, key) for key in schedule if key not in ordered),
        *_out_of_order(problem, chosen, ordered),
        *_over_limits(problem, cost, load),
    )
    return Outcome(
        schedule=ordered,
        years=tuple(_year_ends(problem, chosen, ordered, cost, effort)),
        cost=sum(option.cost or 0 for option in chosen),
        effort=sum(option.effort for option in chosen),
        price=sum(problem.price(option) for option in chosen),
        load=load,
        breaches=breaches,
    )


def reached(goal: Goal, outcome: Outcome) -> bool:
    """Whether an outcome without breaches meets the goal; the best index is met by any."""
    end = outcome.years[-1]
    if goal.floor is not None and any(value < goal.floor for value in end.values.values()):
        return False
    if isinstance(goal, BestIndex):
        return goal.total is None or outcome.price <= goal.total
    return goal.index is None or end.index >= goal.index


def merit(goal: Goal, outcome: Outcome) -> tuple[Fraction, ...]:
    """What makes one outcome better than another, smaller first.

    A target: the price, then effort points, then options, then how early things count. The best
    index: the index first, then the same.
    """
    first = (-outcome.index,) if isinstance(goal, BestIndex) else ()
    rest = (outcome.price, outcome.effort, len(outcome.schedule))
    return (*first, *map(Fraction, rest), -outcome.pace)


def _year_ends(
    problem: Problem, chosen: list[Option], schedule: Schedule, cost: list[int], effort: list[int]
) -> Iterator[YearEnd]:
    known = ladders(problem)
    finished: list[str] = []
    for year in range(1, problem.years + 1):
        done = tuple(o.key for o in chosen if schedule[o.key] + o.years - 1 == year)
        finished += done
        levels = known.levels(finished)
        values = {n: Fraction(levels.get(n, value)) for n, value in known.values.items()}
        index = known.index(known.units_of(levels))
        predicate = band_of(problem.instrument, index)
        yield YearEnd(year, values, index, predicate, cost[year - 1], effort[year - 1], done)


def _out_of_order(problem: Problem, chosen: list[Option], schedule: Schedule) -> Iterator[Breach]:
    finish = {option.key: schedule[option.key] + option.years - 1 for option in chosen}
    for option in problem.options:
        key = option.key
        if key not in schedule:
            if option.required:
                yield Breach(BreachKind.REQUIRED_MISSING, key)
            continue
        if schedule[key] < option.earliest:
            yield Breach(BreachKind.TOO_EARLY, key, year=schedule[key])
        if finish[key] > problem.years:
            yield Breach(BreachKind.UNFINISHED, key, year=finish[key])
        for other, gap in waits_of(problem)[key].items():
            if other not in finish:
                yield Breach(BreachKind.PREREQUISITE_MISSING, key, other)
            elif schedule[key] < finish[other] + gap:
                yield Breach(BreachKind.PREREQUISITE_LATE, key, other, year=schedule[key])


def _over_limits(
    problem: Problem, cost: list[int], load: Mapping[tuple[UnitKey, int], int]
) -> Iterator[Breach]:
    for year, limit in enumerate(problem.money, start=1):
        if limit is not None and cost[year - 1] > limit:
            yield Breach(BreachKind.MONEY, year=year, excess=cost[year - 1] - limit)
    if problem.budget is not None and sum(cost) > problem.budget:
        yield Breach(BreachKind.BUDGET, excess=sum(cost) - problem.budget)
    for (unit, year), points in load.items():
        limit = problem.capacity.get((unit, year))
        if limit is not None and points > limit:
            yield Breach(BreachKind.CAPACITY, unit=unit, year=year, excess=points - limit)
