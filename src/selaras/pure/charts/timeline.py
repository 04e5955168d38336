"""Work over the months of a plan (Gantt): months of equal width, bars over days, today's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from selaras.pure.months import last_day, month_of, months_between


@dataclass(frozen=True, slots=True)
class Work:
    """What one bar shows: its first and last day, both included, and how much of it is done.

    Without a first day only its end is drawn, without a last day nothing is.
    """

    first: date | None
    last: date | None
    done: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A month of the frame."""

    month: date
    x: float


@dataclass(frozen=True, slots=True)
class Year:
    """The months of one year side by side."""

    year: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; ``done`` is how wide its finished part is. ``end`` is where its last day ends.

    What lies outside the frame is cut; ``end`` is None where the last day does.
    """

    x: float
    width: float
    done: float
    end: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A laid-out timeline; ``today`` is None outside the frame, ``bars`` follow the works given."""

    width: float
    columns: tuple[Column, ...]
    years: tuple[Year, ...]
    today: float | None
    bars: tuple[Bar | None, ...]

    @property
    def column_width(self) -> float:
        """How wide a month is."""
        return self.width / len(self.columns)


def timeline(
    first: date, last: date, works: Sequence[Work], *, today: date, width: float = 100
) -> Timeline:
    """Lay the works out over the months from ``first`` to ``last``, both included.

    Raises ValueError when the last month lies before the first.
    """
    months = list(months_between(first, last))
    if not months:
        raise ValueError("a timeline needs a month")
    unit = width / len(months)
    columns = tuple(Column(month, place * unit) for place, month in enumerate(months))
    frame = _Frame(months[0], len(months), unit)
    return Timeline(
        width,
        columns,
        _years(columns, unit),
        frame.at(today) if frame.holds(today) else None,
        tuple(_bar(work, frame) for work in works),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where days lie: each month is equally wide, its days share it."""

    first: date
    months: int
    unit: float

    def at(self, day: date, *, ends: bool = False) -> float:
        """Where the day begins, or ends; may lie outside."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        return (month + (day.day - (not ends)) / last_day(day).day) * self.unit

    def holds(self, day: date) -> bool:
        return self.first <= month_of(day) and self.at(day) < self.width

    @property
    def width(self) -> float:
        return self.months * self.unit


def _years(columns: Sequence[Column], unit: float) -> tuple[Year, ...]:
    found = []
    for year, group in groupby(columns, key=lambda column: column.month.year):
        held = list(group)
        found.append(Year(year, held[0].x, len(held) * unit))
    return tuple(found)


def _bar(work: Work, frame: _Frame) -> Bar | None:
    if work.last is None:
        return None
    end = frame.at(work.last, ends=True)
    begin = end if work.first is None else frame.at(work.first)
    left, right = max(0.0, min(begin, frame.width)), max(0.0, min(end, frame.width))
    done = max(0.0, min(begin + (end - begin) * float(work.done), right) - left)
    return Bar(left, right - left, done, end if 0 <= end <= frame.width else None)
