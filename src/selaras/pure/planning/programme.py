"""A planning problem as a linear model in whole numbers, and a solution read back as a schedule.

One column says that an option starts in a year, one that an indicator stands on a level at the end
of a year. Once the starts are whole the best levels are as well; that they are asked to be all the
same lets a solver cut deeper and halves its time. See docs/algorithms/target-planner.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import gcd

from selaras.pure.linear import Column, LinearModel, Row
from selaras.pure.planning.ladders import Ladders, ladders
from selaras.pure.planning.outcome import Outcome, waits_of
from selaras.pure.planning.problem import Option, Problem, Schedule, UnitKey, spread

Terms = list[tuple[int, int]]


class Aim(StrEnum):
    """What a model is to make as small, or as large, as can be."""

    PRICE = "price"
    """Least money, or effort points."""
    TIE = "tie"
    """Least effort points, then fewest options."""
    INDEX = "index"
    """Largest index at the end."""
    PACE = "pace"
    """Largest sum of yearly indices."""
    ANY = "any"
    """Nothing: whatever keeps the limits."""
    LIKENESS = "likeness"
    """Least in common with the sets of ``unlike``, then fewest options."""


@dataclass(frozen=True, slots=True)
class Want:
    """What a model has to keep besides the limits of its problem."""

    aim: Aim
    index: int | None = None
    """Units of the index to reach at the end at least."""
    floor: int | None = None
    price: int | None = None
    """The problem's measure, at most."""
    tie: int | None = None
    """``tie_of`` at most."""
    among: frozenset[str] | None = None
    """Only these may be chosen."""
    unlike: tuple[frozenset[str], ...] = ()
    """Sets of which at least one option each must be missing."""
    never: tuple[Schedule, ...] = ()
    """Schedules that are refused."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A linear model with the meaning of its columns."""

    model: LinearModel
    starts: Mapping[tuple[str, int], int]
    """(option, year) → its column."""
    unit: int
    """What one unit of the objective stands for."""

    def schedule(self, values: Sequence[float]) -> Schedule:
        """The starts of a solution."""
        return {key: year for (key, year), column in self.starts.items() if values[column] > 0.5}


def tie_of(problem: Problem, outcome: Outcome) -> int:
    """Effort points first, the number of options second, as one whole number."""
    return outcome.effort * (len(problem.options) + 1) + len(outcome.schedule)


def programme(problem: Problem, want: Want, start: Schedule | None = None) -> Programme:
    """The model of a sound problem. ``start`` is a schedule that is known to hold."""
    return _Builder(problem, want).built(start)


