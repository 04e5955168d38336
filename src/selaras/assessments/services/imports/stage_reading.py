"""Reading a table of indicator values row by row: resolve, clean, assign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.models import Assessment, Cycle, Stage
from selaras.assessments.permissions import (
    may_import_results,
    may_open_cycles,
    may_record_values,
)
from selaras.assessments.services.imports import headings
from selaras.assessments.services.imports.cells import (
    EMPTY_MARKS,
    CellError,
    Numbers,
    ValueReader,
    year_of,
)
from selaras.assessments.services.imports.institutions import Directory
from selaras.assessments.services.imports.names import NameCheck
from selaras.assessments.services.imports.plan import IGNORED, Choice, Findings, Options
from selaras.assessments.services.imports.shape import Layout, data_rows
from selaras.assessments.states import State
from selaras.foundation.access import Actor
from selaras.foundation.tables import Table
from selaras.instruments.queries import definition
from selaras.people.models import Institution

Target = tuple[int, int, str]
"""Institution, year, stage."""


@dataclass(slots=True)
class StageSheet:
    """The values a file gives one institution, year and stage."""

    institution: Institution
    year: int
    stage: str
    heading: str
    values: dict[str, Fraction] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    """Revisions the values were compared with, by number; 0 where there was none."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the roles stand; -1 for a role no column plays."""

    number: int
    name: int
    institution: int
    year: int
    explanation: int
    values: tuple[tuple[int, Choice], ...]


