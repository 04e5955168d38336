"""How a group of bodies stands: spread, quantiles, shares, ranks, movers. All figures exact.

See ``docs/algorithms/digest.md``. Every figure says of how many bodies it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from selaras.pure.scoring.average import mean

Key = TypeVar("Key")

QUARTER = Fraction(1, 4)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Spread:
    """A group of figures: how many there are, their mean, the least, the quartiles, the most."""

    count: int
    mean: Fraction
    lowest: Fraction
    lower: Fraction
    """The lower quartile: a quarter of the way up."""
    median: Fraction
    upper: Fraction
    """The upper quartile."""
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of one indicator by many bodies. ``short`` counts those below the target."""

    count: int
    mean: Fraction
    short: int | None
    """None where there is no target to miss."""

    @property
    def short_share(self) -> Fraction | None:
        """Those below the target in percent of all; None without a target."""
        return None if self.short is None else Fraction(100 * self.short, self.count)


@dataclass(frozen=True, slots=True)
class Moved(Generic[Key]):
    """One body that had a figure before and has one now."""

    key: Key
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """Now minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Movers(Generic[Key]):
    """Those that moved most, each list from the largest change; never the ones that stood still.

    ``more_risen`` and ``more_fallen`` count those left out although they moved exactly as far as
    the last one named.
    """

    risen: tuple[Moved[Key], ...]
    fallen: tuple[Moved[Key], ...]
    more_risen: int
    more_fallen: int


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The figure below which ``share`` (0 to 1) of the ascending figures lie.

    Interpolated in a straight line between the two figures around the place (n - 1) * share,
    counted from 0: definition 7 of Hyndman and Fan, the QUARTILE.INC and PERCENTILE.INC of
    spreadsheets. Raises ValueError without figures and for a share outside 0 to 1.
    """
    if not ordered or not 0 <= share <= 1:
        raise ValueError("no such quantile")
    place = (len(ordered) - 1) * share
    below = int(place)
    if below == place:
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def spread(values: Iterable[Fraction]) -> Spread | None:
    """The spread of some figures; None when there are none."""
    ordered = sorted(values)
    average = mean(ordered)
    if average is None:
        return None
    return Spread(
        count=len(ordered),
        mean=average,
        lowest=ordered[0],
        lower=quantile(ordered, QUARTER),
        median=quantile(ordered, HALF),
        upper=quantile(ordered, 1 - QUARTER),
        highest=ordered[-1],
    )


def shares(counts: Mapping[Key, int]) -> dict[Key, Fraction]:
    """Each count in percent of their sum; empty where the sum is 0."""
    whole = sum(counts.values())
    return {key: Fraction(100 * count, whole) for key, count in counts.items()} if whole else {}


def ranks(values: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Places from 1 for the highest; equal figures share a place and the ones after are skipped.

    1, 2, 2, 4: the place of a body is 1 plus the number of bodies above it.
    """
    places: dict[Fraction, int] = {}
    for above, value in enumerate(sorted(values.values(), reverse=True)):
        places.setdefault(value, above + 1)
    return {key: places[value] for key, value in values.items()}


def rated(amounts: Mapping[Fraction, int], target: Fraction | None) -> Rated | None:
    """How many bodies rated what, summed up; None where nobody did."""
    count = sum(amounts.values())
    if not count:
        return None
    total = sum((value * number for value, number in amounts.items()), Fraction(0))
    short = None
    if target is not None:
        short = sum(number for value, number in amounts.items() if value < target)
    return Rated(count, total / count, short)


def moves(before: Mapping[Key, Fraction], after: Mapping[Key, Fraction]) -> list[Moved[Key]]:
    """Every body that has both figures, in the order of ``after``."""
    return [Moved(key, before[key], value) for key, value in after.items() if key in before]


def movers(moved: Iterable[Moved[Key]], most: int) -> Movers[Key]:
    """The ``most`` bodies that rose most and fell most; of equal changes the order given decides.

    Raises ValueError unless ``most`` is positive.
    """
    if most < 1:
        raise ValueError("nobody asked for")
    every = list(moved)
    risen = sorted((one for one in every if one.change > 0), key=lambda one: -one.change)
    fallen = sorted((one for one in every if one.change < 0), key=lambda one: one.change)
    return Movers(
        tuple(risen[:most]), tuple(fallen[:most]), _level(risen, most), _level(fallen, most)
    )


def _level(ordered: Sequence[Moved[Key]], most: int) -> int:
    """How many after the first ``most`` moved as far as the last of these."""
    left = ordered[most:]
    return sum(one.change == ordered[most - 1].change for one in left) if left else 0
