"""What is being done about a result, and by when the index moves: for those who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.assessments.queries.indicator import IndicatorView
from selaras.assessments.queries.result import Result
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.improvement.permissions import may_open_improvement
from selaras.improvement.queries.outlook import Outlook, doing_about, outlook_of
from selaras.people.models import User
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.outlook import Point

SETTLED = frozenset({State.RECORDED, State.FINAL, State.REPORTED})
"""States in which an assessment has its result, so that older ones are history."""
MOST_LABELS = 8
"""Dates written under the line; of more every second is left out."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator that moves: its number, name and level."""

    number: str
    name: str
    before: Fraction
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """A day on which the index moves; ``gap`` is what is missing to the target after it."""

    point: Point
    is_today: bool
    gain: Fraction | None
    gap: Fraction | None
    moved: tuple[Moved, ...]


def outlook_for(actor: User, result: Result) -> Outlook | None:
    """The outlook of a result, one query; None for whom the follow-up does not exist, for a result
    that a newer one has replaced, and where nothing is rated yet.
    """
    if not result.values or not may_open_improvement(actor, result.institution.pk):
        return None
    newer = (year.assessment for year in result.years if year.year > result.year)
    if any(one.is_published or one.state in SETTLED for one in newer):
        return None
    return outlook_of(result.institution, result.instrument, result.values, today=clock.today())


def index_context(result: Result, outlook: Outlook | None) -> dict[str, Any]:
    """What the result page's panel needs."""
    if outlook is None:
        return {}
    today, target = clock.today(), result.instrument.target_index
    rows, before = [], outlook.figures.index
    for point in outlook.points:
        gain = None if point.index is None or before is None else point.index - before
        missing = None if point.index is None or target is None else target - point.index
        gap = None if missing is None else max(missing, Fraction(0))
        moved = _moved(point, result.instrument)
        rows.append(Row(point, point.day == today, gain, gap, moved))
        before = point.index
    return {
        "outlook": outlook,
        "outlook_rows": rows,
        "outlook_line": _line(outlook, today),
        "outlook_target": target,
        "outlook_gain": _gain(outlook),
    }


def _moved(point: Point, instrument: Instrument) -> tuple[Moved, ...]:
    names = short_names(instrument)
    return tuple(
        Moved(move.number, names.get(move.number, ""), move.before, move.level)
        for move in point.moved
    )


def _gain(outlook: Outlook) -> Fraction | None:
    """What everything together adds."""
    last, first = outlook.figures.last, outlook.figures.index
    return None if last is None or last.index is None or first is None else last.index - first


def _line(outlook: Outlook, today: date) -> list[tuple[str, Fraction | None]]:
    """The index from today on, as a line takes it; nothing where it does not move."""
    later = [point for point in outlook.points if point.day > today]
    now = next((p.index for p in outlook.points if p.day == today), outlook.figures.index)
    if not later or now is None:
        return []
    points = [(_("kini"), now), *((date_format(p.day, "M y"), p.index) for p in later)]
    if len(points) <= MOST_LABELS:
        return points
    return [("" if place % 2 else name, value) for place, (name, value) in enumerate(points)]


def indicator_context(view: IndicatorView, outlook: Outlook | None) -> dict[str, Any]:
    """What the indicator page's panel and its ladder need; five queries more where work is on."""
    if outlook is None:
        return {"plan_target": None}
    number = view.indicator.number
    ahead = outlook.ahead.get(number)
    return {
        "outlook": outlook,
        "doing": doing_about(outlook, number, today=clock.today()),
        "ahead": ahead,
        "plan_target": ahead.target if ahead else None,
        "today": clock.today(),
    }
