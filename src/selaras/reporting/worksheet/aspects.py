"""Writing an aspect's sheet: a block of rows for each indicator, one printed page each."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from selaras.assessments.services.answers import LONGEST, scale_words
from selaras.pure.instrument.model import Scale
from selaras.pure.scoring.spreadsheet import Columns, amount_formula
from selaras.reporting.worksheet.cells import put, set_page, titled
from selaras.reporting.worksheet.layout import (
    CONTENT_COLUMN,
    FIGURES,
    HEADING_ROW,
    HEADINGS,
    LABEL_COLUMN,
    NOTE_COLUMN,
    NUMBER_COLUMN,
    SUMMARY_SHEET,
    Field,
    Part,
)
from selaras.reporting.worksheet.looks import Looks, height
from selaras.reporting.worksheet.marks import Mark, count_mark, value_mark
from selaras.reporting.worksheet.places import AspectSheet, Places, sum_place
from selaras.reporting.worksheet.rows import Kind, Row, asked_figure

WIDTHS: Final = (5.0, 19.0, 76.0, 42.0)
_LITERAL = ("=", "+", "-", "@", "'")
"""What a spreadsheet takes a text for a formula by, once somebody edits it."""
_SUM_ROW = 1
_SMALL = 1.2
"""How much more letters a column holds of notes, which are smaller."""
_LEAST = {Kind.FIELD: 22.0}
"""Heights rows have at least, in points."""


class AspectWriter:
    """Writing one aspect's sheet."""

    def __init__(self, sheet: Any, looks: Looks, places: Places, own: AspectSheet) -> None:
        self._sheet = sheet
        self._looks = looks
        self._places = places
        self._own = own
        self._paper = places.paper
        self._instrument = places.paper.instrument

    def write(self) -> None:
        """Everything, from the top."""
        sheet, looks = self._sheet, self._looks
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        titled(sheet, looks, 0, f"{self._own.aspect.code} · {self._own.aspect.name}")
        self._sum()
        back = _("← Kembali ke Ringkasan")
        sheet.write_url(0, NOTE_COLUMN, f"internal:'{SUMMARY_SHEET}'!A1", looks("plain link"), back)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(HEADING_ROW, column, heading, looks("heading"))
        breaks = []
        for place, row in enumerate(self._own.rows, start=self._own.first):
            self._row(place, row)
            if row.kind == Kind.HEAD and place > self._own.first:
                breaks.append(place)
        self._page(breaks)

    def _page(self, breaks: list[int]) -> None:
        sheet = self._sheet
        last = self._own.first + len(self._own.rows) - 1
        sheet.freeze_panes(HEADING_ROW + 1, 0)
        set_page(sheet, self._paper)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        sheet.set_h_pagebreaks(breaks)
        sheet.print_area(0, 0, last, NOTE_COLUMN)
        sheet.ignore_errors({"number_stored_as_text": f"A1:D{last + 1}"})
        fields = [
            place for place, row in enumerate(self._own.rows, start=self._own.first) if row.is_open
        ]
        if fields:
            sheet.set_selection(fields[0], CONTENT_COLUMN, fields[0], CONTENT_COLUMN)

    def _sum(self) -> None:
        """The aspect's own value, where there is an index to speak of."""
        line = self._places.lines.get(("aspek", self._own.aspect.code))
        if line is None or line.shown is None:
            return
        sheet, looks, columns = self._sheet, self._looks, Columns()
        sheet.write_string(_SUM_ROW, LABEL_COLUMN, _("Nilai aspek"), looks("strong"))
        put(
            sheet,
            (_SUM_ROW, CONTENT_COLUMN),
            f"={sum_place(line, columns.shown)}",
            line.shown.result,
            looks("strong", rounded=True),
        )
        mark = count_mark(sum_place(line, columns.missing), int(line.missing.result))
        self._mark(_SUM_ROW, mark, "faint")

    def _row(self, place: int, row: Row) -> None:
        sheet, looks = self._sheet, self._looks
        head = row.kind == Kind.HEAD
        sheet.write_string(place, NUMBER_COLUMN, row.number, looks("block" if head else "number"))
        sheet.write_string(place, LABEL_COLUMN, row.label, looks("block" if head else "label"))
        self._content(place, row)
        if row.kind == Kind.FIELD and row.part in FIGURES:
            self._mark(place, self._value_mark(place, row), "mark")
            self._watch(place, row)
        else:
            sheet.write_string(
                place, NOTE_COLUMN, row.note, looks("block note" if head else "note")
            )
        if row.kind == Kind.LEVEL:
            self._reached(place, row)
        if row.kind == Kind.FIELD and row.part not in FIGURES:
            sheet.set_growing_row(place, self._height(row))
        else:
            sheet.set_row(place, self._height(row))

    def _content(self, place: int, row: Row) -> None:
        sheet, look = self._sheet, self._looks(self._look(row))
        if isinstance(row.content, Fraction):
            put(sheet, (place, CONTENT_COLUMN), None, row.content, look)
        elif row.content:
            sheet.write_string(place, CONTENT_COLUMN, row.content, look)
        else:
            sheet.write_blank(place, CONTENT_COLUMN, None, look)
        if row.is_open:
            sheet.data_validation(
                place, CONTENT_COLUMN, place, CONTENT_COLUMN, self._validation(place, row)
            )

    def _look(self, row: Row) -> str:
        if row.kind == Kind.HEAD:
            return "block"
        if row.kind == Kind.FIGURE:
            return "figure"
        if row.kind != Kind.FIELD:
            return "lined"
        if row.part in FIGURES:
            return "field figure" if row.is_open else "shut figure"
        if not row.is_open:
            return "shut"
        literal = isinstance(row.content, str) and row.content.startswith(_LITERAL)
        return "field literal" if literal else "field"

    def _height(self, row: Row) -> float:
        content = row.content if isinstance(row.content, str) else ""
        texts = [
            (row.label, WIDTHS[LABEL_COLUMN]),
            (content, WIDTHS[CONTENT_COLUMN]),
            (row.note, WIDTHS[NOTE_COLUMN] * _SMALL),
        ]
        return max(height(texts), _LEAST.get(row.kind, 0.0))

    def _validation(self, place: int, row: Row) -> dict[str, object]:
        if row.part in FIGURES:
            return figure_validation(f"$C${place + 1}", self._instrument.scale)
        most = f"{LONGEST:,}".replace(",", ".")
        said = _("Bagian ini paling panjang %(most)s huruf. Pendekkan teksnya.") % {"most": most}
        return {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST,
            "error_title": _("Teks terlalu panjang"),
            "error_message": said,
        }

    def _value_mark(self, place: int, row: Row) -> Mark:
        line = self._paper.by_number[row.number]
        value = row.content if isinstance(row.content, Fraction) else None
        return value_mark(
            f"$C${place + 1}",
            value,
            self._instrument.scale,
            target=self._instrument.target_value,
            claim=line.claim if row.part == Part.VALUE else None,
        )

    def _mark(self, place: int, mark: Mark, look: str) -> None:
        put(self._sheet, (place, NOTE_COLUMN), mark.formula, mark.shown, self._looks(look))

    def _watch(self, place: int, row: Row) -> None:
        """Colour value and mark by what the mark says."""
        line = self._paper.by_number[row.number]
        claim = line.claim if row.part == Part.VALUE else None
        watch(self._sheet, self._looks, (place, CONTENT_COLUMN), self._target(), claim, NOTE_COLUMN)

    def _target(self) -> Fraction | None:
        return self._instrument.target_value

    def _reached(self, place: int, row: Row) -> None:
        """A level lights up as soon as the value reaches it."""
        field = Field(row.number, asked_figure(self._paper))
        cell = f"$C${self._places.fields[field][1] + 1}"
        rule = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({cell}),{cell}>={row.level})",
            "format": self._looks("good"),
        }
        self._sheet.conditional_format(place, LABEL_COLUMN, place, NOTE_COLUMN, rule)


