"""Filled in and saved by LibreOffice, a worksheet says exactly what was typed."""

from __future__ import annotations

import shutil
from fractions import Fraction

import pytest

from selaras.assessments.queries.worksheet_return import preview_of
from selaras.assessments.services.worksheets_returning import apply_return
from selaras.reporting.services.worksheets_returning import take_in
from selaras.reporting.worksheet.writer import content
from tests.reporting.worksheet.books import EVERY_SHEET, converted, filled

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")

TYPED = {
    ("2", "klaim"): 3,
    ("2", "fakta"): "Baris satu.\nBaris dua: “kutip”, é, – dan 100%.",
    ("2", "analisis"): "'=bukan rumus",
    ("3", "klaim"): "Tingkat 4",
    ("3", "fakta"): "2024",
    ("3", "justifikasi"): "x" * 3_000 + " akhir",
}
STANDS = {
    ("2", "fact"): "Baris satu.\nBaris dua: “kutip”, é, – dan 100%.",
    ("3", "fact"): "2024",
    ("3", "justification"): "x" * 3_000 + " akhir",
}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_was_typed_comes_back_exactly(work, unit_sheet, operator, tmp_path, kind):
    (data,) = converted(filled(content(unit_sheet), TYPED), kind, tmp_path / "a")
    (row,) = take_in(work.assessment, data, f"lembar.{kind}", actor=operator)
    preview = preview_of(row, operator)
    assert {part.key for part in preview.parts} == {f"{n}/{part}" for n, part in TYPED}
    assert preview.problems == ()
    apply_return(row, actor=operator, seen=0, sight=preview.sight)
    for (number, field), text in STANDS.items():
        assert getattr(work.answer(number), field) == text
    assert (work.answer("2").claimed, work.answer("3").claimed) == (Fraction(3), Fraction(4))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_saving_alone_changes_nothing(work, whole_sheet, member, tmp_path, kind):
    (data,) = converted(content(whole_sheet), kind, tmp_path / "a")
    (row,) = take_in(work.assessment, data, f"lembar.{kind}", actor=member)
    preview = preview_of(row, member)
    assert (preview.parts, preview.problems, preview.absent) == ((), (), 0)


def test_every_sheet_as_a_csv_says_the_same(work, unit_sheet, operator, tmp_path):
    data = filled(content(unit_sheet), TYPED)
    found = set()
    for each in converted(data, "csv", tmp_path / "a", EVERY_SHEET):
        if b"Isian" not in each or b"Fakta" not in each:
            continue
        rows = take_in(work.assessment, each, "lembar.csv", actor=operator, code=unit_sheet.code)
        found |= {part.key for row in rows for part in preview_of(row, operator).parts}
    assert found == {f"{n}/{part}" for n, part in TYPED}
