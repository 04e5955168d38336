"""Reading a table as one set of ratings: a column of numbers and one column of values.

For whoever wants to score a file without storing it: needs an instrument and no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.services.imports.cells import (
    EMPTY_MARKS,
    CellError,
    Numbers,
    ValueReader,
)
from selaras.assessments.services.imports.headings import NUMBER, VALUE, meaning
from selaras.assessments.services.imports.messages import sentence
from selaras.foundation.tables import Columns, Table, TableFault, Wanted, find_columns, normalise
from selaras.foundation.tables.model import letters
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import parse

_NUMBER = Wanted(
    NUMBER, ("nomor", "no", "nomor indikator", "no indikator", "kode", "indikator ke", "number")
)


@dataclass(slots=True)
class Ratings:
    """What a table says: values by indicator number, or the faults for which it says nothing.

    A row without a value is no fault, its number is simply absent. ``notices`` tell how the table
    was understood where that is not obvious.
    """

    values: dict[str, Fraction] = field(default_factory=dict)
    faults: list[TableFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_ratings(table: Table, instrument: Instrument, column: str | None = None) -> Ratings:
    """Read the ratings of one value column: the one named, or the only one there is."""
    result = Ratings(notices=list(table.notices))
    columns = find_columns(table, [_NUMBER])
    if columns.missing:
        result.faults.append(TableFault(0, "", sentence("no_number_column", {})))
        return result
    reading = _Reading(table, instrument, columns, result)
    place = reading.value_column(column)
    if place is not None:
        reading.read(place)
    if result.faults:
        result.values.clear()
    return result


class _Reading:
    """One pass over one table."""

    def __init__(
        self, table: Table, instrument: Instrument, columns: Columns, result: Ratings
    ) -> None:
        self._table = table
        self._instrument = instrument
        self._columns = columns
        self._result = result
        self._number_place = columns.places[NUMBER]
        self._numbers = Numbers(instrument)
        self._values = ValueReader(instrument)
        self._rows = [row for row in columns.data_rows(table) if any(table.rows[row])]
        self._lines: dict[str, int] = {}

    def value_column(self, wanted: str | None) -> int | None:
        """The place of the value column, or None after saying why there is none."""
        places = range(max(self._table.width, len(self._columns.headers)))
        if wanted is not None:
            matches = [p for p in places if normalise(self._columns.label(p)) == normalise(wanted)]
            matches = matches or [p for p in places if letters(p) == wanted.strip().upper()]
            if not matches:
                self._say("column_unknown", places, value=wanted)
        else:
            others = [p for p in places if p != self._number_place]
            matches = [p for p in others if self._is_value_column(p)]
            matches = matches or [p for p in others if self._is_mostly_figures(p)]
            if not matches:
                self._say("no_value_column", ())
        if len(matches) > 1:
            self._say("value_column_open", matches)
        return matches[0] if len(matches) == 1 else None

    def read(self, place: int) -> None:
        """Read every row; faults go to the result."""
        if not self._rows:
            self._fault(-1, -1, sentence("no_rows", {}))
        self._settle_numbering()
        for row in self._rows:
            self._read_row(row, place)

    def _is_value_column(self, place: int) -> bool:
        """Named as values, or holding nothing but ratings."""
        if meaning(self._columns.label(place)).role == VALUE:
            return True
        texts = self._texts(place)
        return bool(texts) and all(self._is_rating(text) for text in texts)

    def _is_rating(self, text: str) -> bool:
        try:
            self._values.read(text)
        except CellError:
            return False
        return True

    def _is_mostly_figures(self, place: int) -> bool:
        texts = self._texts(place)
        return 2 * sum(_is_figure(text) for text in texts) > len(texts)

    def _texts(self, place: int) -> Sequence[str]:
        """The filled cells of a column, in rows that have a number."""
        found = (
            self._table.text(row, place)
            for row in self._rows
            if self._table.text(row, self._number_place)
        )
        return [text for text in found if text and text not in EMPTY_MARKS]

    def _say(self, code: str, places: Sequence[int], **params: str) -> None:
        names = ", ".join(self._names(places))
        self._fault(-1, -1, sentence(code, {"columns": names, **params}))

    def _names(self, places: Sequence[int]) -> Iterator[str]:
        labels = [self._columns.label(place) for place in places]
        for place, label in zip(places, labels, strict=True):
            yield label if labels.count(label) == 1 else letters(place)

    def _settle_numbering(self) -> None:
        texts = (self._table.text(row, self._number_place) for row in self._rows)
        if not self._numbers.read_as_positions(frozenset(text for text in texts if text)):
            return
        moved, own = self._numbers.moved, self._numbers.own
        facts = {
            "count": len(own),
            "instrument": self._instrument.code,
            "first": own[0],
            "last": own[-1],
            "examples": ", ".join(f"{position} → {number}" for position, number in moved[:3]),
        }
        self._result.notices.append(sentence("positions", facts))

    def _read_row(self, row: int, place: int) -> None:
        text = self._table.text(row, place)
        has_value = bool(text or (row, place) in self._table.oddities)
        if not has_value and not any(map(str.isdigit, self._table.text(row, self._number_place))):
            return  # a heading between the rows
        number = self._number(row)
        value = self._value(row, place, text) if has_value else None
        if number is None:
            return
        other = self._lines.setdefault(number, row)
        if other != row:
            facts = {"value": number, "other": other + 1}
            self._fault(row, self._number_place, sentence("number_twice", facts))
        elif value is not None:
            self._result.values[number] = value

    def _number(self, row: int) -> str | None:
        if self._is_odd(row, self._number_place):
            return None
        try:
            return self._numbers.read(self._table.text(row, self._number_place))
        except CellError as error:
            self._fault(row, self._number_place, sentence(error.code, error.params))
            return None

    def _value(self, row: int, place: int, text: str) -> Fraction | None:
        if self._is_odd(row, place) or text in EMPTY_MARKS:
            return None
        try:
            return self._values.read(text)
        except CellError as error:
            self._fault(row, place, sentence(error.code, error.params))
            return None

    def _is_odd(self, row: int, place: int) -> bool:
        fault = self._table.cell_fault(row, place, self._columns.label(place))
        if fault is not None:
            self._result.faults.append(fault)
        return fault is not None

    def _fault(self, row: int, place: int, message: str) -> None:
        column = self._columns.label(place) if place >= 0 else ""
        self._result.faults.append(TableFault(row + 1, column, message))


def _is_figure(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
