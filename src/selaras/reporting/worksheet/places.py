"""Where everything of a worksheet comes to stand, known before the first cell is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from selaras.assessments.queries.worksheet import Paper
from selaras.pure.instrument.model import Aspect
from selaras.pure.scoring.spreadsheet import Line, arithmetic
from selaras.reporting.worksheet.layout import (
    ARITHMETIC_SHEET,
    CONTENT_COLUMN,
    HEADING_ROW,
    NOTE_COLUMN,
    Field,
    Identity,
    Part,
    Placed,
    sheet_names,
)
from selaras.reporting.worksheet.rows import Kind, Row, asked_figure, rows_of

ARITHMETIC_FIRST = 6
"""The row of the index on the sheet of the arithmetic, counted from 1."""


@dataclass(frozen=True, slots=True)
class AspectSheet:
    """An aspect's sheet: its name and its rows, the first of them below the headings."""

    aspect: Aspect
    name: str
    rows: Sequence[Row]

    @property
    def first(self) -> int:
        """The place of the first row, counted from 0."""
        return HEADING_ROW + 1


@dataclass(frozen=True)
class Places:
    """The places of one worksheet."""

    paper: Paper
    sheets: tuple[AspectSheet, ...]

    @cached_property
    def heads(self) -> Mapping[str, tuple[AspectSheet, int]]:
        """Indicator number → its sheet and the row it begins in, counted from 0."""
        return {
            row.number: (sheet, place)
            for sheet in self.sheets
            for place, row in enumerate(sheet.rows, start=sheet.first)
            if row.kind == Kind.HEAD
        }

    @cached_property
    def fields(self) -> Mapping[Field, tuple[AspectSheet, int]]:
        """Every part that stands in a row of its own → its sheet and row, counted from 0."""
        return {
            Field(row.number, row.part): (sheet, place)
            for sheet in self.sheets
            for place, row in enumerate(sheet.rows, start=sheet.first)
            if row.part is not None
        }

    def place(self, number: str, part: Part) -> str:
        """The cell of a part as a formula on another sheet names it."""
        sheet, row = self.fields[Field(number, part)]
        return f"{quoted(sheet.name)}!$C${row + 1}"

    def note_place(self, number: str, part: Part) -> str:
        """The cell of the note beside a part."""
        sheet, row = self.fields[Field(number, part)]
        return f"{quoted(sheet.name)}!${_NOTE}${row + 1}"

    @cached_property
    def lines(self) -> Mapping[tuple[str, str], Line]:
        """The arithmetic by kind and code; nothing on a unit's worksheet, which has no index."""
        if self.paper.is_of_unit:
            return {}
        part = asked_figure(self.paper)
        numbers = (indicator.number for indicator in self.paper.instrument.indicators())
        found = arithmetic(
            self.paper.instrument,
            {number: self.place(number, part) for number in numbers},
            self.paper.values,
            first=ARITHMETIC_FIRST,
        )
        return {(line.kind, line.code): line for line in found}

    def map(self) -> list[Placed]:
        """The cells that may be filled."""
        return [
            Placed(sheet.name, f"{_CONTENT}{place + 1}", Field(row.number, row.part))
            for sheet in self.sheets
            for place, row in enumerate(sheet.rows, start=sheet.first)
            if row.part is not None and row.is_open
        ]

    def identity(self) -> Identity:
        """Which worksheet it is."""
        worksheet = self.paper.worksheet
        version = worksheet.assessment.cycle.instrument
        return Identity(
            code=worksheet.code,
            assessment=worksheet.assessment_id,
            unit=worksheet.unit_id,
            instrument=version.code,
            version=version.version,
            digest=version.digest,
            made_at=worksheet.made_at.isoformat(),
        )


_CONTENT = xl_col_to_name(CONTENT_COLUMN)
_NOTE = xl_col_to_name(NOTE_COLUMN)


def places_of(paper: Paper) -> Places:
    """Lay a worksheet out; aspects it holds nothing of have no sheet."""
    names = sheet_names(paper.instrument)
    sheets = (
        AspectSheet(aspect, names[aspect.code], rows_of(paper, aspect))
        for aspect in paper.instrument.aspects()
    )
    return Places(paper, tuple(sheet for sheet in sheets if sheet.rows))


def sum_place(line: Line, column: str) -> str:
    """A cell of the arithmetic as a formula on another sheet names it."""
    return f"{ARITHMETIC_SHEET}!${column}${line.row}"


def quoted(name: str) -> str:
    """A sheet's name as a formula writes it."""
    return "'" + name.replace("'", "''") + "'"
