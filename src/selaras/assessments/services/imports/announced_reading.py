"""Reading a national list: rows of institutions, or the table of one institution's indices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.models import Assessment, Cycle, Stage
from selaras.assessments.permissions import (
    may_import_results,
    may_open_cycles,
    may_record_values,
)
from selaras.assessments.services.imports.cells import EMPTY_MARKS, CellError, ValueReader, year_of
from selaras.assessments.services.imports.institutions import Directory
from selaras.assessments.services.imports.plan import IGNORED, Choice, Findings, Options
from selaras.assessments.services.imports.shape import Layout, data_rows
from selaras.assessments.states import State
from selaras.foundation.access import Actor
from selaras.foundation.tables import Table
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.instrument.model import INDEX

INSTITUTION, YEAR, NODE, NAME, VALUE, PREDICATE = (
    "instansi",
    "tahun",
    "simpul",
    "nama",
    "nilai",
    "predikat",
)


@dataclass(slots=True)
class AnnouncedRow:
    """What the list says of one institution in one year."""

    institution: Institution
    year: int
    line: int
    """Where it first occurs, as the spreadsheet counts."""
    figures: dict[str, Fraction] = field(default_factory=dict)
    predicate: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    """Where each node stands, as the spreadsheet counts."""


class AnnouncedTable:
    """One reading of one list: ``rows`` by institution and year, ``findings`` what is wrong.

    A list is wide (a column per index, domain or aspect, told from its heading) or long (a column
    of their names and one of figures).
    """

    def __init__(self, table: Table, layout: Layout, options: Options, *, actor: Actor) -> None:
        self.findings = Findings()
        self.rows: dict[tuple[int, int], AnnouncedRow] = {}
        self.row_count = 0
        self._table, self._layout, self._options, self._actor = table, layout, options, actor
        self._instrument = definition(options.instrument)
        self._values = ValueReader(self._instrument, mean=True)
        self._predicates = {band.name.casefold(): band.name for band in self._instrument.bands}
        self._places: dict[str, int] = {}
        self._nodes: dict[int, str] = {}
        self._directory: Directory | None = None
        cycles = Cycle.objects.filter(instrument=options.instrument)
        self.cycles = {cycle.year: cycle for cycle in cycles}
        bound = Assessment.objects.filter(cycle__in=cycles).exclude(
            is_published=False, state=State.RECORDED
        )
        self._bound = {
            (place, year): (published, state)
            for place, year, published, state in bound.values_list(
                "institution_id", "cycle__year", "is_published", "state"
            )
        }

    @property
    def is_long(self) -> bool:
        """Whether nodes stand in rows."""
        return NAME in self._places

    def read(self) -> None:
        """Read the whole list."""
        self._settle_columns()
        self._settle_places()
        for notice in self._table.notices:
            self.findings.notice("file_notice", message=notice)
        if self.findings.blocks_file:
            return
        if INSTITUTION in self._places:
            self._directory = Directory.known_to(self._actor)
        for place, row in data_rows(self._table, self._layout.header_row):
            self.row_count += 1
            self._read_row(place, row)
        if not self.row_count:
            self.findings.fault(0, -1, "no_rows")
        self._demand_indices()

    def _settle_columns(self) -> None:
        ignored = []
        for place, choice in enumerate(self._layout.choices):
            heading = self._layout.headings[place]
            if choice.role == NODE:
                self._settle_node(place, heading)
            elif choice == IGNORED:
                ignored += [heading] if heading else []
            elif choice.role in self._places:
                other = self._layout.headings[self._places[choice.role]]
                self.findings.fault(0, place, "role_twice", other=other)
            else:
                self._places[choice.role] = place
        if self.is_long and VALUE not in self._places:
            self.findings.fault(0, -1, "no_value_column")
        if not self.is_long and INDEX not in self._nodes.values():
            self.findings.fault(0, -1, "no_index_column")
        if ignored:
            self.findings.notice("ignored_columns", columns=", ".join(ignored))

    def _settle_node(self, place: int, heading: str) -> None:
        code, value = self._instrument.code, heading[:80]
        node = self._instrument.node_named(heading)
        if node is None:
            self.findings.fault(0, place, "node_unknown", value=value, instrument=code)
        elif node in self._nodes.values():
            self.findings.fault(0, place, "node_twice", value=value, other=self._layout.header_row)
        else:
            self._nodes[place] = node

    def _settle_places(self) -> None:
        options = self._options
        if INSTITUTION not in self._places:
            if options.institution is None:
                self.findings.fault(0, -1, "no_institution")
            elif not may_import_results(self._actor, options.institution.pk):
                self.findings.fault(0, -1, "not_allowed", value=options.institution.name)
        if YEAR in self._places:
            return
        if options.year is None:
            self.findings.fault(0, -1, "no_year")
            return
        try:
            self._demand_cycle(year_of(str(options.year)))
        except CellError as error:
            self.findings.fault(0, -1, error.code, **error.params)

    def _demand_cycle(self, year: int) -> None:
        """Raise CellError unless the cycle is open or may be opened with this file."""
        if year in self.cycles:
            return
        if not may_open_cycles(self._actor):
            raise CellError("cycle_closed", year=year, instrument=self._instrument.code)
        if self._options.kind is None:
            raise CellError("no_kind", year=year, instrument=self._instrument.code)

    def _read_row(self, place: int, row: Sequence[str]) -> None:
        before = self.findings.fault_count
        found = self._row_of(place, row)
        named = self._long(place, row) if self.is_long else self._wide(place)
        predicate = self._predicate(place, row)
        if found is None or self.findings.fault_count != before:
            return
        for node, value in named.items():
            other = found.lines.setdefault(node, place + 1)
            if other != place + 1:
                name = found.institution.name if node == INDEX else node
                self.findings.fault(place + 1, -1, "node_twice", value=name, other=other)
                return
            found.figures[node] = value
        found.predicate = predicate or found.predicate
        self.rows[found.institution.pk, found.year] = found

    def _row_of(self, place: int, row: Sequence[str]) -> AnnouncedRow | None:
        """The institution and year of a row; None when a fault was found."""
        column = self._places.get(INSTITUTION, -1)
        try:
            institution = self._institution(self._cell(row, column))
            column = self._places.get(YEAR, -1)
            year = self._options.year if column < 0 else year_of(self._cell(row, column))
            if year is None or institution is None:
                return None
            self._demand_cycle(year)
            self._demand_right(institution, year)
        except CellError as error:
            self.findings.fault(place + 1, column, error.code, **error.params)
            return None
        known = self.rows.get((institution.pk, year))
        return known or AnnouncedRow(institution, year, place + 1)

    def _institution(self, text: str) -> Institution | None:
        if self._directory is None:
            return self._options.institution
        institution = self._directory.find(text)
        if not may_import_results(self._actor, institution.pk):
            raise CellError("not_allowed", value=institution.name)
        return institution

    def _demand_right(self, institution: Institution, year: int) -> None:
        """Raise CellError where the final result is no longer this person's to record."""
        published, state = self._bound.get((institution.pk, year), (False, State.RECORDED))
        if may_record_values(
            self._actor, institution.pk, Stage.FINAL, published=published, state=state
        ):
            return
        code = "announced" if state == State.RECORDED else "running"
        stage = str(Stage.FINAL.label)
        raise CellError(code, institution=institution.name, year=year, stage=stage)

    def _wide(self, place: int) -> dict[str, Fraction]:
        found = {node: self._value(place, column) for column, node in self._nodes.items()}
        return {node: value for node, value in found.items() if value is not None}

    def _long(self, place: int, row: Sequence[str]) -> dict[str, Fraction]:
        column = self._places[NAME]
        name = self._cell(row, column)
        value = self._value(place, self._places[VALUE])
        if not name:
            self.findings.fault(place + 1, column, "node_empty")
            return {}
        node = self._instrument.node_named(name)
        if node is None:
            facts = {"value": name[:80], "instrument": self._instrument.code}
            self.findings.fault(place + 1, column, "node_unknown", **facts)
            return {}
        return {} if value is None else {node: value}

    def _value(self, place: int, column: int) -> Fraction | None:
        if fault := self._table.cell_fault(place, column):
            self.findings.fault(place + 1, column, "cell", message=fault.message)
            return None
        text = self._table.text(place, column)
        if not text or text in EMPTY_MARKS:
            return None
        try:
            return self._values.read(text)
        except CellError as error:
            self.findings.fault(place + 1, column, error.code, **error.params)
            return None

    def _predicate(self, place: int, row: Sequence[str]) -> str:
        column = self._places.get(PREDICATE, -1)
        text = self._cell(row, column)
        if not text or text in EMPTY_MARKS:
            return ""
        known = self._predicates.get(text.casefold())
        if known is None:
            names = ", ".join(band.name for band in self._instrument.bands)
            self.findings.fault(
                place + 1, column, "predicate_unknown", value=text[:60], names=names
            )
        return known or ""

    def _demand_indices(self) -> None:
        """Every institution needs its index: figures of aspects alone are no result."""
        for key, row in list(self.rows.items()):
            if INDEX not in row.figures:
                name = row.institution.name
                self.findings.fault(row.line, -1, "index_missing", value=name, year=row.year)
                del self.rows[key]

    def _cell(self, row: Sequence[str], column: int) -> str:
        return row[column] if 0 <= column < len(row) else ""


def choice_of(plain: str, nodes: Collection[str]) -> Choice:
    """What a column with this heading most likely holds; ``plain`` is the heading normalised.

    ``nodes`` are the names of indices, domains and aspects, normalised.
    """
    for role, names in _NAMES.items():
        if plain in names:
            return Choice(role)
    return Choice(NODE) if plain in nodes else IGNORED


_NAMES: dict[str, frozenset[str]] = {
    INSTITUTION: frozenset(
        ["instansi", "nama instansi", "ippd", "pemerintah daerah", "pemda", "daerah", "institution"]
    ),
    YEAR: frozenset(["tahun", "tahun penilaian", "tahun evaluasi", "year"]),
    NAME: frozenset(["nama indeks", "nama", "uraian"]),
    VALUE: frozenset(["nilai", "nilai indeks", "skor", "value"]),
    PREDICATE: frozenset(["predikat", "predicate", "kategori predikat"]),
}
