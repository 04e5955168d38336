"""Finding what was filled in on the sheets of a file, whatever has been done to them.

A row says itself what it is: the indicator's number, the label of the part. So rows may be sorted,
inserted and deleted, columns inserted, sheets renamed, reordered and copied. Where that is gone,
the hidden map still knows the cell, as long as nothing else on the sheet has moved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from itertools import islice

from selaras.foundation.tables import HEADER_SEARCH_ROWS, Table, Wanted, find_columns, normalise
from selaras.foundation.tables.model import Oddity, letters
from selaras.foundation.tables.scan import column_of
from selaras.reporting.worksheet.layout import (
    CONTENT_COLUMN,
    HEADINGS,
    LABEL_COLUMN,
    NOTE_COLUMN,
    NUMBER_COLUMN,
    Field,
    Part,
    identity_in,
    part_labelled,
    places_in,
)

NUMBER, LABEL, CONTENT = "nomor", "uraian", "isian"
_WANTED = (
    Wanted(NUMBER, (HEADINGS[NUMBER_COLUMN],)),
    Wanted(LABEL, (HEADINGS[LABEL_COLUMN],)),
    Wanted(CONTENT, (HEADINGS[CONTENT_COLUMN],)),
)
_WHOLE = re.compile(r"0*(\d{1,6})(?:[.,]0+)?", re.ASCII)
_CODE = re.compile(r"LKE-[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_MOST_CODES = 500
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the cell of one field. ``oddity`` says why its text is no plain value."""

    sheet: str
    place: str
    field: Field
    text: str
    oddity: Oddity | None = None

    @property
    def address(self) -> str:
        """Where it stands, as a person looks for it: "A1 Kebijakan!C12"."""
        return f"{self.sheet}!{self.place}" if self.sheet else self.place


@dataclass(slots=True)
class SheetFindings:
    """What one sheet holds of a worksheet.

    ``mapped`` is the code of the hidden map that names the sheet, ``codes`` are those written
    on it. ``strays`` are filled cells whose row does not say its indicator.
    ``is_lost`` where the column of contents is gone, ``doubled`` where there are two of it.
    """

    sheet: str
    mapped: str = ""
    codes: frozenset[str] = frozenset()
    cells: list[Cell] = made(default_factory=list)
    strays: list[str] = made(default_factory=list)
    is_lost: bool = False
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What a file holds of worksheets, sheet by sheet, and every code written in it."""

    sheets: tuple[SheetFindings, ...]
    codes: frozenset[str]


def find(tables: Sequence[Table]) -> FileFindings:
    """What the sheets hold; sheets that hold nothing of a worksheet are passed over."""
    maps = [one for table in tables if (one := _map_in(table)) is not None]
    codes = {one.code for one in maps}
    sheets = []
    for table in tables:
        if identity_in(table.rows) is not None:
            continue
        above = _codes_above(table)
        codes |= above
        known = _map_of(table, maps)
        reading = _Sheet(table, known.sheets.get(table.sheet, {}) if known else {})
        found = reading.read()
        if found is not None:
            found.mapped, found.codes = known.code if known else "", above
            sheets.append(found)
    return FileFindings(tuple(sheets), frozenset(codes))


@dataclass(frozen=True, slots=True)
class _Map:
    """A hidden sheet: which worksheet, and sheet → cell → field."""

    code: str
    sheets: Mapping[str, Mapping[str, Field]]


def _map_in(table: Table) -> _Map | None:
    identity = identity_in(table.rows)
    if identity is None:
        return None
    sheets: dict[str, dict[str, Field]] = {}
    for placed in places_in(table.rows):
        sheets.setdefault(placed.sheet, {})[placed.cell.replace("$", "").upper()] = placed.field
    return _Map(identity.code, sheets)


def _map_of(table: Table, maps: Sequence[_Map]) -> _Map | None:
    """The only map there is, or else the only one that names the sheet."""
    if len(maps) == 1:
        return maps[0]
    naming = [one for one in maps if table.sheet in one.sheets]
    return naming[0] if len(naming) == 1 else None


def _codes_above(table: Table) -> frozenset[str]:
    rows = table.rows[:HEADER_SEARCH_ROWS]
    texts = (cell for row in rows for cell in row[:HEADER_SEARCH_ROWS])
    return frozenset(
        islice((code for text in texts for code in _CODE.findall(text.upper())), _MOST_CODES)
    )


class _Sheet:
    """Reading one sheet."""

    def __init__(self, table: Table, places: Mapping[str, Field]) -> None:
        self._table = table
        self._places = places
        self._columns = _columns(table, _content_by(places))
        self._found = SheetFindings(table.sheet)

    def read(self) -> SheetFindings | None:
        """Everything on it; None where no row looks like one of a worksheet."""
        if self._columns is None:
            return None
        if self._columns.content is None:
            self._found.is_lost = True
            return self._found
        self._found.doubled = self._columns.doubled
        unknown = self._read_rows(self._columns.content)
        self._read_unknown(unknown, self._columns.content)
        return self._found if self._found.cells or self._found.strays else None

    def _read_rows(self, content: int) -> list[tuple[int, Part]]:
        """Take the rows that say what they are; the rows that only name a part are given back."""
        number, seen = "", set[Part]()
        unknown = []
        for row in range(len(self._table.rows)):
            part = part_labelled(self._text(row, self._label))
            own = _number(self._text(row, self._number))
            if own and own != number:
                number, seen = own, set()
            if part is None:
                continue
            if not number or (not own and part in seen):
                number = ""
                unknown.append((row, part))
                continue
            seen.add(part)
            self._take(row, content, Field(number, part))
        return unknown

    def _read_unknown(self, rows: Sequence[tuple[int, Part]], content: int) -> None:
        """Ask the map for rows without a number, and for places whose row says nothing."""
        taken = {cell.place: cell.field for cell in self._found.cells}
        known = {} if self._has_moved(taken) else dict(self._places)
        for row, part in rows:
            mapped = known.get(_address(row, content))
            if mapped is not None and mapped.part == part:
                self._take(row, content, mapped)
            elif self._text(row, content):
                self._found.strays.append(f"{self._table.sheet}!{_address(row, content)}")
        said = {cell.field for cell in self._found.cells}
        labelled = {_address(row, content) for row, _part in rows}
        for place, mapped in known.items():
            if mapped not in said and place not in labelled and place not in taken:
                at = _position(place)
                if at is not None and self._text(*at):
                    self._take(*at, mapped)

    def _has_moved(self, taken: Mapping[str, Field]) -> bool:
        """Whether anything stands elsewhere than the map says, so that it is of no use."""
        return any(self._places.get(place) != field for place, field in taken.items())

    def _take(self, row: int, column: int, field: Field) -> None:
        oddity = self._table.oddities.get((row, column))
        if oddity == "merged" and self._is_alone(row, column):
            oddity = None
        place = _address(row, column)
        text = self._text(row, column)
        self._found.cells.append(Cell(self._table.sheet, place, field, text, oddity))

    def _is_alone(self, row: int, column: int) -> bool:
        """Whether a merged cell is the first of an area of one row, and so holds its own text."""
        (top, left), (bottom, _right) = self._table.merged[row, column]
        return (top, left) == (row, column) and top == bottom

    @property
    def _number(self) -> int:
        return self._columns.number if self._columns else NUMBER_COLUMN

    @property
    def _label(self) -> int:
        return self._columns.label if self._columns else LABEL_COLUMN

    def _text(self, row: int, column: int) -> str:
        return self._table.text(row, column).strip()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where numbers, labels and contents stand; ``content`` is None where its column is gone."""

    number: int
    label: int
    content: int | None
    doubled: bool = False


