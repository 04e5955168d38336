"""Bars, waterfalls and columns as whole drawings, words and figures in them.

Pages show bars as rows of a table; these stand alone, on a page as well as on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, number, words
from selaras.pure.charts import bars as geometry
from selaras.pure.charts.bars import Bar
from selaras.pure.charts.rows import Column, Row, columns, rows

BAR: Final = 11.0
"""Thickness of a bar."""
GAP: Final = 12.0
"""Between words, bars and figures."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The widths of a drawing in rows: all of it, the words' share, the room for a figure."""

    width: float
    words: float = 0.42
    figure: float = 56.0

    @property
    def left(self) -> float:
        """Where bars may begin."""
        return self.width * self.words + GAP

    @property
    def plot(self) -> float:
        """How wide bars may be."""
        return self.width - self.left - self.figure - GAP


def bars_svg(
    labels: Sequence[str],
    values: Sequence[Fraction],
    figures: Sequence[str],
    frame: Frame,
    label: str,
    description: str,
) -> SafeString:
    """A row for each value around one zero line, its figure at the end."""
    laid = rows(labels, frame.width * frame.words)
    shape = geometry.bars(values, frame.plot)
    zero = number(frame.left + shape.zero)
    return drawing(
        "chart bars",
        label,
        _box(frame.width, laid.height),
        f'<line class="zero" x1="{zero}" x2="{zero}" y1="0" y2="{number(laid.height)}"/>',
        *(
            _words(row) + _bar(bar, row, frame) + _figure(row, figure, frame)
            for row, bar, figure in zip(laid.rows, shape.bars, figures, strict=True)
        ),
        description=description,
    )


def waterfall_svg(
    labels: Sequence[str],
    start: Fraction,
    parts: Sequence[Fraction],
    figures: Sequence[str],
    frame: Frame,
    label: str,
    description: str,
) -> SafeString:
    """The way from one total to the other: ``labels`` and ``figures`` hold both totals, too."""
    laid = rows(labels, frame.width * frame.words)
    shape = geometry.waterfall(start, parts, frame.plot)
    first, last = laid.rows[0], laid.rows[-1]
    places = [shape.start, *(_end(bar) for bar in shape.parts)]
    threads = "".join(
        f'<line class="thread" x1="{number(frame.left + at)}" x2="{number(frame.left + at)}" '
        f'y1="{number(upper.middle)}" y2="{number(lower.middle)}"/>'
        for at, upper, lower in zip(places, laid.rows, laid.rows[1:], strict=False)
    )
    return drawing(
        "chart waterfall",
        label,
        _box(frame.width, laid.height),
        threads,
        _total(first, shape.start, frame),
        _total(last, shape.end, frame),
        *(_bar(bar, row, frame) for row, bar in zip(laid.rows[1:-1], shape.parts, strict=True)),
        *(
            _words(row, "total-words" if row in (first, last) else "")
            + _figure(row, figure, frame, "total-words" if row in (first, last) else "")
            for row, figure in zip(laid.rows, figures, strict=True)
        ),
        description=description,
    )


def columns_svg(
    counts: Sequence[tuple[str, int]],
    figures: Sequence[str],
    width: float,
    label: str,
    description: str,
) -> SafeString:
    """A column for each count, its figure above and its name below."""
    shape = columns(counts, width=width)
    foot = number(shape.foot)
    return drawing(
        "chart columns",
        label,
        _box(width, shape.height),
        *(
            _column(one, figure, shape.foot)
            for one, figure in zip(shape.columns, figures, strict=True)
        ),
        f'<line class="axis" x1="0" x2="{number(width)}" y1="{foot}" y2="{foot}"/>',
        description=description,
    )


def _box(width: float, height: float) -> str:
    return (
        f'width="{number(width)}" height="{number(height)}" '
        f'viewBox="0 0 {number(width)} {number(height)}"'
    )


def _end(bar: Bar) -> float:
    return bar.x + bar.width if bar.rises else bar.x


def _words(row: Row, kind: str = "") -> str:
    return "".join(
        f'<text class="row-words {kind}" x="0" y="{number(at)}">{words(line)}</text>'
        for line, at in zip(row.lines, row.baselines, strict=True)
    )


def _figure(row: Row, figure: str, frame: Frame, kind: str = "") -> str:
    return (
        f'<text class="row-figure {kind}" x="{number(frame.width)}" '
        f'y="{number(row.middle + 4)}" text-anchor="end">{words(figure)}</text>'
    )


def _bar(bar: Bar, row: Row, frame: Frame) -> str:
    return (
        f'<rect class="bar-{"rise" if bar.rises else "fall"}" x="{number(frame.left + bar.x)}" '
        f'y="{number(row.middle - BAR / 2)}" width="{number(bar.width)}" height="{number(BAR)}"/>'
    )


def _total(row: Row, at: float, frame: Frame) -> str:
    place = number(frame.left + at)
    return (
        f'<line class="total" x1="{place}" x2="{place}" '
        f'y1="{number(row.middle - BAR / 2 - 3)}" y2="{number(row.middle + BAR / 2 + 3)}"/>'
    )


def _column(one: Column, figure: str, foot: float) -> str:
    names = "".join(
        f'<text x="{number(one.middle)}" y="{number(foot + 15 + k * 15)}" text-anchor="middle">'
        f"{words(line)}</text>"
        for k, line in enumerate(one.lines)
    )
    return (
        f'<rect class="column" x="{number(one.x)}" y="{number(one.top)}" '
        f'width="{number(one.width)}" height="{number(one.height)}"/>'
        f'<text class="row-figure total-words" x="{number(one.middle)}" '
        f'y="{number(one.top - 6)}" text-anchor="middle">{words(figure)}</text>{names}'
    )
