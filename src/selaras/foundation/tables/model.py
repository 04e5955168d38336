"""The grid a table file becomes, the faults it may have, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from django.utils.translation import gettext as _

MAX_UPLOAD = 20 * 1024 * 1024
"""Bytes a file may have as it arrives."""
MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes a compressed workbook may unpack to."""
MAX_RATIO = 250
"""Times a packed part of more than a megabyte may grow; honest sheets stay below 100."""
MAX_ENTRIES = 2_000
"""Parts a compressed workbook may hold."""
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
MAX_TEXT = 50_000_000
"""Characters all cells may hold together, repeated texts counted each time."""
MAX_CELL_TEXT = 131_072
"""Characters one cell of a workbook may hold; spreadsheets keep 32,767."""
MAX_MERGES = 20_000
"""Areas of merged cells a sheet may hold."""
MAX_MERGED_CELLS = 200_000
"""Cells all merged areas may hold together, cells of several areas counted each time."""
MAX_SHEETS = 1_000
"""Sheets a workbook may hold."""
HEADER_SEARCH_ROWS = 20
"""Rows from the top in which the header row is looked for."""

Oddity = Literal["merged", "date", "error", "boolean", "uncalculated"]
"""Why the text of a cell is not simply what a person typed into it."""

Position = tuple[int, int]
"""Row and column, both counted from 0."""

Area = tuple[Position, Position]
"""The first and the last cell of a rectangle."""


@dataclass(frozen=True, slots=True)
class TableFault:
    """One thing wrong. ``row`` counts from 1 as the spreadsheet shows it, 0 for the whole file.

    ``column`` is the header or the letter of the column, empty when no single one is meant.
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        places = []
        if self.row:
            places.append(_("baris %(row)d") % {"row": self.row})
        if self.column:
            places.append(_("kolom %(column)s") % {"column": self.column})
        return ", ".join(places) + (": " if places else "") + self.message


class TableError(Exception):
    """The file cannot be read as a table; ``faults`` says why (at least one)."""

    def __init__(self, *faults: TableFault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class SheetChoiceError(TableError):
    """The workbook has several filled sheets and none was chosen; ``sheets`` names them."""

    def __init__(self, sheets: tuple[str, ...]) -> None:
        super().__init__(
            TableFault(
                0,
                "",
                _("Berkas berisi beberapa lembar: %(sheets)s. Pilih salah satu.")
                % {"sheets": ", ".join(sheets)},
            )
        )
        self.sheets = sheets


def refuse(message: str) -> TableError:
    """A fault of the whole file."""
    return TableError(TableFault(0, "", message))


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of text. Row ``rows[0]`` is row 1 of the file; short rows end where they end.

    Numbers are written plainly ("3", "1.26"), empty cells are "". ``oddities`` marks cells whose
    text must not be used as a value without a word; ask ``cell_fault``.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["csv", "xlsx", "xls", "ods"]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    delimiter: str = ""
    encoding: str = ""
    notices: tuple[str, ...] = ()
    oddities: Mapping[Position, Oddity] = field(default_factory=lambda: MappingProxyType({}))
    merged: Mapping[Position, Area] = field(default_factory=lambda: MappingProxyType({}))
    """Every merged cell → the area it belongs to."""

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """The cell's text, both counted from 0; empty outside the grid."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def cell_fault(self, row: int, column: int, label: str = "") -> TableFault | None:
        """Why this cell (counted from 0) is no plain value, or None. ``label`` names its column."""
        oddity = self.oddities.get((row, column))
        if oddity is None:
            return None
        message = self._merged_message(row, column) if oddity == "merged" else _message(oddity)
        return TableFault(row + 1, label or letters(column), message)

    def _merged_message(self, row: int, column: int) -> str:
        (top, left), (bottom, right) = self.merged[row, column]
        area = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        return _("Sel %(area)s digabung. Batalkan penggabungan lalu isi setiap sel.") % {
            "area": area
        }


def _message(oddity: Oddity) -> str:
    messages = {
        "date": _("Sel berisi tanggal, bukan angka. Ubah format sel menjadi angka lalu isi ulang."),
        "error": _("Sel berisi galat rumus (misalnya #REF!). Perbaiki rumus atau ketik nilainya."),
        "boolean": _("Sel berisi TRUE atau FALSE, bukan angka. Ketik nilainya."),
        "uncalculated": _(
            "Rumus belum pernah dihitung. Buka berkas dan simpan dulu di aplikasi lembar kerja."
        ),
    }
    return messages[oddity]


def letters(column: int) -> str:
    """A column's letters from its place counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def too_many_rows() -> TableError:
    """The table is longer than MAX_ROWS."""
    return refuse(
        _("Tabel lebih dari %(rows)d baris. Bagi menjadi beberapa berkas.") % {"rows": MAX_ROWS}
    )


def too_many_columns() -> TableError:
    """The table is wider than MAX_COLUMNS."""
    return refuse(
        _("Tabel lebih dari %(columns)d kolom. Hapus kolom yang tidak diperlukan.")
        % {"columns": MAX_COLUMNS}
    )


def too_much_content() -> TableError:
    """The table holds more than MAX_CELLS or MAX_TEXT."""
    return refuse(_("Isi tabel terlalu banyak. Bagi menjadi beberapa berkas."))


def empty() -> TableError:
    """There is nothing in the file or sheet."""
    return refuse(_("Tabel kosong. Isi baris judul dan datanya, lalu coba lagi."))
