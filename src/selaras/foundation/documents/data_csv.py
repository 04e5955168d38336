"""Tables as CSV for programs: RFC 4180, comma, UTF-8 without a mark, decimal points.

Nothing is guarded against spreadsheets here: what stands in a cell is the value. People who open
tables in an office program get ``csv`` or ``xlsx`` instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from selaras.foundation.documents.table import Cell, Table

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
_PIECE = 65_536


def stream(table: Table) -> Iterator[bytes]:
    """The table's lines; empty cells are empty, days are YYYY-MM-DD."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def cell(value: Cell) -> str:
    """One value as the file has it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
