"""A worksheet as a file: XLSX, the same bytes for the same row.

The file speaks Indonesian whoever fetches it: it goes round, and what comes back is read by its
own words.
"""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any, Final

import xlsxwriter
from django.utils import translation

from selaras.assessments.models import Worksheet
from selaras.assessments.queries.worksheet import Paper, paper_of
from selaras.reporting.worksheet.aspects import AspectWriter
from selaras.reporting.worksheet.growing import GrowingSheet
from selaras.reporting.worksheet.guide import cycle_name, write_guide
from selaras.reporting.worksheet.layout import (
    ARITHMETIC_SHEET,
    GUIDE_SHEET,
    MAP_SHEET,
    SUMMARY_SHEET,
    map_rows,
)
from selaras.reporting.worksheet.looks import ACCENT, Looks
from selaras.reporting.worksheet.places import Places, places_of
from selaras.reporting.worksheet.rows import asked_figure
from selaras.reporting.worksheet.summary import SummaryWriter
from selaras.reporting.worksheet.sums import write_sums

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGE: Final = "id"


def content(worksheet: Worksheet) -> bytes:
    """The file; no query where assessment, instrument and unit came with the row."""
    with translation.override(LANGUAGE):
        return _content(paper_of(worksheet))


def stem(worksheet: Worksheet) -> str:
    """The file's name without its ending: the code, which says everything to Selaras."""
    return worksheet.code


def _content(paper: Paper) -> bytes:
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {
            "title": f"Lembar Kerja Evaluasi {paper.institution} {cycle_name(paper)}",
            "subject": paper.worksheet.code,
            "author": "Selaras",
            "created": paper.worksheet.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    places = places_of(paper)
    looks = Looks(book, paper.instrument.rounding.places)
    guide = book.add_worksheet(GUIDE_SHEET)
    summary = book.add_worksheet(SUMMARY_SHEET)
    aspects = [(own, book.add_worksheet(own.name, GrowingSheet)) for own in places.sheets]
    write_guide(guide, looks, paper)
    SummaryWriter(book, summary, looks, places).write()
    for own, sheet in aspects:
        sheet.set_tab_color(ACCENT)
        AspectWriter(sheet, looks, places, own).write()
    if places.lines:
        write_sums(book.add_worksheet(ARITHMETIC_SHEET), looks, places)
    _write_map(book.add_worksheet(MAP_SHEET), places)
    _name_values(book, places)
    guide.activate()
    book.close()
    return buffer.getvalue()


def _write_map(sheet: Any, places: Places) -> None:
    """The sheet that no menu shows; see ``layout.map_rows``."""
    for row, texts in enumerate(map_rows(places.identity(), places.map())):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, str(text))
    sheet.protect()
    sheet.very_hidden()


def _name_values(book: Any, places: Places) -> None:
    """Names for the values, for formulas of one's own: Nilai_1, Klaim_35_1."""
    part = asked_figure(places.paper)
    for line in places.paper.lines:
        name = "".join(each if each.isalnum() else "_" for each in line.number)
        place = places.place(line.number, part)
        book.define_name(f"{part.capitalize()}_{name}", f"={place}")