def _content_by(places: Mapping[str, Field]) -> int | None:
    """The column the map puts the contents in."""
    at = next((found for place in places if (found := _position(place)) is not None), None)
    return at[1] if at is not None else None


def _columns(table: Table, mapped: int | None) -> _Columns | None:
    """By their headings, else by what stands in them; None where nothing looks like a worksheet.

    ``mapped`` is where the map puts the contents; it counts where only their heading was changed.
    """
    found = find_columns(table, _WANTED)
    places = found.places
    if LABEL in places and CONTENT in places:
        label = places[LABEL]
        wanted = normalise(HEADINGS[CONTENT_COLUMN])
        doubled = sum(normalise(text) == wanted for text in found.headers) > 1
        number = places.get(NUMBER, max(label - 1, 0))
        return _Columns(number, label, places[CONTENT], doubled)
    label_at = _label_column(table)
    if label_at is None:
        return None
    if LABEL in places:
        headings = [normalise(text) for text in found.headers]
        notes = normalise(HEADINGS[NOTE_COLUMN])
        stands = label_at == LABEL_COLUMN and notes in headings[NOTE_COLUMN:]
        content = mapped if stands and mapped == CONTENT_COLUMN else None
        return _Columns(places.get(NUMBER, max(label_at - 1, 0)), label_at, content)
    number = places.get(NUMBER, _number_column(table, label_at))
    return _Columns(number, label_at, places.get(CONTENT, label_at + 1))


def _label_column(table: Table) -> int | None:
    """The column that holds the most labels; two parts at least, for one may head a summary."""
    counts: Counter[int] = Counter()
    parts: dict[int, set[Part]] = {}
    for row in table.rows:
        for column, text in enumerate(row):
            if (part := part_labelled(text)) is not None:
                counts[column] += 1
                parts.setdefault(column, set()).add(part)
    likely = [column for column, _count in counts.most_common() if len(parts[column]) > 1]
    return likely[0] if likely else None


def _number_column(table: Table, label: int) -> int:
    """The nearest column left of the labels that holds numbers beside them."""
    rows = [n for n in range(len(table.rows)) if part_labelled(table.text(n, label)) is not None]
    for column in range(label - 1, -1, -1):
        if any(_number(table.text(row, column).strip()) for row in rows):
            return column
    return max(label - 1, 0)


def _number(text: str) -> str:
    """An indicator's number as the instrument writes it: "3" for "3.0" and "03"."""
    if len(text) > _LONGEST_NUMBER:
        return ""
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def _address(row: int, column: int) -> str:
    return f"{letters(column)}{row + 1}"


def _position(place: str) -> tuple[int, int] | None:
    name = place.rstrip("0123456789")
    try:
        return int(place[len(name) :]) - 1, column_of(name)
    except ValueError:
        return None
