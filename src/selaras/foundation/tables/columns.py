"""Finding columns by their headers, wherever the header row stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.foundation.tables.model import HEADER_SEARCH_ROWS, Table, letters

_BETWEEN = re.compile(r"[\W_]+")


def normalise(header: str) -> str:
    """A header reduced to its words: case, blanks, underscores and punctuation do not matter."""
    return _BETWEEN.sub(" ", header.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column someone needs: its key and the headers by which it is known, best first."""

    key: str
    headers: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """The header row of a table (counted from 0; -1 when none was found) and what stands where."""

    header_row: int
    headers: tuple[str, ...]
    places: Mapping[str, int]
    """Key of a wanted column → its place, counted from 0. Only those found."""
    missing: tuple[str, ...]
    """Keys of required columns that were not found."""

    def label(self, column: int) -> str:
        """How to name a column to a person: its header, or its letters when it has none."""
        header = self.headers[column] if 0 <= column < len(self.headers) else ""
        return header or letters(column)

    def data_rows(self, table: Table) -> range:
        """The rows below the header, counted from 0."""
        return range(self.header_row + 1, len(table.rows))


def find_columns(table: Table, wanted: Sequence[Wanted]) -> Columns:
    """Look for the row among the first HEADER_SEARCH_ROWS that names most of the wanted columns.

    Required columns count before optional ones; the earlier row wins a tie.
    """
    best = Columns(-1, (), {}, tuple(w.key for w in wanted if w.required))
    best_rank = (0, 0)
    for number, row in enumerate(table.rows[:HEADER_SEARCH_ROWS]):
        places = _places(row, wanted)
        missing = tuple(w.key for w in wanted if w.required and w.key not in places)
        rank = (-len(missing), len(places))
        if places and (best.header_row < 0 or rank > best_rank):
            best, best_rank = Columns(number, row, places, missing), rank
    return best


def _places(row: Sequence[str], wanted: Sequence[Wanted]) -> dict[str, int]:
    """Where the wanted columns stand in this row; a column serves one key only."""
    names = [normalise(cell) for cell in row]
    places: dict[str, int] = {}
    for want in wanted:
        for header in want.headers:
            name = normalise(header)
            free = (i for i, n in enumerate(names) if n == name and i not in places.values())
            if (place := next(free, None)) is not None:
                places[want.key] = place
                break
    return places
