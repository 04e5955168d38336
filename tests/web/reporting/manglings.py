"""Two hundred ways to mishandle a worksheet on its way back: bytes, parts, sheets, rows, cells."""

from __future__ import annotations

import copy
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Iterator

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from selaras.reporting.worksheet.layout import HEADING_ROW, HEADINGS
from tests.reporting.worksheet.books import cells_of, opened, saved

Mangling = Callable[[bytes, random.Random], bytes]
COUNT = 200

_MAP = "_selaras"
ODD_VALUES: tuple[object, ...] = (
    *(0, 6, -1, 3.5, 1e300, 10**20, "4,7", "III", "tiga", "3-1", "2 atau 3", "3/1", "٣", "TRUE"),
    *(True, dt.date(2025, 1, 3), dt.time(3, 1), "=1/0", "=2+1"),
    *('=HYPERLINK("http://x")', "#REF!", "x" * 32_000, "\n\n\n", "'3", "3" * 90, "\u200b3", "🙂"),
    *("<b>3</b>", "%s", "{{ 3 }}", "3\t", "Tingkat 99", "nilai: 2", "1e0", ".5", "５", "NaN", "-"),
)


def manglings() -> Iterator[tuple[str, Mangling]]:
    """COUNT of them, each by name; the same ones every time."""
    kinds: list[tuple[str, Mangling]] = [
        *_of_bytes(),
        *_of_parts(),
        *((f"cells-{name}", _edited(edit)) for name, edit in _EDITS.items()),
        *((f"value-{place}", _valued(value)) for place, value in enumerate(ODD_VALUES)),
    ]
    yield from kinds
    for number in range(COUNT - len(kinds)):
        yield f"many-{number}", _several


def _of_bytes() -> Iterator[tuple[str, Mangling]]:
    yield "empty", lambda _data, _chance: b""
    yield "text", lambda _data, _chance: b"Selamat pagi"
    yield "pdf", lambda _data, _chance: b"%PDF-1.7 bukan lembar"
    yield "html", lambda _data, _chance: b"<html><table><tr><td>No</td></tr></table>"
    yield "noughts", lambda _data, _chance: bytes(4096)
    yield "noise", lambda _data, chance: chance.randbytes(4096)
    yield "only-head", lambda data, _chance: data[:4]
    yield "doubled", lambda data, _chance: data + data
    yield "before", lambda data, _chance: b"\xef\xbb\xbf" + data
    yield "after", lambda data, _chance: data + b"ekor" * 100
    yield "ole", lambda _data, _chance: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
    yield (
        "locked",
        lambda _d, _c: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le")
        ),
    )
    for share in (5, 30, 60, 95):
        yield f"cut-{share}", lambda data, _chance, share=share: data[: len(data) * share // 100]  # type: ignore[misc]
    for count in (1, 8, 64):
        yield f"flipped-{count}", lambda data, chance, count=count: _flipped(data, chance, count)  # type: ignore[misc]


def _flipped(data: bytes, chance: random.Random, count: int) -> bytes:
    changed = bytearray(data)
    for _time in range(count):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _of_parts() -> Iterator[tuple[str, Mangling]]:
    parts = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml")
    sheets = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels")
    for part in (*parts, *sheets):
        yield f"without {part}", lambda data, _c, part=part: _parts(data, part, None)  # type: ignore[misc]
        yield f"empty {part}", lambda data, _c, part=part: _parts(data, part, b"")  # type: ignore[misc]
        yield f"broken {part}", lambda data, _c, part=part: _parts(data, part, b"<a><b>")  # type: ignore[misc]
    bomb = b"<sst>" + b"<si><t>" + b"a" * 60_000_000 + b"</t></si></sst>"
    yield "bomb", lambda data, _chance: _parts(data, "xl/sharedStrings.xml", bomb)
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    yield "entity", lambda data, _chance: _parts(data, "xl/workbook.xml", entity)


def _parts(data: bytes, part: str, content: bytes | None) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry.filename, old.read(entry))
            elif content is not None:
                new.writestr(part, content)
    return out.getvalue()


Edit = Callable[[Workbook, random.Random], None]


def _edited(edit: Edit) -> Mangling:
    def mangle(data: bytes, chance: random.Random) -> bytes:
        book = opened(data)
        edit(book, chance)
        return saved(book)

    return mangle


def _valued(value: object) -> Mangling:
    def mangle(data: bytes, chance: random.Random) -> bytes:
        book = opened(data)
        for sheet, cell in chance.sample(sorted(cells_of(book).values()), 4):
            book[sheet][cell] = value
        return saved(book)

    return mangle


def _several(data: bytes, chance: random.Random) -> bytes:
    book = opened(data)
    names = chance.sample(sorted(_EDITS), chance.randint(2, 4))
    # A far cell comes last: the program that edits would make every cell on the way to it.
    for name in sorted(names, key=lambda one: one == "far"):
        _EDITS[name](book, chance)
    return saved(book)


def _aspects(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.title[:1] == "A"] or book.worksheets


def _aspect(book: Workbook, chance: random.Random) -> Worksheet:
    return chance.choice(_aspects(book))


def _rename(book: Workbook, chance: random.Random) -> None:
    for place, sheet in enumerate(_aspects(book)):
        sheet.title = f"Lembar {place} {chance.randrange(99)}"


