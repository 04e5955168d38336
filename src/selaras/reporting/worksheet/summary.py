"""Writing the summary: the index as it stands in the sheet, and every indicator with its mark."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from selaras.assessments.queries.worksheet import PaperLine
from selaras.foundation import notation
from selaras.pure.instrument.model import INDEX
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring.spreadsheet import Columns, Line
from selaras.reporting.worksheet.aspects import watch
from selaras.reporting.worksheet.cells import put, set_page, titled
from selaras.reporting.worksheet.guide import cycle_name
from selaras.reporting.worksheet.layout import HEADINGS, LABELS, SUMMARY_SHEET, Part
from selaras.reporting.worksheet.looks import Looks, height
from selaras.reporting.worksheet.marks import Mark, count_mark, fullness_mark, value_mark
from selaras.reporting.worksheet.places import AspectSheet, Places, quoted, sum_place
from selaras.reporting.worksheet.rows import asked_figure

NUMBER, NAME, FIGURE, CLAIM, PREVIOUS, TARGET, WEIGHT, MARK, STATE = range(9)
WIDTHS: Final = (7.0, 58.0, 11.0, 9.0, 9.0, 9.0, 10.0, 34.0, 19.0)
_FACTS_ROW = 3
_TEXT_NEEDED = (Part.FACT, Part.JUSTIFICATION)
"""Texts without which an answer cannot be handed in."""


class SummaryWriter:
    """Writing the summary of one worksheet. A unit's has no index, only its own claims."""

    def __init__(self, book: Any, sheet: Any, looks: Looks, places: Places) -> None:
        self._book = book
        self._sheet = sheet
        self._looks = looks
        self._places = places
        self._paper = places.paper
        self._instrument = places.paper.instrument
        self._names = short_names(places.paper.instrument)
        self._row = _FACTS_ROW

    def write(self) -> None:
        """Everything, from the top."""
        sheet, paper = self._sheet, self._paper
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        if paper.is_of_unit:
            sheet.set_column(CLAIM, CLAIM, WIDTHS[CLAIM], None, {"hidden": True})
        below = f"{paper.institution} · {cycle_name(paper)}"
        titled(sheet, self._looks, 0, SUMMARY_SHEET, f"{below} · {paper.unit}".rstrip(" ·"))
        if not paper.is_of_unit:
            self._facts()
        heading = self._row
        self._headings()
        self._nodes()
        sheet.freeze_panes(heading + 1, 2)
        set_page(sheet, paper)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading)
        sheet.print_area(0, 0, self._row - 1, STATE)
        sheet.ignore_errors({"number_stored_as_text": f"A1:A{self._row}"})

    def _facts(self) -> None:
        top, columns = self._places.lines["indeks", INDEX], Columns()
        before = self._paper.previous_nodes.get(INDEX)
        figures = (
            (_("Indeks penilaian mandiri (simulasi dari isian lembar ini)"), columns.shown,
             top.shown, "fact figure", "Indeks"),
            (_("Predikat"), columns.predicate, top.predicate, "fact text", "Predikat"),
            (_("Indikator yang belum bernilai"), columns.missing, top.missing, "fact text",
             "Belum_bernilai"),
        )  # fmt: skip
        for label, column, cell, look, name in figures:
            self._fact(label, f"={sum_place(top, column)}", cell.result if cell else "", look)
            self._book.define_name(name, f"={SUMMARY_SHEET}!$C${self._row}")
        if before is not None:
            label = _("Indeks %(year)s") % {"year": self._paper.previous_year}
            self._fact(label, None, before, "fact text")
        if (target := self._instrument.target_index) is not None:
            self._fact(_("Target indeks"), None, target, "fact text")
        self._row += 1

    def _fact(self, label: str, formula: str | None, result: Any, look: str) -> None:
        self._sheet.write_string(self._row, NAME, label, self._looks("fact label"))
        rounded = isinstance(result, Fraction) or look == "fact figure"
        shown = self._looks(look, rounded=rounded)
        put(self._sheet, (self._row, FIGURE), formula, result, shown)
        self._sheet.set_row(self._row, 24 if look == "fact figure" else 18)
        self._row += 1

    def _headings(self) -> None:
        figure = asked_figure(self._paper)
        year = self._paper.previous_year
        headings = {
            NUMBER: HEADINGS[NUMBER],
            NAME: _("Indikator"),
            FIGURE: LABELS[figure],
            CLAIM: "" if self._paper.is_of_unit else _("Klaim"),
            PREVIOUS: str(year) if year else _("Lalu"),
            TARGET: _("Target"),
            WEIGHT: _("Bobot"),
            MARK: _("Tanda"),
            STATE: _("Keadaan jawaban"),
        }
        right = {FIGURE, CLAIM, PREVIOUS, TARGET, WEIGHT}
        for column, text in headings.items():
            look = "heading right" if column in right else "heading"
            shown = self._looks("heading sign" if column == MARK else look)
            self._sheet.write_string(self._row, column, text, shown)
        self._row += 1

    def _nodes(self) -> None:
        sheets = {sheet.aspect.code: sheet for sheet in self._places.sheets}
        for domain in self._instrument.domains:
            inside = [sheets[a.code] for a in domain.aspects if a.code in sheets]
            if inside and not domain.pseudo and not self._paper.is_of_unit:
                self._node("domain", domain.code, domain.name, domain.weight, None)
            for own in inside:
                aspect = own.aspect
                self._node("aspek", aspect.code, aspect.name, aspect.weight, own)
                for indicator in aspect.indicators:
                    if (line := self._paper.by_number.get(indicator.number)) is not None:
                        self._indicator(line, indicator.weight)

    def _node(
        self, kind: str, code: str, name: str, weight: Fraction, own: AspectSheet | None
    ) -> None:
        sheet, looks, row = self._sheet, self._looks, self._row
        for column in range(len(WIDTHS)):
            sheet.write_blank(row, column, None, looks("group"))
        sheet.write_string(row, NAME, name, looks("group"))
        if own is None:
            sheet.write_string(row, NUMBER, code, looks("group"))
        else:
            self._link(row, NUMBER, own, 0, code, "group link")
        sheet.write_string(row, WEIGHT, notation.percent(weight), looks("group right"))
        line = self._places.lines.get((kind, code))
        if line is not None and line.shown is not None:
            self._sum(row, line, code)
        sheet.set_row(row, height([(name, WIDTHS[NAME])]))
        self._row += 1

    def _sum(self, row: int, line: Line, code: str) -> None:
        """A node's own value, last time's, and how many values are missing below it."""
        columns, looks = Columns(), self._looks
        right = looks("group right", rounded=True)
        if line.shown is not None:
            formula = f"={sum_place(line, columns.shown)}"
            put(self._sheet, (row, FIGURE), formula, line.shown.result, right)
        before = self._paper.previous_nodes.get(code)
        put(self._sheet, (row, PREVIOUS), None, "" if before is None else before, right)
        mark = count_mark(sum_place(line, columns.missing), int(line.missing.result))
        put(self._sheet, (row, MARK), mark.formula, mark.shown, looks("group sign"))

    def _indicator(self, line: PaperLine, weight: Fraction) -> None:
        sheet, looks, row = self._sheet, self._looks, self._row
        own, place = self._places.heads[line.number]
        part = asked_figure(self._paper)
        figure = line.claim if part == Part.CLAIM else line.value
        cell = self._places.place(line.number, part)
        name = self._names[line.number]
        self._link(row, NUMBER, own, place, line.number, "link")
        sheet.write_string(row, NAME, name, looks("lined"))
        formula = f'=IF({cell}="","",{cell})'
        put(sheet, (row, FIGURE), formula, "" if figure is None else figure, looks("right"))
        claim = None if self._paper.is_of_unit else line.claim
        target = self._instrument.target_value
        shown = {CLAIM: claim, PREVIOUS: line.previous, TARGET: target}
        for column, value in shown.items():
            result = "" if value is None else value
            put(sheet, (row, column), None, result, looks("right faint"))
        sheet.write_string(row, WEIGHT, notation.percent(weight), looks("right faint"))
        mark = self._mark(line)
        put(sheet, (row, MARK), mark.formula, mark.shown, looks("sign"))
        sheet.write_string(row, STATE, str(line.state.label), looks("lined"))
        sheet.set_row(row, height([(name, WIDTHS[NAME]), (mark.shown, WIDTHS[MARK])]))
        watch(sheet, looks, (row, FIGURE), target, claim)
        self._row += 1

    def _mark(self, line: PaperLine) -> Mark:
        part = asked_figure(self._paper)
        if part == Part.CLAIM:
            wanted = (Part.CLAIM, *_TEXT_NEEDED)
            return fullness_mark(
                {
                    LABELS[each].lower(): (
                        self._places.place(line.number, each),
                        bool(line.parts.get(each, "").strip()),
                    )
                    for each in wanted
                }
            )
        said = value_mark(
            self._places.place(line.number, part),
            line.value,
            self._instrument.scale,
            target=self._instrument.target_value,
            claim=line.claim,
        )
        return Mark(f"={self._places.note_place(line.number, part)}", said.shown)

    def _link(
        self, row: int, column: int, own: AspectSheet, place: int, text: str, look: str
    ) -> None:
        address = f"internal:{quoted(own.name)}!A{place + 1}"
        self._sheet.write_url(row, column, address, self._looks(look), text)
