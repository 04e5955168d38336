"""The timeline as SVG, one drawing a table row: months as columns, so that words keep their size.

Every row's drawing fills its cell; together their lines make one grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from selaras.foundation.drawing.svg import drawing, number, share, words
from selaras.pure.charts.timeline import Bar, Timeline

State = Literal["done", "late", "blocked", "running", "open"]
"""How a bar stands; each looks different without colour too."""
HEIGHTS = {True: 8.0, False: 14.0}
"""Of the bars of parts and of whole works."""
AXIS = 34
"""Height of the head with years and months."""


def axis_svg(shape: Timeline, months: Sequence[str], today: str) -> SafeString:
    """The head: years above their months, and the day that is today."""
    years = "".join(
        f'<line class="timeline-year" x1="{share(year.x, shape.width)}" '
        f'x2="{share(year.x, shape.width)}" y1="0" y2="100%"/>'
        f'<text class="timeline-year-name" x="{share(year.x, shape.width)}" dx="4" y="12">'
        f"{year.year}</text>"
        for year in shape.years
    )
    names = "".join(
        f'<text class="timeline-month" x="{share(column.x, shape.width)}" dx="4" y="28">'
        f"{words(name)}</text>"
        for column, name in zip(shape.columns, months, strict=True)
    )
    place = (
        ""
        if shape.today is None
        else f'<line class="timeline-today" x1="{share(shape.today, shape.width)}" '
        f'x2="{share(shape.today, shape.width)}" y1="18" y2="100%"/>'
    )
    return drawing(
        "chart timeline-axis", today, f'width="100%" height="{AXIS}"', years, names, place
    )


def row_svg(
    shape: Timeline, bar: Bar | None, state: State, label: str, *, part: bool
) -> SafeString:
    """One row: the months' lines, the bar with its finished part, the target day, today's line."""
    lines = "".join(
        f'<line class="{"timeline-year" if column.month.month == 1 else "timeline-line"}" '
        f'x1="{share(column.x, shape.width)}" x2="{share(column.x, shape.width)}" '
        f'y1="0" y2="100%"/>'
        for column in shape.columns
    )
    today = (
        ""
        if shape.today is None
        else f'<line class="timeline-today" x1="{share(shape.today, shape.width)}" '
        f'x2="{share(shape.today, shape.width)}" y1="0" y2="100%"/>'
    )
    drawn = "" if bar is None else _bar(shape, bar, state, HEIGHTS[part], part=part)
    return drawing(
        "chart timeline-row",
        label,
        'width="100%" height="100%"',
        lines,
        f'<svg y="50%" overflow="visible">{drawn}</svg>',
        today,
    )


def _bar(shape: Timeline, bar: Bar, state: State, height: float, *, part: bool) -> str:
    box = f'y="{number(-height / 2)}" height="{number(height)}"'
    x = share(bar.x, shape.width)
    whole = (
        f'<rect class="timeline-bar timeline-{state}" x="{x}" {box} '
        f'width="{share(bar.width, shape.width)}" rx="2"/>'
        if bar.width
        else ""
    )
    done = (
        f'<rect class="timeline-finished" x="{x}" {box} '
        f'width="{share(bar.done, shape.width)}" rx="2"/>'
        if bar.done
        else ""
    )
    end = (
        ""
        if bar.end is None or part
        else f'<svg x="{share(bar.end, shape.width)}" overflow="visible">'
        '<path class="timeline-end" d="M0 -6l5 6l-5 6l-5 -6z"/></svg>'
    )
    return whole + done + end


def bullet_svg(done: float | None, planned: float | None, label: str) -> SafeString:
    """What is done as a bar in its track, and a line where the calendar wants it; shares of 1."""
    if done is None:
        return mark_safe("")
    mark = (
        ""
        if planned is None
        else f'<line class="bullet-planned" x1="{share(planned, 1)}" x2="{share(planned, 1)}" '
        'y1="1" y2="15"/>'
    )
    return drawing(
        "chart bullet",
        label,
        'width="100%" height="16"',
        '<rect class="bullet-track" x="0" y="4" width="100%" height="8" rx="2"/>'
        f'<rect class="bullet-done" x="0" y="4" width="{share(done, 1)}" height="8" rx="2"/>',
        mark,
    )
