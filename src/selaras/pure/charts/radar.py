"""The radar: one axis per aspect, several series, long names wrapped and kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal

from selaras.pure.charts.text import LINE, width_of, wrapped

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
AXES = range(3, 13)
"""How many axes a radar can carry: fewer have no area, more cannot be read."""
CLEARANCE = 10.0
"""From the outer ring to a label."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the radar; ``values`` follow the axes, None where nothing is known."""

    kind: str
    label: str
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Ring:
    """A level, as the polygon through it on every axis."""

    level: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn series: one closed outline, or open pieces where values are missing."""

    kind: str
    label: str
    closed: bool
    pieces: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """An axis name, one baseline per line."""

    x: float
    y: float
    anchor: Anchor
    lines: tuple[str, ...]
    size: float

    @property
    def top(self) -> float:
        """Upper edge of the first line."""
        return self.y - self.size

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * LINE

    @property
    def width(self) -> float:
        """The longest line."""
        return max(width_of(line, self.size) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Radar:
    """A drawn radar; ``left`` and ``top`` are where its frame begins (they may be negative)."""

    left: float
    top: float
    width: float
    height: float
    rings: tuple[Ring, ...]
    spokes: tuple[Point, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


def radar(
    axes: Sequence[str],
    series: Sequence[Series],
    maximum: int,
    *,
    radius: float = 112,
    room: float = 104,
    size: float = 12,
) -> Radar:
    """Lay out a radar around the origin. The centre is 0, whatever the scale's lowest level is.

    ``room`` is the width a label may take before it wraps. Raises ValueError for an axis count
    outside AXES, a series of another length, or a value outside 0 to ``maximum``.
    """
    count = len(axes)
    if count not in AXES:
        raise ValueError(f"a radar has 3 to 12 axes, not {count}")
    for one in series:
        if len(one.values) != count:
            raise ValueError(f"{one.label}: {len(one.values)} values for {count} axes")
        if any(value is not None and not 0 <= value <= maximum for value in one.values):
            raise ValueError(f"{one.label}: outside the scale")

    def at(axis: int, value: Fraction | int) -> Point:
        turn, length = 2 * pi * axis / count, radius * float(Fraction(value) / maximum)
        return round(length * sin(turn), 2), round(-length * cos(turn), 2)

    labels = _apart([_label(name, k, count, radius, room, size) for k, name in enumerate(axes)])
    left = min(-radius, *(_left(label) for label in labels))
    right = max(radius, *(_left(label) + label.width for label in labels))
    top = min(-radius, *(label.top for label in labels))
    bottom = max(radius, *(label.top + label.height for label in labels))
    return Radar(
        left=left - 2,
        top=top - 2,
        width=right - left + 4,
        height=bottom - top + 4,
        rings=tuple(
            Ring(level, tuple(at(k, level) for k in range(count)))
            for level in range(1, maximum + 1)
        ),
        spokes=tuple(at(k, maximum) for k in range(count)),
        shapes=tuple(
            _shape(one, [None if v is None else at(k, v) for k, v in enumerate(one.values)])
            for one in series
        ),
        labels=labels,
    )


def _shape(series: Series, points: Sequence[Point | None]) -> Shape:
    """Closed when everything is known; else pieces between the gaps, across the first axis too."""
    known = [point for point in points if point is not None]
    if len(known) == len(points):
        return Shape(series.kind, series.label, True, (tuple(known),))
    gap = next(k for k, point in enumerate(points) if point is None)
    pieces: list[list[Point]] = [[]]
    for point in [*points[gap:], *points[:gap]]:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return Shape(series.kind, series.label, False, tuple(tuple(p) for p in pieces if p))


def _label(name: str, axis: int, count: int, radius: float, room: float, size: float) -> Label:
    turn = 2 * pi * axis / count
    x, y = (radius + CLEARANCE) * sin(turn), -(radius + CLEARANCE) * cos(turn)
    upright = abs(sin(turn)) < 0.1
    anchor: Anchor = "middle" if upright else "start" if x > 0 else "end"
    lines = wrapped(name, room * (1.6 if upright else 1), size) or ("",)
    height = len(lines) * size * LINE
    if upright:
        first = y - height + size if y < 0 else y + size * 0.8
    else:
        first = y - height / 2 + size * 0.95
    return Label(x, first, anchor, lines, size)


def _left(label: Label) -> float:
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    return label.x - label.width * shift


def _apart(labels: list[Label]) -> tuple[Label, ...]:
    """Labels of one side pushed up and down until none covers another, then top and bottom out."""
    moved = list(labels)
    for anchor in ("start", "end"):
        side = [k for k, one in enumerate(labels) if one.anchor == anchor]
        _spread(moved, sorted(side, key=lambda k: labels[k].top))
    beside = [one for one in moved if one.anchor != "middle"]
    return tuple(_cleared(one, beside) if one.anchor == "middle" else one for one in moved)


def _spread(labels: list[Label], order: Sequence[int]) -> None:
    """Move neighbours apart by half of what they overlap, until they do not."""
    for _ in range(60):
        clash = False
        for upper, lower in pairwise(order):
            over = labels[upper].top + labels[upper].height - labels[lower].top
            if over > 0.01:
                clash = True
                labels[upper] = replace(labels[upper], y=labels[upper].y - over / 2 - 0.5)
                labels[lower] = replace(labels[lower], y=labels[lower].y + over / 2 + 0.5)
        if not clash:
            return


def _cleared(label: Label, others: Sequence[Label]) -> Label:
    """The upright label moved away from the centre until it covers none of the others."""
    step = -label.size / 2 if label.y < 0 else label.size / 2
    while any(_covers(label, other) for other in others):
        label = replace(label, y=label.y + step)
    return label


def _covers(one: Label, other: Label) -> bool:
    return (
        _left(one) < _left(other) + other.width
        and _left(other) < _left(one) + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )
