"""The timeline puts days where they belong, inside its frame."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.charts.timeline import Work, timeline

TODAY = date(2025, 7, 1)
days = st.dates(date(2023, 1, 1), date(2029, 12, 31))


def drawn(*works, first=date(2025, 1, 1), last=date(2025, 12, 31), today=TODAY):
    return timeline(first, last, works, today=today, width=120)


def test_months_are_equally_wide_and_years_hold_them():
    shape = drawn(last=date(2026, 6, 1))
    assert len(shape.columns) == 18
    assert shape.column_width == pytest.approx(120 / 18)
    assert [(year.year, round(year.width, 3)) for year in shape.years] == [(2025, 80), (2026, 40)]


def test_a_bar_runs_from_the_begin_of_its_first_day_to_the_end_of_its_last():
    (bar,) = drawn(Work(date(2025, 2, 1), date(2025, 3, 31), Fraction(1, 4))).bars
    assert (bar.x, bar.width, bar.done, bar.end) == pytest.approx((10, 20, 5, 30))


def test_todays_line_stands_in_the_frame_or_nowhere():
    assert drawn().today == pytest.approx(60)
    assert drawn(today=date(2024, 12, 31)).today is None
    assert drawn(today=date(2026, 1, 1)).today is None


def test_what_is_outside_is_cut():
    early, late, around = drawn(
        Work(date(2024, 1, 1), date(2024, 6, 30)),
        Work(date(2026, 1, 1), date(2026, 6, 30)),
        Work(date(2024, 7, 1), date(2026, 6, 30), Fraction(1, 2)),
    ).bars
    assert (early.width, early.end) == (0, None)
    assert (late.width, late.end) == (0, None)
    assert (around.x, around.width, around.end) == (0, 120, None)
    assert around.done == pytest.approx(60)


def test_without_a_last_day_there_is_no_bar_and_without_a_first_only_its_end():
    nothing, end = drawn(Work(date(2025, 1, 1), None), Work(None, date(2025, 6, 30))).bars
    assert nothing is None
    assert (end.width, end.end) == (0, pytest.approx(60))


def test_a_frame_without_months_is_refused():
    with pytest.raises(ValueError, match="month"):
        drawn(first=date(2025, 2, 1), last=date(2025, 1, 31))


@given(days, days, st.fractions(0, 1))
def test_bars_never_leave_the_frame(one, other, done):
    first, last = sorted((one, other))
    (bar,) = drawn(Work(first, last, done)).bars
    assert 0 <= bar.x <= bar.x + bar.width <= 120 + 1e-9
    assert -1e-9 <= bar.done <= bar.width + 1e-9
