"""Files that offices really send, and some that nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

from openpyxl import Workbook

HEAD = "nomor,indikator,nilai"


def table(*changed: str, head: str = HEAD) -> bytes:
    """A correct SPBE-2020 table with some lines replaced (matched by their number)."""
    swapped = {line.split(",")[0]: line for line in changed}
    lines = [swapped.get(str(n), f"{n},,3") for n in range(1, 48)]
    return "\n".join([head, *lines]).encode()


def book(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook someone made."""
    made = Workbook()
    fill(made)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _rows(made: Workbook, rows: Sequence[Sequence[object]] = ()) -> None:
    sheet = made.active
    assert sheet is not None
    sheet.append(HEAD.split(","))
    for number in range(1, 48):
        sheet.append([number, "", 3])


def _merged(made: Workbook) -> None:
    _rows(made)
    made.active.merge_cells("C2:C4")


def _formula(made: Workbook) -> None:
    _rows(made)
    made.active["C5"] = "=SUM(1,2)"


def _date(made: Workbook) -> None:
    _rows(made)
    made.active["C5"] = date(2022, 3, 1)


def _two_sheets(made: Workbook) -> None:
    _rows(made)
    made.create_sheet("Lain").append(["catatan"])


def _nothing(made: Workbook) -> None:
    assert made.active is not None


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(3):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (100 * 1024 * 1024))
    return buffer.getvalue()


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("surat.txt", "bukan tabel")
    return buffer.getvalue()


UNREADABLE: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "empty": ("kosong.csv", b"", "Tabel kosong"),
    "blank": ("kosong.csv", b"\n \n", "Tabel kosong"),
    "wrong delimiter": ("nilai.csv", b"nomor^nilai\n1^3\n2^3\n", "Hanya satu kolom"),
    "unclosed quote": (
        "nilai.csv",
        b'nomor,nilai\n1,"3\n' + b"2,3\n" * 60000,
        "tidak dapat dibaca",
    ),
    "empty sheet": ("kosong.xlsx", lambda: book(_nothing), "kosong"),
    "50 MB": ("besar.csv", lambda: b"nomor,nilai\n" + b"1,3\n" * 13_107_200, "batasnya 20 MB"),
    "zip bomb": ("bom.xlsx", zip_bomb, "jauh lebih besar"),
    "plain zip": ("arsip.xlsx", plain_zip, ""),
    "cut off": ("potong.xlsx", lambda: book(_rows)[:900], "rusak"),
    "PDF": ("laporan.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "bukan tabel (PDF)"),
    "PNG": ("foto.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "bukan tabel"),
    "HTML": ("nilai.xls", b"<html><table><tr><td>1</td></tr></table></html>", "bukan tabel (HTML)"),
    "bytes": ("nilai.csv", bytes(range(256)) * 9, "bukan tabel"),
    "too many columns": ("lebar.csv", b",".join([b"a"] * 300) + b"\n1\n", "kolom"),
    "too many rows": ("panjang.csv", b"nomor,nilai\n" + b"1,3\n" * 50_001, "baris"),
}
"""Name → file name, content, what the answer must say. These never become an import."""

FAULTY: dict[str, tuple[str, bytes | Callable[[], bytes], int, str]] = {
    "text in a value cell": ("a.csv", table("4,,tiga"), 5, "bukan angka"),
    "level 6": ("a.csv", table("4,,6"), 5, "di luar skala 1 sampai 5"),
    "level 0": ("a.csv", table("4,,0"), 5, "di luar skala"),
    "negative": ("a.csv", table("4,,-2"), 5, "di luar skala"),
    "decimal": ("a.csv", table('4,,"2,5"'), 5, "bukan bilangan bulat"),
    "duplicate number": ("a.csv", table("4,,3\n4,,2"), 6, "sudah ada di baris 5"),
    "unknown number": ("a.csv", table("4,,3\n99,,2"), 6, "tidak ada pada SPBE-2020"),
    "empty number": ("a.csv", table("4,,3\n,Nama,2"), 6, "Nomor indikator kosong"),
    "empty value": ("a.csv", table("4,,"), 5, "Nilai kosong"),
    "merged cells": ("a.xlsx", lambda: book(_merged), 2, "digabung"),
    "formula": ("a.xlsx", lambda: book(_formula), 5, "Rumus"),
    "date": ("a.xlsx", lambda: book(_date), 5, "tanggal"),
    "script": ("a.csv", table("4,,<script>alert(1)</script>"), 5, "&lt;script&gt;alert(1)"),
}
"""Name → file name, content, the line of the fault, what the page must say."""
