"""XLSX and ODS workbooks: measured, scanned, then loaded."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO, Literal
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from selaras.foundation.tables.cells import CellValue, plain
from selaras.foundation.tables.model import (
    MAX_CELLS,
    MAX_ENTRIES,
    MAX_MERGED_CELLS,
    MAX_MERGES,
    MAX_SHEETS,
    MAX_TEXT,
    Area,
    Oddity,
    Position,
    SheetChoiceError,
    Table,
    empty,
    refuse,
    too_much_content,
)
from selaras.foundation.tables.package import damaged, open_package, protected
from selaras.foundation.tables.scan import (
    SheetShape,
    XlsxSheetScan,
    local,
    shared_text_lengths,
    walk,
)
from selaras.foundation.tables.scan_ods import CONTENT, OdsScan
from selaras.foundation.text import is_storable

_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


_BROKEN = (
    CalamineError,
    LookupError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the readers of archives, XML and numbers raise at content that is not what it should be.

Strange versions are NotImplementedError to ``zipfile``, places before the start of the file are
ValueError or OSError, parts called encrypted are RuntimeError.
"""


def read_package(file: BinaryIO, name: str, sheet: str | None) -> Table:
    """Read an XLSX or ODS workbook. Raises TableError, SheetChoiceError.

    The one place where a broken file becomes a fault.
    """
    try:
        return _read(file, name, sheet)
    except _BROKEN:
        raise damaged() from None


def read_package_sheets(file: BinaryIO, name: str) -> tuple[Table, ...]:
    """Every filled sheet of an XLSX or ODS workbook, hidden ones too. Raises TableError."""
    try:
        return _read_all(file, name)
    except _BROKEN:
        raise damaged() from None


def _read(file: BinaryIO, name: str, sheet: str | None) -> Table:
    with open_package(file) as archive:
        parts = _parts(archive)
        kind = _kind(archive, parts)
        shapes = _xlsx_shapes(archive, parts, sheet) if kind == "xlsx" else _ods_shapes(archive)
    chosen = choose_sheet({n: s.rows > 0 for n, s in shapes.items()}, sheet)
    shape = shapes[chosen]
    if not shape.rows:
        raise empty()
    file.seek(0)
    with CalamineWorkbook.from_filelike(file) as workbook:
        return _load(workbook, name, kind, chosen, tuple(shapes), shape)


def _read_all(file: BinaryIO, name: str) -> tuple[Table, ...]:
    with open_package(file) as archive:
        parts = _parts(archive)
        kind = _kind(archive, parts)
        if kind == "xlsx":
            shapes = _xlsx_shapes(archive, parts, None, hidden=True)
        else:
            shapes = _ods_shapes(archive)
    filled = {sheet: shape for sheet, shape in shapes.items() if shape.rows}
    demand_small_together((s.rows, s.columns, s.text) for s in filled.values())
    if not filled:
        raise empty()
    file.seek(0)
    names = tuple(shapes)
    with CalamineWorkbook.from_filelike(file) as workbook:
        return tuple(
            _load(workbook, name, kind, sheet, names, shape) for sheet, shape in filled.items()
        )


def demand_small_together(sizes: Iterable[tuple[int, int, int]]) -> None:
    """Raise TableError when the sheets, each rows, columns and letters, are too much together."""
    known = list(sizes)
    cells = sum(rows * columns for rows, columns, _text in known)
    if cells > MAX_CELLS or sum(text for _rows, _columns, text in known) > MAX_TEXT:
        raise too_much_content()


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Names of the package's parts by their small letters. Raises TableError for doubles."""
    parts = {part.casefold(): part for part in archive.namelist()}
    if len(parts) < len(archive.namelist()):
        raise damaged()
    return parts


def choose_sheet(filled: Mapping[str, bool], wanted: str | None) -> str:
    """The sheet to read: the wanted one, or the only one that holds anything."""
    if wanted is not None:
        if wanted in filled:
            return wanted
        raise refuse(
            _("Lembar %(sheet)s tidak ada. Lembar dalam berkas: %(sheets)s.")
            % {"sheet": wanted, "sheets": ", ".join(filled)}
        )
    candidates = tuple(name for name, has_content in filled.items() if has_content)
    if not candidates:
        raise empty()
    if len(candidates) > 1:
        raise SheetChoiceError(candidates)
    return candidates[0]


