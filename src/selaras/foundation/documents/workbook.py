"""A manuscript as a workbook: an opening sheet that reads like the report, then its tables.

Every table has a sheet of its own, those of charts included. Figures are numbers, as exact as a
spreadsheet holds them and shown with the digits of the report. The same manuscript gives the same
bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import xlsxwriter
from django.utils import translation

from selaras.foundation.documents.cells import legal, text_of
from selaras.foundation.documents.imprint import Imprint, captions, imprint
from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Chart,
    Facts,
    Grid,
    Heading,
    KeyFigure,
    Manuscript,
    Paragraph,
    Quotation,
    Signature,
)
from selaras.foundation.documents.sheets import (
    LINE,
    Formats,
    grow,
    sheet_names,
    write_cell,
    write_grid,
)

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_A4: Final = 9
_NAMES, _TEXT = 30, 84
"""Widths of the opening sheet's columns, in letters."""


def content(manuscript: Manuscript) -> bytes:
    """The workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    told = imprint(manuscript)
    _describe(book, manuscript)
    formats = Formats(book)
    with translation.override(manuscript.language):
        named = captions(manuscript)
        names = sheet_names(manuscript, told.words["contents"], told.words["table"])
        opening = book.add_worksheet(names[0])
        _prepare(opening, manuscript, told)
        opening.fit_to_pages(1, 0)
        places = dict(zip(map(id, manuscript.grids()), names[1:], strict=True))
        _Opening(opening, formats, told, named, places).write(manuscript)
        titles = {id(_table(one)): named[id(one)] for one in manuscript.blocks if id(one) in named}
        for grid, name in zip(manuscript.grids(), names[1:], strict=True):
            sheet = book.add_worksheet(name)
            _prepare(sheet, manuscript, told)
            caption = titles.get(id(grid)) or grid.caption or name
            write_grid(sheet, formats, grid, caption, told.words["empty"])
    book.close()
    return buffer.getvalue()


def _describe(book: Any, manuscript: Manuscript) -> None:
    book.set_properties(
        {
            "title": legal(manuscript.title),
            "subject": legal(manuscript.subject),
            "author": legal(manuscript.issuer),
            "keywords": legal(", ".join(manuscript.keywords)),
            "comments": f"sha256:{manuscript.fingerprint}",
            "created": manuscript.as_of.astimezone(UTC).replace(tzinfo=None),
        }
    )


def _prepare(sheet: Any, manuscript: Manuscript, told: Imprint) -> None:
    """Print setup: A4, page numbers, where the figures come from."""
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.9)
    sheet.hide_gridlines(2)
    page = told.words["page"].format(page="&P", last="&N")
    foot = (
        f"{manuscript.instrument[:90]}\n{told.data_time} · {told.words['fingerprint']} {told.short}"
    )
    sheet.set_header(f"&L&8{_plain(manuscript.title)[:200]}")
    sheet.set_footer(f"&L&8{_plain(foot)}&R&8{page}")


def _table(block: Block) -> Block:
    return block.twin if isinstance(block, Chart) else block


def _plain(text: str) -> str:
    """Words for head and foot, where an ampersand gives orders."""
    return legal(text).replace("&", "&&")


@dataclass
class _Opening:
    """The opening sheet while it is written, row by row."""

    sheet: Any
    formats: Formats
    told: Imprint
    captions: Mapping[int, str]
    names: Mapping[int, str]
    """Sheets of the tables, by the ``id`` of the table."""
    row: int = 0

    def write(self, manuscript: Manuscript) -> None:
        """Title, where the figures come from, everything that is no table, links to the tables."""
        self.sheet.set_column(0, 0, _NAMES)
        self.sheet.set_column(1, 1, _TEXT)
        self._line(manuscript.title, "title", height=24)
        if manuscript.draft:
            self._line(manuscript.draft, "draft")
        words = self.told.words
        self._pair(words["instrument"], manuscript.instrument)
        self._pair(words["data"], self.told.data_time)
        self._pair(words["fingerprint"], self.told.whole)
        self.row += 1
        for block in manuscript.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.row += 1
                self._line(block.text, f"heading{min(block.depth, 3)}", height=20)
            case Paragraph():
                self._wide(text_of(block.text))
            case Quotation():
                self._wide(block.text, "quotation")
                if block.source:
                    self._wide(f"— {block.source}", "quiet")
            case Bullets():
                for number, item in enumerate(block.items, start=1):
                    self._wide(f"{f'{number}.' if block.ordered else '•'} {text_of(item)}")
            case Grid() | Chart():
                self._link(block)
            case _:
                self._figures(block)

    def _figures(self, block: Block) -> None:
        match block:
            case KeyFigure():
                self._text(0, block.label, "name")
                write_cell(self.sheet, self.formats, self.row, 1, block.value, "figure")
                self.row += 1
                if block.note:
                    self._text(1, block.note, "quiet")
                    self.row += 1
            case Facts():
                for name, value in block.rows:
                    self._pair(name, text_of(value))
            case Signature():
                self.row += 1
                lines = (block.place_and_day, block.position, block.note, block.name, block.number)
                for line in filter(None, lines):
                    self._text(1, line)
                    self.row += 1

    def _link(self, block: Grid | Chart) -> None:
        name = self.names[id(_table(block))]
        title = block.title if isinstance(block, Chart) else block.caption
        caption = self.captions.get(id(block)) or title or name
        address = "internal:'{}'!A1".format(name.replace("'", "''"))
        self.sheet.write_url(
            self.row, 0, address, self.formats.of("link"), legal(caption)[:250], legal(name)
        )
        self.row += 1
        if isinstance(block, Chart):
            self._wide(block.description, "quiet")

    def _line(self, text: str, look: str, height: float = LINE) -> None:
        self.sheet.set_row(self.row, height)
        self._text(0, text, look)
        self.row += 1

    def _pair(self, name: str, value: str) -> None:
        self._text(0, name, "name")
        self._text(1, value, "text")
        self._grow(value, _TEXT)
        self.row += 1

    def _wide(self, text: str, look: str = "text") -> None:
        """Running text over both columns, its row as high as its lines; long text in pieces."""
        for start in range(0, len(text), 4000):
            piece = text[start : start + 4000]
            self.sheet.merge_range(self.row, 0, self.row, 1, legal(piece), self.formats.of(look))
            self._grow(piece, _NAMES + _TEXT)
            self.row += 1

    def _grow(self, text: str, room: int) -> None:
        grow(self.sheet, self.row, [(text, room)])

    def _text(self, column: int, text: str, look: str = "text") -> None:
        write_cell(self.sheet, self.formats, self.row, column, text, look)