def figure_validation(cell: str, scale: Scale) -> dict[str, object]:
    """What a value must be: a level from a list, or a number on the scale with four decimals."""
    said = {"error_title": _("Nilai tidak dapat dipakai"), "error_message": scale_words(scale)}
    if scale.whole:
        levels = range(int(scale.minimum), int(scale.maximum) + 1)
        return {"validate": "list", "source": [str(level) for level in levels], **said}
    fits = amount_formula(cell, scale)
    return {"validate": "custom", "value": f'=NOT({fits.removeprefix("=")}="")', **said}


def watch(
    sheet: Any,
    looks: Looks,
    place: tuple[int, int],
    target: Fraction | None,
    claim: Fraction | None,
    beside: int | None = None,
) -> None:
    """Colour a value that is missing, below the target or not the claim, and the cell beside it."""
    row, column = place
    cell = f"${chr(ord('A') + column)}${row + 1}"
    rules = [(f'={cell}=""', "missing")]
    if target is not None:
        rules.append((f"=AND(ISNUMBER({cell}),{cell}<{_plain(target)})", "low"))
    if claim is not None:
        rules.append((f"=AND(ISNUMBER({cell}),{cell}<>{_plain(claim)})", "differs"))
    for criteria, look in rules:
        rule = {"type": "formula", "criteria": criteria, "format": looks(look)}
        for each in (column, beside):
            if each is not None:
                sheet.conditional_format(row, each, row, each, {**rule, "stop_if_true": True})


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"({value})"
