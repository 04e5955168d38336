"""Tables as CSV: semicolon and a byte-order mark, the way Indonesian spreadsheets open it.

Text that a spreadsheet would turn into something else gets an apostrophe before it, which stays
visible there: '10/3. Nothing less keeps it: quotes around it or a blank before it are ignored, and
="10/3" is a formula to everyone who reads the file otherwise. Our own reader takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from selaras.foundation.documents.table import Cell, Table, fits_number
from selaras.foundation.tables.guard import guarded

CONTENT_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"


def stream(table: Table) -> Iterator[bytes]:
    """The table's lines as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([_cell(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
        if buffer.tell() > 32_768:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}".replace(".", ",")
        return text if fits_number(value) else guarded(text)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value) if fits_number(value) else guarded(str(value))
    return guarded(value)
