"""Reading reports that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.foundation.cursor import page_of
from selaras.people.models import User
from selaras.reporting.models import ReportRun
from selaras.reporting.states import BUSY, RunState

PAGE_SIZE = 20

STATES: dict[str, frozenset[str]] = {
    "disusun": frozenset(BUSY),
    "selesai": frozenset({RunState.DONE}),
    "gagal": frozenset({RunState.FAILED, RunState.CANCELLED}),
}
"""What the list can be narrowed to, by the word in the address."""


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What the address asks for; unknown words find everything."""

    state: str = ""
    report: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state in STATES or self.report or self.text)


@dataclass(frozen=True, slots=True)
class RunPage:
    """A page of a person's reports, newest first, with the cursors of its neighbours."""

    rows: Sequence[ReportRun]
    previous: str
    next: str

    @property
    def is_busy(self) -> bool:
        """Whether any of them is still to be made."""
        return any(row.is_busy for row in self.rows)


def run_list(person: User, wanted: RunFilter, *, cursor: str = "") -> RunPage:
    """A page of the reports the person asked for; one query."""
    rows = ReportRun.objects.filter(author=person)
    if wanted.state in STATES:
        rows = rows.filter(state__in=STATES[wanted.state])
    if wanted.report:
        rows = rows.filter(report=wanted.report)
    if wanted.text:
        rows = rows.filter(title__icontains=wanted.text)
    page = page_of(rows, ("-id",), size=PAGE_SIZE, cursor=cursor)
    return RunPage(page.rows, page.previous, page.next)
