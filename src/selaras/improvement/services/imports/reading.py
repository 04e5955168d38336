"""From the rows of a follow-up table to facts, or to faults that say which cell and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from fractions import Fraction

from selaras.assessments.services.imports.cells import (
    EMPTY_MARKS,
    FIRST_YEAR,
    LAST_YEAR,
    CellError,
    Numbers,
    ValueReader,
)
from selaras.assessments.services.imports.names import NameCheck
from selaras.assessments.services.imports.plan import IGNORED, Choice, Findings, Options
from selaras.assessments.services.imports.shape import Layout, data_rows
from selaras.foundation.access import Actor
from selaras.foundation.tables import Table, normalise
from selaras.improvement.models import RecommendationTarget, Source
from selaras.improvement.permissions import may_import_follow_up
from selaras.improvement.queries.follow_up_rows import (
    DUE,
    EVIDENCE,
    FOLLOW_UP,
    INDICATOR,
    NOTE,
    NUMBER,
    TEXT,
    UNITS,
    VALUE,
)
from selaras.improvement.services.imports.units import NOTHING_MEANT, Meant, UnitReader
from selaras.improvement.services.imports.units import UNITS as DECISIONS
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.due_days import due_day

LONGEST = {FOLLOW_UP: 500, INDICATOR: 300, UNITS: 500, DUE: 60, NUMBER: 16, TEXT: 8000, NOTE: 4000}
"""Characters a cell may hold."""
LONGEST_EVIDENCE = 500
MOST_EVIDENCE = 40
SURE = 0.9
"""Share of letters in common from which a name alone tells the indicator."""
_LEVEL = re.compile(r"(?:level|tingkat)\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)]\s+|[-•*]\s+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A follow-up the file names: what is to be done, the last day, and the words for it."""

    title: str
    year: int | None
    due_on: date | None
    due_label: str


@dataclass(slots=True)
class Line:
    """One row of the file, read."""

    line: int
    number: str
    """As the file writes it, the instrument's where it writes none."""
    indicator: str
    """The instrument's number."""
    cells: Mapping[Choice, str]
    """What every column that was read says."""
    values: dict[str, Fraction] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    units: Meant = NOTHING_MEANT
    evidence: tuple[str, ...] = ()

    def text(self, role: str) -> str:
        """The cell of a column without owner and year; empty without such a column."""
        return self.cells.get(Choice(role), "")

    def has(self, role: str) -> bool:
        """Whether the file has such a column."""
        return Choice(role) in self.cells


