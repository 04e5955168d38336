"""What the cells of a returned worksheet say, as the parts of a snapshot; and what they cannot say.

A figure is taken however people write it ("3.0", "Tingkat 3", " 3 ", "3,00"), as long as it is one
value of the scale. Everything else becomes a problem that names its cell and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.queries.worksheet_difference import Content, PartProblem
from selaras.assessments.services.answers import LONGEST
from selaras.foundation.refusal import Problem, RefusedError
from selaras.foundation.tables import TableError, read_sheets
from selaras.foundation.text import is_storable
from selaras.pure.instrument.model import Scale
from selaras.pure.merging import reads_alike
from selaras.pure.numbers import exact, localise, parse
from selaras.reporting.worksheet.finding import Cell, FileFindings, SheetFindings, find
from selaras.reporting.worksheet.layout import FIGURES, Field

EXAMPLE = 40
"""Characters of a cell repeated in a message."""
MOST_LEVELS = 12
"""Levels a message counts up one by one."""

_FIGURE = re.compile(
    r"(?:(?:tingkat|level|nilai|klaim|lv|tk)\.?[\s:]*)?([0-9]+(?:[.,][0-9]+)?)"
    r"(?:\s*(?:[-–—:(.]|\s)\s*[a-z][^0-9]*)?",
    re.IGNORECASE,
)
"""A figure, perhaps after the word for it and before the name of the level."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a worksheet asks: its parts, the numbers it holds with what they said, the scale."""

    parts: frozenset[str]
    snapshot: Mapping[str, Mapping[str, str]]
    scale: Scale


def read_file(data: bytes, filename: str) -> FileFindings:
    """Find what was filled in. Raises RefusedError when the file is no table or no worksheet."""
    try:
        found = find(read_sheets(data, filename))
    except TableError as error:
        raise RefusedError(*(Problem(str(fault), "file") for fault in error.faults)) from error
    if not found.sheets:
        sentence = _(
            "Tidak ada isian lembar kerja di berkas ini. Unggah lembar yang diunduh dari Selaras, "
            "dengan kolom “No”, “Uraian”, dan “Isian”."
        )
        raise RefusedError(Problem(sentence, "file"))
    return found


def interpret(sheets: Iterable[SheetFindings], asked: Asked) -> tuple[Content, list[PartProblem]]:
    """What the sheets of one worksheet say per indicator and part, and what cannot be used."""
    reading = _Reading(asked)
    for sheet in sheets:
        reading.note_sheet(sheet)
        for cell in sheet.cells:
            reading.note(cell)
    return reading.result()


