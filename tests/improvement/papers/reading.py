"""Reading papers again with programs that are not ours."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pypdfium2
from python_calamine import CalamineWorkbook

from tests.improvement.imports.tables import real


def plain(value: object) -> str:
    """A cell as a person reads it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def sheet_rows(data: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [[plain(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def csv_rows(name: str) -> list[list[str]]:
    return [list(row) for row in csv.reader(io.StringIO(real(name).decode()))]


def pages_of(data: bytes) -> list[str]:
    """The text of every page, single-spaced; words broken at a line's end are joined again."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        text = page.get_textpage().get_text_bounded()
        found.append(" ".join(text.replace("\ufffe\r\n", "").replace("\u00ad", "").split()))
    document.close()
    return found


def saved_by_another(data: bytes, folder: Path) -> bytes:
    """The workbook opened and saved again by LibreOffice."""
    source = folder / "formulir.xlsx"
    source.write_bytes(data)
    target = folder / "lain"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profil",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(target),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (target / "formulir.xlsx").read_bytes()
