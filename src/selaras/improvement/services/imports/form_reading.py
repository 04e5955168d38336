"""Reading the official form back: actions by their code, stages, the months marked for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from selaras.assessments.services.imports.cells import EMPTY_MARKS, FIRST_YEAR, LAST_YEAR
from selaras.assessments.services.imports.plan import IGNORED, Choice, Findings
from selaras.assessments.services.imports.shape import Layout, data_rows, heading_row, padded
from selaras.foundation.tables import HEADER_SEARCH_ROWS, Table, normalise
from selaras.improvement.services.actions import StepFacts
from selaras.pure.due_days import month_named
from selaras.pure.months import month_after

CODE, TITLE, STEP, NOTE, MONTH = "kode", "rencana_aksi", "tahapan", "keterangan", "bulan"

_PLAIN: Mapping[str, frozenset[str]] = {
    CODE: frozenset({"kode aksi", "kode"}),
    TITLE: frozenset({"rencana aksi", "aksi", "tindak lanjut"}),
    STEP: frozenset({"tahapan kegiatan", "tahapan", "kegiatan"}),
    NOTE: frozenset({"keterangan", "ket", "catatan"}),
}
_CODE = re.compile(r"a(\d{1,12})(?:[.,](\d{1,9}))?", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"20\d{2}", re.ASCII)
_LONGEST_MARK = 3
"""Letters of a mark; longer ones below a month are lines of the signature."""
LONGEST_STEP = 300
LONGEST_NOTE = 4000


@dataclass(slots=True)
class FormBlock:
    """What the form says of one action."""

    line: int
    code: str
    title: str
    note: str
    steps: list[StepFacts] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """The line of every stage."""
    is_faulty: bool = False

    @property
    def key(self) -> int | None:
        """The action's key, when the code is one of ours."""
        found = _CODE.fullmatch(self.code)
        return int(found[1]) if found else None

    @property
    def version(self) -> int | None:
        """The version of the action the form shows."""
        found = _CODE.fullmatch(self.code)
        return int(found[2]) if found and found[2] else None


def detect(table: Table) -> Layout:
    """The row that names the stages; months take the year of their heading or of the row above."""
    width = table.width
    count = min(len(table.rows), HEADER_SEARCH_ROWS)
    found = {place: _row(table, place, width) for place in range(count)}
    rank = {
        place: (
            int(Choice(STEP) in choices) + int(Choice(TITLE) in choices),
            sum(choice != IGNORED for choice in choices),
        )
        for place, choices in found.items()
    }
    header = heading_row(table, rank)
    choices = found[header]
    headings = [
        f"{text} {choice.year}" if choice.role == MONTH and str(choice.year) not in text else text
        for text, choice in zip(padded(table.rows[header], width), choices, strict=True)
    ]
    return Layout(header, tuple(headings), choices)


def _row(table: Table, place: int, width: int) -> tuple[Choice, ...]:
    above = padded(table.rows[place - 1], width) if place else ("",) * width
    year: int | None = None
    seen: set[Choice] = set()
    choices = []
    for text, over in zip(padded(table.rows[place], width), above, strict=True):
        if told := _YEAR.search(over):
            year = int(told[0])
        choice = _meaning(text, year)
        choices.append(IGNORED if choice in seen else choice)
        seen.add(choice)
    return tuple(choices)


def _meaning(text: str, year: int | None) -> Choice:
    plain = normalise(text)
    for role, names in _PLAIN.items():
        if plain in names:
            return Choice(role)
    words = plain.split()
    month = month_named(words[0]) if words else None
    if month is None or len(words) > 2:
        return IGNORED
    own = int(words[1]) if len(words) == 2 and _YEAR.fullmatch(words[1]) else year
    return Choice(MONTH, f"{month:02d}", own)


