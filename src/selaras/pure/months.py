"""Calendar months, named by their first days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_YEAR = 12


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def month_after(month: date, count: int) -> date:
    """The first day of the month ``count`` months later; earlier below zero."""
    year, place = divmod(month.year * _YEAR + month.month - 1 + count, _YEAR)
    return date(year, place + 1, 1)


def last_day(month: date) -> date:
    """The last day of the day's month."""
    return month_after(month, 1) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The months from one to the other, both included; none when the last lies before."""
    count = (last.year - first.year) * _YEAR + last.month - first.month
    return (month_after(month_of(first), place) for place in range(count + 1))
