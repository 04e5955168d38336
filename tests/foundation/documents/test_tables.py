import csv as reader
import io
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.foundation.documents import csv, xlsx
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.tables import read_table
from selaras.foundation.tables.guard import guarded, unguarded

TAKEN = [
    *["10/3", "1/15", "4/7", "2.491", "2,49", "007", "1e5", "12:30", "50%", "5 %", "(5)", "1.2"],
    *["Mei 2022", "1 Mei", "1-Jan-22", "Rp100", "Rp 2.500", "TRUE", "benar", "35-1", " 10/3"],
    *["'10/3", "''=1", "1234567890123456", "2025-07-01", "1.2.3", "9 AM"],
]
"""Texts that a spreadsheet would turn into something else."""
KEPT = ["1", "0", "2022", "Kota 2022", "Indeks", "'s", "Nilai 2022", "12 Bidang"]
KEPT += ["SPBE-2020", "1a", "Dinas 1/2 Kota", "x" * 300, "", "Level 3", "a=1"]
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://x")']


def table(rows: list[list[Cell]]) -> Table:
    return Table("Nilai [2022]/*", ["Nama", "Nilai"], rows)


def read_csv(content: Table) -> list[list[str]]:
    body = b"".join(csv.stream(content)).decode("utf-8-sig")
    return list(reader.reader(io.StringIO(body, newline=""), delimiter=";"))


def read_xlsx(content: Table) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content(content)))
    return [[cell.value for cell in row] for row in book.active.rows]


@pytest.mark.parametrize("text", EVIL)
def test_text_is_never_a_formula(text: str) -> None:
    assert read_csv(table([[text, 1]]))[1] == [f"'{text}", "1"]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content(table([[text, 1]]))))
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].hyperlink is None


@pytest.mark.parametrize("text", [*TAKEN, *EVIL])
def test_text_that_looks_like_a_figure_is_marked_and_comes_back(text: str) -> None:
    assert read_csv(table([[text, 1]]))[1] == [f"'{text}", "1"]
    assert read_table(b"".join(csv.stream(table([[text, 1]])))).text(1, 0) == text.strip()
    if not text.startswith("'"):
        assert read_table(xlsx.content(table([[text, 1]]))).text(1, 0) == text.strip()


@pytest.mark.parametrize("text", KEPT)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert read_csv(table([[text, 1]]))[1] == [text, "1"]


@given(st.text("'=+-1/.2e% amjn", max_size=12))
def test_marking_loses_nothing(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_numbers_longer_than_a_spreadsheet_keeps_are_text() -> None:
    long, large = Decimal("2.4912345678901234"), 1234567890123456789
    assert read_csv(table([[long, large]]))[1] == ["'2,4912345678901234", f"'{large}"]
    assert read_xlsx(table([[long, large]]))[1] == ["2,4912345678901234", str(large)]
    assert read_csv(table([[Decimal("0.0000000000000001"), 10**18]]))[1][1] == str(10**18)


@pytest.mark.parametrize("language", [1057, 1033], ids=["Indonesian", "English"])
def test_a_real_spreadsheet_keeps_every_text(tmp_path: Path, language: int) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    texts = [text for text in [*TAKEN, *EVIL] if not set(text) & set("\t\r")]
    source = tmp_path / "a.csv"
    source.write_bytes(b"".join(csv.stream(table([[text, 1] for text in [*texts, *KEPT]]))))
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"]
    command += [f"--infilter=CSV:59,34,76,1,,{language},false,true", "--convert-to", "xlsx"]
    command += ["--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    shown = [row[0].value for row in book.active.iter_rows(min_row=2)]
    assert shown[: len(texts)] == [f"'{text}" for text in texts]
    assert ["" if value is None else str(value) for value in shown[len(texts) :]] == KEPT
    back = read_table((tmp_path / "a.xlsx").read_bytes())
    assert [back.text(place + 1, 0) for place in range(len(texts))] == [t.strip() for t in texts]


def test_values_keep_their_kind() -> None:
    row: list[Cell] = ['Kota; "A"\nB', Decimal("-2.49")]
    assert read_csv(table([row, [None, -3]]))[1:] == [[row[0], "-2,49"], ["", "-3"]]
    written = read_xlsx(table([row, [date(2025, 7, 1), None]]))
    assert written[1] == [row[0], -2.49]
    assert str(written[2][0]) == "2025-07-01 00:00:00"


def test_a_long_table_is_streamed_whole() -> None:
    rows = [["x" * 50, number] for number in range(5000)]
    content = Table("T", ["Nama", "Nilai"], iter(rows))
    assert len(list(csv.stream(content))) > 5
    assert len(read_csv(Table("T", ["Nama", "Nilai"], iter(rows)))) == 5001
    assert len(read_xlsx(Table("T", ["Nama", "Nilai"], iter(rows)))) == 5001
