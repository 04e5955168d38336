"""What a planner is given: an instrument, where one stands, what could be done, and the limits.

Years are counted from 1. Rupiah and effort points are whole numbers. An option occupies whole
years, from the one it starts in; it counts at the end of its last year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from selaras.pure.instrument.model import Instrument

MOST_YEARS = 5
MONTHS = 12

UnitKey = int | str
Step = tuple[str, int]
"""A criterion that can be fulfilled: indicator number and level."""
Schedule = Mapping[str, int]
"""Key of a chosen option → the year it starts in."""

_NO_VALUES: Mapping[str, Fraction] = MappingProxyType({})
_NO_CAPACITY: Mapping[tuple[UnitKey, int], int] = MappingProxyType({})


class Measure(StrEnum):
    """What a plan is measured by: money, or effort points where somebody's cost is not known."""

    MONEY = "rupiah"
    EFFORT = "poin"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be done, once, and the criteria it would fulfil when finished."""

    key: str
    fulfils: frozenset[Step]
    effort: int
    """Effort points, at least 1."""
    cost: int | None = None
    """Rupiah; None while nobody entered one."""
    months: int = MONTHS
    unit: UnitKey | None = None
    """Whose capacity the effort takes; None takes nobody's."""
    prerequisites: frozenset[str] = frozenset()
    confidence: int = 100
    """Percent, 1 to 100, that it fulfils what it says. Shown beside, never multiplied in."""
    required: bool = False
    """Must be chosen, for instance because it is under way."""
    earliest: int = 1
    """The first year it may start in."""

    @property
    def years(self) -> int:
        """How many years it occupies."""
        return years_of(self.months)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything a plan depends on; equal only to itself, so it can be a key."""

    instrument: Instrument
    base: Mapping[str, Fraction]
    """Indicator number → today's value."""
    years: int
    """1 to 5; the goal is measured at the end of the last one."""
    options: tuple[Option, ...]
    fixed: Mapping[str, Fraction] = field(default_factory=lambda: _NO_VALUES)
    """Values that come from outside: they replace the base value and cannot be worked on."""
    money: tuple[int | None, ...] = ()
    """Rupiah to spend at most in each year, None without limit; empty: no limits at all."""
    budget: int | None = None
    """Rupiah to spend at most in all years together."""
    capacity: Mapping[tuple[UnitKey, int], int] = field(default_factory=lambda: _NO_CAPACITY)
    """(unit, year) → effort points it can carry; absent: unlimited."""
    least_confidence: int = 0
    """Options less sure than this are left out, unless they are required."""
    asked: Measure | None = None
    """The measure the caller asks for; None takes money wherever every option has a cost."""

    @property
    def measure(self) -> Measure:
        """Money only when asked for or possible: one unknown cost makes every sum a guess."""
        if self.asked is Measure.EFFORT or any(o.cost is None for o in self.options):
            return Measure.EFFORT
        return Measure.MONEY

    def price(self, option: Option) -> int:
        """What one of its options takes in the problem's measure."""
        return prices(self)[option.key]

    def value(self, number: str) -> Fraction:
        """Where an indicator stands before anything is done."""
        return self.fixed[number] if number in self.fixed else self.base[number]

    def without_limits(self) -> Problem:
        """The same problem with money, budget and capacity unlimited."""
        return replace(self, money=(), budget=None, capacity=_NO_CAPACITY)


@lru_cache(maxsize=32)
def prices(problem: Problem) -> Mapping[str, int]:
    """Option → what it takes in the problem's measure."""
    if problem.measure is Measure.MONEY:
        return {option.key: option.cost or 0 for option in problem.options}
    return {option.key: option.effort for option in problem.options}


@dataclass(frozen=True, slots=True)
class Reach:
    """A target at the end of the last year, as cheap as can be: an index, a floor, or both."""

    index: Fraction | None = None
    floor: int | None = None
    """The level every indicator is to stand on at least, those fixed from outside included."""


@dataclass(frozen=True, slots=True)
class BestIndex:
    """The best index there is to have for a total in the problem's measure."""

    total: int | None = None
    """None: only the problem's own limits hold."""
    floor: int | None = None


Goal = Reach | BestIndex


def reach_band(instrument: Instrument, name: str) -> Reach:
    """The target of a predicate: its lower bound. Raises KeyError for an unknown name."""
    for band in instrument.bands:
        if band.name == name:
            return Reach(index=band.lower)
    raise KeyError(name)


def years_of(months: int) -> int:
    """Whole years that many months occupy: 1 for 1 to 12, 2 for 13 to 24."""
    return -(-months // MONTHS)


def spread(amount: int, years: int) -> tuple[int, ...]:
    """An amount over years in whole parts as equal as can be, what is left over in the first."""
    part, rest = divmod(amount, years)
    return (part + rest, *[part] * (years - 1))