class StageTable:
    """One reading of one table: ``sheets`` is what it would write, ``findings`` what is wrong."""

    def __init__(
        self,
        table: Table,
        layout: Layout,
        options: Options,
        *,
        actor: Actor,
    ) -> None:
        self.findings = Findings()
        self.sheets: dict[Target, StageSheet] = {}
        self.row_count = 0
        self._table = table
        self._layout = layout
        self._options = options
        self._actor = actor
        self._instrument = definition(options.instrument)
        self._numbers = Numbers(self._instrument)
        self._values = ValueReader(self._instrument)
        self._names = NameCheck(self._instrument, self.findings)
        self._columns = self._find_columns()
        self._directory: Directory | None = None
        self._lines: dict[tuple[Target, str], int] = {}
        self._allowed: dict[int, bool] = {}
        cycles = Cycle.objects.filter(instrument=options.instrument)
        self.cycles = {cycle.year: cycle for cycle in cycles}
        self._may_open = may_open_cycles(actor)
        bound = Assessment.objects.filter(cycle__in=cycles).exclude(
            is_published=False, state=State.RECORDED
        )
        rows = bound.values_list("institution_id", "cycle__year", "is_published", "state")
        self._bound = {(place, year): (out, state) for place, year, out, state in rows}

    def read(self) -> None:
        """Read the whole table."""
        self._check_file()
        if self.findings.blocks_file:
            return
        if self._columns.institution >= 0:
            self._directory = Directory.known_to(self._actor)
        self._settle_numbering()
        for place, row in data_rows(self._table, self._layout.header_row):
            self.row_count += 1
            self._read_row(place, row)
        if not self.row_count:
            self.findings.fault(0, -1, "no_rows")

    def _find_columns(self) -> _Columns:
        places: dict[str, int] = {}
        values: list[tuple[int, Choice]] = []
        for place, choice in enumerate(self._layout.choices):
            if choice.role == headings.VALUE:
                self._note_value_column(place, choice, values)
                values.append((place, choice))
            elif choice == IGNORED:
                continue
            elif choice.role in places:
                other = self._heading(places[choice.role])
                self.findings.fault(0, place, "role_twice", other=other)
            else:
                places[choice.role] = place
        roles = (headings.NUMBER, headings.NAME, headings.INSTITUTION, headings.YEAR)
        number, name, institution, year = (places.get(role, -1) for role in roles)
        explanation = places.get(headings.EXPLANATION, -1)
        return _Columns(number, name, institution, year, explanation, tuple(values))

    def _note_value_column(
        self, place: int, choice: Choice, before: Iterable[tuple[int, Choice]]
    ) -> None:
        for other, known in before:
            if (known.target, known.year) == (choice.target, choice.year):
                heading = self._heading(other)
                self.findings.fault(0, place, "columns_same_target", other=heading)

    def _heading(self, place: int) -> str:
        return self._layout.headings[place]

    def _check_file(self) -> None:
        if self._columns.number < 0:
            self.findings.fault(0, -1, "no_number_column")
        if not self._columns.values:
            self.findings.fault(0, -1, "no_value_column")
        self._check_place()
        self._check_years()
        self._check_announced()
        ignored = [
            heading
            for heading, choice in zip(self._layout.headings, self._layout.choices, strict=True)
            if choice == IGNORED and heading
        ]
        if ignored:
            self.findings.notice("ignored_columns", columns=", ".join(ignored))
        for notice in self._table.notices:
            self.findings.notice("file_notice", message=notice)

    def _check_place(self) -> None:
        columns, options = self._columns, self._options
        if columns.institution < 0:
            if options.institution is None:
                self.findings.fault(0, -1, "no_institution")
            elif not self._may_write(options.institution):
                self.findings.fault(0, -1, "not_allowed", value=options.institution.name)

    def _check_years(self) -> None:
        years: dict[int | None, int] = {self._options.year: -1}
        years |= {
            choice.year: place for place, choice in self._columns.values if choice.year is not None
        }
        sane = set()
        for year, place in years.items():
            if year is None:
                continue
            try:
                sane.add(year_of(str(year)))
            except CellError as error:
                self.findings.fault(0, place, error.code, **error.params)
        used = {choice.year for _, choice in self._columns.values}
        if self._columns.year < 0:
            used = {self._column_year(choice) for _, choice in self._columns.values}
            if None in used:
                self.findings.fault(0, -1, "no_year")
        for year in sorted(year for year in sane & used if not self._is_open(year)):
            self._cycle_fault(0, -1, year)

    def _column_year(self, choice: Choice) -> int | None:
        return self._options.year if choice.year is None else choice.year

    def _check_announced(self) -> None:
        """Where the whole file is about one institution, its columns say what may be written."""
        institution = self._options.institution
        if institution is None or self._columns.institution >= 0 or self._columns.year >= 0:
            return
        for place, choice in self._columns.values:
            self._record_allowed(0, place, institution, self._column_year(choice), choice.target)

    def _record_allowed(
        self, line: int, column: int, institution: Institution, year: int | None, stage: str
    ) -> bool:
        """Whether the stage may be written; a fault says why not."""
        published, state = self._bound.get((institution.pk, year or 0), (False, State.RECORDED))
        if (not published and state == State.RECORDED) or may_record_values(
            self._actor, institution.pk, stage, published=published, state=state
        ):
            return True
        facts = {"institution": institution.name, "year": year, "stage": str(Stage(stage).label)}
        code = "announced" if state == State.RECORDED else "running"
        self.findings.fault(line, column, code, **facts)
        return False

    def _settle_numbering(self) -> None:
        place = self._columns.number
        rows = data_rows(self._table, self._layout.header_row)
        texts = frozenset(row[place] for _, row in rows if place < len(row) and row[place])
        if self._numbers.read_as_positions(texts):
            moved = self._numbers.moved
            examples = ", ".join(f"{position} → {own}" for position, own in moved[:3])
            own = self._numbers.own
            self.findings.notice(
                "positions",
                count=len(own),
                instrument=self._instrument.code,
                first=own[0],
                last=own[-1],
                examples=examples,
            )

    def _read_row(self, place: int, row: Sequence[str]) -> None:
        line, columns = place + 1, self._columns
        faults_before = self.findings.fault_count
        institution = self._institution(place, row)
        row_year = self._year(place, row)
        number = self._number(place, row)
        found = [
            (column, choice, value)
            for column, choice in columns.values
            if (value := self._value(place, column)) is not None
        ]
        if institution is None or number is None or row_year == _BAD_YEAR:
            return
        kept = []
        for column, choice, value in found:
            year = row_year if choice.year is None else choice.year
            if year is None or not self._once(place, institution, year, choice, number):
                continue
            if not self._record_allowed(place + 1, column, institution, year, choice.target):
                continue
            kept.append((column, choice, year, value))
        if self.findings.fault_count != faults_before:
            return
        if columns.name >= 0:
            self._names.compare(line, number, self._cell(row, columns.name))
        self._assign(row, institution, number, kept)

    def _assign(
        self,
        row: Sequence[str],
        institution: Institution,
        number: str,
        kept: Iterable[tuple[int, Choice, int, Fraction]],
    ) -> None:
        """Put the row's values on their sheets; an explanation belongs to the first value."""
        explanation = self._cell(row, self._columns.explanation)
        for column, choice, year, value in kept:
            target = institution.pk, year, choice.target
            sheet = self.sheets.get(target)
            if sheet is None:
                heading = self._heading(column)
                sheet = StageSheet(institution, year, choice.target, heading)
                self.sheets[target] = sheet
            sheet.values[number] = value
            if explanation:
                sheet.explanations[number] = explanation
                explanation = ""

    def _institution(self, place: int, row: Sequence[str]) -> Institution | None:
        column = self._columns.institution
        if self._directory is None:
            return self._options.institution
        try:
            institution = self._directory.find(self._cell(row, column))
        except CellError as error:
            self._cell_fault(place, column, error)
            return None
        if not self._may_write(institution):
            self.findings.fault(place + 1, column, "not_allowed", value=institution.name)
            return None
        return institution

    def _year(self, place: int, row: Sequence[str]) -> int | None:
        column = self._columns.year
        if column < 0:
            return self._options.year
        try:
            year = year_of(self._cell(row, column))
        except CellError as error:
            self._cell_fault(place, column, error)
            return _BAD_YEAR
        if not self._is_open(year):
            self._cycle_fault(place + 1, column, year)
            return _BAD_YEAR
        return year

    def _number(self, place: int, row: Sequence[str]) -> str | None:
        column = self._columns.number
        if self._odd(place, column):
            return None
        try:
            return self._numbers.read(self._cell(row, column))
        except CellError as error:
            self._cell_fault(place, column, error)
            return None

    def _value(self, place: int, column: int) -> Fraction | None:
        """The value, or None for a fault and for a mark that says there is none on purpose."""
        if self._odd(place, column):
            return None
        text = self._table.text(place, column)
        if text in EMPTY_MARKS:
            return None
        try:
            return self._values.read(text)
        except CellError as error:
            self._cell_fault(place, column, error)
            return None

    def _once(
        self, place: int, institution: Institution, year: int, choice: Choice, number: str
    ) -> bool:
        key = (institution.pk, year, choice.target), number
        other = self._lines.setdefault(key, place + 1)
        if other == place + 1:
            return True
        self.findings.fault(
            place + 1, self._columns.number, "number_twice", value=number, other=other
        )
        return False

    def _odd(self, place: int, column: int) -> bool:
        """Whether the cell is no plain value (a merged cell, a date, a broken formula)."""
        if (place, column) not in self._table.oddities:
            return False
        fault = self._table.cell_fault(place, column)
        if fault is not None:
            self.findings.fault(place + 1, column, "cell", message=fault.message)
        return fault is not None

    def _cell(self, row: Sequence[str], column: int) -> str:
        return row[column] if 0 <= column < len(row) else ""

    def _cell_fault(self, place: int, column: int, error: CellError) -> None:
        self.findings.fault(place + 1, column, error.code, **error.params)

    def _may_write(self, institution: Institution) -> bool:
        known = self._allowed.get(institution.pk)
        if known is None:
            known = self._allowed[institution.pk] = may_import_results(self._actor, institution.pk)
        return known

    def _is_open(self, year: int) -> bool:
        return year in self.cycles or (self._may_open and self._options.kind is not None)

    def _cycle_fault(self, line: int, column: int, year: int) -> None:
        code = "no_kind" if self._may_open else "cycle_closed"
        instrument = self._instrument.code
        self.findings.fault(line, column, code, year=year, instrument=instrument)


_BAD_YEAR = -1
