"""Old binary workbooks (XLS), read in a short-lived process of their own.

Their format cannot be measured without being parsed, so the parsing gets a memory limit and a
time limit; a file made to exhaust the server exhausts that process only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, BinaryIO

from selaras.foundation.tables.legacy_exit import PASSWORD
from selaras.foundation.tables.model import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Position,
    Table,
    empty,
    too_many_columns,
    too_many_rows,
    too_much_content,
)
from selaras.foundation.tables.package import damaged, protected
from selaras.foundation.tables.workbook import choose_sheet, demand_small_together, merged_cells

_PROCESS = "selaras.foundation.tables.legacy_process"
_SECONDS = 20


def read_legacy(file: BinaryIO, name: str, sheet: str | None) -> Table:
    """Read an XLS workbook. Raises TableError, SheetChoiceError."""
    book = [content for content in _ask(file.read()) if content["visible"]]
    filled = {s["name"]: s["height"] > 0 for s in book}
    chosen = choose_sheet(filled, sheet)
    content = next(s for s in book if s["name"] == chosen)
    if not content["height"]:
        raise empty()
    return _table(content, name, tuple(filled))


def read_legacy_sheets(file: BinaryIO, name: str) -> tuple[Table, ...]:
    """Every filled sheet of an XLS workbook, hidden ones too. Raises TableError."""
    book = _ask(file.read())
    filled = [content for content in book if content["height"]]
    demand_small_together((s["height"], s["width"], 0) for s in filled)
    if not filled:
        raise empty()
    names = tuple(content["name"] for content in book)
    return tuple(_table(content, name, names) for content in filled)


def _table(content: dict[str, Any], name: str, sheets: tuple[str, ...]) -> Table:
    height, width = content["height"], content["width"]
    if height > MAX_ROWS:
        raise too_many_rows()
    if width > MAX_COLUMNS:
        raise too_many_columns()
    if height * width > MAX_CELLS:
        raise too_much_content()
    odd = {(row, column): oddity for row, column, oddity in content["odd"]}
    areas = [(_position(first), _position(last)) for first, last in content["merged"]]
    merged = merged_cells(areas, height, width)
    odd.update(dict.fromkeys(merged, "merged"))
    return Table(
        name,
        tuple(tuple(row) for row in content["rows"]),
        "xls",
        sheet=content["name"],
        sheets=sheets,
        oddities=MappingProxyType(odd),
        merged=MappingProxyType(merged),
    )


def _position(pair: Sequence[int]) -> Position:
    row, column = pair
    return row, column


def _ask(data: bytes) -> list[dict[str, Any]]:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no word of the command is foreign
            [sys.executable, "-m", _PROCESS],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_much_content() from None
    if done.returncode == PASSWORD:
        raise protected()
    if done.returncode:
        raise damaged()
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer
