"""Cells of a manuscript as words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import Amount, Cell, Level, Run, Text

NOTHING: Final = "–"
"""Stands in a cell of which nothing is known."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(text: Text) -> str:
    """The words without their styles."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def runs_of(text: Text) -> tuple[Run, ...]:
    """The words in their styles."""
    return (Run(text),) if isinstance(text, str) else text


def cell_text(cell: Cell) -> Text:
    """What a reader sees in the cell, in the notation of the language in force."""
    if cell is None:
        return NOTHING
    if isinstance(cell, (Amount, Level)):
        return cell.text or NOTHING
    if isinstance(cell, date):
        return date_format(cell, "j F Y")
    if isinstance(cell, (int, Decimal)):
        return notation.localised(f"{cell}" if isinstance(cell, int) else f"{cell:f}")
    return cell


def legal(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _ILLEGAL.sub("", text)