class _Reading:
    """Cells gathered by what they speak of."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._cells: dict[Field, list[Cell]] = {}
        self._problems: list[PartProblem] = []

    def note_sheet(self, sheet: SheetFindings) -> None:
        """Take down what is wrong with a sheet as a whole."""
        if sheet.is_lost:
            sentence = _("Kolom “Isian” tidak ada lagi. Isi ulang lembar ini pada unduhan baru.")
            self._tell(sheet.sheet, sentence)
        if sheet.doubled:
            sentence = _("Ada dua kolom “Isian”; yang dibaca kolom paling kiri. Hapus yang lain.")
            self._tell(sheet.sheet, sentence)
        for address in sheet.strays:
            sentence = _("Nomor indikator baris ini hilang. Tulis nomornya di kolom “No”.")
            self._tell(address, sentence)

    def note(self, cell: Cell) -> None:
        """Take down a cell of a field the worksheet asks for; say so where it does not."""
        if cell.field.part not in self._asked.parts:
            return
        if cell.field.number in self._asked.snapshot:
            self._cells.setdefault(cell.field, []).append(cell)
        elif cell.text:
            sentence = _("Indikator %(number)s tidak ada di lembar ini sewaktu dibagikan.")
            self._tell(cell.address, sentence % {"number": _short(cell.field.number)})

    def result(self) -> tuple[Content, list[PartProblem]]:
        """Everything read."""
        content: dict[str, dict[str, str]] = {}
        for field, cells in self._cells.items():
            base = self._asked.snapshot[field.number].get(field.part, "")
            text = self._text(field, cells, base)
            if text is not None:
                content.setdefault(field.number, {})[str(field.part)] = text
        return content, self._problems

    def _text(self, field: Field, cells: Sequence[Cell], base: str) -> str | None:
        """What the cells of one field say together; None, and a problem, where they cannot."""
        texts: list[tuple[str, Cell]] = []
        for cell in cells:
            problem = self._fault(cell)
            if problem:
                self._tell(cell.address, problem, field)
                return None
            text = figure_text(cell.text) or "" if field.part in FIGURES else cell.text
            if not any(reads_alike(text, known) for known, _cell in texts):
                texts.append((text, cell))
        changed = [(text, cell) for text, cell in texts if not reads_alike(text, base)]
        if len(changed) > 1:
            places = ", ".join(cell.address for _text, cell in changed)
            sentence = _("Berkas berisi dua isian yang berbeda (%(places)s). Sisakan satu.")
            self._tell(changed[0][1].address, sentence % {"places": places}, field)
            return None
        return changed[0][0] if changed else texts[0][0]

    def _fault(self, cell: Cell) -> str:
        """Why a cell cannot be used; empty where it can."""
        is_figure = cell.field.part in FIGURES
        if cell.oddity:
            return _odd(cell, is_figure)
        if is_figure:
            return figure_fault(cell.text, self._asked.scale)
        if len(cell.text) > LONGEST:
            return _("Isian lebih dari %(most)s huruf. Ringkas isiannya.") % {
                "most": f"{LONGEST:,}".replace(",", ".")
            }
        if not is_storable(cell.text):
            return _("Isian memuat tanda yang tidak dapat disimpan. Ketik ulang isiannya.")
        return ""

    def _tell(self, address: str, message: str, field: Field | None = None) -> None:
        number, part = (field.number, str(field.part)) if field else ("", "")
        self._problems.append(PartProblem(address, message, number, part))


def figure_text(text: str) -> str | None:
    """The figure a cell holds as exact text ("3", "1.26"); None where it holds none."""
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return exact(parse(found[1]))
    except ValueError:
        return None


def figure_fault(text: str, scale: Scale) -> str:
    """Why a text is no value of the scale, and what to write; empty for a value and for nothing."""
    if not text.strip():
        return ""
    known = figure_text(text)
    if known is not None and _fits(Fraction(known), scale):
        return ""
    return _what_to_write(_short(text), scale)


def _fits(value: Fraction, scale: Scale) -> bool:
    inside = scale.minimum <= value <= scale.maximum
    fine = (value * 10_000).denominator == 1
    return inside and fine and (value.denominator == 1 or not scale.whole)


def _what_to_write(text: str, scale: Scale) -> str:
    low, high = localise(exact(scale.minimum)), localise(exact(scale.maximum))
    facts = {"text": text, "low": low, "high": high}
    if not scale.whole:
        sentence = _(
            "“%(text)s” bukan nilai %(low)s–%(high)s; isi angka dengan paling banyak empat desimal."
        )
        return sentence % facts
    levels = [str(level) for level in range(int(scale.minimum), int(scale.maximum) + 1)]
    if not 1 < len(levels) <= MOST_LEVELS:
        return _("“%(text)s” bukan tingkat %(low)s–%(high)s; isi satu angka bulat.") % facts
    facts["levels"] = _("%(some)s, atau %(last)s") % {
        "some": ", ".join(levels[:-1]),
        "last": levels[-1],
    }
    return _("“%(text)s” bukan tingkat %(low)s–%(high)s; isi %(levels)s.") % facts


def _odd(cell: Cell, is_figure: bool) -> str:
    """A sentence for a cell that holds no plain text."""
    if cell.oddity == "merged":
        return _("Sel ini digabung dengan sel lain. Batalkan penggabungan, lalu isi setiap sel.")
    if cell.oddity == "error":
        return _("Sel berisi galat rumus (misalnya #REF!). Ketik isiannya langsung.")
    if cell.oddity == "uncalculated":
        return _("Rumus belum pernah dihitung. Ketik isiannya langsung.")
    if is_figure:
        return _("Sel berisi tanggal atau BENAR/SALAH, bukan angka. Ubah format sel, isi ulang.")
    return _("Sel berisi tanggal atau BENAR/SALAH. Tulis sebagai kalimat.")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXAMPLE else f"{text[:EXAMPLE]}…"
