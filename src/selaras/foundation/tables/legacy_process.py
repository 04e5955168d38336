"""The process that parses an old binary workbook: XLS on standard input, JSON on standard output.

Run by ``legacy`` with ``python -m``. Ends with status PASSWORD for a protected file, and with any
other status but 0 for a file it cannot read, be it broken or too greedy.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from selaras.foundation.tables.legacy_exit import BROKEN, PASSWORD
from selaras.foundation.tables.model import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from selaras.foundation.tables.workbook import plain_rows

_MEMORY = 768 * 1024 * 1024
"""Bytes of address space the process may take."""


def _answer() -> int:
    """Read the workbook on standard input and describe its sheets on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            answer = [
                {
                    **_describe(book, sheet.name),
                    "visible": sheet.visible == SheetVisibleEnum.Visible,
                }
                for sheet in book.sheets_metadata
            ]
    except PasswordError:
        return PASSWORD
    except (CalamineError, ValueError):
        return BROKEN
    json.dump(answer, sys.stdout)
    return 0


def _describe(book: CalamineWorkbook, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    too_large = height > MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS
    grid = sheet.to_python(skip_empty_area=False) if height and not too_large else []
    rows, odd = plain_rows(grid, len(grid))
    return {
        "name": name,
        "height": height,
        "width": width,
        "rows": rows,
        "odd": [(row, column, oddity) for (row, column), oddity in odd.items()],
        "merged": sheet.merged_cell_ranges or [],
    }


if __name__ == "__main__":
    sys.exit(_answer())
