"""The rows of an aspect's sheet, composed of what the worksheet says, before anything is written.

A row is its indicator's number, a label, what it says and a note; see ``layout.HEADINGS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.assessments.queries.worksheet import Paper, PaperLine, Put
from selaras.assessments.services.answers import LONGEST
from selaras.assessments.states import AnswerState, ItemState, ReturnKind
from selaras.foundation import notation
from selaras.pure.instrument.model import Aspect, Criterion, Indicator
from selaras.reporting.worksheet.layout import ASKED_OF_TEAM, ASKED_OF_UNIT, LABELS, TEXTS, Part

CELL_HOLDS = 32_767
"""Characters a cell of a spreadsheet holds."""


class Kind(Enum):
    """What a row is, which decides how it looks."""

    HEAD = "kepala"
    TEXT = "teks"
    LEVEL = "tingkat"
    FIGURE = "angka"
    FIELD = "isian"
    EVIDENCE = "bukti"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``part`` is what a field holds; an ``is_open`` one may be filled.

    ``content`` is text, or a figure to be written as a number. The note of a row with a figure to
    fill is a formula, made where places are known.
    """

    kind: Kind
    number: str
    label: str
    content: str | Fraction | None = None
    note: str = ""
    part: Part | None = None
    level: int = 0
    is_open: bool = False


def asked_parts(paper: Paper) -> tuple[Part, ...]:
    """What the worksheet asks for."""
    return ASKED_OF_UNIT if paper.is_of_unit else ASKED_OF_TEAM


def asked_figure(paper: Paper) -> Part:
    """The part that is a value: the unit's claim, or what the team settles on."""
    return Part.CLAIM if paper.is_of_unit else Part.VALUE


def day(value: date) -> str:
    """A day as it is written: "30 Agustus 2025"."""
    return date_format(value, "j F Y")


def rows_of(paper: Paper, aspect: Aspect) -> list[Row]:
    """The rows of an aspect's sheet below its headings; none where it holds no indicator."""
    return [
        row
        for indicator in aspect.indicators
        if (line := paper.by_number.get(indicator.number)) is not None
        for row in block(paper, indicator, line)
    ]


def block(paper: Paper, indicator: Indicator, line: PaperLine) -> Iterator[Row]:
    """The rows of one indicator."""
    yield _head(indicator, line)
    yield from _asked(paper, indicator, line)
    yield from _levels(paper, indicator)
    yield from _figures(paper, line)
    for part in asked_parts(paper):
        yield _field(line, part)
    yield from _evidence(line)


def _head(indicator: Indicator, line: PaperLine) -> Row:
    facts = {"weight": notation.percent(indicator.weight), "state": line.state.label}
    note = _("Bobot %(weight)s · %(state)s") % facts
    label = _("Indikator %(number)s") % {"number": line.number}
    return Row(Kind.HEAD, line.number, label, indicator.name, note)


def _asked(paper: Paper, indicator: Indicator, line: PaperLine) -> Iterator[Row]:
    number = line.number
    if line.note and line.state == AnswerState.RETURNED:
        yield Row(Kind.TEXT, number, _("Dikembalikan"), line.note, _("Yang perlu diperbaiki."))
    if line.is_closed:
        yield Row(Kind.TEXT, number, _("Terkunci"), _closed(line))
    if indicator.question:
        yield Row(Kind.TEXT, number, _("Pertanyaan"), indicator.question, _object(indicator))
    if indicator.evidence and not any(one.evidence for one in indicator.criteria):
        yield Row(Kind.TEXT, number, _("Contoh bukti"), _listed(indicator.evidence))
    if line.units and not paper.is_of_unit:
        units = "; ".join(line.units)
        until = _("Tenggat %(day)s") % {"day": day(line.due_on)} if line.due_on else ""
        yield Row(Kind.TEXT, number, _("Unit pemegang"), units, until)
    elif line.due_on and line.due_on != paper.due_on:
        yield Row(Kind.TEXT, number, _("Tenggat"), day(line.due_on))


def _closed(line: PaperLine) -> str:
    if line.state == AnswerState.APPROVED:
        return _("Jawaban ini sudah disetujui; teksnya baru dapat diubah bila tim mengembalikan.")
    return _("Jawaban ini sudah diserahkan. Tarik dulu di Selaras bila ingin mengubahnya.")


