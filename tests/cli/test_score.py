"""``selaras score`` as a person runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
NUMBERS_2020 = [str(n) for n in range(1, 48)]


def run(*arguments: object, language: str = "id_ID.UTF-8") -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "selaras.cli.main", "score", *map(str, arguments)],
        env={**kept, "LANG": language, "SELARAS_SECRET_KEY": "tests-only"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def table(path: Path, rows: list[str], header: str = "nomor,nilai") -> Path:
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def complete(**changes: str) -> list[str]:
    """The rows of a full 2020 table of threes; ``r5="..."`` replaces the row of indicator 5."""
    return [changes.get(f"r{number}", f"{number},3") for number in NUMBERS_2020]


def refused(*arguments: object) -> list[str]:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert lines
    return lines


def test_the_published_result_as_json():
    done = run(
        DEMO / "serang-2022.csv", "--instrument", "SPBE-2020", "--column", "nilai_2022", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == [
        "instrument",
        "index",
        "index_display",
        "predicate",
        "domains",
        "aspects",
        "missing",
    ]
    assert (found["instrument"], found["index"], found["index_display"]) == (
        "SPBE-2020",
        "2.491",
        "2.49",
    )
    assert (found["predicate"], found["missing"]) == ("Cukup", [])
    assert [d["display"] for d in found["domains"].values()] == ["2.20", "1.90", "1.00", "3.44"]
    assert found["domains"]["D4"] == {"exact": "313/91", "display": "3.44"}
    aspects = [a["display"] for a in found["aspects"].values()]
    assert aspects == ["2.20", "1.50", "2.00", "2.50", "1.00", "1.00", "3.40", "3.50"]
    assert list(found["aspects"]) == [f"A{n}" for n in range(1, 9)]


def test_the_published_result_as_a_table_in_both_languages():
    arguments = (DEMO / "serang-2022.csv", "--instrument", "spbe-2020", "--column", "Nilai 2022")
    done = run(*arguments)
    assert done.returncode == 0
    assert "2,49 Cukup" in done.stdout
    assert "2,491" in done.stdout
    figures = [line.split()[-1] for line in done.stdout.splitlines() if line[:1] in ("D", "A")]
    domains, aspects = figures[:4], figures[4:]
    assert domains == ["2,20", "1,90", "1,00", "3,44"]
    assert aspects == ["2,20", "1,50", "2,00", "2,50", "1,00", "1,00", "3,40", "3,50"]
    assert "2.49 Cukup" in run(*arguments, language="en_US.UTF-8").stdout


def test_several_value_columns_ask_for_a_choice():
    [line] = refused(DEMO / "serang-2022.csv", "--instrument", "SPBE-2020")
    assert "nilai_2021, nilai_2022" in line
    assert "--column" in line


def test_repeated_indicators_may_be_counted_through():
    done = run(DEMO / "denpasar-monev-2019.csv", "--instrument", "SPBE-2018", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["index_display"] == "2.64"
    assert "35-1" in done.stderr
    done = run(
        DEMO / "bontang-2018.csv", "--instrument", "SPBE-2018", "--column", "nilai_akhir", "--json"
    )
    assert (json.loads(done.stdout)["index"], done.stderr) == ("2.69", "")


def test_decimals_and_an_instrument_without_domains(tmp_path):
    rows = [f"{n};{'1,26' if n == 1 else '2'}" for n in range(1, 21)]
    path = table(tmp_path / "pemdi.csv", rows, "No.;Nilai")
    done = run(path, "--instrument", "PEMDI-2026", "--json")
    found = json.loads(done.stdout)
    assert found["domains"] == {}
    assert Fraction(found["index"]) == 2 - Fraction("0.74") * 5 / 100
    assert "Domain" not in run(path, "--instrument", "PEMDI-2026").stdout


def test_missing_values_give_bounds_and_no_index(tmp_path):
    rows = complete(r5="5,", r6="6,-")[:-1]
    path = table(tmp_path / "a.csv", rows)
    done = run(path, "--instrument", "SPBE-2020", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert (found["index"], found["index_display"], found["predicate"]) == (None, None, None)
    assert found["missing"] == ["5", "6", "47"]
    assert found["bounds"] == {"minimum": "2.888", "maximum": "3.112"}
    assert found["aspects"]["A1"]["exact"] is None
    assert found["aspects"]["A2"] == {"exact": "3", "display": "3.00"}
    text = run(path, "--instrument", "SPBE-2020").stdout
    assert "5, 6, 47" in text
    assert "2,89 sampai 3,11" in text


def test_every_fault_gets_its_line_and_nothing_else_is_printed(tmp_path):
    rows = complete(r2="2,6", r3="3,2.5", r4="4,tiga", r7="6,3", r8="99,3", r9=",4")
    lines = refused(table(tmp_path / "a.csv", rows), "--instrument", "SPBE-2020")
    places = [line.split(":")[0] for line in lines]
    assert places == [
        "baris 3, kolom nilai",
        "baris 4, kolom nilai",
        "baris 5, kolom nilai",
        "baris 8, kolom nomor",
        "baris 9, kolom nomor",
        "baris 10, kolom nomor",
    ]


def workbook(path: Path, rows: list[list[object]], merge: str = "", second: bool = False) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    if second:
        book.create_sheet("Lain").append(["nomor", "nilai"])
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return path


def test_a_workbook_with_a_title_is_read(tmp_path):
    rows: list[list[object]] = [["Hasil Penilaian SPBE"], [], ["No", "Indikator", "Nilai Akhir"]]
    rows += [[n, f"Indikator {n}", 3] for n in range(1, 48)]
    path = workbook(tmp_path / "a.xlsx", rows, merge="A1:C1")
    done = run(path, "--instrument", "SPBE-2020", "--json")
    assert json.loads(done.stdout)["index"] == "3"


def test_workbook_faults_name_the_cell(tmp_path):
    rows: list[list[object]] = [["nomor", "nilai"], [1, "=1+2"], [2, 3], [3, None]]
    lines = refused(workbook(tmp_path / "a.xlsx", rows, merge="B3:B4"), "--instrument", "SPBE-2020")
    assert lines[0].startswith("baris 2, kolom nilai: ")
    assert "simpan dulu di aplikasi lembar kerja" in lines[0]
    assert "B3:B4" in lines[1]
    several = workbook(tmp_path / "b.xlsx", [["nomor", "nilai"], [1, 3]], second=True)
    [line] = refused(several, "--instrument", "SPBE-2020")
    assert "Sheet, Lain" in line
    assert "--sheet" in line
    assert run(several, "--instrument", "SPBE-2020", "--sheet", "Sheet").returncode == 0


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "kosong"),
        (b"nomor,nilai\n", "Tidak ada baris data"),
        (b"kode wilayah,jumlah\n1,3\n", "nomor indikator"),
        (b"nomor:nilai\n1:3\n", "Pisahkan kolom"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04 rusak", "rusak"),
    ],
)
def test_unusable_files_are_explained(tmp_path, content, word):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    lines = refused(path, "--instrument", "SPBE-2020")
    assert len(lines) == 1
    assert word in lines[0]


def test_a_wrong_column_instrument_or_path_is_explained(tmp_path):
    path = table(tmp_path / "a.csv", complete())
    [line] = refused(path, "--instrument", "SPBE-2020", "--column", "skor")
    assert "nomor, nilai" in line
    [line] = refused(path, "--instrument", "SPBE-1999")
    assert "SPBE-2018, SPBE-2020" in line
    [line] = refused(tmp_path / "tidak-ada.csv", "--instrument", "SPBE-2020")
    assert "tidak-ada.csv" in line
    refused(tmp_path, "--instrument", "SPBE-2020")


def test_an_instrument_file_can_be_named(tmp_path):
    path = table(tmp_path / "a.csv", complete())
    done = run(path, "--instrument", ROOT / "instruments" / "SPBE-2020.yaml", "--json")
    assert json.loads(done.stdout)["index"] == "3"
    broken = tmp_path / "rusak.yaml"
    broken.write_text("kode: [", encoding="utf-8")
    assert refused(path, "--instrument", broken)[0].startswith(f"{broken}:")


def test_help_is_indonesian():
    done = run("--help")
    assert done.returncode == 0
    assert "kolom nilai" in done.stdout
