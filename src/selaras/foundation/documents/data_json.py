"""Tables as JSON for programs: an envelope that says what they are, then one object per row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from selaras.foundation.documents.table import Cell, Table

CONTENT_TYPE = "application/json; charset=utf-8"
_MANY = 500


def stream(table: Table, envelope: Mapping[str, Any]) -> Iterator[bytes]:
    """``{**envelope, "data": [{heading: value}, …]}``; figures keep their digits."""
    head = json.dumps(dict(envelope), ensure_ascii=False, indent=1)
    yield f'{head[:-2]},\n "data": ['.encode()
    names = [json.dumps(name, ensure_ascii=False) for name in table.headings]
    lines: list[str] = []
    before = "\n"
    for row in table.rows:
        cells = ", ".join(f"{name}: {_cell(value)}" for name, value in zip(names, row, strict=True))
        lines.append(f"{before}  {{{cells}}}")
        before = ",\n"
        if len(lines) == _MANY:
            yield "".join(lines).encode()
            lines.clear()
    yield ("".join(lines) + "\n ]\n}\n").encode()


def _cell(value: Cell) -> str:
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        # A number as it is written, not through a float.
        return f"{value:f}"
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)
