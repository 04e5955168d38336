"""How far a claim is likely to fall before it is final: plain averages of falls that were observed.

A *fall* is final minus claim, so it is negative where the claim did not hold. Nothing is fitted and
nothing is weighted: the forecast moves today's claim by the mean of the observed falls and says
between which of them it would have lain. See docs/algorithms/forecast.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST_YEARS = 2
"""Earlier cycles below which an institution's own history says nothing: one is an anecdote."""

LEAST_OTHERS = 5
"""Institutions of the group below which the group says nothing, and any one could be made out."""

QUARTILES_FROM = 8
"""Falls from which on the range is that of the middle half; below it is lowest to highest."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Falls of the index that were observed: how many, their mean and their range, exact."""

    count: int
    mean: Fraction
    low: Fraction
    high: Fraction
    is_middle_half: bool
    """Whether ``low`` and ``high`` are the first and third quartile, not the extremes."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the index of a claim would come to lie, all figures within the instrument's scale."""

    claim: Fraction
    expected: Fraction
    low: Fraction
    high: Fraction
    falls: Spread


@dataclass(frozen=True, slots=True)
class Shift:
    """One indicator's mean fall, and what it did to the index: its share of the weights x mean."""

    number: str
    mean: Fraction
    effect: Fraction


def spread(falls: Sequence[Fraction], *, least: int) -> Spread | None:
    """The observed falls summed up; None with fewer than ``least``: too few to say anything."""
    if len(falls) < max(least, 1):
        return None
    ordered = sorted(falls)
    middle = len(ordered) >= QUARTILES_FROM
    low = quantile(ordered, Fraction(1, 4)) if middle else ordered[0]
    high = quantile(ordered, Fraction(3, 4)) if middle else ordered[-1]
    return Spread(len(ordered), sum(ordered, Fraction(0)) / len(ordered), low, high, middle)


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value below which ``part`` (0 to 1) of the ascending figures lie.

    Between two figures it lies in proportion, as QUARTILE.INC of spreadsheets puts it.
    """
    place = (len(ordered) - 1) * part
    below = place.numerator // place.denominator
    rest = place - below
    if not rest:
        return ordered[below]
    return ordered[below] + rest * (ordered[below + 1] - ordered[below])


def outlook(claim: Fraction, falls: Spread, *, lowest: Fraction, highest: Fraction) -> Outlook:
    """Today's claim moved by the observed falls; what would leave the scale stays at its end."""

    def moved(fall: Fraction) -> Fraction:
        return min(max(claim + fall, lowest), highest)

    return Outlook(claim, moved(falls.mean), moved(falls.low), moved(falls.high), falls)


def shifts(
    shares: Mapping[str, Fraction],
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    count: int,
) -> list[Shift]:
    """Mean fall of each indicator, in the order of the shares.

    ``shares`` are parts of the whole weight (0 to 1); ``before`` and ``after`` are the sums of
    claims and of final values over ``count`` observations. The effects add up to the mean fall of
    the index, exactly, as long as every observation rated every indicator with these shares.
    Raises ValueError for no observation.
    """
    if count < 1:
        raise ValueError("no observation, no mean")
    found = []
    for number, share in shares.items():
        if number in before and number in after:
            mean = (after[number] - before[number]) / count
            found.append(Shift(number, mean, share * mean))
    return found


def deepest(found: Iterable[Shift], most: int) -> list[Shift]:
    """The shifts that cost the index most, the worst first; none that cost nothing."""
    return sorted((s for s in found if s.effect < 0), key=lambda s: s.effect)[:most]
