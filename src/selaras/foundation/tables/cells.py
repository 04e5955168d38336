"""A spreadsheet cell's value as the text a person would read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from selaras.foundation.tables.guard import unguarded
from selaras.foundation.tables.model import Oddity

CellValue = int | float | str | bool | dt.date | dt.time | dt.timedelta
_SIGNIFICANT = 15
"""Digits a spreadsheet keeps of a number: more are noise of its binary form."""


def plain(value: CellValue) -> tuple[str, Oddity | None]:
    """The text of a value and why it is odd, if it is: 3.0 is "3", 1.26 is "1.26"."""
    if isinstance(value, str):
        return unguarded(value.strip()).strip(), None
    if isinstance(value, bool):
        return str(value).upper(), "boolean"
    if isinstance(value, int):
        return str(value), None
    if isinstance(value, float):
        return _number(value), None
    if isinstance(value, dt.timedelta):
        return str(value), "date"
    return value.isoformat(), "date"


def _number(value: float) -> str:
    text = format(value, f".{_SIGNIFICANT}g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text
