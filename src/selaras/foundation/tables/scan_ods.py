"""The shape of the sheets of an OpenDocument spreadsheet, read before it is loaded.

One empty cell may say that it stands for a million; the same goes for rows and for filled cells.
"""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from selaras.foundation.tables.model import MAX_SHEETS, Oddity, too_much_content
from selaras.foundation.tables.scan import SheetShape, local, walk

CONTENT = "content.xml"
_CELLS = ("table-cell", "covered-table-cell")


class OdsScan:
    """Walks the one content part and collects the shape of every sheet by its name."""

    def __init__(self) -> None:
        self.shapes: dict[str, SheetShape] = {}
        self._shape = SheetShape()
        self._row = 0
        self._row_repeats = 1
        self._column = 0
        self._cells: list[tuple[int, int, int, Oddity | None]] = []
        self._attributes: dict[str, str] = {}
        self._failed = False
        self._text = 0
        self._in_cell = False

    def run(self, archive: zipfile.ZipFile) -> dict[str, SheetShape]:
        """Shapes by sheet name. Raises TableError, and whatever broken XML raises."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        walk(archive, CONTENT, parser)
        return self.shapes

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "table":
            named = {local(key): value for key, value in attributes.items()}
            self._shape = self.shapes[named.get("name", "")] = SheetShape()
            self._row = 0
            if len(self.shapes) > MAX_SHEETS:
                raise too_much_content()
        elif name == "table-row":
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            self._column = 0
            self._cells = []
        elif name in _CELLS:
            self._in_cell, self._text = True, 0
            self._failed = any(
                local(key) == "value-type" and value == "error" for key, value in attributes.items()
            )
            self._attributes = {local(key): value for key, value in attributes.items()}

    def _data(self, data: str) -> None:
        if self._in_cell:
            self._text += len(data)

    def _end(self, name: str) -> None:
        name = local(name)
        if name in _CELLS:
            self._close_cell()
        elif name == "table-row":
            self._close_row()

    def _close_cell(self) -> None:
        self._in_cell = False
        attributes = self._attributes
        repeats = _repeats(attributes, "number-columns-repeated")
        typed = "value-type" in attributes
        oddity: Oddity | None = None
        if self._failed:
            oddity = "error"
        elif "formula" in attributes and not typed:
            oddity = "uncalculated"
        if typed or oddity or self._text:
            self._shape.fill(self._row, self._column + repeats - 1, 0)
            self._cells.append((self._column, repeats, self._text, oddity))
        self._note_span(attributes)
        self._column += repeats

    def _note_span(self, attributes: dict[str, str]) -> None:
        wide = _repeats(attributes, "number-columns-spanned")
        high = _repeats(attributes, "number-rows-spanned")
        if wide > 1 or high > 1:
            corner = (self._row + high - 1, self._column + wide - 1)
            self._shape.merge((self._row, self._column), corner)

    def _close_row(self) -> None:
        last = self._row + self._row_repeats - 1
        for column, repeats, text, oddity in self._cells:
            self._shape.fill(last, column + repeats - 1, text * repeats * self._row_repeats)
            if oddity:
                for row in range(self._row, last + 1):
                    for place in range(column, column + repeats):
                        self._shape.oddities[row, place] = oddity
        self._row = last + 1


def _repeats(attributes: dict[str, str], wanted: str) -> int:
    value = next((v for key, v in attributes.items() if local(key) == wanted), "1")
    return max(int(value), 1)
