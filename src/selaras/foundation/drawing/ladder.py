"""The ladder as SVG. The tiny one stands fifty times in a table: two paths and its markers.

There last year is marked only where it differs, so that the marks in a long table are the changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.drawing.svg import drawing, number, points
from selaras.pure.charts.ladder import LARGE, TINY, Ladder, Marker, MarkerKind, Step, ladder
from selaras.pure.instrument.model import Rounding

SIZES: Final = {"tiny": TINY, "large": LARGE}
MARKER_NAMES: Final[dict[MarkerKind, Promise]] = {
    "last": gettext_lazy("tahun lalu"),
    "target": gettext_lazy("target"),
    "claimed": gettext_lazy("diklaim"),
    "reviewed": gettext_lazy("hasil periksa"),
    "assessor": gettext_lazy("asesor"),
}
Markers = tuple[tuple[MarkerKind, Fraction], ...]


def level_text(value: Fraction) -> str:
    """A rating in the reader's notation: "3", "1,26"."""
    places = 0 if value.denominator == 1 else 2
    return notation.figure(value, Rounding(places, notation.HALF))


def ladder_svg(
    value: Fraction | None, minimum: int, maximum: int, markers: Markers, size: str
) -> SafeString:
    """The drawn ladder, remembered: a nation has a few hundred different ones."""
    return _drawn(value, minimum, maximum, markers, size, get_language() or "")


@lru_cache(maxsize=2048)
def _drawn(
    value: Fraction | None,
    minimum: int,
    maximum: int,
    markers: Markers,
    size: str,
    _language: str,
) -> SafeString:
    shown = markers if size == "large" else tuple(m for m in markers if m != ("last", value))
    shape = ladder(minimum, maximum, value, shown, SIZES[size])
    colour = _colour(shape.reached, maximum)
    filled = [step for step in shape.steps if step.filled]
    numbers = _numbers(shape) if size == "large" else ""
    return drawing(
        f"ladder ladder-{size}",
        _sentence(value, maximum, markers),
        f'width="{number(shape.width)}" height="{number(shape.height)}" '
        f'viewBox="-3 0 {number(shape.width + 6)} {number(shape.height)}"',
        f'<path class="rung" d="{_outline(shape.steps)}"/>',
        f'<path class="rung-on level-{colour}" d="{_filling(filled)}"/>' if filled else "",
        numbers,
        *(_marker(one, 3.2 if size == "tiny" else 6.5) for one in shape.markers),
    )


def _colour(reached: int | None, maximum: int) -> int:
    """The level's place among the five colours; scales of other length are stretched over them."""
    if not reached or reached < 0:
        return 0
    return reached if maximum == 5 else max(1, round(reached * 5 / maximum))


def _outline(steps: Iterable[Step]) -> str:
    return "".join(
        f"M{number(s.x)} {number(s.y)}h{number(s.width)}v{number(s.height)}h-{number(s.width)}z"
        for s in steps
    )


def _filling(steps: Iterable[Step]) -> str:
    return "".join(
        f"M{number(s.x)} {number(s.y)}h{number(s.filled)}v{number(s.height)}h-{number(s.filled)}z"
        for s in steps
    )


def _numbers(shape: Ladder) -> str:
    foot = max(s.y + s.height for s in shape.steps) - 9
    colour = _colour(shape.reached, 5)
    return "".join(
        f'<text class="{f"on-level-{colour}" if s.filled > s.width / 2 else "rung-number"}" '
        f'x="{number(s.x + s.width / 2)}" y="{number(foot)}" text-anchor="middle">{s.level}</text>'
        for s in shape.steps
    )


def _marker(marker: Marker, r: float) -> str:
    """Each kind has a shape of its own, so that no colour is needed to tell them apart."""
    x, y = marker.x, marker.y
    if marker.kind == "last":
        return f'<circle class="mark-last" cx="{number(x)}" cy="{number(y)}" r="{number(r)}"/>'
    corners = {
        "target": ((x, y + 1), (x + r, y + 1 + r * 1.3), (x - r, y + 1 + r * 1.3)),
        "reviewed": ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
    }.get(marker.kind, ((x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y)))
    return f'<polygon class="mark-{marker.kind}" points="{points(corners)}"/>'


def _sentence(value: Fraction | None, maximum: int, markers: Markers) -> str:
    """The ladder in words."""
    parts = [
        _("belum ada nilai")
        if value is None
        else _("tingkat %(level)s dari %(highest)s")
        % {"level": level_text(value), "highest": maximum}
    ]
    parts += [f"{MARKER_NAMES[kind]} {level_text(at)}" for kind, at in markers]
    return ", ".join(parts)
