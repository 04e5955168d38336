"""Stages over the months of a plan."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.pure.charts.months import MonthBar, Stage, month_strip

TODAY = date(2025, 5, 17)


def strip(*stages: Stage, target: date | None = None, today: date = TODAY):
    return month_strip(2025, 2026, stages, today=today, target=target)


def test_a_bar_stands_on_its_months():
    found = strip(Stage(date(2025, 3, 1), date(2026, 2, 1)))
    assert found.bars == [MonthBar(2, 12, 0, "now")]
    assert (found.months, found.lanes, found.now, found.target) == (24, 1, 4, None)


def test_stages_that_overlap_take_lanes_and_others_share_one():
    found = strip(
        Stage(date(2025, 1, 1), date(2025, 3, 1)),
        Stage(date(2025, 3, 1), date(2025, 4, 1)),
        Stage(date(2025, 4, 1), date(2025, 4, 1)),
        Stage(date(2025, 5, 1), date(2025, 5, 1)),
    )
    assert [bar.lane for bar in found.bars] == [0, 1, 0, 0]
    assert found.lanes == 2


@pytest.mark.parametrize(
    ("first", "last", "done", "kind"),
    [
        (date(2025, 1, 1), date(2025, 4, 1), False, "late"),
        (date(2025, 1, 1), date(2025, 5, 1), False, "now"),
        (date(2025, 6, 1), date(2025, 7, 1), False, "ahead"),
        (date(2025, 6, 1), date(2025, 7, 1), True, "done"),
    ],
)
def test_what_a_bar_says_of_the_stage(first, last, done, kind):
    assert strip(Stage(first, last, done)).bars[0].kind == kind


def test_what_lies_outside_the_years_is_cut():
    found = strip(
        Stage(date(2024, 11, 1), date(2025, 1, 1)),
        Stage(date(2026, 12, 1), date(2027, 6, 1)),
        Stage(date(2027, 1, 1), date(2027, 2, 1)),
        target=date(2026, 12, 31),
        today=date(2027, 1, 1),
    )
    assert [(bar.x, bar.months) if bar else None for bar in found.bars] == [(0, 1), (23, 1), None]
    assert (found.now, found.target) == (None, 23)
