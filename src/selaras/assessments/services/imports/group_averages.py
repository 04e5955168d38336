"""Tables of published averages: a row per index, domain or aspect, a column per group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import AverageGroup, GroupAverage
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import RECORD_AVERAGES, may_record_averages
from selaras.assessments.services.averages import record_averages
from selaras.assessments.services.cycles import is_open, open_cycle
from selaras.assessments.services.imports.cells import EMPTY_MARKS, CellError, ValueReader, year_of
from selaras.assessments.services.imports.plan import (
    IGNORED,
    Alteration,
    Choice,
    Findings,
    Options,
    Part,
    Plan,
    fingerprint,
)
from selaras.assessments.services.imports.shape import (
    VALUE_WORDS,
    ImportShape,
    Layout,
    Outcome,
    Role,
    Words,
    data_rows,
    heading_row,
    padded,
)
from selaras.foundation.access import Action, Actor, demand
from selaras.foundation.tables import HEADER_SEARCH_ROWS, Table, normalise
from selaras.instruments.queries import definition
from selaras.pure.numbers import exact

NAME, VALUE = "nama", "rata"
_NAMES = frozenset({"nama indeks", "nama", "indeks", "domain", "aspek", "uraian", "name"})

Found = dict[tuple[AverageGroup, str], Fraction]


class GroupAverages(ImportShape):
    """The index, the domains and the aspects of one year, as published for groups."""

    identifier: ClassVar[str] = "group-averages"
    name: ClassVar = _("Rata-rata kelompok")
    action: ClassVar[Action] = RECORD_AVERAGES
    roles: ClassVar[tuple[Role, ...]] = (
        Role(NAME, _("Nama indeks, domain, atau aspek")),
        *(Role(f"{VALUE}:{group.value}", group.label) for group in AverageGroup),
    )

    words: ClassVar[Words] = replace(VALUE_WORDS, part=_("Kelompok"))

    def allows(self, actor: Actor) -> bool:
        """Those who speak for the nation."""
        return may_record_averages(actor)

    def detect(self, table: Table) -> Layout:
        """The heading row is the one that names most groups."""
        count, width = min(len(table.rows), HEADER_SEARCH_ROWS), table.width
        found = {place: _meanings(table.rows[place], width) for place in range(count)}
        rank = {
            place: (sum(c.role == VALUE for c in choices), int(Choice(NAME) in choices))
            for place, choices in found.items()
        }
        header = heading_row(table, rank)
        return Layout(header, padded(table.rows[header], width), found[header])

    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """Read the table and compare with what is stored. Raises DeniedError."""
        demand(self.allows(actor), self.action)
        found = self.detect(table)
        reading = _Reading(table, Layout(found.header_row, found.headings, tuple(choices)), options)
        reading.read()
        return _plan(reading, options)

    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Open the cycle when needed and record the averages."""
        averages: Found = plan.payload
        if options.year is None:
            raise ValueError("a plan without faults has a year")
        cycle = open_cycle(options.year, options.kind, options.instrument, actor=actor)
        return Outcome(record_averages(cycle, averages, actor=actor, source=filename))


def _meanings(cells: Sequence[str], width: int) -> tuple[Choice, ...]:
    groups = {normalise(group.value): group for group in AverageGroup}
    groups |= {normalise(str(group.label)): group for group in AverageGroup}
    seen: set[Choice] = set()
    choices = []
    for cell in padded(cells, width):
        plain = normalise(cell)
        choice = Choice(NAME) if plain in _NAMES else IGNORED
        if plain in groups:
            choice = Choice(VALUE, groups[plain].value)
        choices.append(IGNORED if choice in seen else choice)
        seen.add(choice)
    return tuple(choices)


