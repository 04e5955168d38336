"""What a dataset is: a name, columns with their meaning, and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from django.utils.functional import Promise

from selaras.foundation.documents.table import Cell

Row = Sequence[Cell]
Text = str | Promise


class Kind(Enum):
    """What a column holds: its name in Table Schema, and in CSV on the Web."""

    TEXT = ("string", "string")
    INTEGER = ("integer", "integer")
    NUMBER = ("number", "decimal")
    DAY = ("date", "date")
    YEAR = ("year", "gYear")

    @property
    def table_schema(self) -> str:
        """The type in Table Schema."""
        return self.value[0]

    @property
    def csvw(self) -> str:
        """The datatype in CSV on the Web."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``lowest`` and ``highest`` bound its figures; ``words`` are all it may say."""

    name: str
    title: Text
    meaning: Text
    kind: Kind = Kind.TEXT
    unit: Text = ""
    source: Text = ""
    required: bool = True
    """Whether every row has it."""
    lowest: Fraction | None = None
    highest: Fraction | None = None
    words: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table everybody may read. ``rows`` takes a year, or None for all of them."""

    code: str
    """Its name in addresses; never changes."""
    title: Text
    description: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Columns that together tell rows apart."""
    rows: Callable[[int | None], Iterator[Row]]
    keywords: tuple[Text, ...] = ()
    by_year: bool = True

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]