@dataclass
class _Builder:
    problem: Problem
    want: Want
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    levels: dict[tuple[str, int, int], int] = field(default_factory=dict)
    unit: int = 1

    @property
    def ladders(self) -> Ladders:
        return ladders(self.problem)

    def built(self, start: Schedule | None) -> Programme:
        self._options()
        self._order()
        self._limits()
        self._levels()
        self._goal()
        self._refusals()
        model = LinearModel(tuple(self.columns), tuple(self.rows), self._start(start))
        return Programme(model, self.starts, self.unit)

    def _column(self, objective: int, *, lower: int = 0) -> int:
        self.columns.append(Column(lower, 1, objective, whole=True))
        return len(self.columns) - 1

    def _row(self, terms: Terms, lower: int | None = None, upper: int | None = None) -> None:
        self.rows.append(Row(tuple(terms), lower, upper).reduced())

    def _options(self) -> None:
        prices = {o.key: self._price(o) for o in self.problem.options}
        self.unit = gcd(*prices.values()) or 1
        for option in self.problem.options:
            if self.want.among is not None and option.key not in self.want.among:
                continue
            latest = self.problem.years - option.years + 1
            for year in range(option.earliest, latest + 1):
                price = prices[option.key] // self.unit
                self.starts[option.key, year] = self._column(price)
            terms = self._chosen(option.key)
            if option.required:
                self._row(terms, 1, 1)
            elif len(terms) > 1:
                self._row(terms, None, 1)

    def _price(self, option: Option) -> int:
        """What choosing an option costs the objective."""
        match self.want.aim:
            case Aim.PRICE:
                return self.problem.price(option)
            case Aim.TIE:
                return option.effort * (len(self.problem.options) + 1) + 1
            case Aim.LIKENESS:
                common = sum(option.key in chosen for chosen in self.want.unlike)
                return common * (len(self.problem.options) + 1) + 1
            case _:
                return 0

    def _chosen(self, key: str, factor: int = 1, until: int | None = None) -> Terms:
        """The starts of an option, up to a year."""
        last = self.problem.years if until is None else until
        years = range(1, last + 1)
        return [(self.starts[key, y], factor) for y in years if (key, y) in self.starts]

    def _order(self) -> None:
        """An option has started by a year only if what it waits for was finished in time."""
        known = {option.key: option for option in self.problem.options}
        for key, before in waits_of(self.problem).items():
            for year in range(1, self.problem.years + 1):
                if (key, year) not in self.starts:
                    continue
                for other, gap in before.items():
                    last = year - gap - known[other].years + 1
                    ready = self._chosen(other, -1, max(last, 0))
                    self._row(self._chosen(key, 1, year) + ready, None, 0)

    def _limits(self) -> None:
        problem, want = self.problem, self.want
        money: dict[int, Terms] = {}
        load: dict[tuple[UnitKey, int], Terms] = {}
        total: Terms = []
        for option in problem.options:
            costs, efforts = (
                spread(amount, option.years) for amount in (option.cost or 0, option.effort)
            )
            for column, _ in self._chosen(option.key):
                total.append((column, option.cost or 0))
            for year in range(1, problem.years + 1):
                if (option.key, year) not in self.starts:
                    continue
                column = self.starts[option.key, year]
                for place in range(option.years):
                    money.setdefault(year + place, []).append((column, costs[place]))
                    if option.unit is not None:
                        at = (option.unit, year + place)
                        load.setdefault(at, []).append((column, efforts[place]))
        for year, limit in enumerate(problem.money, start=1):
            self._at_most(money.get(year, []), limit)
        self._at_most(total, problem.budget)
        for at, terms in load.items():
            self._at_most(terms, problem.capacity.get(at))
        self._at_most(self._sum(problem.price), want.price)
        size = len(problem.options) + 1
        self._at_most(self._sum(lambda option: option.effort * size + 1), want.tie)

    def _sum(self, amount: Callable[[Option], int]) -> Terms:
        return [
            (column, amount(option))
            for option in self.problem.options
            for column, _ in self._chosen(option.key)
        ]

    def _at_most(self, terms: Terms, limit: int | None) -> None:
        terms = [(column, factor) for column, factor in terms if factor]
        if limit is not None and sum(factor for _, factor in terms) > limit:
            self._row(terms, None, limit)

    def _levels(self) -> None:
        """A level counts once one of its options is finished and the level below counts."""
        paced, aimed = self.want.aim is Aim.PACE, self.want.aim in (Aim.PACE, Aim.INDEX)
        known = {option.key: option for option in self.problem.options}
        last = self.problem.years
        for number, level in self.ladders.makers:
            gain = self.ladders.gains[number, level]
            floor = self.want.floor is not None and level <= self.want.floor
            for year in range(1 if paced else last, last + 1):
                lower = int(floor and year == last)
                column = self._column(-gain if aimed else 0, lower=lower)
                self.levels[number, level, year] = column
                terms = [(column, 1)]
                for key in self.ladders.makers[number, level]:
                    terms += self._chosen(key, -1, max(year - known[key].years + 1, 0))
                self._row(terms, None, 0)
                below = self.levels.get((number, level - 1, year))
                if below is not None:
                    self._row([(column, 1), (below, -1)], None, 0)

    def _goal(self) -> None:
        known, last = self.ladders, self.problem.years
        if self.want.index is not None and self.want.index > known.start:
            terms = [(self.levels[n, level, last], g) for (n, level), g in known.gains.items()]
            self._row(terms, self.want.index - known.start, None)
        floor = self.want.floor
        for number, value in known.values.items() if floor is not None else ():
            if floor is not None and value < floor and (number, floor) not in known.makers:
                self._row([], 1, None)

    def _refusals(self) -> None:
        required = {option.key for option in self.problem.options if option.required}
        for chosen in self.want.unlike:
            free = sorted(chosen - required)
            self._row([t for key in free for t in self._chosen(key)], None, len(free) - 1)
        for schedule in self.want.never:
            terms = [
                (column, 1 if schedule.get(key) == year else -1)
                for (key, year), column in self.starts.items()
            ]
            self._row(terms, None, len(schedule) - 1)

    def _start(self, schedule: Schedule | None) -> dict[int, int]:
        """Every column's value under a schedule."""
        if schedule is None:
            return {}
        values = {
            column: int(schedule.get(key) == year) for (key, year), column in self.starts.items()
        }
        known = {option.key: option for option in self.problem.options}
        for (number, level, year), column in self.levels.items():
            done = (key for key, begun in schedule.items() if begun + known[key].years - 1 <= year)
            values[column] = int(self.ladders.levels(done).get(number, 0) >= level)
        return values