def _object(indicator: Indicator) -> str:
    if not indicator.assessed_object:
        return ""
    return _("Yang dinilai: %(object)s") % {"object": indicator.assessed_object}


def _levels(paper: Paper, indicator: Indicator) -> Iterator[Row]:
    names = paper.instrument.level_names.get(indicator.capability, {})
    for criterion in sorted(indicator.criteria, key=lambda one: one.level):
        name = names.get(criterion.level, "")
        label = _("Tingkat %(level)d") % {"level": criterion.level}
        yield Row(
            Kind.LEVEL,
            indicator.number,
            f"{label} · {name}" if name else label,
            criterion.text,
            _hints(criterion),
            level=criterion.level,
        )


def _hints(criterion: Criterion) -> str:
    if not criterion.evidence:
        return ""
    return _("Contoh bukti: %(hints)s") % {"hints": _listed(criterion.evidence)}


def _listed(texts: tuple[str, ...]) -> str:
    return "; ".join(text.strip().rstrip(".;") for text in texts) + "."


def _figures(paper: Paper, line: PaperLine) -> Iterator[Row]:
    if paper.previous_year is not None:
        label = _("Nilai %(year)d") % {"year": paper.previous_year}
        note = "" if line.previous is not None else _("Tidak ada nilai yang dapat dibaca.")
        yield Row(Kind.FIGURE, line.number, label, line.previous, note)
    target = paper.instrument.target_value
    if target is not None:
        yield Row(Kind.FIGURE, line.number, _("Target"), target)
    if not paper.is_of_unit:
        note = _("Diisi unit pada lembarnya sendiri.")
        yield Row(Kind.FIGURE, line.number, LABELS[Part.CLAIM], line.claim, note, Part.CLAIM)


def _field(line: PaperLine, part: Part) -> Row:
    if part not in TEXTS:
        figure = line.claim if part == Part.CLAIM else line.value
        is_open = part == Part.VALUE or not line.is_closed
        return Row(Kind.FIELD, line.number, LABELS[part], figure, part=part, is_open=is_open)
    text = line.parts.get(part, "")
    if len(text) > CELL_HOLDS:
        note = _("Terlalu panjang untuk sebuah sel; ubah bagian ini di Selaras.")
        return Row(Kind.FIELD, line.number, LABELS[part], text[: CELL_HOLDS - 1] + "…", note, part)
    is_open = not line.is_closed
    note = _hint(part) if is_open else ""
    return Row(Kind.FIELD, line.number, LABELS[part], text, note, part, is_open=is_open)


def _hint(part: Part) -> str:
    """What to write there, and how much of it; long enough to keep an empty row inviting."""
    asks = {
        Part.FACT: _("Apa yang sudah ada dan berjalan: dokumen, nomor, tanggal, pelaksanaannya."),
        Part.ANALYSIS: _("Bagaimana fakta itu dibandingkan dengan kriteria setiap tingkat."),
        Part.JUSTIFICATION: _("Mengapa fakta itu memenuhi tingkat ini, belum tingkat berikutnya."),
    }
    most = f"{LONGEST:,}".replace(",", ".")
    more = _("Paling panjang %(most)s huruf; baris baru dengan Alt+Enter.") % {"most": most}
    return f"{asks[part]} {more}"


def _evidence(line: PaperLine) -> Iterator[Row]:
    if not line.evidence:
        yield Row(Kind.EVIDENCE, line.number, _("Bukti"), _("Belum ada bukti yang diajukan."))
    for put in line.evidence:
        label = _("Bukti tingkat %(level)d") % {"level": put.level}
        yield Row(Kind.EVIDENCE, line.number, label, _named(put), _verdict(put))


def _named(put: Put) -> str:
    if put.is_request:
        return _("Dokumen yang diminta tim")
    pieces = [put.title or _("Dokumen terbatas")]
    if put.page is not None:
        pieces.append(_("hlm. %(page)d") % {"page": put.page})
    if put.pointer:
        pieces.append(put.pointer)
    return ", ".join(pieces)


def _verdict(put: Put) -> str:
    said = str(put.state.label)
    if put.state == ItemState.RETURNED and put.kind:
        said = f"{said}: {ReturnKind(put.kind).label}"
    return f"{said}. {put.note}" if put.note else said
