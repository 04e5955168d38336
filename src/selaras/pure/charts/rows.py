"""Charts with words beside or below what they count: rows of bars, steps of a waterfall, columns.

The lengths come from ``bars``; here every row gets the height its words need, so that no name
covers another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from selaras.pure.charts.text import LINE, wrapped

SIZE: Final = 12.0
"""Letter size."""
BETWEEN: Final = 8.0
"""Between the words of two rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its words line by line with a baseline each, and the middle its bar lies on."""

    lines: tuple[str, ...]
    baselines: tuple[float, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Where the bar and its figure are."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows from top to bottom."""

    rows: tuple[Row, ...]
    height: float


def rows(labels: Sequence[str], room: float, size: float = SIZE) -> Rows:
    """Lay out a row for each label, wrapped to ``room``."""
    laid: list[Row] = []
    top = 0.0
    for label in labels:
        lines = wrapped(label, room, size) or ("",)
        height = len(lines) * size * LINE + BETWEEN
        first = top + BETWEEN / 2 + size * 0.95
        baselines = tuple(first + k * size * LINE for k in range(len(lines)))
        laid.append(Row(lines, baselines, top, height))
        top += height
    return Rows(tuple(laid), top)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a count: from ``top`` down to the foot, its words below."""

    x: float
    width: float
    top: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Where its count and its words are centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns on one foot; ``height`` holds the words below as well."""

    columns: tuple[Column, ...]
    foot: float
    height: float


def columns(
    counts: Sequence[tuple[str, int]],
    *,
    width: float,
    tall: float = 120,
    above: float = 20,
    size: float = SIZE,
) -> Columns:
    """A column for each count (>= 0), the highest ``tall``. Raises ValueError for less than 0."""
    if any(count < 0 for _label, count in counts):
        raise ValueError("a count below nothing")
    step = width / max(1, len(counts))
    highest = max([1, *(count for _label, count in counts)])
    foot = above + tall
    laid = tuple(
        Column(
            x=step * (k + 0.18),
            width=step * 0.64,
            top=foot - tall * count / highest,
            height=tall * count / highest,
            lines=wrapped(label, step - 8, size),
        )
        for k, (label, count) in enumerate(counts)
    )
    most = max((len(one.lines) for one in laid), default=0)
    return Columns(laid, foot, foot + 6 + most * size * LINE)
