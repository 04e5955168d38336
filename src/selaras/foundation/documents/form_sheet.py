"""Forms as XLSX: a titled sheet made to be printed on A4 and to be filled in by hand.

Nothing is merged, so that whoever reads the sheet again finds every text in a cell of its own.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Any

import xlsxwriter

from selaras.foundation.documents.table import Cell, fits_number
from selaras.foundation.documents.xlsx import sheet_name

A4 = 9
MARK = "x"
"""What a filled cell of a grid column holds."""
_SIZE = 9
_LINE_HEIGHT = 12.0
_HIGHEST = 409.0
_FITS = 1.05
"""Letters of running text that go into one unit of a column's width, at that size."""
_FILL, _HEAD, _LINE, _FAINT = "#BFD8D5", "#EDEBE4", "#8A8A82", "#77776F"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: its heading, what stands above a group of them, its width in characters.

    ``is_grid`` columns are narrow and marked or empty; ``is_aside`` ones stand beside the form and
    are not printed.
    """

    heading: str
    width: float
    group: str = ""
    is_grid: bool = False
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of cells; one that does not begin something stands under the one before it."""

    cells: Sequence[Cell]
    begins: bool = True
    is_heading: bool = False
    """Whether its first text heads the rows that follow."""


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: lines above, the table, lines below at the right."""

    name: str
    title: Sequence[str]
    columns: Sequence[FormColumn]
    rows: Sequence[FormRow]
    closing: Sequence[str] = field(default=())
    document_title: str = ""


def content(form: Form) -> bytes:
    """The workbook: landscape A4, as wide as one page, the headings on every page."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": form.document_title or form.name})
    _Sheet(book, form).write()
    book.close()
    return buffer.getvalue()


class _Sheet:
    """Writing one form."""

    def __init__(self, book: Any, form: Form) -> None:
        self._form = form
        self._sheet = book.add_worksheet(sheet_name(form.name))
        cell = {
            "border": 1,
            "border_color": _LINE,
            "font_size": _SIZE,
            "valign": "top",
            "align": "left",
            "text_wrap": True,
        }
        head = {**cell, "bold": True, "bg_color": _HEAD, "align": "center", "valign": "vcenter"}
        self._title = book.add_format({"bold": True, "font_size": 13})
        self._head = book.add_format(head)
        self._group = book.add_format({**head, "align": "center_across", "text_wrap": False})
        self._text = book.add_format(cell)
        self._under = book.add_format({**cell, "top": 4})
        self._grid = book.add_format({**cell, "align": "center", "valign": "vcenter"})
        self._part = book.add_format({"bold": True, "valign": "vcenter"})
        self._aside = book.add_format({"font_color": _FAINT, "font_size": 8, "valign": "top"})
        self._plain = book.add_format({})
        self._filled = book.add_format({"bg_color": _FILL})
        self._printed = sum(not column.is_aside for column in form.columns)

    def write(self) -> None:
        """Everything, from the top."""
        row = self._lines_above()
        first = row
        row = self._headings(row)
        start = row
        for one in self._form.rows:
            self._row(row, one)
            row += 1
        self._marks(start, row)
        end = self._lines_below(row)
        sheet = self._sheet
        sheet.freeze_panes(start, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first, start - 1)
        sheet.print_area(0, 0, max(end - 1, 0), max(self._printed - 1, 0))
        sheet.set_footer("&R&8&P / &N")

    def _lines_above(self) -> int:
        for place, line in enumerate(self._form.title):
            self._sheet.write_string(place, 0, line, self._title)
        return len(self._form.title) + bool(self._form.title)

    def _headings(self, row: int) -> int:
        columns = self._form.columns
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
        if any(column.group for column in columns):
            before = ""
            for place, column in enumerate(columns[: self._printed]):
                style = self._group if column.group else self._head
                shown = column.group if column.group != before else ""
                self._cell(row, place, shown, style)
                before = column.group
            row += 1
        for place, column in enumerate(columns):
            style = self._aside if column.is_aside else self._head
            self._sheet.write_string(row, place, column.heading, style)
        self._sheet.set_row(row, self._height([column.heading for column in columns]))
        return row + 1

    def _row(self, row: int, one: FormRow) -> None:
        if one.is_heading:
            self._sheet.write_string(row, 0, str(one.cells[0] or ""), self._part)
            return
        self._sheet.set_row(row, self._height(one.cells))
        for place, (column, value) in enumerate(zip(self._form.columns, one.cells, strict=True)):
            style = self._text if one.begins else self._under
            if column.is_grid:
                style = self._grid
            if column.is_aside:
                style = self._aside
            self._cell(row, place, value, style)

    def _height(self, cells: Sequence[Cell]) -> float:
        """Points for the longest text; programs that print without opening do not work it out."""
        lines = 1
        for column, value in zip(self._form.columns, cells, strict=True):
            if isinstance(value, str) and not column.is_aside:
                parts = value.split("\n")
                needed = sum(max(ceil(len(part) / (column.width * _FITS)), 1) for part in parts)
                lines = max(lines, needed)
        return min(lines * _LINE_HEIGHT + 3, _HIGHEST)

    def _cell(self, row: int, place: int, value: Cell, style: Any) -> None:
        if value is None or value == "":
            self._sheet.write_blank(row, place, None, style)
        elif isinstance(value, int | Decimal) and fits_number(value):
            self._sheet.write_number(row, place, value, style)
        else:
            self._sheet.write_string(row, place, str(value), style)

    def _marks(self, start: int, end: int) -> None:
        """Marked cells of the grid are filled, also those that are marked later."""
        grid = [place for place, column in enumerate(self._form.columns) if column.is_grid]
        if grid and end > start:
            rule = {"type": "no_blanks", "format": self._filled}
            self._sheet.conditional_format(start, grid[0], end - 1, grid[-1], rule)

    def _lines_below(self, row: int) -> int:
        """The closing lines, at the right third of the printed width."""
        widths = [column.width for column in self._form.columns[: self._printed]]
        place, left = 0, 0.0
        while place < len(widths) - 1 and left < sum(widths) * 0.66:
            left += widths[place]
            place += 1
        for number, line in enumerate(self._form.closing, row + 1):
            self._sheet.write_string(number, place, line, self._plain)
        return row + 1 + len(self._form.closing) if self._form.closing else row
