"""The months of one action as a small drawing of a table cell on paper.

Done stages are full, late ones framed, those ahead grey; a line marks this month. The words beside
it say the same.
"""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString

from selaras.foundation.drawing.svg import drawing, number
from selaras.pure.charts.months import MonthBar, MonthStrip

WIDTH: Final = 72.0
HEIGHT: Final = 15.0
"""The same for every strip, whatever its months and lanes: a table's rows stay alike."""
LOOKS: Final = {"done": "level-4", "late": "bar-fall", "now": "level-2", "ahead": "column"}


def strip_svg(shape: MonthStrip, label: str) -> SafeString:
    """The strip; ``label`` says it in words."""
    month, lane = WIDTH / shape.months, HEIGHT / shape.lanes
    now = ""
    if shape.now is not None:
        at = number((shape.now + 0.5) * month)
        now = f'<line class="target-line" x1="{at}" x2="{at}" y1="0" y2="{number(HEIGHT)}"/>'
    box = f'width="{number(WIDTH)}" height="{number(HEIGHT)}"'
    return drawing(
        "chart strip",
        label,
        f'{box} viewBox="0 0 {number(WIDTH)} {number(HEIGHT)}"',
        f'<rect class="grid" x="0" y="0" {box}/>',
        *(_bar(bar, month, lane) for bar in shape.bars if bar is not None),
        now,
    )


def _bar(bar: MonthBar, month: float, lane: float) -> str:
    return (
        f'<rect class="{LOOKS[bar.kind]}" x="{number(bar.x * month)}" '
        f'y="{number((bar.lane + 0.2) * lane)}" width="{number(bar.months * month)}" '
        f'height="{number(lane * 0.6)}"/>'
    )
