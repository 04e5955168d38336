"""Small workbooks made to keep a server busy for hours are refused at once."""

from __future__ import annotations

import time

import pytest

from selaras.foundation.tables import TableError, read_table, workbook
from selaras.foundation.tables.model import MAX_CELL_TEXT, MAX_MERGES, MAX_SHEETS
from tests.foundation.tables.test_workbooks import SMALL, message, ods, repacked
from tests.foundation.tables.test_workbooks import workbook as book

SHEET = "xl/worksheets/sheet1.xml"


def merging(areas: str, rows: int, columns: int) -> bytes:
    data = book([["a"], *([[]] * (rows - 2)), [None] * (columns - 1) + ["z"]])
    return repacked(data, SHEET, {"</sheetData>": f"</sheetData><mergeCells>{areas}</mergeCells>"})


def test_areas_merged_again_and_again_are_counted_each_time():
    again = merging('<mergeCell ref="A1:GR1000"/>' * 500, 1000, 200)
    start = time.monotonic()
    assert "terlalu banyak" in message(again)
    assert time.monotonic() - start < 5
    assert "terlalu banyak" in message(merging('<mergeCell ref="A1:B2"/>' * (MAX_MERGES + 1), 3, 3))


def test_areas_outside_the_table_cost_nothing():
    table = read_table(merging('<mergeCell ref="B2:XFD1048576"/>' * 500, 3, 3))
    assert set(table.merged) == {(1, 1), (1, 2), (2, 1), (2, 2)}
    fault = table.cell_fault(2, 2)
    assert fault is not None
    assert "B2:XFD1048576" in fault.message


def test_merged_areas_of_other_kinds_of_workbooks_are_counted_too():
    cell = '<table:table-cell table:number-columns-spanned="200" table:number-rows-spanned="1000"/>'
    filled = '<table:table-cell office:value-type="float" office:value="1"/>'
    row = f"<table:table-row>{cell * 30}{filled}</table:table-row>"
    assert "terlalu banyak" in message(ods(row * 1000))


def test_one_endless_cell_is_refused():
    def inline(length: int) -> bytes:
        text = f'<c r="A2" t="inlineStr"><is><t>{"x" * length}</t></is></c><c r="A2"'
        return repacked(book(SMALL), SHEET, {'<c r="A2"': text}, compress=False)

    assert "terlalu banyak" in message(inline(MAX_CELL_TEXT + 1))
    assert read_table(inline(MAX_CELL_TEXT)).rows


def test_a_sheet_shown_twice_is_refused():
    data = book(SMALL, SMALL)
    relations = {"worksheets/sheet2.xml": "worksheets/sheet1.xml"}
    assert "rusak" in message(repacked(data, "xl/_rels/workbook.xml.rels", relations))


def test_sheets_without_end_are_refused():
    sheets = "".join(f'<sheet name="n{n}" sheetId="{n}" r:id="x{n}"/>' for n in range(MAX_SHEETS))
    many = repacked(book(SMALL), "xl/workbook.xml", {"<sheets>": f"<sheets>{sheets}"})
    assert "terlalu banyak" in message(many)
    tables = "".join(f'</table:table><table:table table:name="n{n}">' for n in range(MAX_SHEETS))
    assert "terlalu banyak" in message(ods(tables))


@pytest.mark.parametrize("limit", [3, 4])
def test_merged_cells_are_limited_to_the_cell(monkeypatch, limit):
    monkeypatch.setattr(workbook, "MAX_MERGED_CELLS", limit)
    areas = [((0, 0), (1, 1))]
    if limit == 4:
        assert len(workbook.merged_cells(areas, 9, 9)) == 4
    else:
        with pytest.raises(TableError):
            workbook.merged_cells(areas, 9, 9)
