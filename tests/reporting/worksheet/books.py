"""Worksheets as people hand them in: filled in cell by cell, and mishandled in every way."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from selaras.reporting.worksheet.layout import identity_in, places_in

Answers = Mapping[tuple[str, str], object]
"""(indicator number, part) → what is typed there."""


def opened(data: bytes) -> Workbook:
    """The workbook, to change."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    """The workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, answers: Answers) -> bytes:
    """The worksheet with answers typed into their cells."""
    book = opened(data)
    places = cells_of(book)
    for (number, part), value in answers.items():
        sheet, cell = places[number, part]
        book[sheet][cell] = value
    return saved(book)


def cells_of(book: Workbook) -> dict[tuple[str, str], tuple[str, str]]:
    """(number, part) → sheet and cell, by the hidden sheet."""
    for sheet in book.worksheets:
        rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        if identity_in(rows) is not None:
            return {
                (one.field.number, str(one.field.part)): (one.sheet, one.cell)
                for one in places_in(rows)
            }
    raise LookupError("no hidden sheet")


def converted(data: bytes, kind: str, folder: Path, options: str = "") -> list[bytes]:
    """The workbook as LibreOffice saves it: "xlsx", "ods", "xls", or every sheet as "csv"."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "lembar.xlsx"
    source.write_bytes(data)
    out = folder / f"out-{kind}"
    subprocess.run(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation=file://{folder.parent / 'profile'}",
            *("--headless", "--convert-to", f"{kind}{options}", "--outdir", str(out), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return [path.read_bytes() for path in sorted(out.iterdir())]


EVERY_SHEET = ":Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""What LibreOffice is told to save every sheet as a CSV of its own."""
