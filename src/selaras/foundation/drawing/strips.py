"""The months of one action as a small drawing of a table cell on paper.

Done stages are full, late ones framed, those ahead grey; a line marks this month. The words beside
it say the same.
"""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, number
from selaras.pure.charts.months import MonthBar, MonthStrip

MONTH: Final = 3.6
"""Width of a month."""
LANE: Final = 7.0
"""Height of a lane."""
LOOKS: Final = {"done": "level-4", "late": "bar-fall", "now": "level-2", "ahead": "column"}


def strip_svg(shape: MonthStrip, label: str) -> SafeString:
    """The strip; ``label`` says it in words."""
    width, height = shape.months * MONTH, shape.lanes * LANE
    now = ""
    if shape.now is not None:
        at = number((shape.now + 0.5) * MONTH)
        now = f'<line class="target-line" x1="{at}" x2="{at}" y1="0" y2="{number(height)}"/>'
    return drawing(
        "chart strip",
        label,
        f'width="{number(width)}" height="{number(height)}" '
        f'viewBox="0 0 {number(width)} {number(height)}"',
        f'<rect class="grid" x="0" y="0" width="{number(width)}" height="{number(height)}"/>',
        *(_bar(bar) for bar in shape.bars if bar is not None),
        now,
    )


def _bar(bar: MonthBar) -> str:
    return (
        f'<rect class="{LOOKS[bar.kind]}" x="{number(bar.x * MONTH)}" '
        f'y="{number(bar.lane * LANE + 1.5)}" width="{number(bar.months * MONTH)}" '
        f'height="{number(LANE - 3)}"/>'
    )
