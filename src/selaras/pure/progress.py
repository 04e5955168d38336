"""Progress of an action: parts that are done against all its parts, beside what the calendar asks.

The parts are the stages and the required documents of an action; nobody types a percentage. See
``docs/algorithms/action-progress.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Status = Literal["belum_dimulai", "berjalan", "terhambat", "terlambat", "selesai", "dibatalkan"]
"""Where an action stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stage or a required document: its last day, if it has one, and whether it is done."""

    due: date | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many parts there are, how many are done, and how many the calendar wants done.

    Tallies add up, so that a group of actions is measured by all its parts: an action with many
    stages weighs more than one with a single stage.
    """

    parts: int = 0
    done: int = 0
    due: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.parts + other.parts, self.done + other.done, self.due + other.due)

    @property
    def share(self) -> Fraction | None:
        """What is done of all, between 0 and 1; None where there is nothing to do."""
        return Fraction(self.done, self.parts) if self.parts else None

    @property
    def planned(self) -> Fraction | None:
        """What should be done by now of all, between 0 and 1; None where there is nothing to do."""
        return Fraction(self.due, self.parts) if self.parts else None

    @property
    def lag(self) -> Fraction | None:
        """By how much the work is behind the calendar; below zero it is ahead of it."""
        return Fraction(self.due - self.done, self.parts) if self.parts else None


def tally(parts: Iterable[Part], today: date) -> Tally:
    """Count the parts. A part is due once its last day is over; without one it never is."""
    count = done = due = 0
    for part in parts:
        count += 1
        done += part.is_done
        due += part.due is not None and part.due < today
    return Tally(count, done, due)


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of many actions together."""
    return sum(tallies, Tally())


def days_left(target: date | None, today: date) -> int | None:
    """Days until the target day: 0 on it, below zero once it has passed; None without one."""
    return (target - today).days if target else None


def status(
    *, share: Fraction | None, left: int | None, cancelled: bool, blocked: bool, begun: bool
) -> Status:
    """The first that holds: cancelled, done, late, blocked, running, not begun.

    ``left`` are the days until the target day, ``begun`` whether anything was reported.
    """
    if cancelled:
        return "dibatalkan"
    if share == 1:
        return "selesai"
    if left is not None and left < 0:
        return "terlambat"
    if blocked:
        return "terhambat"
    return "berjalan" if begun else "belum_dimulai"
