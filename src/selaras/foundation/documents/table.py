"""The plain table that every writer takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None

_SIGNIFICANT = 15
"""Digits a spreadsheet keeps of a number."""


def fits_number(value: int | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit; what it would round is written as text."""
    digits = "".join(map(str, Decimal(value).as_tuple().digits))
    return len(digits.strip("0")) <= _SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; ``name`` names the sheet. Rows may be a stream, read once."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
