"""Calendar months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.months import last_day, month_after, month_of, months_between

MONTHS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(month_of)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, date(2026, 11, 1)),
        (2, date(2027, 1, 1)),
        (-11, date(2025, 12, 1)),
        (13, date(2027, 12, 1)),
    ],
)
def test_months_later_and_earlier(count: int, expected: date) -> None:
    assert month_after(date(2026, 11, 1), count) == expected


@given(MONTHS, st.integers(-500, 500))
def test_there_and_back(month: date, count: int) -> None:
    assert month_after(month_after(month, count), -count) == month


def test_the_last_day_knows_leap_years() -> None:
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert last_day(date(2026, 12, 5)) == date(2026, 12, 31)


def test_both_ends_belong_to_a_stretch() -> None:
    found = list(months_between(date(2026, 11, 15), date(2027, 1, 2)))
    assert found == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert list(months_between(date(2026, 11, 1), date(2026, 10, 1))) == []
