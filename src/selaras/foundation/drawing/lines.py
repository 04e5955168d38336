"""Bars, waterfalls, trends, distributions as SVG. Widths are shares, so words keep their size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from selaras.foundation.drawing.svg import drawing, number, share, words
from selaras.pure.charts.bars import Bar
from selaras.pure.charts.distribution import Distribution
from selaras.pure.charts.trend import Trend

_CELL: Final = (
    '<svg class="bar-cell" width="100%" height="16" aria-hidden="true" focusable="false">'
)


def bar_svg(bar: Bar, width: float, zero: float | None = None) -> SafeString:
    """One bar of a table row; the figure stands in the next cell, so the drawing is silent."""
    line = "" if zero is None else _upright("zero", share(zero, width))
    kind = "rise" if bar.rises else "fall"
    return mark_safe(  # noqa: S308 - numbers only
        f'{_CELL}{line}<rect class="bar-{kind}" x="{share(bar.x, width)}" y="3" '
        f'width="{share(bar.width, width)}" height="10"/></svg>'
    )


def total_svg(place: float, width: float) -> SafeString:
    """The line at which a waterfall begins or ends."""
    return mark_safe(  # noqa: S308 - numbers only
        f"{_CELL}{_upright('total', share(place, width))}</svg>"
    )


def _upright(kind: str, at: str) -> str:
    return f'<line class="{kind}" x1="{at}" x2="{at}" y1="0" y2="16"/>'


def trend_svg(
    shape: Trend,
    names: Sequence[str],
    figures: Sequence[str | None],
    label: str,
    description: str = "",
) -> SafeString:
    """The labelled line: level lines, years below, each figure at its dot."""
    grid = "".join(
        f'<line class="grid" x1="0" x2="100%" y1="{number(g.y)}" y2="{number(g.y)}"/>'
        f'<text class="grid-number" x="0" y="{number(g.y - 3)}">{g.level}</text>'
        for g in shape.grid
    )
    target = (
        ""
        if shape.target is None
        else f'<line class="target-line" x1="0" x2="100%" y1="{number(shape.target)}" '
        f'y2="{number(shape.target)}"/>'
    )
    years = "".join(
        f'<text x="{share(x, shape.width)}" y="{number(shape.height - 6)}" text-anchor="middle">'
        f"{words(name)}</text>"
        for x, name in zip(shape.columns, names, strict=True)
    )
    dots = "".join(
        f'<circle class="dot" cx="{share(d.x, shape.width)}" cy="{number(d.y)}" r="4"/>'
        f'<text class="dot-figure" x="{share(d.x, shape.width)}" y="{number(d.y - 9)}" '
        f'text-anchor="middle">{words(figures[d.index] or "")}</text>'
        for d in shape.dots
    )
    return drawing(
        "chart trend",
        label,
        f'width="100%" height="{number(shape.height)}"',
        grid,
        target,
        _strokes(shape),
        dots,
        years,
        description=description,
    )


def _strokes(shape: Trend) -> str:
    return "".join(
        f'<line class="stroke" x1="{share(a[0], shape.width)}" y1="{number(a[1])}" '
        f'x2="{share(b[0], shape.width)}" y2="{number(b[1])}"/>'
        for piece in shape.pieces
        for a, b in pairwise(piece)
    )


def spark_svg(shape: Trend, label: str) -> SafeString:
    """The bare line for a table cell, a dot at its end and at years that stand alone."""
    pieces = "".join(
        '<polyline class="stroke" points="'
        + " ".join(f"{number(x)},{number(y)}" for x, y in piece)
        + '"/>'
        for piece in shape.pieces
    )
    drawn = {place for piece in shape.pieces for place in piece}
    dot = "".join(
        f'<circle class="dot" cx="{number(d.x)}" cy="{number(d.y)}" r="2.5"/>'
        for d in shape.dots
        if d is shape.dots[-1] or (d.x, d.y) not in drawn
    )
    return drawing(
        "chart spark",
        label,
        f'width="{number(shape.width)}" height="{number(shape.height)}" '
        f'viewBox="0 0 {number(shape.width)} {number(shape.height)}"',
        pieces,
        dot,
    )


def distribution_svg(
    shape: Distribution, ends: tuple[str, str], own: str, label: str, description: str = ""
) -> SafeString:
    """Columns per stretch, the own figure as a flag."""
    columns = "".join(
        f'<rect class="column" x="{share(b.x, shape.width)}" y="{number(b.y + 20)}" '
        f'width="{share(b.width, shape.width)}" height="{number(b.height)}"/>'
        for b in shape.bins
        if b.count
    )
    foot = shape.height + 20
    flag = ""
    if shape.own is not None:
        at = share(shape.own, shape.width)
        anchor = "start" if shape.own < shape.width / 2 else "end"
        shift = 5 if anchor == "start" else -5
        flag = (
            f'<g class="flag flag-now"><line x1="{at}" x2="{at}" y1="4" y2="{number(foot)}"/>'
            f'<text x="{at}" dx="{shift}" y="13" text-anchor="{anchor}">{words(own)}</text></g>'
        )
    return drawing(
        "chart distribution",
        label,
        f'width="100%" height="{number(foot + 18)}"',
        columns,
        f'<line class="axis" x1="0" x2="100%" y1="{number(foot)}" y2="{number(foot)}"/>',
        f'<text x="0" y="{number(foot + 14)}">{words(ends[0])}</text>',
        f'<text x="100%" y="{number(foot + 14)}" text-anchor="end">{words(ends[1])}</text>',
        flag,
        description=description,
    )
