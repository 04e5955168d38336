"""Stages of one action over the months of its plan: bars in lanes, the frame, this month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage from its first to its last month, both included, as first days of months."""

    first: date
    last: date
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A bar: ``x`` months from the frame's left, ``months`` wide, in a lane counted from 0.

    ``kind`` is ``done``, ``late`` (its last month has passed), ``now`` or ``ahead``.
    """

    x: int
    months: int
    lane: int
    kind: str


@dataclass(frozen=True, slots=True)
class MonthStrip:
    """A row of the month grid. ``now`` and ``target`` are months from the left, None outside."""

    months: int
    lanes: int
    bars: Sequence[MonthBar | None]
    now: int | None
    target: int | None


def month_strip(
    first_year: int,
    last_year: int,
    stages: Sequence[Stage],
    *,
    today: date,
    target: date | None = None,
) -> MonthStrip:
    """Lay stages out over the years; stages that do not overlap share a lane, the upper first.

    What lies outside the years is cut, and a stage wholly outside is None.
    """
    months = (last_year - first_year + 1) * _YEAR

    def at(day: date) -> int:
        return (day.year - first_year) * _YEAR + day.month - 1

    ends: list[int] = []
    bars: list[MonthBar | None] = []
    for stage in stages:
        first, last = max(at(stage.first), 0), min(at(stage.last), months - 1)
        if last < first:
            bars.append(None)
            continue
        lane = next((lane for lane, end in enumerate(ends) if end < first), len(ends))
        ends[lane : lane + 1] = [last]
        bars.append(MonthBar(first, last - first + 1, lane, _kind(stage, today)))
    return MonthStrip(
        months,
        max(len(ends), 1),
        bars,
        _inside(at(today), months),
        None if target is None else _inside(at(target), months),
    )


def _kind(stage: Stage, today: date) -> str:
    this = today.replace(day=1)
    if stage.is_done:
        return "done"
    if stage.last < this:
        return "late"
    return "now" if stage.first <= this else "ahead"


def _inside(place: int, months: int) -> int | None:
    return place if 0 <= place < months else None
