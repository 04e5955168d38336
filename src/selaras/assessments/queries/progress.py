"""How far an assessment has come: who owes what until when, counted from the sheet.

Every count has the lines it counts behind it: both come from ``is_of``, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.queries.sheet import Sheet, SheetLine
from selaras.assessments.states import CLAIMING, AnswerState, Phase


class Mark(models.TextChoices):
    """What a line can be found by; the first five share all lines among them."""

    UNTOUCHED = "belum", _("Belum dimulai")
    BEGUN = "draf", _("Sedang diisi")
    HANDED_IN = "diserahkan", _("Diserahkan")
    RETURNED = "dikembalikan", _("Dikembalikan")
    APPROVED = "disetujui", _("Disetujui")
    LATE = "terlambat", _("Lewat tenggat")
    EVIDENCE = "bukti", _("Bukti dikembalikan")
    UNRATED = "tanpa-nilai", _("Belum bernilai")


COURSE_MARKS = (Mark.UNTOUCHED, Mark.BEGUN, Mark.HANDED_IN, Mark.RETURNED, Mark.APPROVED)
"""The stretches of an answer's way, in order."""

OPEN_MARKS = frozenset({Mark.UNTOUCHED, Mark.BEGUN, Mark.RETURNED})
"""Where the units still have something to do."""

_OF_STATE = {
    AnswerState.HANDED_IN: Mark.HANDED_IN,
    AnswerState.RETURNED: Mark.RETURNED,
    AnswerState.APPROVED: Mark.APPROVED,
}


def stretch(line: SheetLine) -> Mark:
    """How far the line's answer has come."""
    if line.state == AnswerState.DRAFT:
        return Mark.BEGUN if line.is_begun else Mark.UNTOUCHED
    return _OF_STATE[line.state]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one unit, one member or everybody together has to do with, counted.

    ``due_on`` is the earliest last day among what is still open, ``left`` the days until then
    (negative when past).
    """

    key: int
    name: str
    total: int
    counts: dict[Mark, int]
    due_on: date | None
    left: int | None

    @property
    def is_late(self) -> bool:
        """Whether anything open is past its last day."""
        return self.counts[Mark.LATE] > 0

    @property
    def course(self) -> list[tuple[Mark, int]]:
        """The counts along an answer's way."""
        return [(mark, self.counts[mark]) for mark in COURSE_MARKS]


@dataclass(frozen=True)
class Progress:
    """The sheet, counted on a day."""

    sheet: Sheet
    today: date

    @property
    def is_open(self) -> bool:
        """Whether the claim may still change, so that last days mean something."""
        return self.sheet.assessment.state in CLAIMING

    def due_of(self, line: SheetLine, unit: int | None = None) -> date | None:
        """The last day of a line: the unit's own one when a unit is named."""
        own = next((share for share in line.units if share.unit_id == unit), None)
        if own is None:
            return line.due_on
        filling = self.sheet.windows.get(Phase.FILLING)
        return own.due_on or (filling.closes_on if filling else None)

    def left_of(self, line: SheetLine, unit: int | None = None) -> int | None:
        """Days until the last day; None without one, and where nothing is open."""
        due = self.due_of(line, unit)
        if due is None or not self.is_open or stretch(line) not in OPEN_MARKS:
            return None
        return (due - self.today).days

    def is_of(self, line: SheetLine, mark: Mark, unit: int | None = None) -> bool:
        """Whether the line counts under the mark, for a unit by that unit's own last day."""
        if mark == Mark.LATE:
            left = self.left_of(line, unit)
            return left is not None and left < 0
        if mark == Mark.EVIDENCE:
            return line.evidence.returned > 0
        if mark == Mark.UNRATED:
            return line.own is None
        return stretch(line) == mark

    def tally(
        self, key: int, name: str, lines: Sequence[SheetLine], unit: int | None = None
    ) -> Tally:
        """The lines, counted by mark."""
        counts = {mark: sum(self.is_of(x, mark, unit) for x in lines) for mark in Mark}
        days = [
            day
            for line in lines
            if stretch(line) in OPEN_MARKS and (day := self.due_of(line, unit)) is not None
        ]
        due = min(days, default=None) if self.is_open else None
        left = (due - self.today).days if due else None
        return Tally(key, name, len(lines), counts, due, left)

    @property
    def whole(self) -> Tally:
        """Everything."""
        return self.tally(0, "", self.sheet.lines)

    def by_unit(self) -> list[Tally]:
        """One tally for each unit that owes something: late ones first, then the soonest."""
        names = {s.unit_id: s.unit.name for line in self.sheet.lines for s in line.units}
        return _sorted(
            self.tally(key, name, self.sheet.owed_by(frozenset({key})), key)
            for key, name in names.items()
        )

    def by_member(self) -> list[Tally]:
        """One tally for each member of the team who looks after something."""
        found: dict[int, list[SheetLine]] = {}
        names: dict[int, str] = {}
        for line in self.sheet.lines:
            for cared in line.members:
                found.setdefault(cared.member_id, []).append(line)
                names[cared.member_id] = cared.member.name
        return _sorted(self.tally(key, names[key], lines) for key, lines in found.items())


def _sorted(tallies: Iterable[Tally]) -> list[Tally]:
    return sorted(
        tallies,
        key=lambda t: (
            not t.is_late,
            t.left is None,
            t.left or 0,
            -(t.total - t.counts[Mark.APPROVED]),
            t.name,
        ),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines the list shows; nothing given shows them all."""

    mark: Mark | None = None
    units: frozenset[int] = frozenset()
    member: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether any line may be hidden."""
        return bool(self.mark or self.units or self.member)

    def lines(self, progress: Progress) -> list[SheetLine]:
        """The lines, late ones first, then the soonest, then in the instrument's order."""
        one = next(iter(self.units)) if len(self.units) == 1 else None
        found = [
            line
            for line in progress.sheet.lines
            if (not self.units or any(s.unit_id in self.units for s in line.units))
            and (self.member is None or any(m.member_id == self.member for m in line.members))
            and (self.mark is None or progress.is_of(line, self.mark, one))
        ]

        def soonest(line: SheetLine) -> tuple[bool, int]:
            left = progress.left_of(line, one)
            return left is None, left or 0

        return sorted(found, key=soonest)