def _reorder(book: Workbook, chance: random.Random) -> None:
    chance.shuffle(book._sheets)


def _drop_sheet(book: Workbook, chance: random.Random) -> None:
    if len(book.worksheets) > 1:
        book.remove(_aspect(book, chance))


def _drop_map(book: Workbook, _chance: random.Random) -> None:
    if _MAP in book.sheetnames and len(book.worksheets) > 1:
        book.remove(book[_MAP])


def _show_map(book: Workbook, _chance: random.Random) -> None:
    if _MAP in book.sheetnames:
        book[_MAP].sheet_state = "visible"
        book[_MAP].title = "Peta"


def _copy_sheet(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    # A copy is named after its sheet, and longer.
    sheet.title = sheet.title[:20]
    copied = book.copy_worksheet(sheet)
    copied["C8"] = chance.choice(ODD_VALUES)


def _insert_rows(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).insert_rows(chance.randint(1, 20), chance.randint(1, 3))


def _delete_rows(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).delete_rows(chance.randint(1, 20), chance.randint(1, 5))


def _insert_columns(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).insert_cols(chance.randint(1, 4))


def _delete_columns(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).delete_cols(chance.randint(1, 4))


def _sort_rows(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW + 2)]
    chance.shuffle(rows)
    for row, values in enumerate(rows, HEADING_ROW + 2):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            if hasattr(cell, "column_letter"):
                cell.value = value


def _merge(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    top, left = chance.randint(5, 15), chance.randint(1, 3)
    sheet.merge_cells(
        start_row=top,
        start_column=left,
        end_row=top + chance.randint(0, 4),
        end_column=left + chance.randint(0, 2),
    )


def _repeat_headings(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    row = chance.randint(5, 15)
    sheet.insert_rows(row)
    for column, heading in enumerate(HEADINGS, 1):
        sheet.cell(row, column).value = heading


def _drop_headings(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).delete_rows(HEADING_ROW + 1)


def _rename_heading(book: Workbook, chance: random.Random) -> None:
    cell = f"{get_column_letter(chance.randint(1, 4))}{HEADING_ROW + 1}"
    _aspect(book, chance)[cell] = chance.choice(["", "Diisi unit", "Isian", "No"])


def _swap_numbers(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    for row in range(HEADING_ROW + 2, sheet.max_row + 1):
        if chance.random() < 0.3:
            value = chance.choice(["", "1", 2.0, "99", "x", None, dt.date(2025, 1, 1)])
            _set(sheet, row, 1, value)


def _drop_labels(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    for row in range(HEADING_ROW + 2, sheet.max_row + 1):
        if chance.random() < 0.3:
            _set(sheet, row, 2, chance.choice(["", "Fakta", "FAKTA ", "Analisis", 7]))


def _far_cell(book: Workbook, chance: random.Random) -> None:
    _aspect(book, chance).cell(chance.choice([900, 60_000]), chance.choice([6, 250])).value = "jauh"


def _spoil_map(book: Workbook, chance: random.Random) -> None:
    if _MAP not in book.sheetnames:
        return
    sheet = book[_MAP]
    for row in range(1, sheet.max_row + 1):
        if chance.random() < 0.2:
            _set(sheet, row, chance.randint(1, 4), chance.choice(["", "C1", "fakta", 3.0, "$Z$9"]))


def _other_code(book: Workbook, chance: random.Random) -> None:
    code = chance.choice(["LKE-2025-AAAA-AAAA", "", "x" * 500, None])
    if _MAP in book.sheetnames:
        book[_MAP]["B2"] = code


def _odd_values(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    for row in range(HEADING_ROW + 2, sheet.max_row + 1):
        if chance.random() < 0.4:
            _set(sheet, row, 3, chance.choice(ODD_VALUES))


def _duplicate_rows(book: Workbook, chance: random.Random) -> None:
    sheet = _aspect(book, chance)
    end = sheet.max_row
    for row in range(HEADING_ROW + 2, end + 1):
        if chance.random() < 0.3:
            values = [copy.copy(cell.value) for cell in sheet[row]]
            values[2] = chance.choice(ODD_VALUES)
            sheet.append(values)


def _set(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write a cell, unless it is hidden under a merged one."""
    cell = sheet.cell(row, column)
    if hasattr(cell, "column_letter"):
        cell.value = value  # type: ignore[assignment]


_EDITS: dict[str, Edit] = {
    "rename": _rename,
    "reorder": _reorder,
    "drop-sheet": _drop_sheet,
    "drop-map": _drop_map,
    "show-map": _show_map,
    "copy-sheet": _copy_sheet,
    "insert-rows": _insert_rows,
    "delete-rows": _delete_rows,
    "insert-columns": _insert_columns,
    "delete-columns": _delete_columns,
    "sort": _sort_rows,
    "merge": _merge,
    "repeat-headings": _repeat_headings,
    "drop-headings": _drop_headings,
    "rename-heading": _rename_heading,
    "numbers": _swap_numbers,
    "labels": _drop_labels,
    "far": _far_cell,
    "spoil-map": _spoil_map,
    "code": _other_code,
    "values": _odd_values,
    "rows-twice": _duplicate_rows,
}
