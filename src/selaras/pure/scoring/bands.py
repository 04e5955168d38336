"""Predicates: the band of an index and the way to the next one.

The predicate follows the unrounded index, so 2.599 is below a bound of 2.6 although it is shown
as 2.60. See docs/algorithms/predicate-and-rounding.md.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from selaras.pure.instrument.model import Band, Instrument


@dataclass(frozen=True, slots=True)
class Distance:
    """The next better predicate and how much index is missing to its lower bound (> 0)."""

    band: Band
    gap: Fraction


def band_of(instrument: Instrument, index: Fraction) -> Band:
    """The predicate of an index; below the lowest bound it is the lowest predicate."""
    return instrument.bands[_position(instrument, index)]


def distance(instrument: Instrument, index: Fraction) -> Distance | None:
    """The way to the next predicate, or None in the best one."""
    above = _position(instrument, index) + 1
    if above == len(instrument.bands):
        return None
    band = instrument.bands[above]
    return Distance(band, band.lower - index)


def possible_bands(instrument: Instrument, bounds: tuple[Fraction, Fraction]) -> tuple[Band, ...]:
    """Every predicate an index between the two bounds may have, ascending."""
    low, high = bounds
    return instrument.bands[_position(instrument, low) : _position(instrument, high) + 1]


def _position(instrument: Instrument, index: Fraction) -> int:
    return max(bisect_right(instrument.bands, index, key=lambda band: band.lower) - 1, 0)
