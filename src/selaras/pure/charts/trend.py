"""A figure over the years: a line with a dot per year, broken where a year is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around the line for words."""

    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


BARE = Margins(4, 4, 4, 4)
LABELLED = Margins(28, 28, 26, 26)


@dataclass(frozen=True, slots=True)
class Dot:
    """One year; ``index`` is its place in what was given."""

    index: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A level line."""

    level: int
    y: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A drawn line. ``columns`` are the places of all years, known or not."""

    width: float
    height: float
    columns: tuple[float, ...]
    grid: tuple[Grid, ...]
    dots: tuple[Dot, ...]
    pieces: tuple[tuple[Place, ...], ...]
    target: float | None


def trend(
    values: Sequence[Fraction | None],
    minimum: int,
    maximum: int,
    *,
    width: float,
    height: float,
    margins: Margins = LABELLED,
    target: Fraction | None = None,
) -> Trend:
    """Lay out the years evenly from left to right, one year alone in the middle.

    Raises ValueError for a value outside the scale.
    """
    if any(value is not None and not minimum <= value <= maximum for value in values):
        raise ValueError("outside the scale")
    inner, tall = width - margins.left - margins.right, height - margins.top - margins.bottom

    def high(value: Fraction | int) -> float:
        share = float(Fraction(value - minimum) / (maximum - minimum))
        return round(margins.top + tall * (1 - share), 2)

    last = len(values) - 1
    columns = tuple(
        round(margins.left + (inner * k / last if last > 0 else inner / 2), 2)
        for k in range(len(values))
    )
    dots = tuple(
        Dot(k, columns[k], high(value)) for k, value in enumerate(values) if value is not None
    )
    return Trend(
        width=width,
        height=height,
        columns=columns,
        grid=tuple(Grid(level, high(level)) for level in range(minimum, maximum + 1)),
        dots=dots,
        pieces=_pieces(dots),
        target=None if target is None else high(target),
    )


def _pieces(dots: Sequence[Dot]) -> tuple[tuple[Place, ...], ...]:
    """Runs of consecutive years; a lone year has a dot and no line."""
    runs: list[list[Dot]] = []
    for dot in dots:
        if runs and runs[-1][-1].index == dot.index - 1:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return tuple(tuple((dot.x, dot.y) for dot in run) for run in runs if len(run) > 1)
