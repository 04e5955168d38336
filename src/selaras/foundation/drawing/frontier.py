"""The line of price against index as SVG. Widths are shares, so words keep their size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, number, share, words
from selaras.pure.charts.frontier import Frontier


def frontier_svg(
    shape: Frontier,
    prices: Sequence[str],
    indices: Sequence[str],
    axis: str,
    chosen: str,
    label: str,
) -> SafeString:
    """``prices`` and ``indices`` are the words of the ticks, ``axis`` says what lies across."""
    left = share(shape.left, shape.width)
    grid = "".join(
        f'<line class="grid" x1="{left}" x2="100%" y1="{number(tick.at)}" y2="{number(tick.at)}"/>'
        f'<text x="0" y="{number(tick.at + 4)}">{words(text)}</text>'
        for tick, text in zip(shape.indices, indices, strict=True)
    )
    last = len(shape.prices) - 1
    feet = "".join(
        f'<text x="{share(tick.at, shape.width)}" y="{number(shape.bottom + 16)}" '
        f'text-anchor="{"end" if place == last else "middle"}">{words(text)}</text>'
        for place, (tick, text) in enumerate(zip(shape.prices, prices, strict=True))
    )
    return drawing(
        "chart trend frontier",
        label,
        f'width="100%" height="{number(shape.height)}"',
        grid,
        _target(shape),
        "".join(
            f'<line class="stroke" x1="{share(a[0], shape.width)}" y1="{number(a[1])}" '
            f'x2="{share(b[0], shape.width)}" y2="{number(b[1])}"/>'
            for a, b in pairwise(shape.line)
        ),
        "".join(
            f'<circle class="dot" cx="{share(dot.x, shape.width)}" cy="{number(dot.y)}" r="3"/>'
            for dot in shape.dots
        ),
        _chosen(shape, chosen),
        feet,
        f'<text x="100%" y="{number(shape.height - 4)}" text-anchor="end">{words(axis)}</text>',
    )


def _target(shape: Frontier) -> str:
    if shape.target is None:
        return ""
    left, high = share(shape.left, shape.width), number(shape.target)
    return f'<line class="target-line" x1="{left}" x2="100%" y1="{high}" y2="{high}"/>'


def _chosen(shape: Frontier, text: str) -> str:
    if shape.chosen is None:
        return ""
    x, y = shape.chosen
    at = share(x, shape.width)
    early = x < shape.width * 0.7
    return (
        f'<circle class="frontier-chosen" cx="{at}" cy="{number(y)}" r="6"/>'
        f'<text class="dot-figure" x="{at}" dx="{10 if early else -10}" y="{number(y + 18)}" '
        f'text-anchor="{"start" if early else "end"}">{words(text)}</text>'
    )
