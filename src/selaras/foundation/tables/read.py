"""Telling by its first bytes what a file is, and handing it to the reader of its kind."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.utils.translation import gettext as _

from selaras.foundation.tables.legacy import read_legacy, read_legacy_sheets
from selaras.foundation.tables.model import MAX_UPLOAD, Table, TableError, empty, refuse
from selaras.foundation.tables.package import damaged, protected
from selaras.foundation.tables.text import read_text
from selaras.foundation.tables.workbook import read_package, read_package_sheets

Found = TypeVar("Found")

_HEAD = 512
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
}


def read_table(source: bytes | Path | BinaryIO, name: str = "", sheet: str | None = None) -> Table:
    """Read a CSV, XLSX, XLS or ODS table from bytes, a path or an open binary file.

    ``name`` is what messages call the file; ``sheet`` chooses one of several sheets.
    Raises TableError, SheetChoiceError (choose a sheet and ask again), and OSError for a path
    that cannot be opened.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return read_table(file, name or source.name, sheet)

    def read(file: BinaryIO, head: bytes) -> Table:
        if head.startswith(_ZIP):
            return read_package(file, name, sheet)
        if head.startswith(_OLE):
            _refuse_other_ole(file)
            return read_legacy(file, name, sheet)
        return _plain_text(file, head, name)

    return _guarded(io.BytesIO(source) if isinstance(source, bytes) else source, read)


def read_sheets(source: bytes, name: str = "") -> tuple[Table, ...]:
    """Every filled sheet of a workbook, hidden ones too; of a CSV its one table.

    ``name`` is what messages call the file. Raises TableError.
    """

    def read(file: BinaryIO, head: bytes) -> tuple[Table, ...]:
        if head.startswith(_ZIP):
            return read_package_sheets(file, name)
        if head.startswith(_OLE):
            _refuse_other_ole(file)
            return read_legacy_sheets(file, name)
        return (_plain_text(file, head, name),)

    return _guarded(io.BytesIO(source), read)


def _guarded(file: BinaryIO, read: Callable[[BinaryIO, bytes], Found]) -> Found:
    """Run a reader on a file of a bearable size; whatever breaks in it becomes a fault."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_UPLOAD:
        raise refuse(
            _("Berkas berukuran %(size)d MB; batasnya %(limit)d MB. Sisakan tabelnya saja.")
            % {"size": -(-size // 1024**2), "limit": MAX_UPLOAD // 1024**2}
        )
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        raise empty()
    try:
        return read(file, head)
    except (MemoryError, RecursionError):
        raise damaged() from None
    except BaseException as error:
        # The spreadsheet library is Rust; a bug met there surfaces as a PanicException, which is
        # deliberately no Exception and has no importable name.
        if type(error).__name__ == "PanicException":
            raise damaged() from None
        raise


def _plain_text(file: BinaryIO, head: bytes, name: str) -> Table:
    _refuse_foreign(head)
    return read_text(file.read(), name)


def _refuse_other_ole(file: BinaryIO) -> None:
    """An OLE container may hold an encrypted XLSX, or a document that is no workbook."""
    data = file.read()
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise protected()
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        raise not_a_table(_("dokumen Office lama"))


def _refuse_foreign(head: bytes) -> None:
    for mark, kind in _FOREIGN.items():
        if head.startswith(mark):
            raise not_a_table(kind)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise not_a_table("HTML")
    if start.startswith(b"<?xml"):
        raise not_a_table("XML")


def not_a_table(kind: str) -> TableError:
    """The file is something else, whatever its name says."""
    return refuse(
        _("Berkas ini bukan tabel (%(kind)s). Simpan tabelnya sebagai CSV, XLSX, XLS, atau ODS.")
        % {"kind": kind}
    )