class _Reading:
    """One reading of one table of averages."""

    def __init__(self, table: Table, layout: Layout, options: Options) -> None:
        self.findings = Findings()
        self.averages: Found = {}
        self.row_count = 0
        self._table = table
        self._layout = layout
        self._options = options
        self._instrument = definition(options.instrument)
        self._values = ValueReader(self._instrument, mean=True)
        self._name = -1
        self._groups: list[tuple[int, AverageGroup]] = []
        self._lines: dict[str, int] = {}

    def read(self) -> None:
        """Read the whole table."""
        self._settle_columns()
        if self.findings.blocks_file:
            return
        for place, row in data_rows(self._table, self._layout.header_row):
            self.row_count += 1
            self._read_row(place, row[self._name] if self._name < len(row) else "")
        if not self.row_count:
            self.findings.fault(0, -1, "no_rows")

    def _settle_columns(self) -> None:
        taken: dict[Choice, int] = {}
        for place, choice in enumerate(self._layout.choices):
            if choice == IGNORED:
                continue
            if choice in taken:
                other = self._layout.headings[taken[choice]]
                self.findings.fault(0, place, "role_twice", other=other)
            taken[choice] = place
        self._name = taken.get(Choice(NAME), -1)
        self._groups = [(p, AverageGroup(c.target)) for c, p in taken.items() if c.role == VALUE]
        if self._name < 0:
            self.findings.fault(0, -1, "no_name_column")
        if not self._groups:
            self.findings.fault(0, -1, "no_value_column")
        self._check_year()
        for notice in self._table.notices:
            self.findings.notice("file_notice", message=notice)

    def _check_year(self) -> None:
        year, version = self._options.year, self._options.instrument
        if year is None:
            self.findings.fault(0, -1, "no_year")
            return
        try:
            year_of(str(year))
        except CellError as error:
            self.findings.fault(0, -1, error.code, **error.params)
            return
        if self._options.kind is None and not is_open(year, version):
            self.findings.fault(0, -1, "no_kind", year=year, instrument=version.code)

    def _read_row(self, place: int, name: str) -> None:
        before = self.findings.fault_count
        node = self._node(place, name)
        found: Found = {}
        for column, group in self._groups:
            value = self._value(place, column)
            if value is not None and node is not None:
                found[group, node] = value
        if self.findings.fault_count == before:
            self.averages |= found

    def _node(self, place: int, name: str) -> str | None:
        if not name:
            self.findings.fault(place + 1, self._name, "node_empty")
            return None
        node = self._instrument.node_named(name)
        value = name[:80]
        if node is None:
            code = self._instrument.code
            self.findings.fault(place + 1, self._name, "node_unknown", value=value, instrument=code)
            return None
        other = self._lines.setdefault(node, place + 1)
        if other != place + 1:
            self.findings.fault(place + 1, self._name, "node_twice", value=value, other=other)
            return None
        return node

    def _value(self, place: int, column: int) -> Fraction | None:
        if fault := self._table.cell_fault(place, column):
            self.findings.fault(place + 1, column, "cell", message=fault.message)
            return None
        text = self._table.text(place, column)
        if text in EMPTY_MARKS:
            return None
        try:
            return self._values.read(text)
        except CellError as error:
            self.findings.fault(place + 1, column, error.code, **error.params)
            return None


def _plan(reading: _Reading, options: Options) -> Plan:
    known = _stored(options)
    alterations = []
    added = 0
    for (group, node), value in reading.averages.items():
        old = known.get((group, node))
        if old is None:
            added += 1
        elif old != value:
            alterations.append(Alteration(str(group.label), node, exact(old), exact(value)))
    counts: dict[AverageGroup, int] = {}
    for group, _node in reading.averages:
        counts[group] = counts.get(group, 0) + 1
    year = options.year or 0
    parts = tuple(Part(str(year), year, group, count) for group, count in counts.items())
    return Plan(
        reading.findings,
        reading.row_count,
        parts,
        added,
        len(alterations),
        len(reading.averages) - added - len(alterations),
        tuple(alterations),
        reading.averages,
        fingerprint((*key, value, known.get(key)) for key, value in reading.averages.items()),
    )


def _stored(options: Options) -> Mapping[tuple[str, str], Fraction]:
    if options.year is None:
        return {}
    rows = GroupAverage.objects.filter(
        cycle__year=options.year, cycle__instrument=options.instrument
    ).values_list("group", "node", "amount")
    return {(group, node): Fraction(amount, UNIT) for group, node, amount in rows}