class FollowUpTable:
    """One reading of one table; a good row is kept even where others are faulty."""

    def __init__(self, table: Table, layout: Layout, options: Options, *, actor: Actor) -> None:
        self.findings = Findings()
        self.lines: list[Line] = []
        self.row_count = 0
        self.units: UnitReader | None = None
        self._table = table
        self._layout = layout
        self._options = options
        self._actor = actor
        self._instrument = definition(options.instrument)
        self._numbers = Numbers(self._instrument)
        self._values = ValueReader(self._instrument)
        self._names = NameCheck(self._instrument, self.findings)
        self._places: dict[Choice, int] = {}
        self._known: Mapping[str, str] = {}
        self._seen: dict[str, int] = {}

    def read(self) -> None:
        """Read the whole table."""
        self._settle_columns()
        self._settle_file()
        institution = self._options.institution
        if self.findings.blocks_file or institution is None:
            return
        decided = self._options.more.get(DECISIONS, {})
        self.units = UnitReader(institution, decided, actor=self._actor)
        self._known = _known_numbers(institution, self._options)
        self._settle_numbering()
        for place, row in data_rows(self._table, self._layout.header_row):
            if self._is_heading(row):
                continue
            self.row_count += 1
            self._read_row(place)
        if not self.row_count:
            self.findings.fault(0, -1, "no_rows")
        self.units.tell(self.findings)

    def _settle_columns(self) -> None:
        for place, choice in enumerate(self._layout.choices):
            if choice == IGNORED:
                continue
            if choice in self._places:
                other = self._layout.headings[self._places[choice]]
                self.findings.fault(0, place, "role_twice", other=other)
            if choice.year is not None and not FIRST_YEAR <= choice.year <= LAST_YEAR:
                self.findings.fault(0, place, "year_wrong", value=str(choice.year))
            self._places[choice] = place
        if Choice(TEXT) not in self._places:
            self.findings.fault(0, -1, "no_recommendation_column")
        if not {Choice(NUMBER), Choice(INDICATOR)} & self._places.keys():
            self.findings.fault(0, -1, "no_indicator_column")
        ignored = [
            heading
            for heading, choice in zip(self._layout.headings, self._layout.choices, strict=False)
            if choice == IGNORED and heading
        ]
        if ignored:
            self.findings.notice("ignored_columns", columns=", ".join(ignored)[:500])

    def _settle_file(self) -> None:
        options = self._options
        for notice in self._table.notices:
            self.findings.notice("file_notice", message=notice)
        if options.institution is None:
            self.findings.fault(0, -1, "no_place")
        elif not may_import_follow_up(self._actor, options.institution.pk):
            self.findings.fault(0, -1, "follow_up_not_yours", value=options.institution.name)
        if options.year is None:
            self.findings.fault(0, -1, "no_report_year")
        elif not FIRST_YEAR <= options.year <= LAST_YEAR:
            facts = {"value": options.year, "first": FIRST_YEAR, "last": LAST_YEAR}
            self.findings.fault(0, -1, "year_outside", **facts)

    def _settle_numbering(self) -> None:
        column = self._places.get(Choice(NUMBER))
        if column is None:
            return
        rows = (row for _place, row in data_rows(self._table, self._layout.header_row))
        texts = frozenset(row[column] for row in rows if column < len(row) and row[column])
        if self._numbers.read_as_positions(texts):
            moved, own = self._numbers.moved, self._numbers.own
            self.findings.notice(
                "positions",
                count=len(own),
                instrument=self._instrument.code,
                first=own[0],
                last=own[-1],
                examples=", ".join(f"{place} → {number}" for place, number in moved[:3]),
            )

    def _is_heading(self, row: Sequence[str]) -> bool:
        """Whether the row only names a domain or an aspect, as printed tables do between rows."""
        filled = [cell for cell in row if cell]
        return len(filled) == 1 and not any(
            place < len(row) and row[place]
            for choice, place in self._places.items()
            if choice.role in {TEXT, FOLLOW_UP}
        )

    def _read_row(self, place: int) -> None:
        before = self.findings.fault_count
        cells = {choice: self._cell(place, choice) for choice in self._places}
        read = Line(place + 1, cells.get(Choice(NUMBER), ""), "", cells)
        self._read_number(read)
        self._read_texts(read)
        self._read_values(read)
        self._read_follow_up(read)
        if self.units is not None:
            read.units = self.units.read(read.text(UNITS), read.line)
        if self.findings.fault_count == before:
            self.lines.append(read)

    def _cell(self, place: int, choice: Choice) -> str:
        column = self._places[choice]
        fault = self._table.cell_fault(place, column)
        text = self._table.text(place, column).replace("\r\n", "\n").replace("\r", "\n")
        if fault is None:
            return text
        if choice.role == DUE and self._table.oddities.get((place, column)) == "date":
            day = due_day(text)
            if day is not None:
                return f"{day:%d-%m-%Y}"
        self.findings.fault(place + 1, column, "cell", message=fault.message)
        return ""

    def _fault(self, read: Line, choice: Choice, code: str, **params: object) -> None:
        self.findings.fault(read.line, self._places.get(choice, -1), code, **params)

    def _read_number(self, read: Line) -> None:
        name = read.text(INDICATOR)
        if not read.number:
            read.number = read.indicator = self._named(read, name)
        else:
            try:
                read.indicator = self._known.get(read.number) or self._numbers.read(read.number)
            except CellError as error:
                self._fault(read, Choice(NUMBER), error.code, **error.params)
                return
            self._names.compare(read.line, read.indicator, name)
        if not read.number:
            return
        other = self._seen.setdefault(read.number, read.line)
        if other != read.line:
            self._fault(read, Choice(NUMBER), "number_twice", value=read.number, other=other)

    def _named(self, read: Line, name: str) -> str:
        """The indicator whose name this is; a fault where none or several could be."""
        # Comparing takes time with the length; a longer name is refused with the other texts.
        wanted = normalise(name[: LONGEST[INDICATOR]])
        if not wanted:
            self._fault(read, Choice(NUMBER), "number_empty")
            return ""
        ranked = sorted(
            (
                (SequenceMatcher(None, wanted, normalise(one.name), autojunk=False).ratio(), one)
                for one in self._instrument.indicators()
            ),
            key=lambda pair: -pair[0],
        )
        best, second = ranked[0], ranked[1:2]
        if best[0] < SURE or (second and second[0][0] == best[0]):
            self._fault(read, Choice(INDICATOR), "indicator_unknown", value=name[:80])
            return ""
        return best[1].number

    def _read_texts(self, read: Line) -> None:
        if not read.text(TEXT):
            self._fault(read, Choice(TEXT), "recommendation_empty")
        for choice, text in read.cells.items():
            longest = LONGEST.get(choice.role)
            if longest and len(text) > longest:
                self._fault(read, choice, "text_too_long", count=len(text), longest=longest)
        lines = [_BULLET.sub("", part).strip() for part in read.text(EVIDENCE).split("\n")]
        read.evidence = tuple(part for part in lines if part and part not in EMPTY_MARKS)
        if len(read.evidence) > MOST_EVIDENCE or any(
            len(part) > LONGEST_EVIDENCE for part in read.evidence
        ):
            self._fault(
                read,
                Choice(EVIDENCE),
                "evidence_too_long",
                most=MOST_EVIDENCE,
                longest=LONGEST_EVIDENCE,
            )

    def _read_values(self, read: Line) -> None:
        for choice, text in read.cells.items():
            if choice.role != VALUE or not text or text in EMPTY_MARKS:
                continue
            try:
                read.values[choice.target] = self._values.read(_LEVEL.sub("", text, count=1))
            except CellError as error:
                self._fault(read, choice, error.code, **error.params)

    def _read_follow_up(self, read: Line) -> None:
        due_text = read.text(DUE)
        due_text = "" if due_text in EMPTY_MARKS else due_text
        due = due_day(due_text) if due_text else None
        if due_text and due is None:
            self._fault(read, Choice(DUE), "due_unknown", value=due_text[:60])
        for choice, text in read.cells.items():
            if choice.role != FOLLOW_UP or not text or text in EMPTY_MARKS:
                continue
            if choice.year is None:
                read.wanted.append(Wanted(text, None, due, due_text))
            else:
                label = str(choice.year)
                read.wanted.append(Wanted(text, choice.year, date(choice.year, 12, 31), label))


def _known_numbers(institution: Institution, options: Options) -> dict[str, str]:
    """What the numbers of a table that came in before stand for: a part of it counts on as it did.

    Numbers of recommendations about several indicators say nothing.
    """
    aims = RecommendationTarget.objects.filter(
        recommendation__institution=institution,
        recommendation__instrument=options.instrument,
        recommendation__year=options.year or 0,
        recommendation__source=Source.REPORT,
        recommendation__withdrawn_at__isnull=True,
    )
    found: dict[str, set[str]] = {}
    for number, indicator in aims.values_list("recommendation__number", "indicator__number"):
        found.setdefault(number, set()).add(indicator)
    return {number: own.pop() for number, own in found.items() if number and len(own) == 1}
