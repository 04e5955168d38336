"""Whatever is wrong with a workbook's bytes, it is a table or a fault, never an exception."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from selaras.foundation.tables import TableError, read_table
from tests.foundation.tables.test_workbooks import SMALL, message, ods, office_file, workbook

CELLS = (
    '<table:table-row><table:table-cell office:value-type="float" office:value="1">'
    "<text:p>1</text:p></table:table-cell></table:table-row>"
) * 5

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def stored(data: bytes) -> bytes:
    """The package without compression, so that a flipped byte lands in the XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return out.getvalue()


SOUND: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: workbook(SMALL),
    "xlsx, stored": lambda: stored(workbook(SMALL)),
    "ods": lambda: ods(CELLS),
    "ods, stored": lambda: stored(ods(CELLS)),
}


def read(data: bytes) -> None:
    """A table or a fault."""
    with suppress(TableError):
        read_table(data)


@pytest.mark.parametrize("kind", SOUND)
def test_flipped_bytes_end_in_a_table_or_a_fault(kind: str) -> None:
    data, dice = SOUND[kind](), random.Random(kind)
    for _turn in range(300):
        broken = bytearray(data)
        # The directory at the end, the names and the flags decide most, so half the flips go there.
        start = len(data) - 800 if dice.random() < 0.5 else 0
        for _flip in range(dice.randint(1, 6)):
            broken[dice.randrange(max(start, 4), len(data))] = dice.randrange(256)
        read(bytes(broken))


@pytest.mark.parametrize("kind", SOUND)
def test_pieces_cut_out_or_doubled_end_in_a_table_or_a_fault(kind: str) -> None:
    data, dice = SOUND[kind](), random.Random(kind)
    for _turn in range(100):
        first, last = sorted(dice.randrange(4, len(data)) for _end in range(2))
        read(data[:first] + data[last:])
        read(data[:last] + data[first:])


@pytest.mark.parametrize("kind", SOUND)
@pytest.mark.parametrize(
    ("mark", "offset", "value"),
    [(CENTRAL, 6, 99), (LOCAL, 4, 99), *((CENTRAL, 8, bit) for bit in (0x20, 0x40))]
    + [(LOCAL, 6, bit) for bit in (0x20, 0x40)],
)
def test_archives_of_an_unknown_making_end_in_a_table_or_a_fault(
    kind: str, mark: bytes, offset: int, value: int
) -> None:
    broken = bytearray(SOUND[kind]())
    place = broken.find(mark)
    while place >= 0:
        broken[place + offset] = value
        place = broken.find(mark, place + 1)
    read(bytes(broken))


def test_parts_that_call_themselves_encrypted_are_refused() -> None:
    for kind in SOUND.values():
        data = bytearray(kind())
        data[data.find(CENTRAL) + 8] |= 1
        assert "kata sandi" in message(bytes(data))


def test_a_mimetype_with_a_wrong_sum_or_name_is_refused() -> None:
    data = stored(ods(CELLS))
    assert "rusak" in message(data.replace(b"vnd.oasis", b"vnd.oasiS"))
    assert "rusak" in message(data.replace(b"mimetype", b"mimetypo", 1))


def test_a_directory_that_lies_before_the_file_is_refused() -> None:
    for kind in SOUND.values():
        data = bytearray(kind())
        end = data.rfind(b"PK\x05\x06")
        for offset in (0, 1, 2**31, 2**32 - 1):
            data[end + 16 : end + 20] = struct.pack("<I", offset)
            read(bytes(data))
        (size,) = struct.unpack("<I", data[end + 12 : end + 16])
        data[end + 12 : end + 16] = struct.pack("<I", size + 7000)
        assert "rusak" in message(bytes(data))


@pytest.mark.parametrize("row", ["0", "-5", "9" * 5000, "x", ""])
def test_cells_at_impossible_places_end_in_a_table_or_a_fault(row: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(SMALL))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry).replace(b'r="B2"', f'r="B{row}"'.encode())
            new.writestr(entry.filename, content.replace(b'<row r="3"', f'<row r="{row}"'.encode()))
    read(out.getvalue())


def test_a_broken_old_workbook_ends_in_a_table_or_a_fault(tmp_path: Path) -> None:
    data = office_file(tmp_path, "xls", workbook(SMALL)).read_bytes()
    dice = random.Random(1)
    for _turn in range(8):
        broken = bytearray(data)
        for _flip in range(40):
            broken[dice.randrange(8, len(data))] = dice.randrange(256)
        read(bytes(broken))
