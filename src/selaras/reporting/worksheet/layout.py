"""How a worksheet is laid out: what whoever writes it and whoever reads it back agree on.

A worksheet holds a guide, a summary, one sheet for each aspect and a very hidden sheet that says
what the file is and where every cell stands that may be filled. On an aspect's sheet every row
carries the number of its indicator in the first column and a label in the second, so that a row is
known even where the hidden sheet is lost, and where rows were moved or sheets renamed.

The words in here are part of the file's form and not of the interface: they stay as they are in
every language. See docs/reference/worksheet-layout.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selaras.pure.instrument.model import Instrument

LAYOUT: Final = 1
"""Version of this layout, written into every file."""
SIGN: Final = "selaras-lke"
"""The first cell of the hidden sheet: what kind of file this is."""

MAP_SHEET: Final = "_selaras"
GUIDE_SHEET: Final = "Petunjuk"
SUMMARY_SHEET: Final = "Ringkasan"
ARITHMETIC_SHEET: Final = "Perhitungan"
"""Only where the whole assessment is handed out."""


class Part(StrEnum):
    """What is said of an indicator; the keys of ``Worksheet.snapshot``."""

    CLAIM = "klaim"
    VALUE = "nilai"
    FACT = "fakta"
    ANALYSIS = "analisis"
    JUSTIFICATION = "justifikasi"


FIGURES: Final = frozenset({Part.CLAIM, Part.VALUE})
"""Parts that are values on the instrument's scale; the others are text."""
TEXTS: Final = (Part.FACT, Part.ANALYSIS, Part.JUSTIFICATION)
ASKED_OF_UNIT: Final = (Part.CLAIM, *TEXTS)
ASKED_OF_TEAM: Final = (Part.VALUE, *TEXTS)

LABELS: Final[Mapping[Part, str]] = {
    Part.CLAIM: "Klaim unit",
    Part.VALUE: "Nilai tim",
    Part.FACT: "Fakta",
    Part.ANALYSIS: "Analisis",
    Part.JUSTIFICATION: "Justifikasi",
}
"""The label in the second column of the row that holds a part."""

HEADINGS: Final = ("No", "Uraian", "Isian", "Keterangan")
"""The columns of an aspect's sheet; what is filled in stands in the third."""
NUMBER_COLUMN, LABEL_COLUMN, CONTENT_COLUMN, NOTE_COLUMN = range(4)
"""Their places, counted from 0."""
HEADING_ROW: Final = 3
"""The row of the headings on an aspect's sheet, counted from 0."""

MAP_HEADINGS: Final = ("lembar", "sel", "nomor", "bagian")
"""Above the lines of the hidden sheet that name the cells that may be filled."""

_PARTS = frozenset(part.value for part in Part)
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Identity:
    """Which worksheet a file is. ``made_at`` is ISO 8601 with its offset; ``unit`` may be None.

    ``version`` and ``digest`` are of the instrument.
    """

    code: str
    assessment: int
    unit: int | None
    instrument: str
    version: int
    digest: str
    made_at: str
    layout: int = LAYOUT


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that may be filled: a part of an indicator."""

    number: str
    part: Part


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a field stands: the sheet's name and the cell, "C12"."""

    sheet: str
    cell: str
    field: Field


def sheet_names(instrument: Instrument) -> Mapping[str, str]:
    """Aspect code → the name of its sheet: "A1 Kebijakan Internal Tata Ke"."""
    return {aspect.code: _name(f"{aspect.code} {aspect.name}") for aspect in instrument.aspects()}


def _name(text: str) -> str:
    return " ".join(text.translate(_NOT_IN_A_NAME).split())[:_LONGEST_NAME].strip(" '")


def map_rows(identity: Identity, placed: Iterable[Placed]) -> list[tuple[str, ...]]:
    """The hidden sheet, from its first row: sign, identity, an empty row, headings, cells."""
    unit = "" if identity.unit is None else str(identity.unit)
    return [
        (SIGN, str(identity.layout)),
        ("kode", identity.code),
        ("penilaian", str(identity.assessment)),
        ("unit", unit),
        ("instrumen", identity.instrument),
        ("versi", str(identity.version)),
        ("sidik", identity.digest),
        ("dibuat", identity.made_at),
        (),
        MAP_HEADINGS,
        *((each.sheet, each.cell, each.field.number, each.field.part) for each in placed),
    ]


def identity_in(rows: Sequence[Sequence[object]]) -> Identity | None:
    """Which worksheet the hidden sheet's rows speak of; None where they do not say so any more."""
    facts = {str(row[0]): _text(row[1]) for row in rows[:8] if len(row) > 1}
    if not rows or not rows[0] or str(rows[0][0]) != SIGN:
        return None
    try:
        return Identity(
            code=facts["kode"],
            assessment=int(facts["penilaian"]),
            unit=int(facts["unit"]) if facts["unit"] else None,
            instrument=facts["instrumen"],
            version=int(facts["versi"]),
            digest=facts["sidik"],
            made_at=facts["dibuat"],
            layout=int(facts[SIGN]),
        )
    except (KeyError, ValueError):
        return None


def places_in(rows: Sequence[Sequence[object]]) -> list[Placed]:
    """The cells the hidden sheet names; lines that make no sense are passed over."""
    width = len(MAP_HEADINGS)
    texts = [tuple(_text(cell) for cell in row[:width]) for row in rows]
    if MAP_HEADINGS not in texts:
        return []
    return [
        Placed(row[0], row[1], Field(row[2], Part(row[3])))
        for row in texts[texts.index(MAP_HEADINGS) + 1 :]
        if len(row) == width and all(row) and row[3] in _PARTS
    ]


def part_labelled(label: str) -> Part | None:
    """The part a row's label speaks of, whatever the case and spacing."""
    wanted = " ".join(label.casefold().split())
    return next((part for part, name in LABELS.items() if name.casefold() == wanted), None)


def _text(cell: object) -> str:
    """A cell as text; programs turn "3" into the number 3.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
