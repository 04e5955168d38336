"""Tables as text: CSV and its cousins with semicolons, tabs or bars."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from django.utils.translation import gettext as _

from selaras.foundation.tables.guard import unguarded
from selaras.foundation.tables.model import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    empty,
    refuse,
    too_many_columns,
    too_many_rows,
    too_much_content,
)

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 50
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, name: str) -> Table:
    """Read delimited text. Raises TableError."""
    text, encoding, notices = _decode(data)
    text, told = _told_delimiter(text)
    if not text.strip():
        raise empty()
    delimiter = told or _delimiter(text)
    rows = _rows(text, delimiter)
    if max(len(row) for row in rows) == 1:
        raise refuse(
            _(
                "Hanya satu kolom yang terbaca. Pisahkan kolom dengan koma, titik koma, tab, "
                "atau garis tegak (|), lalu simpan kembali sebagai CSV."
            )
        )
    return Table(name, rows, "csv", delimiter=delimiter, encoding=encoding, notices=notices)


def _decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                raise _not_text() from None
            if "\0" in text:
                raise _not_text()
            return text, encoding, ()
    if b"\0" in data:
        raise _not_text()
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _not_text() from None
    notice = _("Berkas tidak memakai UTF-8; dibaca sebagai Windows-1252. Periksa huruf beraksen.")
    return text, "cp1252", (notice,)


def _not_text() -> Exception:
    return refuse(
        _(
            "Berkas ini bukan tabel CSV, XLSX, XLS, atau ODS. "
            "Simpan ulang dalam salah satu bentuk itu."
        )
    )


def _told_delimiter(text: str) -> tuple[str, str]:
    """A first line "sep=;" tells spreadsheets the delimiter; the line stays, empty, as row 1."""
    first, newline, rest = text.partition("\n")
    first = first.strip()
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return newline + rest, first[-1]
    return text, ""


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of columns, and then into the most."""

    def regularity(delimiter: str) -> tuple[float, int]:
        try:
            sample = islice(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE_ROWS
            )
            widths = Counter(len(row) for row in sample if row)
        except csv.Error:
            return 0.0, 0
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return 0.0, 0
        usual = max(wide, key=lambda width: (wide[width], width))
        return wide[usual] / widths.total(), usual

    return max(DELIMITERS, key=regularity)


def _rows(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(unguarded(cell.strip()).strip() for cell in row))
            cells += len(row)
            if len(row) > MAX_COLUMNS:
                raise too_many_columns()
            if len(rows) > MAX_ROWS:
                raise too_many_rows()
            if cells > MAX_CELLS:
                raise too_much_content()
    except csv.Error:
        raise refuse(
            _("Baris %(row)d tidak dapat dibaca: periksa tanda petik yang tidak ditutup.")
            % {"row": len(rows) + 1}
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise empty()
    return tuple(rows)
