"""Looking into PNG and JPEG pictures that are to stand on papers: how large, and really drawable.

PNG: ISO/IEC 15948, the IHDR chunk. JPEG: ITU-T T.81, the frame header (SOF).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from selaras.foundation.documents import pdf
from selaras.foundation.files.types import JPEG, PNG

ENDINGS: Final = {PNG: "png", JPEG: "jpg"}
_SOURCE = """#set page(width: 60pt, height: 60pt, margin: 0pt)
#image("{name}", width: 60pt, alt: "")
"""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which its size stands."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that nothing follows."""


def dimensions(path: Path, content_type: str) -> tuple[int, int] | None:
    """Width and height in pixels as the header says; None where it says none."""
    with path.open("rb") as file:
        return _of_png(file) if content_type == PNG else _of_jpeg(file)


def is_drawable(path: Path, content_type: str) -> bool:
    """Whether the whole picture can be drawn, tried with the typesetter of the papers.

    It runs in a process of its own, which ends with whatever memory a picture made it take.
    """
    with TemporaryDirectory() as folder:
        name = f"picture.{ENDINGS[content_type]}"
        shutil.copyfile(path, Path(folder, name))
        source = Path(folder, "page.typ")
        source.write_text(_SOURCE.format(name=name), encoding="utf-8")
        try:
            pdf.pictures(source, {}, dots=72)
        except pdf.SettingError:
            return False
    return True


def _of_png(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _of_jpeg(file: BinaryIO) -> tuple[int, int] | None:
    """Walk the segments to the frame header."""
    file.seek(2)
    while True:
        byte = file.read(1)
        while byte == b"\xff":
            byte = file.read(1)
        if not byte:
            return None
        marker = byte[0]
        if marker in _BARE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if length < 2:
            return None
        if marker not in _FRAMES:
            file.seek(length - 2, 1)
            continue
        frame = file.read(5)
        if len(frame) < 5:
            return None
        return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
