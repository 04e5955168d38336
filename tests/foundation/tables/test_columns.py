"""Finding columns by what people call them."""

from __future__ import annotations

import pytest

from selaras.foundation.tables import Wanted, find_columns, normalise, read_table

NUMBER = Wanted("number", ("nomor", "no", "no.", "kode", "indikator ke"))
VALUE = Wanted("value", ("nilai akhir", "nilai"))
OFFICE = Wanted("office", ("opd",), required=False)


@pytest.mark.parametrize(
    "header", ["Nilai Akhir", "nilai_akhir", " NILAI  AKHIR ", "nilai-akhir", "Nilai (akhir)"]
)
def test_spelling_does_not_matter(header):
    assert normalise(header) == "nilai akhir"


def test_columns_are_found_below_a_title():
    table = read_table(b"Hasil SPBE;;\n;;\nNo.;OPD;Nilai_Akhir\n1;Dinas;3\n")
    columns = find_columns(table, [NUMBER, VALUE, OFFICE])
    assert columns.header_row == 2
    assert columns.places == {"number": 0, "office": 1, "value": 2}
    assert columns.missing == ()
    assert list(columns.data_rows(table)) == [3]
    assert columns.label(2) == "Nilai_Akhir"


def test_better_names_win_and_missing_columns_are_told():
    table = read_table(b"nilai,no,nilai_akhir\n1,2,3\n")
    assert find_columns(table, [NUMBER, VALUE]).places == {"number": 1, "value": 2}
    found = find_columns(read_table(b"no,skor\n1,2\n"), [NUMBER, VALUE])
    assert found.missing == ("value",)


def test_no_header_at_all():
    found = find_columns(read_table(b"1,2\n3,4\n"), [NUMBER, VALUE, OFFICE])
    assert (found.header_row, found.missing) == (-1, ("number", "value"))


def test_one_column_serves_one_key():
    table = read_table(b"no,x\n1,2\n")
    found = find_columns(table, [NUMBER, Wanted("other", ("no",))])
    assert found.places == {"number": 0}
