"""Tables as XLSX, written row by row in constant memory; text is never taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from selaras.foundation.documents.table import Cell, Table, fits_number

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
"""Stands where a workbook says when it was made, so that equal tables make equal files."""
_NARROWEST, _WIDEST = 8, 48


def content(table: Table) -> bytes:
    """The workbook: one sheet, bold frozen headings, real numbers and dates.

    A ratio like 10/3 is text, and so is a number with more digits than a spreadsheet keeps.
    """
    buffer = io.BytesIO()
    write(table, buffer)
    return buffer.getvalue()


def write(table: Table, target: BinaryIO) -> None:
    """The same into an open file, in constant memory; the same table gives the same bytes."""
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _NO_DAY})
    sheet = book.add_worksheet(sheet_name(table.name))
    sheet.freeze_panes(1, 0)
    heading, day = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    for column, title in enumerate(table.headings):
        sheet.set_column(column, column, min(max(len(title) + 4, _NARROWEST), _WIDEST))
        sheet.write_string(0, column, title, heading)
    for number, row in enumerate(table.rows, start=1):
        _write_row(sheet, number, row, day)
    book.close()


def sheet_name(name: str) -> str:
    """The name as a sheet may carry it."""
    return name.translate(_FORBIDDEN_IN_SHEET_NAME)[:31].strip(" '") or "Tabel"


def _write_row(sheet: Any, number: int, row: Sequence[Cell], day: Any) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, (int, Decimal)):
            if fits_number(value):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, f"{Decimal(value):f}".replace(".", ","))
        elif isinstance(value, date):
            sheet.write_datetime(number, column, value, day)
        else:
            sheet.write_string(number, column, value)
