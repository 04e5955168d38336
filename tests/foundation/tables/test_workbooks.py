"""Workbooks made by real writers, and the ways in which they can be wrong."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from selaras.foundation.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    SheetChoiceError,
    Table,
    TableError,
    package,
    read_table,
    scan,
)
from selaras.foundation.tables.workbook import plain_rows

Rows = list[list[object]]
SMALL: Rows = [["nomor", "nilai"], [1, 3], [2, 1.26], ["35-1", "4"]]


def workbook(*sheets: Rows, hidden: int = 0) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Lembar{number + 1}")
        for row in rows:
            sheet.append(row)
        if hidden == number + 1:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def message(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(TableError) as caught:
        read_table(data, "berkas", sheet)
    assert caught.value.faults
    return str(caught.value)


def repacked(data: bytes, part: str, change: dict[str, str], compress: bool = True) -> bytes:
    """The package with words of one part replaced."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                text = content.decode()
                for before, after in change.items():
                    assert before in text
                    text = text.replace(before, after)
                content = text.encode()
            new.writestr(entry.filename, content)
    return out.getvalue()


def test_numbers_and_text_come_as_a_person_reads_them():
    table = read_table(workbook(SMALL), "a.xlsx")
    assert table.rows == (("nomor", "nilai"), ("1", "3"), ("2", "1.26"), ("35-1", "4"))
    assert (table.kind, table.sheet, table.sheets) == ("xlsx", "Lembar1", ("Lembar1",))
    assert not table.oddities


def test_row_numbers_stay_true_when_the_table_starts_lower():
    rows: Rows = [[], [], [None, "nomor", "nilai"], [], [None, 1, 2]]
    table = read_table(workbook(rows))
    assert [table.text(2, 1), table.text(4, 1), table.text(4, 2)] == ["nomor", "1", "2"]


def test_kind_is_told_by_content_not_by_name():
    assert read_table(workbook(SMALL), "salah.csv").kind == "xlsx"
    assert read_table(b"no;nilai\n1;2\n", "salah.xlsx").kind == "csv"


def test_stored_results_of_formulas_are_used():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["nomor", "nilai"])
        sheet.write(1, 0, 1)
        sheet.write_formula(1, 1, "=1+2", None, 3)
    table = read_table(out.getvalue())
    assert table.text(1, 1) == "3"
    assert table.cell_fault(1, 1) is None


def test_formulas_never_calculated_are_told():
    by_openpyxl = workbook([["nomor", "nilai"], [1, "=1+2"]])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["nomor", "nilai"])
        sheet.write_formula(1, 1, "=1+2")
    for data in (by_openpyxl, out.getvalue()):
        fault = read_table(data).cell_fault(1, 1, "nilai")
        assert fault is not None
        assert (fault.row, fault.column) == (2, "nilai")
        assert "simpan dulu di aplikasi lembar kerja" in fault.message


def test_merged_cells_are_told_with_their_range():
    book = openpyxl.Workbook()
    for row in [["Judul", None], ["nomor", "nilai"], [1, 3], [2, None]]:
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("B3:B4")
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    fault = table.cell_fault(3, 1, "nilai")
    assert fault is not None
    assert "B3:B4" in fault.message
    assert table.cell_fault(1, 0) is None


def test_dates_truths_and_error_values_are_no_ratings():
    data = workbook([["a", "b", "c"], [dt.date(2022, 5, 1), True, 7]])
    data = repacked(
        data,
        "xl/worksheets/sheet1.xml",
        {'<c r="C2" t="n"><v>7</v>': '<c r="C2" t="e"><v>#REF!</v>'},
    )
    table = read_table(data)
    assert [table.oddities.get((1, c)) for c in range(3)] == ["date", "boolean", "error"]
    fault = table.cell_fault(1, 2)
    assert fault is not None
    assert "#REF!" in fault.message
    assert fault.column == "C"


def test_several_filled_sheets_ask_for_a_choice():
    data = workbook(SMALL, [["nomor", "nilai"], [1, 5]])
    with pytest.raises(SheetChoiceError) as caught:
        read_table(data)
    assert caught.value.sheets == ("Lembar1", "Lembar2")
    assert read_table(data, sheet="Lembar2").text(1, 1) == "5"
    assert "Lembar1, Lembar2" in message(data, "Tidak Ada")


def test_empty_and_hidden_sheets_are_no_choice():
    assert read_table(workbook([], SMALL)).sheet == "Lembar2"
    assert read_table(workbook(SMALL, SMALL, hidden=1)).sheet == "Lembar2"
    assert "kosong" in message(workbook([]))


