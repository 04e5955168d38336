"""By when the index moves, if every action of the running plans finishes on its target day.

An action names criteria: an indicator and a level it helps to reach. Levels are reached in order;
see ``docs/algorithms/outlook.md``. Everything here is a simulation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import floor

from selaras.pure.instrument.model import Band, Instrument
from selaras.pure.scoring import Value, score


@dataclass(frozen=True, slots=True)
class Pledge:
    """An action's promise about one criterion; ``day`` is its target day, if it has one."""

    action: int
    number: str
    level: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """An indicator reaches a level on a day, by the actions that named it."""

    number: str
    before: Fraction
    level: int
    day: date
    actions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead of one indicator.

    ``target`` is the highest level an action names. ``moves`` are the levels that will be reached,
    ascending. Where they end below the target, ``open_level`` is the one that stops them, and
    ``is_named`` says whether actions name it and only lack a day.
    """

    number: str
    value: Fraction
    target: int
    moves: tuple[Move, ...]
    open_level: int | None
    is_named: bool

    @property
    def next(self) -> Move | None:
        """The next level that will be reached."""
        return self.moves[0] if self.moves else None


@dataclass(frozen=True, slots=True)
class Point:
    """The index from a day on; None while ratings are missing."""

    day: date
    index: Fraction | None
    predicate: Band | None
    moved: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The index today and after every day on which it moves, and what lies ahead by indicator."""

    index: Fraction | None
    predicate: Band | None
    points: tuple[Point, ...]
    ahead: Mapping[str, Ahead]

    @property
    def last(self) -> Point | None:
        """Where it ends."""
        return self.points[-1] if self.points else None


def outlook(
    instrument: Instrument, values: Mapping[str, Value], pledges: Iterable[Pledge], *, today: date
) -> Outlook:
    """The outlook of these ratings. Indicators without a rating, or unknown, stay as they are.

    A target day that has passed counts as today: the action can finish today at the earliest, or
    it did, and the next assessment has yet to say so.
    """
    named: dict[str, dict[int, list[Pledge]]] = defaultdict(lambda: defaultdict(list))
    known = {indicator.number for indicator in instrument.indicators()}
    for pledge in pledges:
        if pledge.number in known and pledge.number in values:
            named[pledge.number][pledge.level].append(pledge)
    ahead = {
        number: _ahead(number, Fraction(values[number]), named[number], instrument, today)
        for number in (indicator.number for indicator in instrument.indicators())
        if number in named
    }
    now = score(instrument, values)
    return Outlook(now.index, now.predicate, _points(instrument, values, ahead), ahead)


def _ahead(
    number: str,
    value: Fraction,
    levels: Mapping[int, Sequence[Pledge]],
    instrument: Instrument,
    today: date,
) -> Ahead:
    target = min(max(levels), int(instrument.scale.maximum))
    moves: list[Move] = []
    reached, day = value, today
    for level in range(floor(value) + 1, target + 1):
        pledges = levels.get(level, ())
        days = [pledge.day for pledge in pledges if pledge.day is not None]
        if not pledges or len(days) < len(pledges):
            return Ahead(number, value, target, tuple(moves), level, bool(pledges))
        day = max(day, *days)
        actions = tuple(pledge.action for pledge in pledges)
        moves.append(Move(number, reached, level, day, actions))
        reached = Fraction(level)
    return Ahead(number, value, target, tuple(moves), None, is_named=True)


def _points(
    instrument: Instrument, values: Mapping[str, Value], ahead: Mapping[str, Ahead]
) -> tuple[Point, ...]:
    moves = sorted(
        (move for one in ahead.values() for move in one.moves), key=lambda move: move.day
    )
    reached: dict[str, Value] = dict(values)
    points = []
    for day, group in groupby(moves, key=lambda move: move.day):
        moved = tuple(group)
        for move in moved:
            reached[move.number] = max(reached[move.number], move.level)
        found = score(instrument, reached)
        points.append(Point(day, found.index, found.predicate, moved))
    return tuple(points)
