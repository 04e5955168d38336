"""The shape of a compressed workbook's sheets, read from their XML before they are loaded.

The reader proper (calamine) makes a dense grid of whatever a sheet claims and shows neither error
values nor formulas that were never calculated. This pass walks the XML with constant memory,
refuses sheets that are too large, and marks those cells.
"""

from __future__ import annotations

import zipfile
from array import array
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from selaras.foundation.tables.model import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_ROWS,
    MAX_TEXT,
    Area,
    Oddity,
    Position,
    too_many_columns,
    too_many_rows,
    too_much_content,
)
from selaras.foundation.tables.package import damaged

_DIGITS = "0123456789"


@dataclass(slots=True)
class SheetShape:
    """How far a sheet is filled, and its odd cells. Counted from 0."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    oddities: dict[Position, Oddity] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)

    def fill(self, row: int, column: int, text: int) -> None:
        """Take note of a filled cell. Raises TableError when the sheet gets too large."""
        if row >= MAX_ROWS:
            raise too_many_rows()
        if column >= MAX_COLUMNS:
            raise too_many_columns()
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)
        self.text += text
        if self.rows * self.columns > MAX_CELLS or self.text > MAX_TEXT:
            raise too_much_content()

    def merge(self, first: Position, last: Position) -> None:
        """Take note of a merged area. Raises TableError when there are too many."""
        self.merged.append((first, last))
        if len(self.merged) > MAX_MERGES:
            raise too_much_content()


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


def walk(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Run a parser over a part of the package. Raises whatever broken packages and XML raise."""
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def _no_doctype(*_: object) -> NoReturn:
    """Workbooks declare no document types; entities are how XML attacks its reader."""
    raise damaged()


def shared_text_lengths(archive: zipfile.ZipFile, part: str) -> array[int]:
    """Characters of each shared text, in order, so that a text used a million times is noticed."""
    lengths = array("L")
    inside = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local(name)
        if name == "si":
            lengths.append(0)
        inside = name == "t"

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(data: str) -> None:
        if inside and lengths:
            lengths[-1] += len(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    walk(archive, part, parser)
    return lengths


class XlsxSheetScan:
    """Walks one worksheet part."""

    def __init__(self, shared: array[int], recalculate: bool) -> None:
        self.shape = SheetShape()
        self._shared = shared
        self._recalculate = recalculate
        self._row = -1
        self._column = -1
        self._type = ""
        self._formula = False
        self._value: list[str] = []
        self._length = 0
        self._reading = False
        self._columns: dict[str, int] = {}

    def run(self, archive: zipfile.ZipFile, part: str) -> SheetShape:
        """The shape of the sheet. Raises TableError, and whatever broken XML raises."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        walk(archive, part, parser)
        return self.shape

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self._reading = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._type = attributes.get("t", "")
        self._formula = False
        self._value = []
        self._length = 0
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = self._position(reference)

    def _position(self, reference: str) -> Position:
        name = reference.rstrip(_DIGITS)
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = column_of(name)
        return int(reference[len(name) :]) - 1, column

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last:
            self.shape.merge(self._position(first), self._position(last))

    def _text(self, data: str) -> None:
        if self._reading:
            self._value.append(data)
            self._length += len(data)
            if self._length > MAX_CELL_TEXT:
                raise too_much_content()

    def _end(self, name: str) -> None:
        name = local(name)
        if name in ("v", "t"):
            self._reading = False
        elif name == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        value, kind = "".join(self._value), self._type
        if not value and not self._formula:
            return
        length = self._shared[int(value)] if kind == "s" and value else len(value)
        self.shape.fill(self._row, self._column, length)
        if kind == "e":
            self.shape.oddities[self._row, self._column] = "error"
        elif self._formula and self._is_uncalculated(value):
            self.shape.oddities[self._row, self._column] = "uncalculated"

    def _is_uncalculated(self, value: str) -> bool:
        """No stored result; or the zero some writers put there, asking for a recalculation."""
        if value:
            return self._recalculate and value == "0"
        return self._type != "str"


def column_of(name: str) -> int:
    """A column's place from its letters, from 0. Raises ValueError when they are none."""
    if not 0 < len(name) <= 3 or not name.isascii() or not name.isalpha():
        raise ValueError(name)
    place = 0
    for letter in name.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1
