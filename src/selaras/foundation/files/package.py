"""Compressed packages (office files): how large they unpack, measured before anyone parses them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO

_CHUNK = 256 * 1024
_RATIO_FROM = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")


class Fault(Enum):
    """What is wrong with a package."""

    DAMAGED = "damaged"
    BOMB = "bomb"
    PROTECTED = "protected"


class PackageError(Exception):
    """The package must not be opened; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may unpack to: bytes in all, number of parts, times one part may grow."""

    unpacked: int
    entries: int
    ratio: int


def open_package(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive, after its size was measured. Raises PackageError.

    Damage is told by PackageError or by whatever ``zipfile`` and ``zlib`` raise.

    First the sizes the archive declares are added up, then every part is unpacked piece by piece
    and counted, because a declared size may lie.
    """
    archive = zipfile.ZipFile(file)
    entries = archive.infolist()
    if len(entries) > limits.entries or sum(e.file_size for e in entries) > limits.unpacked:
        raise PackageError(Fault.BOMB)
    left = limits.unpacked
    for entry in entries:
        if entry.flag_bits & 1:
            raise PackageError(Fault.PROTECTED)
        left -= _unpacked_size(file, entry, left, limits.ratio)
    return archive


def _unpacked_size(file: BinaryIO, entry: zipfile.ZipInfo, limit: int, ratio: int) -> int:
    """Bytes the part really unpacks to. Raises PackageError beyond the limit or the ratio."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError(Fault.DAMAGED)
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise PackageError(Fault.DAMAGED)
    _mark, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        return entry.compress_size
    size = _inflated_size(file, entry.compress_size, limit)
    if size > _RATIO_FROM and size > ratio * max(entry.compress_size, 1):
        raise PackageError(Fault.BOMB)
    return size


def _inflated_size(file: BinaryIO, packed: int, limit: int) -> int:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    while packed > 0 and not inflater.eof:
        piece = file.read(min(_CHUNK, packed))
        if not piece:
            raise PackageError(Fault.DAMAGED)
        packed -= len(piece)
        while piece:
            size += len(inflater.decompress(piece, _CHUNK))
            if size > limit:
                raise PackageError(Fault.BOMB)
            piece = inflater.unconsumed_tail
    return size
