"""What a manuscript becomes as a workbook, read back with another library."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from selaras.foundation.documents import workbook
from selaras.foundation.documents.manuscript import (
    Amount,
    Cell,
    Chart,
    Column,
    Grid,
    Heading,
    Manuscript,
    Paragraph,
    Row,
)
from selaras.foundation.documents.sheets import LINE
from tests.foundation.documents.manuscripts import HOSTILE, hostile, indicators, manuscript


def opened(given: Manuscript) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.content(given)))


def told(book: Workbook, name: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def one_cell(cell: Cell) -> object:
    grid = Grid("Nilai", (Column("A"),), (Row((cell,)),))
    return opened(manuscript((grid,)))["Nilai"].cell(4, 1)


def test_the_opening_sheet_reads_like_the_report() -> None:
    given = manuscript()
    book = opened(given)
    rows = told(book, "Daftar isi")
    flat = [value for row in rows for value in row if value is not None]
    assert flat[0] == given.title
    for words in (
        "Data per 21 November 2022 pukul 13.05 WIB",
        "Ringkasan eksekutif",
        "Indeks naik 0,31 dari tahun lalu.",
        "1. Peraturan pertama;",
        "• Butir lepas",
        "Baris pertama\n  baris kedua",
        "Tabel 1. Segala isi sel",
        "Gambar 7. Instansi menurut predikat",
        "Pejabat Contoh",
    ):
        assert words in flat
    assert ["Indeks SPBE", 2.49] in rows
    assert given.fingerprint in [str(value).replace(" ", "") for value in flat]


def test_every_table_has_a_sheet_and_a_link() -> None:
    given = manuscript()
    book = opened(given)
    grids = list(given.grids())
    assert len(book.sheetnames) == 1 + len(grids)
    cells = [cell for row in book["Daftar isi"].iter_rows() for cell in row]
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert sorted(links) == sorted(f"'{name}'!A1" for name in book.sheetnames[1:])
    assert sum(isinstance(block, Chart) for block in given.blocks) == 7
    for grid, name in zip(grids, book.sheetnames[1:], strict=True):
        rows = told(book, name)
        assert rows[2][: len(grid.columns)] == [column.heading for column in grid.columns]
        assert book[name].freeze_panes == "A4"
        assert book[name].print_title_rows == "$3:$3"
        assert str(book[name].page_setup.paperSize) == "9"
        assert "Pedoman SPBE 2020" in str(book[name].oddFooter.left.text)


def test_figures_are_numbers_and_exact() -> None:
    rows = told(opened(manuscript((indicators(),))), "Indikator")
    body = [row for row in rows[3:] if isinstance(row[0], int)]
    assert [row[0] for row in body] == list(range(1, 48))
    assert [row[2] for row in body] == [number * 7 % 5 + 1 for number in range(1, 48)]
    assert {row[3] for row in body} == {3.25}
    assert {row[4] for row in body} == {None, "=10/3"}


def test_what_a_spreadsheet_would_round_it_does_not_get_as_a_number() -> None:
    fine = one_cell(Amount(Fraction("2.4913"), "2,49"))
    assert (fine.value, fine.number_format) == (2.4913, "0.00")  # type: ignore[attr-defined]
    long = Decimal("12345678901234567890.5")
    assert one_cell(long).value == "12345678901234567890.5"  # type: ignore[attr-defined]
    assert one_cell(Amount(Fraction(10**20 + 1, 3), "x")).value == f"{10**20 + 1}/3"  # type: ignore[attr-defined]
    signed = one_cell(Amount(Fraction("0.31"), "+0,31"))
    assert signed.number_format.startswith("+0.00;")  # type: ignore[attr-defined]
    share = one_cell(Amount(Fraction(13), "13\N{NO-BREAK SPACE}%", 0))
    assert (share.value, share.number_format) == (13, '0" %"')  # type: ignore[attr-defined]


def test_days_are_days() -> None:
    assert one_cell(date(2022, 11, 21)).value == datetime(2022, 11, 21)  # type: ignore[attr-defined]  # noqa: DTZ001


def test_names_of_sheets_are_legal_and_differ() -> None:
    columns = (Column("A"),)
    blocks = (
        Grid("Nilai/indeks: semua [2022] dan sebelumnya", columns, ()),
        Grid("Nilai/indeks: semua [2022] dan sesudahnya", columns, ()),
        Grid("NILAI", columns, ()),
        Grid("nilai", columns, ()),
        Grid("History", columns, ()),
        Grid("", columns, ()),
        Grid("", columns, (), sheet="Daftar isi"),
    )
    names = opened(manuscript(blocks)).sheetnames
    assert len({name.casefold() for name in names}) == 8
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_whatever_people_type_is_text() -> None:
    book = opened(hostile())
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith(("=1/3",))
    kept = HOSTILE.replace("\x00\x01\x08\x1f", "").replace("\ufffe", "")
    assert kept in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    body = workbook.content(manuscript((Paragraph("=1+1"), Grid("x", (Column("=1+1"),), ()))))
    sheets = [name for name in zipfile.ZipFile(io.BytesIO(body)).namelist() if "sheet" in name]
    assert not any(b"<f>" in zipfile.ZipFile(io.BytesIO(body)).read(name) for name in sheets)


def test_long_words_and_long_texts_are_kept() -> None:
    text = "kata " * 9000
    grid = Grid("x", (Column("A"),), (Row((text,)),))
    book = opened(manuscript((Heading("h"), Paragraph(text), grid)))
    pieces = [c.value for (c,) in book["Daftar isi"].iter_rows(max_col=1) if c.value]
    assert text in "".join(str(one) for one in pieces)
    assert str(book["x"].cell(4, 1).value).endswith("…")


def test_properties_and_bytes_are_the_manuscripts() -> None:
    given = manuscript()
    body = workbook.content(given)
    told_of = openpyxl.load_workbook(io.BytesIO(body)).properties
    assert (told_of.title, told_of.creator) == (given.title, given.issuer)
    assert told_of.created == given.as_of.replace(tzinfo=None)
    assert body == workbook.content(given)


def test_a_quotient_is_a_number_where_nobody_reckons_anew() -> None:
    grid = Grid("K", (Column("A"),), (Row((Amount(Fraction(23, 11), "2,09"),)),), sheet="x")
    found = openpyxl.load_workbook(
        io.BytesIO(workbook.content(manuscript((grid,)))), data_only=True
    )
    cell = found["x"].cell(4, 1)
    assert cell.data_type == "n"
    assert float(str(cell.value)) == pytest.approx(23 / 11)


def test_rows_are_as_high_as_their_words_and_pages_as_wide_as_the_table() -> None:
    words = "kata " * 60
    columns = (Column("A"), Column("B"))
    grid = Grid("K " * 60, columns, (Row((words, "b")), Row(("a", "b"))), words, sheet="x")
    sheet = opened(manuscript((grid,)))["x"]
    high = {row: float(sheet.row_dimensions[row].height or 0) for row in (1, 4, 5, 7)}
    assert high[4] >= 5 * LINE
    assert high[5] in (0, LINE)
    assert high[1] > LINE
    assert high[7] >= 4 * LINE
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {"A1:B1", "A7:B7"} <= {str(one) for one in sheet.merged_cells.ranges}


def test_what_heads_rows_runs_over_the_cells_beside_it() -> None:
    columns = (Column("No.", "right"), Column("Indikator"))
    head = "Layanan Administrasi Pemerintahan Berbasis Elektronik"
    sheet = opened(manuscript((Grid("K", columns, (Row((head,), "group"),), sheet="x"),)))["x"]
    first, beside = sheet.cell(4, 1), sheet.cell(4, 2)
    assert (first.value, first.alignment.horizontal) == (head, "left")
    assert not first.alignment.wrap_text
    assert beside.value is None
    assert beside.fill.fgColor.rgb == first.fill.fgColor.rgb
