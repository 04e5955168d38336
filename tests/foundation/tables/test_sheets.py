"""All sheets of a workbook at once, hidden ones too."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from selaras.foundation.tables import TableError, model, read_sheets
from selaras.foundation.tables import workbook as workbook_reading


def _book() -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Satu"
    first.append(["nomor", "nilai"])
    first.append([1, 3])
    secret = book.create_sheet("_peta")
    secret.sheet_state = "veryHidden"
    secret.append(["kode", "LKE-1"])
    book.create_sheet("Kosong")
    last = book.create_sheet("Dua")
    last["C4"] = "jauh"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _converted(data: bytes, kind: str, folder: Path) -> bytes:
    source = folder / "buku.xlsx"
    source.write_bytes(data)
    subprocess.run(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--convert-to", kind, "--outdir", str(folder / "out"), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "out" / f"buku.{kind}").read_bytes()


def _texts(data: bytes) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {table.sheet: table.rows for table in read_sheets(data, "buku")}


def test_every_filled_sheet_is_read_also_the_hidden_one():
    found = _texts(_book())
    assert list(found) == ["Satu", "_peta", "Dua"]
    assert found["Satu"] == (("nomor", "nilai"), ("1", "3"))
    assert found["_peta"] == (("kode", "LKE-1"),)
    assert found["Dua"][3] == ("", "", "jauh")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_programs_formats_say_the_same(kind, tmp_path):
    found = _texts(_converted(_book(), kind, tmp_path))
    assert found["Satu"] == (("nomor", "nilai"), ("1", "3"))
    assert found["_peta"][0][:2] == ("kode", "LKE-1")
    assert found["Dua"][3][2] == "jauh"


def test_a_csv_is_one_table():
    (table,) = read_sheets(b"nomor;nilai\n1;3\n", "a.csv")
    assert table.rows == (("nomor", "nilai"), ("1", "3"))


def test_sheets_that_are_small_alone_may_be_too_much_together(monkeypatch):
    monkeypatch.setattr(workbook_reading, "MAX_CELLS", 12)
    with pytest.raises(TableError, match="terlalu banyak"):
        read_sheets(_book(), "a.xlsx")
    assert model.MAX_CELLS > 12


def test_an_empty_workbook_is_refused():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(TableError, match="kosong"):
        read_sheets(out.getvalue(), "a.xlsx")
