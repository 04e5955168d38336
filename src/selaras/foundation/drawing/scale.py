"""The predicate scale as SVG, once for wide and once for narrow frames; words never shrink."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, fitted, number, share, words
from selaras.pure.charts.scale import Band, BandBox, Flag, Mark, Scale, predicate_scale

WIDTHS: Final = {"wide": 560.0, "narrow": 270.0}
"""The narrowest frame each arrangement is made for; the style sheet switches at the first."""
COLOURS: Final = 5


def scale_svg(
    minimum: Fraction,
    maximum: Fraction,
    bands: Sequence[Band],
    marks: Sequence[Mark],
    label: str,
    description: str = "",
) -> SafeString:
    """Both arrangements."""
    drawn = [
        _draw(
            predicate_scale(minimum, maximum, bands, marks, width=width), name, label, description
        )
        for name, width in WIDTHS.items()
    ]
    return fitted(drawn)


def scale_one(
    minimum: Fraction,
    maximum: Fraction,
    bands: Sequence[Band],
    marks: Sequence[Mark],
    label: str,
    width: float,
) -> SafeString:
    """The one arrangement for a frame of this width."""
    return _draw(predicate_scale(minimum, maximum, bands, marks, width=width), "wide", label)


def _draw(scale: Scale, name: str, label: str, description: str = "") -> SafeString:
    return drawing(
        f"chart scale chart-{name}",
        label,
        f'width="100%" height="{number(scale.height)}"',
        *(_band(box, scale) for box in scale.bands),
        *(_flag(flag, scale) for flag in scale.flags),
        description=description,
    )


def _band(box: BandBox, scale: Scale) -> str:
    left = share(box.x, scale.width)
    place = 'x="100%" text-anchor="end"' if box.ends else f'x="{left}"'
    lines = [*box.lines, box.note] if box.note else list(box.lines)
    texts = "".join(
        f'<text class="{"scale-note" if box.note and k == len(lines) - 1 else "scale-name"}" '
        f'{place} y="{number(y)}">{words(line)}</text>'
        for k, (line, y) in enumerate(zip(lines, box.baselines, strict=True))
    )
    return (
        f'<rect class="scale-band level-{min(box.rank + 1, COLOURS)}" x="{left}" '
        f'y="{number(scale.bar_top)}" width="{share(box.width, scale.width)}" '
        f'height="{number(scale.bar_height)}" rx="2"/>{texts}'
    )


def _flag(flag: Flag, scale: Scale) -> str:
    pole = share(flag.x, scale.width)
    shift = {"start": ' dx="4"', "middle": "", "end": ' dx="-4"'}[flag.anchor]
    at = pole if flag.anchor != "middle" else share(flag.label_x, scale.width)
    middle = scale.bar_top + scale.bar_height / 2
    dot = (
        f'<circle class="flag-dot" cx="{pole}" cy="{number(middle)}" r="4.5"/>'
        if flag.kind != "now"
        else ""
    )
    return (
        f'<g class="flag flag-{flag.kind}"><line x1="{pole}" x2="{pole}" y1="{number(flag.top)}" '
        f'y2="{number(flag.bottom if flag.kind == "now" else middle)}"/>{dot}'
        f'<text x="{at}"{shift} y="{number(flag.label_y)}" text-anchor="{flag.anchor}">'
        f"{words(flag.label)}</text></g>"
    )