def _kind(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> Literal["xlsx", "ods"]:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "mimetype" in parts and CONTENT in parts:
        with archive.open(parts["mimetype"]) as stream:
            if stream.read(len(_ODS_TYPE) + 1).strip() == _ODS_TYPE:
                _refuse_encrypted_ods(archive, parts)
                return "ods"
    if "xl/workbook.bin" in parts:
        raise refuse(_("Bentuk XLSB tidak didukung. Simpan ulang sebagai XLSX."))
    raise refuse(_("Berkas ini bukan lembar kerja. Simpan tabelnya sebagai XLSX, ODS, atau CSV."))


def _refuse_encrypted_ods(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> None:
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest):
        raise protected()


def _ods_shapes(archive: zipfile.ZipFile) -> dict[str, SheetShape]:
    return OdsScan().run(archive)


def _xlsx_shapes(
    archive: zipfile.ZipFile, parts: Mapping[str, str], wanted: str | None, *, hidden: bool = False
) -> dict[str, SheetShape]:
    """Shapes of the visible sheets, of all where ``hidden``; only the wanted one where named."""
    book = _Workbook(archive, parts["xl/workbook.xml"], hidden)
    targets = _relations(archive, parts)
    strings = parts.get("xl/sharedstrings.xml")
    shared = shared_text_lengths(archive, strings) if strings else array("L")
    shapes: dict[str, SheetShape] = {}
    seen: set[str] = set()
    for name, relation in book.sheets:
        part = parts.get(targets.get(relation, "").casefold())
        if part is None:
            continue
        if part in seen:
            # A part shown as a thousand sheets would be walked a thousand times.
            raise damaged()
        seen.add(part)
        if wanted is not None and name != wanted:
            shapes[name] = SheetShape()
            continue
        scan = XlsxSheetScan(shared, book.recalculate)
        shapes[name] = scan.run(archive, part)
    return shapes


class _Workbook:
    """The visible sheets of an XLSX (all where ``hidden``).

    ``recalculate`` says whether its writer left the calculating to others.
    """

    def __init__(self, archive: zipfile.ZipFile, part: str, hidden: bool) -> None:
        self._hidden = hidden
        self.sheets: list[tuple[str, str]] = []
        self.recalculate = False
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        walk(archive, part, parser)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        shown = self._hidden or attributes.get("state", "visible") == "visible"
        if local(name) == "sheet" and shown:
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
            if len(self.sheets) > MAX_SHEETS:
                raise too_much_content()
        elif local(name) == "calcPr":
            self.recalculate = attributes.get("fullCalcOnLoad") in ("1", "true")


def _relations(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> dict[str, str]:
    """Relation id → path of the part within the package."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path)
            if len(targets) > MAX_ENTRIES:
                raise too_much_content()

    part = parts.get("xl/_rels/workbook.xml.rels")
    if part is None:
        raise damaged()
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    walk(archive, part, parser)
    return targets


def _load(
    workbook: CalamineWorkbook,
    name: str,
    kind: Literal["xlsx", "ods"],
    sheet: str,
    sheets: tuple[str, ...],
    shape: SheetShape,
) -> Table:
    source = workbook.get_sheet_by_name(sheet)
    grid = source.to_python(skip_empty_area=False, nrows=shape.rows)
    rows, odd = plain_rows(grid, shape.rows)
    odd.update(shape.oddities)
    merged = merged_cells(shape.merged, shape.rows, shape.columns)
    odd.update(dict.fromkeys(merged, "merged"))
    return Table(
        name,
        rows,
        kind,
        sheet=sheet,
        sheets=sheets,
        oddities=MappingProxyType(odd),
        merged=MappingProxyType(merged),
    )


def plain_rows(
    grid: Sequence[Sequence[CellValue]], height: int
) -> tuple[tuple[tuple[str, ...], ...], dict[Position, Oddity]]:
    """Rows of text and the odd cells of a loaded grid, filled up to its height.

    Raises ValueError for a cell with NUL, which old workbooks may hold and databases may not.
    """
    odd: dict[Position, Oddity] = {}
    known: dict[str, str] = {}
    rows = []
    for number, cells in enumerate(grid):
        row = []
        for column, value in enumerate(cells):
            text, oddity = plain(value)
            if oddity:
                odd[number, column] = oddity
            if (kept := known.get(text)) is None:
                if not is_storable(text):
                    raise ValueError(text)
                kept = known[text] = text
            row.append(kept)
        rows.append(tuple(row))
    rows.extend(() for _ in range(height - len(rows)))
    return tuple(rows), odd


def merged_cells(areas: Sequence[Area], rows: int, columns: int) -> dict[Position, Area]:
    """The merged cells in the filled part of the sheet, with their areas.

    Raises TableError, before any cell is looked at, when areas and their cells are too many:
    areas may lie on top of each other a thousand times.
    """
    within = [
        ((top, left), (min(bottom, rows - 1), min(right, columns - 1)))
        for (top, left), (bottom, right) in areas[: MAX_MERGES + 1]
    ]
    cells = sum(
        max(bottom - top + 1, 0) * max(right - left + 1, 0)
        for (top, left), (bottom, right) in within
    )
    if len(areas) > MAX_MERGES or cells > MAX_MERGED_CELLS:
        raise too_much_content()
    merged: dict[Position, Area] = {}
    for area, ((top, left), (bottom, right)) in zip(areas, within, strict=True):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                merged.setdefault((row, column), area)
    return merged
