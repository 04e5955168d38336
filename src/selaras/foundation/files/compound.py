"""Old office files (DOC, XLS, PPT): which program wrote them, and whether they are locked.

They are small file systems. Only their table of contents and the first bytes of the main stream are
read, within bounds, so that a broken one costs nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_FREE = 0xFFFFFFFA
"""Sector numbers from here on mean "no further sector"."""
_MOST_SECTORS = 2_000
"""Sectors of the table of contents that are read at most."""
_MAIN = {
    "WordDocument": "word",
    "Workbook": "excel",
    "Book": "excel",
    "PowerPoint Document": "powerpoint",
}
_SMALL_STREAM = 4096
_WORD_LOCKED = 0x0100
_EXCEL_LOCKED = b"\x2f\x00"
"""The FILEPASS record, as it stands in the file ([MS-XLS] 2.4.117)."""


class DamagedError(Exception):
    """The file breaks its own format."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the table of contents tells. ``program`` is word, excel, powerpoint or empty."""

    program: str
    is_protected: bool
    has_macros: bool


@dataclass(frozen=True, slots=True)
class _Stream:
    name: str
    start: int
    size: int


def look(file: BinaryIO) -> Contents:
    """Read the table of contents. Raises DamagedError."""
    try:
        return _look(file)
    except (struct.error, IndexError, ValueError) as error:
        raise DamagedError from error


def _look(file: BinaryIO) -> Contents:
    file.seek(0)
    header = file.read(512)
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in (9, 12):
        raise DamagedError
    sector = 1 << shift
    first = struct.unpack_from("<I", header, 48)[0]
    table = struct.unpack_from("<109I", header, 76)
    streams = {s.name: s for s in _directory(file, sector, first, table)}
    if "EncryptedPackage" in streams:
        return Contents("", is_protected=True, has_macros=False)
    name = next((name for name in _MAIN if name in streams), "")
    has_macros = not streams.keys().isdisjoint({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"})
    if not name:
        return Contents("", is_protected=False, has_macros=has_macros)
    return Contents(_MAIN[name], _is_locked(file, sector, streams, name), has_macros)


def _directory(
    file: BinaryIO, sector: int, first: int, table: tuple[int, ...]
) -> Iterator[_Stream]:
    """The entries of the directory, following its chain of sectors."""
    place, steps = first, 0
    while place < _FREE:
        steps += 1
        if steps > _MOST_SECTORS:
            raise DamagedError
        yield from _entries(_sector(file, sector, place))
        place = _following(file, sector, table, place)


def _entries(block: bytes) -> Iterator[_Stream]:
    for at in range(0, len(block) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", block, at + 64)[0]
        if 2 <= length <= 64:
            name = block[at : at + length - 2].decode("utf-16-le", errors="replace")
            start, size = struct.unpack_from("<II", block, at + 116)
            yield _Stream(name, start, size)


def _sector(file: BinaryIO, sector: int, place: int) -> bytes:
    file.seek((place + 1) * sector)
    block = file.read(sector)
    if len(block) < sector:
        raise DamagedError
    return block


def _following(file: BinaryIO, sector: int, table: tuple[int, ...], place: int) -> int:
    """The sector after this one, from the part of the allocation table that the header names."""
    per_block = sector // 4
    block = _sector(file, sector, table[place // per_block])
    return int(struct.unpack_from("<I", block, place % per_block * 4)[0])


def _is_locked(file: BinaryIO, sector: int, streams: dict[str, _Stream], name: str) -> bool:
    """Whether the main stream says that the rest of it is encrypted."""
    if "EncryptedSummary" in streams:
        return True
    stream = streams[name]
    if stream.size < _SMALL_STREAM:
        return False
    start = _sector(file, sector, stream.start)
    if _MAIN[name] == "word":
        return bool(struct.unpack_from("<H", start, 10)[0] & _WORD_LOCKED)
    if _MAIN[name] == "excel":
        return _has_record(start, _EXCEL_LOCKED)
    return False


def _has_record(block: bytes, wanted: bytes) -> bool:
    """Whether one of the first records of a workbook is of that kind."""
    at = 0
    while at + 4 <= len(block):
        if block[at : at + 2] == wanted:
            return True
        (length,) = struct.unpack_from("<H", block, at + 2)
        at += 4 + length
    return False
