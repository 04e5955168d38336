"""Tables of a manuscript as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final

from django.utils.translation import get_language

from selaras.foundation.documents.cells import cell_text, legal, text_of
from selaras.foundation.documents.manuscript import Amount, Cell, Grid, Level, Manuscript, Row
from selaras.foundation.documents.table import fits_number
from selaras.foundation.documents.xlsx import sheet_name
from selaras.pure.numbers import exact

LONGEST_NAME: Final = 31
"""Characters a sheet's name may have."""
LONGEST_TEXT: Final = 32_767
"""Characters a cell may hold."""
_RESERVED: Final = "history"
_NARROWEST, _WIDEST = 8, 60
_PORTRAIT: Final = 84
"""Letters across a page at full size; wider tables are fitted to it."""
LINE: Final = 15
"""Height of a line in points."""
_HIGHEST: Final = 409
"""Points a row may be high."""
_HEADINGS: Final = 2
"""The row of the headings, below the caption and an empty row."""
_LOOSE: Final = 2
"""Letters of a line that a word at its end leaves empty."""
_LARGEST: Final = 10**15
_INK, _ACCENT, _QUIET, _WASH = "#1a2532", "#006065", "#5f6772", "#eef3f3"

_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16},
    "draft": {"bold": True, "font_color": "#9e2d26"},
    "heading1": {"bold": True, "font_size": 13, "bottom": 1, "bottom_color": _ACCENT},
    "heading2": {"bold": True, "font_size": 12, "font_color": _ACCENT},
    "heading3": {"bold": True},
    "name": {"font_color": _QUIET, "text_wrap": True},
    "text": {"text_wrap": True},
    "quiet": {"text_wrap": True, "font_color": _QUIET, "italic": True},
    "quotation": {"text_wrap": True, "indent": 1, "left": 5, "left_color": "#a9a69c"},
    "figure": {"bold": True, "font_size": 14, "align": "left"},
    "link": {"font_color": _ACCENT, "underline": 1},
    "caption": {"bold": True, "font_size": 12, "text_wrap": True},
    "heads": {"bold": True, "text_wrap": True, "top": 1, "bottom": 1, "valign": "vcenter"},
    "plain": {"text_wrap": True, "bottom": 4, "bottom_color": "#c0beb5"},
    "group": {"text_wrap": True, "bold": True, "bg_color": _WASH, "bottom": 4},
    "header": {"bold": True, "bg_color": _WASH, "bottom": 4},
    "total": {"text_wrap": True, "bold": True, "top": 1, "bottom": 1},
    "note": {"font_color": _QUIET, "italic": True, "text_wrap": True},
}
"""How cells look, by what they are."""


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, str, int], Any] = {}

    def of(self, look: str, digits: str = "", align: str = "", indent: int = 0) -> Any:
        """The format of a look with this form of number, alignment and indent."""
        key = (look, digits, align, indent)
        if key not in self._made:
            wish: dict[str, Any] = {"valign": "top", "font_color": _INK, **_LOOKS[look]}
            if digits:
                wish["num_format"] = digits
            if align:
                wish["align"] = align
            if indent:
                wish["indent"] = indent
            self._made[key] = self._book.add_format(wish)
        return self._made[key]


def sheet_names(manuscript: Manuscript, opening: str, nameless: str) -> list[str]:
    """A name for the opening sheet and every table's, legal and no two alike."""
    wishes = [opening, *(legal(one.sheet or one.caption) or nameless for one in manuscript.grids())]
    found: list[str] = []
    taken = {_RESERVED}
    for wish in wishes:
        name, number = sheet_name(wish), 1
        while name.casefold() in taken:
            number += 1
            tail = f" ({number})"
            name = sheet_name(wish)[: LONGEST_NAME - len(tail)].rstrip(" '") + tail
        taken.add(name.casefold())
        found.append(name)
    return found


def write_grid(sheet: Any, formats: Formats, grid: Grid, caption: str, empty: str) -> None:
    """The caption, frozen headings that every printed page repeats, rows, note."""
    widths = [_width(grid, place) for place in range(len(grid.columns))]
    _write_across(sheet, formats, 0, caption, "caption", widths)
    for place, column in enumerate(grid.columns):
        sheet.set_column(place, place, widths[place])
        sheet.write_string(
            _HEADINGS, place, legal(column.heading), formats.of("heads", align=column.align)
        )
    sheet.freeze_panes(_HEADINGS + 1, 0)
    sheet.repeat_rows(_HEADINGS)
    sheet.fit_to_pages(1, 0)
    if sum(widths) > _PORTRAIT * 1.25:
        sheet.set_landscape()
    last = _HEADINGS
    for last, row in enumerate(grid.rows, start=_HEADINGS + 1):
        _write_row(sheet, formats, grid, last, row, widths)
    if not grid.rows:
        last += 1
        _write_across(sheet, formats, last, empty, "note", widths)
    if grid.note:
        _write_across(sheet, formats, last + 2, grid.note, "note", widths)