class FormTable:
    """One reading of one form."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.findings = Findings()
        self.blocks: list[FormBlock] = []
        self.row_count = 0
        self.places: dict[Choice, int] = {}
        self._table = table
        self._layout = layout
        self._months: list[tuple[date, int]] = []

    def read(self) -> None:
        """Read the whole form."""
        self._settle_columns()
        if self.findings.blocks_file:
            return
        for place, row in data_rows(self._table, self._layout.header_row):
            if not self._is_beside(place, row):
                self.row_count += 1
                self._read_row(place)
        if not self.row_count:
            self.findings.fault(0, -1, "no_rows")

    def _settle_columns(self) -> None:
        for place, choice in enumerate(self._layout.choices):
            if choice == IGNORED:
                continue
            if choice in self.places:
                other = self._layout.headings[self.places[choice]]
                self.findings.fault(0, place, "role_twice", other=other)
                continue
            self.places[choice] = place
            if choice.role != MONTH:
                continue
            if choice.year is None or not FIRST_YEAR <= choice.year <= LAST_YEAR:
                self.findings.fault(0, place, "form_month_no_year")
            else:
                self._months.append((date(choice.year, int(choice.target), 1), place))
        self._months.sort()
        if Choice(STEP) not in self.places:
            self.findings.fault(0, -1, "form_no_steps")
        if not {Choice(CODE), Choice(TITLE)} & self.places.keys():
            self.findings.fault(0, -1, "form_no_code")
        for notice in self._table.notices:
            self.findings.notice("file_notice", message=notice)

    def _is_beside(self, place: int, row: Sequence[str]) -> bool:
        """Whether the row is no part of the table: a unit's heading, or a line of the signature."""
        if any(self._text(place, role) for role in (CODE, TITLE, STEP, NOTE)):
            return False
        months = {column for _month, column in self._months}
        return not any(
            text and column in months and len(text) <= _LONGEST_MARK
            for column, text in enumerate(row)
        )

    def _read_row(self, place: int) -> None:
        before = self.findings.fault_count
        code, title = self._text(place, CODE), self._text(place, TITLE)
        if code or title:
            note = self._text(place, NOTE)
            self.blocks.append(FormBlock(place + 1, code, title, note))
            if len(note) > LONGEST_NOTE:
                self._fault(place, NOTE, "text_too_long", count=len(note), longest=LONGEST_NOTE)
        elif not self.blocks:
            self._fault(place, TITLE, "form_before_action")
            return
        block = self.blocks[-1]
        if not (code or title) and self._text(place, NOTE):
            # What is noted beside a later stage belongs to the action as well.
            block.note = "\n".join(filter(None, [block.note, self._text(place, NOTE)]))
        step = self._step(place)
        if step is not None:
            block.steps.append(step)
            block.lines.append(place + 1)
        block.is_faulty = block.is_faulty or self.findings.fault_count > before

    def _step(self, place: int) -> StepFacts | None:
        title = self._text(place, STEP)
        marked = list(self._marked(place))
        if not title:
            if marked:
                self._fault(place, STEP, "form_step_empty")
            return None
        if len(title) > LONGEST_STEP:
            self._fault(place, STEP, "text_too_long", count=len(title), longest=LONGEST_STEP)
        if not marked:
            return StepFacts(title=title)
        first, last = marked[0], marked[-1]
        if month_after(first, len(marked) - 1) != last:
            told = ", ".join(f"{month:%m-%Y}" for month in marked)
            self._fault(place, STEP, "form_gap", months=told)
        return StepFacts(title=title, first_month=first, last_month=last)

    def _marked(self, place: int) -> Iterator[date]:
        for month, column in self._months:
            text = self._table.text(place, column)
            if text and text not in EMPTY_MARKS:
                yield month

    def _text(self, place: int, role: str) -> str:
        column = self.places.get(Choice(role), -1)
        return self._table.text(place, column).replace("\r\n", "\n").replace("\r", "\n")

    def _fault(self, place: int, role: str, code: str, **params: object) -> None:
        self.findings.fault(place + 1, self.places.get(Choice(role), -1), code, **params)
