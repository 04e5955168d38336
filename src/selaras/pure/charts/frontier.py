"""The line of price against index: what every further step of the index takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from selaras.pure.charts.trend import Margins, Place

ROOM = Margins(left=34, right=16, top=18, bottom=40)
"""Room for the index at the left and the price below."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A written value of an axis and where it stands."""

    value: Fraction
    at: float


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of the line; ``index`` is its place in what was given."""

    index: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """A drawn line: prices to the right, the index upwards. ``target`` is its height, if any."""

    width: float
    height: float
    left: float
    bottom: float
    prices: tuple[Tick, ...]
    indices: tuple[Tick, ...]
    line: tuple[Place, ...]
    dots: tuple[Dot, ...]
    chosen: Place | None
    target: float | None


def frontier(
    points: Sequence[tuple[int, Fraction]],
    *,
    width: float,
    height: float,
    chosen: tuple[int, Fraction] | None = None,
    target: Fraction | None = None,
    margins: Margins = ROOM,
) -> Frontier:
    """Lay out points of (price, index), the cheapest first; at least one.

    Raises ValueError without points.
    """
    if not points:
        raise ValueError("a line needs points")
    shown = [*points, *([chosen] if chosen else [])]
    indices = [index for _price, index in shown] + ([target] if target is not None else [])
    rise = _nice((max(indices) - min(indices)) / 4 or Fraction(1, 4))
    low = rise * floor(min(indices) / rise)
    high = max(rise * ceil(max(indices) / rise), low + rise)
    step = _nice(Fraction(max(price for price, _index in shown), 4) or Fraction(1))
    most = max(step * ceil(Fraction(max(price for price, _index in shown)) / step), step)
    inner, tall = width - margins.left - margins.right, height - margins.top - margins.bottom

    def across(price: Fraction | int) -> float:
        return round(margins.left + inner * float(Fraction(price) / most), 2)

    def up(index: Fraction) -> float:
        return round(margins.top + tall * (1 - float((index - low) / (high - low))), 2)

    dots = tuple(Dot(k, across(price), up(index)) for k, (price, index) in enumerate(points))
    return Frontier(
        width=width,
        height=height,
        left=margins.left,
        bottom=margins.top + tall,
        prices=tuple(Tick(step * k, across(step * k)) for k in range(int(most / step) + 1)),
        indices=tuple(
            Tick(low + rise * k, up(low + rise * k)) for k in range(int((high - low) / rise) + 1)
        ),
        line=tuple((dot.x, dot.y) for dot in dots),
        dots=dots,
        chosen=None if chosen is None else (across(chosen[0]), up(chosen[1])),
        target=None if target is None else up(target),
    )


def _nice(value: Fraction) -> Fraction:
    """The next larger of 1, 2, 5, 10, 20 … (or a tenth, a hundredth of them) that is no smaller."""
    scale = Fraction(1)
    while scale > value:
        scale /= 10
    while scale * 10 <= value:
        scale *= 10
    return next((scale * one for one in _STEPS if scale * one >= value), scale * 10)