def test_a_far_away_cell_is_refused_before_loading():
    wide = workbook([["a", "b"], [1, 2]])
    sheet = "xl/worksheets/sheet1.xml"
    assert str(MAX_ROWS) in message(repacked(wide, sheet, {'r="B2"': 'r="B1048576"'}))
    assert str(MAX_COLUMNS) in message(repacked(wide, sheet, {'r="B2"': 'r="XFD2"'}))


def test_one_text_used_a_thousand_times_counts_each_time(monkeypatch):
    monkeypatch.setattr(scan, "MAX_TEXT", 10_000)
    assert "terlalu banyak" in message(workbook([["x" * 1000]] * 11))
    assert len(read_table(workbook([["x" * 1000, "y"]] * 9)).rows) == 9


def test_zip_bombs_are_refused_by_declared_and_by_real_size(monkeypatch):
    monkeypatch.setattr(package, "MAX_UNPACKED", 5_000_000)
    out = io.BytesIO(workbook(SMALL))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bom.xml", b"0" * 6_000_000)
    declared = out.getvalue()
    assert "lebih besar" in message(declared)
    lying = declared.replace(struct.pack("<I", 6_000_000), struct.pack("<I", 10))
    assert lying != declared
    assert "lebih besar" in message(lying)


def test_a_part_that_grows_beyond_all_measure_is_refused():
    out = io.BytesIO(workbook(SMALL))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bom.xml", b"0" * 3_000_000)
    assert "lebih besar" in message(out.getvalue())


def test_entities_in_workbook_xml_are_refused():
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = repacked(
        workbook(SMALL), "xl/worksheets/sheet1.xml", {"<worksheet": head + "<worksheet"}
    )
    assert "rusak" in message(data)


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(workbook(SMALL))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert "rusak" in message(out.getvalue())


@pytest.mark.parametrize("keep", [40, 1000, -30])
def test_a_workbook_cut_off_is_refused(keep):
    assert "rusak" in message(workbook(SMALL)[:keep])


@pytest.mark.parametrize("text", ["a\0", "\ud800"])
def test_text_no_database_keeps_is_no_cell(text):
    with pytest.raises(ValueError, match=text) as caught:
        plain_rows([[1, "b"], [2, text]], 2)
    assert caught.value.args == (text,)


def test_other_packages_are_no_workbooks():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "bukan lembar kerja" in message(out.getvalue())


def test_encrypted_workbooks_ask_for_the_password_to_be_removed():
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "kata sandi" in message(container + "EncryptedPackage".encode("utf-16-le"))
    assert "dokumen Office lama" in message(container + "WordDocument".encode("utf-16-le"))
    assert "rusak" in message(container + "Workbook".encode("utf-16-le"))


def office_file(tmp_path: Path, form: str, data: bytes) -> Path:
    """The workbook as a real office program writes it in another form."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    source = tmp_path / "sumber.xlsx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(tmp_path / "keluar"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return tmp_path / "keluar" / f"sumber.{form}"


@pytest.mark.parametrize("form", ["ods", "xls", "xlsx"])
def test_files_of_a_real_office_program_are_read(tmp_path, form):
    book = openpyxl.Workbook()
    for row in [
        ["nomor", "nilai", "jumlah"],
        [1, 3, "=B2*2"],
        [2, 1.26, "=1/0"],
        [dt.date(2022, 1, 2), None, 5],
    ]:
        book.active.append(row)
    book.active.merge_cells("B4:B5")
    out = io.BytesIO()
    book.save(out)
    table: Table = read_table(office_file(tmp_path, form, out.getvalue()))
    assert table.kind == form
    assert [row[:2] for row in table.rows[:3]] == [("nomor", "nilai"), ("1", "3"), ("2", "1.26")]
    assert table.text(1, 2) == "6"
    assert table.oddities[3, 0] == "date"
    assert table.oddities[3, 1] == "merged"
    if form != "xls":
        assert table.oddities[2, 2] == "error"


def ods(cells: str) -> bytes:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="A">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def test_repeats_in_opendocument_files_are_counted_before_they_grow():
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"{}>'
        "<text:p>1</text:p></table:table-cell>"
    )
    row = "<table:table-row{}>{}</table:table-row>"
    small = row.format("", cell.format("") * 2) + row.format(
        ' table:number-rows-repeated="2"', cell.format("")
    )
    many_rows = row.format(' table:number-rows-repeated="1048576"', cell.format(""))
    many_columns = row.format("", cell.format(' table:number-columns-repeated="16384"'))
    assert read_table(ods(small)).rows[0] == ("1", "1")
    assert str(MAX_ROWS) in message(ods(many_rows))
    assert str(MAX_COLUMNS) in message(ods(many_columns))


def test_opendocument_formula_without_a_result_is_told():
    cells = (
        '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell office:value-type="float" office:value="2"/>'
    )
    table = read_table(ods(f"<table:table-row>{cells}</table:table-row>"))
    assert table.oddities == {(0, 0): "uncalculated"}
