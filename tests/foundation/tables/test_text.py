"""Delimited text in the shapes offices really send."""

from __future__ import annotations

import pytest

from selaras.foundation.tables import MAX_COLUMNS, MAX_ROWS, TableError, read_table
from selaras.foundation.tables import read as reading

GRID = (("nomor", "nilai"), ("1", "3"), ("2", "4"))


def message(data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(data, "berkas.csv")
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiters_are_found(delimiter, newline):
    text = newline.join(delimiter.join(row) for row in GRID)
    table = read_table(text.encode())
    assert table.rows == GRID
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("no;nama\n1;é\n".encode(), "utf-8"),
        ("no;nama\n1;é\n".encode("utf-8-sig"), "utf-8-sig"),
        ("no;nama\n1;é\n".encode("utf-16"), "utf-16"),
        ("\ufeffno;nama\n1;é\n".encode("utf-16-be"), "utf-16"),
        ("no;nama\n1;é\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_are_found(data, encoding):
    table = read_table(data)
    assert table.rows == (("no", "nama"), ("1", "é"))
    assert table.encoding == encoding
    assert bool(table.notices) == (encoding == "cp1252")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("row", ["1;a\0b\n", "\0;2\n"])
def test_nul_in_a_cell_is_refused_in_every_encoding(encoding, row):
    assert "bukan tabel CSV" in message(("no;nama\n" + row).encode(encoding))


def test_half_characters_are_refused():
    half = "no;nama\n1;a\ud800b\n".encode("utf-16-le", "surrogatepass")
    assert "bukan tabel CSV" in message(b"\xff\xfe" + half)


def test_decimal_commas_do_not_pass_for_delimiters():
    table = read_table(b"no;nilai\n1;1,26\n2;2,00\n3;4,5\n")
    assert table.rows[1] == ("1", "1,26")


def test_quoted_newlines_and_blank_lines_keep_row_numbers_true():
    table = read_table(b'no,nama\n1,"dua\nbaris"\n\n3,c\n')
    assert table.rows == (("no", "nama"), ("1", "dua\nbaris"), (), ("3", "c"))


def test_a_told_delimiter_is_obeyed_and_keeps_its_row():
    table = read_table(b"sep=|\nno|a,b\n1|c,d\n")
    assert table.rows == ((), ("no", "a,b"), ("1", "c,d"))


def test_one_column_means_an_unknown_delimiter():
    assert "Pisahkan kolom dengan koma" in message(b"no:nilai\n1:3\n2:4\n")


def test_an_open_quote_is_told():
    assert "tanda petik" in message(b'no,nilai\n1,"' + b"x" * 200_000)


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", b",,\n,,\n"])
def test_nothing_is_told(data):
    assert "kosong" in message(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x7fELF\x02\x01", "program"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\n <!DOCTYPE html><table><tr><td>1</td></tr></table>", "HTML"),
        (b"\xef\xbb\xbf<html>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
    ],
)
def test_other_files_are_named(data, kind):
    assert f"({kind})" in message(data)


def test_binary_noise_is_refused():
    assert "bukan tabel" in message(b"a,b\0c,d\n1,2\n")
    assert "bukan tabel" in message(b"\xff\xfea")


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(reading, "_plain_text", None)
    with pytest.raises(TableError) as caught:
        read_table(path)
    assert "50 MB" in str(caught.value)


def test_limits_of_rows_and_columns():
    assert str(MAX_ROWS) in message(b"1,2\n" * (MAX_ROWS + 1))
    assert str(MAX_COLUMNS) in message(b"1," * MAX_COLUMNS + b"1\n")
    assert len(read_table(b"1,2\n" * MAX_ROWS).rows) == MAX_ROWS
