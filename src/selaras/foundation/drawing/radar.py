"""The radar as SVG, arranged for three widths of its frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, fitted, number, points, words
from selaras.pure.charts.radar import Label, Radar, Series, Shape, radar
from selaras.pure.charts.text import LINE

ARRANGEMENTS: Final = {"wide": (128, 120), "middle": (104, 92), "narrow": (84, 72)}
"""Radius and room for a label, by the frame's width (from 560, from 420, below)."""


def radar_svg(
    axes: Sequence[str],
    series: Sequence[Series],
    maximum: int,
    label: str,
    description: str = "",
) -> SafeString:
    """Every arrangement; the style sheet shows the one that fits."""
    drawn = (
        _draw(radar(axes, series, maximum, radius=radius, room=room), name, label, description)
        for name, (radius, room) in ARRANGEMENTS.items()
    )
    return fitted(drawn)


def radar_one(
    axes: Sequence[str], series: Sequence[Series], maximum: int, label: str, width: float
) -> SafeString:
    """The one arrangement for a frame of this width, half of it the figure, half the names."""
    shape = radar(axes, series, maximum, radius=width * 0.235, room=width * 0.25 - 14)
    return _draw(shape, "wide", label)


def _draw(shape: Radar, name: str, label: str, description: str = "") -> SafeString:
    spokes = "".join(
        f'<line class="grid" x1="0" y1="0" x2="{number(x)}" y2="{number(y)}"/>'
        for x, y in shape.spokes
    )
    rings = "".join(
        f'<polygon class="grid" points="{points(ring.points)}"/>' for ring in shape.rings
    )
    numbers = "".join(
        f'<text class="ring-number" x="4" y="{number(ring.points[0][1] + 10)}">{ring.level}</text>'
        for ring in shape.rings
    )
    width, height = number(shape.width), number(shape.height)
    return drawing(
        f"chart radar chart-{name}",
        label,
        f'width="{width}" height="{height}" '
        f'viewBox="{number(shape.left)} {number(shape.top)} {width} {height}"',
        rings,
        spokes,
        *(_shape(one) for one in shape.shapes),
        numbers,
        *(_label(one) for one in shape.labels),
        description=description,
    )


def _shape(shape: Shape) -> str:
    tag, kind = ("polygon", "") if shape.closed else ("polyline", " series-open")
    lines = "".join(f'<{tag} points="{points(piece)}"/>' for piece in shape.pieces)
    dots = ""
    if shape.kind == "now":
        dots = "".join(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="2.5"/>'
            for piece in shape.pieces
            for x, y in piece
        )
    return (
        f'<g class="series series-{words(shape.kind)}{kind}">'
        f"<title>{words(shape.label)}</title>{lines}{dots}</g>"
    )


def _label(label: Label) -> str:
    x, step = number(label.x), label.size * LINE
    spans = "".join(
        f'<tspan x="{x}" y="{number(label.y + row * step)}">{words(line)}</tspan>'
        for row, line in enumerate(label.lines)
    )
    return f'<text text-anchor="{label.anchor}">{spans}</text>'
