"""Bars around a zero line, and the waterfall that turns one figure into another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar between two places of the frame; ``rises`` says which way it goes."""

    x: float
    width: float
    rises: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that share one scale and one zero line."""

    width: float
    zero: float
    bars: tuple[Bar, ...]


def bars(values: Sequence[Fraction], width: float = 100) -> Bars:
    """Bars to the right for gains, to the left for losses; the frame holds the longest of each."""
    low = min([Fraction(0), *values])
    high = max([Fraction(0), *values])
    unit = width / float(high - low) if high > low else 0.0
    zero = float(-low) * unit
    return Bars(
        width,
        zero,
        tuple(
            Bar(
                x=zero + min(0.0, float(value) * unit),
                width=abs(float(value)) * unit,
                rises=value > 0,
            )
            for value in values
        ),
    )


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Each part starts where the one before it ended; ``start`` and ``end`` are the two totals."""

    width: float
    start: float
    end: float
    parts: tuple[Bar, ...]


def waterfall(start: Fraction, parts: Sequence[Fraction], width: float = 100) -> Waterfall:
    """Lay out the way from ``start`` to ``start + sum(parts)``, in the order given.

    The frame shows only the stretch the way passes through, so small parts stay visible.
    """
    totals = list(accumulate(parts, initial=start))
    low, high = min(totals), max(totals)
    unit = width / float(high - low) if high > low else 0.0

    def at(value: Fraction) -> float:
        return float(value - low) * unit

    return Waterfall(
        width,
        at(totals[0]),
        at(totals[-1]),
        tuple(
            Bar(x=at(min(before, after)), width=abs(at(after) - at(before)), rises=after > before)
            for before, after in pairwise(totals)
        ),
    )
