"""The months of an action as a drawing for paper."""

from __future__ import annotations

import re
from datetime import date

from selaras.foundation.drawing.printed import cell
from selaras.foundation.drawing.strips import HEIGHT, WIDTH, strip_svg
from selaras.pure.charts.months import Stage, month_strip

TODAY = date(2025, 7, 15)


def stage(first: int, last: int, *, done: bool = False) -> Stage:
    return Stage(date(2025, first, 1), date(2025, last, 1), done)


def test_each_stage_looks_as_it_stands():
    stages = [stage(1, 3, done=True), stage(4, 6), stage(7, 8), stage(9, 12)]
    svg = cell(str(strip_svg(month_strip(2025, 2025, stages, today=TODAY), "1 dari 4")))
    kinds = re.findall(r'<rect class="([\w-]+)" x="([\d.]+)"', svg)
    assert kinds == [
        ("grid", "0"),
        ("level-4", "0"),
        ("bar-fall", "18"),
        ("level-2", "36"),
        ("column", "48"),
    ]
    assert 'x1="39"' in svg, "the middle of July"
    assert "<title>1 dari 4</title>" in svg
    assert "fill:" in svg, "its looks are within it"


def test_every_strip_is_as_large_as_any_other():
    few = strip_svg(month_strip(2025, 2025, [stage(1, 2)], today=TODAY), "a")
    many = strip_svg(
        month_strip(2025, 2029, [stage(1, 5), stage(2, 6), stage(3, 7)], today=TODAY), "b"
    )
    size = f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
    assert size in few
    assert size in many


def test_outside_the_plan_there_is_no_line_of_this_month():
    svg = strip_svg(month_strip(2027, 2027, [], today=TODAY), "kosong")
    assert "target-line" not in svg
