"""The maturity ladder (tangga kematangan): rising steps, filled up to the value, with markers.

The level count comes from the instrument's scale: five steps for 1 to 5, six for 0 to 5. A decimal
value fills its last step in part: 1.26 fills the first step and 26 % of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

MarkerKind = Literal["last", "target", "claimed", "reviewed", "assessor"]
"""Last year, target, claimed by the body, reviewed by its own team, given by the assessor."""


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of a ladder: step width, gap, lowest and highest step, room above and below."""

    step: float
    gap: float
    low: float
    high: float
    above: float
    below: float


TINY = Size(step=19, gap=2, low=6, high=17, above=4, below=5)
LARGE = Size(step=68, gap=4, low=28, high=120, above=22, below=18)


@dataclass(frozen=True, slots=True)
class Step:
    """One level; ``filled`` is the width filled from its left edge."""

    level: int
    x: float
    y: float
    width: float
    height: float
    filled: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A second figure on the ladder. Targets stand under the steps, all others on them."""

    kind: MarkerKind
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """A drawn ladder; ``reached`` is the whole level the value has, None without a value."""

    width: float
    height: float
    steps: tuple[Step, ...]
    markers: tuple[Marker, ...]
    reached: int | None


def ladder(
    minimum: int,
    maximum: int,
    value: Fraction | int | None,
    markers: Sequence[tuple[MarkerKind, Fraction | int]] = (),
    size: Size = TINY,
) -> Ladder:
    """Lay out a ladder of the levels ``minimum`` to ``maximum``, both included.

    Raises ValueError when a figure lies outside the scale or the scale has no two levels.
    """
    if maximum <= minimum:
        raise ValueError("a ladder needs two levels")
    for figure in [figure for _, figure in markers] + ([] if value is None else [value]):
        if not minimum <= figure <= maximum:
            raise ValueError(f"outside the scale: {figure}")
    filled_to = None if value is None else float(value)
    steps = tuple(
        _step(level, minimum, maximum, filled_to, size) for level in range(minimum, maximum + 1)
    )
    base = size.above + size.high
    return Ladder(
        width=len(steps) * (size.step + size.gap) - size.gap,
        height=base + size.below,
        steps=steps,
        markers=_apart([_marker(kind, at, minimum, steps, base) for kind, at in markers], size),
        reached=None if value is None else floor(value),
    )


def _step(level: int, minimum: int, maximum: int, value: float | None, size: Size) -> Step:
    height = size.low + (size.high - size.low) * (level - minimum) / (maximum - minimum)
    part = 0.0 if value is None else min(1.0, max(0.0, value - level + 1))
    if value is not None and level == minimum:
        part = 1.0  # the lowest level is where everyone with a value stands
    return Step(
        level=level,
        x=(level - minimum) * (size.step + size.gap),
        y=size.above + size.high - height,
        width=size.step,
        height=height,
        filled=size.step * part,
    )


def _marker(
    kind: MarkerKind, value: Fraction | int, minimum: int, steps: tuple[Step, ...], base: float
) -> Marker:
    """Over the middle of its step; decimals stand between the middles of two steps."""
    place = float(value) - minimum
    left = min(int(place), len(steps) - 2)
    share = place - left
    low, high = steps[left], steps[left + 1]
    x = low.x + low.width / 2 + (high.x - low.x) * share
    top = low.y if share < 0.5 else high.y
    return Marker(kind, x, base if kind == "target" else top)


def _apart(markers: list[Marker], size: Size) -> tuple[Marker, ...]:
    """Markers on the same spot stand side by side, centred on it."""
    spots: dict[tuple[float, float], list[Marker]] = {}
    for marker in markers:
        spots.setdefault((round(marker.x, 3), marker.y), []).append(marker)
    placed = []
    for (x, y), here in spots.items():
        pitch = min(size.step / max(len(here), 1), size.above * 2 + 2)
        first = x - pitch * (len(here) - 1) / 2
        placed += [Marker(m.kind, first + pitch * k, y) for k, m in enumerate(here)]
    return tuple(placed)