def grow(sheet: Any, row: int, needs: Iterable[tuple[str, int]]) -> None:
    """Make the row as high as the longest of its texts is in the letters of its column.

    Programs do not agree on whether they do so themselves when they open a file.
    """
    lines = max(
        (
            sum(max(1, ceil(len(line) / max(1, room))) for line in text.split("\n"))
            for text, room in needs
        ),
        default=1,
    )
    sheet.set_row(row, min(_HIGHEST, lines * LINE))


def _write_across(
    sheet: Any, formats: Formats, row: int, text: str, look: str, widths: Sequence[int]
) -> None:
    """Words over all columns, so that they stand on the page the table stands on."""
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", formats.of(look))
    write_cell(sheet, formats, row, 0, text, look)
    grow(sheet, row, [(text, sum(widths) - _LOOSE)])


def _write_row(
    sheet: Any, formats: Formats, grid: Grid, number: int, row: Row, widths: Sequence[int]
) -> None:
    heads = row.kind == "group" and len(row.cells) == 1
    if not heads:
        grow(
            sheet,
            number,
            [
                (text_of(cell_text(cell)), room - _LOOSE - (row.indent if room == _WIDEST else 0))
                for cell, room in zip(row.cells, widths, strict=False)
                if cell is not None and _number(cell) is None and not isinstance(cell, date)
            ],
        )
    lead = next((k for k, cell in enumerate(row.cells) if isinstance(cell, (str, tuple))), 0)
    # What heads the rows below runs over the empty cells beside it, however narrow its own is.
    look = "header" if heads else row.kind
    for place, column in enumerate(grid.columns):
        cell = row.cells[place] if place < len(row.cells) else ""
        indent = row.indent if place == lead else 0
        align = "left" if heads else column.align
        write_cell(sheet, formats, number, place, cell, look, align, indent)


def write_cell(
    sheet: Any,
    formats: Formats,
    row: int,
    column: int,
    cell: Cell,
    look: str,
    align: str = "",
    indent: int = 0,
) -> None:
    """A number, day or text; what a spreadsheet would round is a quotient or text."""
    if isinstance(cell, date):
        form = formats.of(look, "yyyy-mm-dd" if get_language() == "en" else _DAY, align, indent)
        sheet.write_datetime(row, column, cell, form)
        return
    value = _number(cell)
    if value is None:
        words = "" if cell is None else text_of(cell_text(cell))
        if len(words) > LONGEST_TEXT:
            words = words[: LONGEST_TEXT - 1] + "…"
        write = sheet.write_string if words else sheet.write_blank
        write(row, column, legal(words), formats.of(look, "", align, indent))
        return
    form = formats.of(look, _digits(cell), align, indent)
    decimal = _decimal(value)
    if decimal is not None and fits_number(decimal):
        sheet.write_number(row, column, decimal, form)
    elif max(abs(value.numerator), value.denominator) < _LARGEST:
        # What the quotient came to is a number as well; as words, programs that do not reckon
        # anew would show and read it as text.
        came_to = Decimal(value.numerator) / value.denominator
        quotient = f"={value.numerator}/{value.denominator}"
        sheet.write_formula(row, column, quotient, form, came_to)
    else:
        sheet.write_string(row, column, exact(value), form)


_DAY: Final = "[$-421]d mmmm yyyy"


def _number(cell: Cell) -> Fraction | None:
    if isinstance(cell, (Amount, Level)):
        return cell.value
    return Fraction(cell) if isinstance(cell, (int, Decimal)) else None


def _decimal(value: Fraction) -> Decimal | None:
    """The value as a decimal without loss; None when it never ends."""
    text = exact(value)
    return None if "/" in text else Decimal(text)


def _digits(cell: Cell) -> str:
    """The form a number is shown in: places, sign, unit as in the words of the report."""
    if isinstance(cell, Amount):
        plain = "0" + ("." + "0" * cell.places if cell.places else "")
        if "Rp" in cell.text:
            return '"Rp "#,##0'
        if "%" in cell.text:
            return f'{plain}" %"'
        return f"+{plain};−{plain};{plain}" if cell.text[:1] in ("+", "−") else plain
    if isinstance(cell, Level) and cell.value is not None and cell.value.denominator != 1:
        return "0.00"
    return "General"


def _width(grid: Grid, place: int) -> int:
    """Wide enough for the words, so long as that is not too wide."""
    longest = len(grid.columns[place].heading) + 2
    for row in grid.rows:
        if place < len(row.cells) and not (row.kind == "group" and len(row.cells) == 1):
            words = text_of(cell_text(row.cells[place]))
            longest = max(longest, *(len(line) + 2 + 2 * row.indent for line in words.split("\n")))
    return min(max(longest, _NARROWEST), _WIDEST)
