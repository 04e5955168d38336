"""The face documents are set in, and which characters it has.

A document that is to be read aloud may not hold a character without a shape, and a hole in a line
says nothing to anybody: what the face does not know is shown as an empty box, marks without a shape
of their own are left out.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro

FAMILY: Final = "Source Sans Pro"
FOLDER: Final = Path(font_source_sans_pro.__file__).parent / "files"
BOX: Final = "\N{WHITE SQUARE}"
_BOX_OF_DRAWINGS: Final = "\N{LOZENGE}"
BREAK: Final = "\N{ZERO WIDTH SPACE}"
"""Where a word may go on in the next line; seen by nobody."""
_FACE: Final = FOLDER / "SourceSansPro-Regular.otf"
_PLAINER: Final = {"\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{BLACK CIRCLE}": "•"}
"""Characters of the same meaning that the face has."""


def printable(text: str) -> str:
    """The text as the face can show it."""
    if text.isascii() and text.isprintable():
        return text
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _unknown().sub(_instead, whole.replace("\t", " "))


def drawable(svg: str) -> str:
    """A drawing as the face can show it; there a foreign box would change the face of its line."""
    return printable(svg).replace(BOX, _BOX_OF_DRAWINGS)


def printable_all(data: Any) -> Any:
    """Plain data (mappings, lists, scalars) with every text made printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: printable_all(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printable_all(value) for value in data]
    return data


def _instead(found: re.Match[str]) -> str:
    """A plainer character of the same meaning, nothing for an unseen one, else the box."""
    plainer = _PLAINER.get(found[0]) or unicodedata.normalize("NFKC", found[0])
    if known().issuperset(plainer):
        return plainer
    kind = unicodedata.category(found[0])
    return "" if kind[0] in "CM" and kind not in ("Co", "Cn") else BOX


@cache
def _unknown() -> re.Pattern[str]:
    """Every character the face has no shape for."""
    spans = "".join(
        f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _spans(known())
    )
    return re.compile(f"[^{spans}\n{BREAK}]")


@cache
def known() -> frozenset[str]:
    """The characters of the face, read from its ``cmap`` (OpenType, format 4).

    Raises ValueError for a file without one.
    """
    body = _FACE.read_bytes()
    tables = struct.unpack(">H", body[4:6])[0]
    for place in range(12, 12 + 16 * tables, 16):
        tag, _sum, start, _length = struct.unpack(">4sIII", body[place : place + 16])
        if tag == b"cmap":
            return frozenset(_characters(body[start:]))
    raise ValueError(f"no cmap: {_FACE}")


def _characters(table: bytes) -> Iterator[str]:
    count = struct.unpack(">H", table[2:4])[0]
    for place in range(4, 4 + 8 * count, 8):
        start = struct.unpack(">I", table[place + 4 : place + 8])[0]
        if struct.unpack(">H", table[start : start + 2])[0] == 4:
            yield from _segments(table[start:])
            return
    raise ValueError("no cmap of format 4")


def _segments(part: bytes) -> Iterator[str]:
    """The characters of the segments whose glyph is not the missing one."""
    twice = struct.unpack(">H", part[6:8])[0]
    half = twice // 2

    def column(start: int, form: str) -> tuple[int, ...]:
        return struct.unpack(f">{half}{form}", part[start : start + twice])

    ends, starts = column(14, "H"), column(16 + twice, "H")
    deltas, offsets = column(16 + 2 * twice, "h"), column(16 + 3 * twice, "H")
    for row in range(half):
        for code in range(starts[row], min(ends[row], 0xFFFE) + 1):
            if _glyph(part, row, code - starts[row], code, deltas[row], offsets[row], twice):
                yield chr(code)


def _glyph(part: bytes, row: int, step: int, code: int, delta: int, offset: int, twice: int) -> int:
    if not offset:
        return (code + delta) & 0xFFFF
    place = 16 + 3 * twice + 2 * row + offset + 2 * step
    glyph = int(struct.unpack(">H", part[place : place + 2])[0])
    return glyph and (glyph + delta) & 0xFFFF


def _spans(characters: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring characters."""
    first = last = None
    for code in sorted(map(ord, characters)):
        if last is not None and code == last + 1:
            last = code
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = code
    if first is not None and last is not None:
        yield first, last
