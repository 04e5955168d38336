"""What a worksheet says: read from the assessment when it is handed out, and from its row later.

A worksheet of a unit holds that unit's indicators and neither the team's values nor what others
write to each other; only the verdicts on its own answers and evidence. One of the whole assessment
holds everything the team works with. A restricted document is never named in either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from selaras.assessments.models import Answer, AnswerReview, Assessment, EvidenceItem, Worksheet
from selaras.assessments.queries.sheet import Sheet, SheetLine, sheet_of
from selaras.assessments.states import AnswerState, ItemState, ReturnKind
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.instrument.model import INDEX, Instrument
from selaras.pure.numbers import exact, parse
from selaras.pure.scoring import score

Parts = Mapping[str, str]
Facts = Mapping[str, Any]
"""JSON as it is stored."""

TEXTS: Final = {"fakta": "fact", "analisis": "analysis", "justifikasi": "justification"}
CLAIM, VALUE = "klaim", "nilai"


@dataclass(frozen=True, slots=True)
class Put:
    """A piece of evidence as a worksheet lists it.

    ``title`` is empty where the document is restricted, and where a document is only asked for.
    """

    level: int
    title: str
    page: int | None
    pointer: str
    state: ItemState
    kind: str
    note: str

    @property
    def is_request(self) -> bool:
        """Whether it stands for a document that does not exist yet."""
        return self.kind == ReturnKind.MISSING and not self.title


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One indicator of a worksheet. ``parts`` holds what stands there, "" for nothing.

    ``is_closed`` says that the texts and the claim may not be changed as the answer stands;
    ``note`` is why an answer came back.
    """

    number: str
    parts: Parts
    previous: Fraction | None
    units: tuple[str, ...]
    due_on: date | None
    state: AnswerState
    note: str
    evidence: tuple[Put, ...]
    is_unit: bool

    @property
    def claim(self) -> Fraction | None:
        """What the units claim."""
        return _figure(self.parts.get(CLAIM, ""))

    @property
    def value(self) -> Fraction | None:
        """What the team has settled on; None on a unit's worksheet."""
        return _figure(self.parts.get(VALUE, ""))

    @property
    def is_closed(self) -> bool:
        """Whether nobody would be let change the answer: approved, or handed in by the unit."""
        return self.state == AnswerState.APPROVED or (
            self.is_unit and self.state == AnswerState.HANDED_IN
        )


@dataclass(frozen=True)
class Paper:
    """Everything a worksheet says. ``unit`` is empty on one of the whole assessment.

    ``previous_nodes`` are last time's exact values by node code, the index under ``INDEX``.
    """

    worksheet: Worksheet
    instrument: Instrument
    institution: str
    cycle: str
    year: int
    unit: str
    author: str
    due_on: date | None
    previous_year: int | None
    previous_nodes: Mapping[str, Fraction]
    lines: tuple[PaperLine, ...]

    @property
    def is_of_unit(self) -> bool:
        """Whether it asks a unit for its claims, not the team for its values."""
        return self.worksheet.unit_id is not None

    @cached_property
    def by_number(self) -> Mapping[str, PaperLine]:
        """The lines by indicator number."""
        return {line.number: line for line in self.lines}

    @property
    def values(self) -> dict[str, Fraction]:
        """The team's values by number, as far as there are any."""
        return {line.number: line.value for line in self.lines if line.value is not None}


def paper_of(worksheet: Worksheet) -> Paper:
    """What the worksheet's row says; no query where instrument and unit came with it."""
    shown: Facts = worksheet.shown
    earlier: Facts = shown.get("sebelumnya") or {}
    of_unit = worksheet.unit_id is not None
    return Paper(
        worksheet=worksheet,
        instrument=definition(worksheet.assessment.cycle.instrument),
        institution=shown["instansi"],
        cycle=shown["siklus"],
        year=shown["tahun"],
        unit=shown["unit"],
        author=shown["oleh"],
        due_on=_day(shown["tenggat"]),
        previous_year=earlier.get("tahun"),
        previous_nodes={code: parse(text) for code, text in earlier.get("simpul", {}).items()},
        lines=tuple(
            _line(number, worksheet.snapshot[number], facts, of_unit=of_unit)
            for number, facts in shown["indikator"].items()
        ),
    )


@dataclass(frozen=True)
class Contents:
    """The work of an assessment, read once for any number of worksheets; see ``contents_of``."""

    sheet: Sheet
    evidence: Mapping[str, Sequence[EvidenceItem]]
    notes: Mapping[int, str]
    """Why answers were returned, by answer."""
    previous_nodes: Mapping[str, Fraction]

    def units(self) -> list[Unit]:
        """The units that owe something, by name."""
        found = {share.unit_id: share.unit for line in self.sheet.lines for share in line.units}
        return sorted(found.values(), key=lambda unit: (unit.name, unit.pk))

    def lines(self, unit: Unit | None) -> list[SheetLine]:
        """The indicators of a worksheet, in the instrument's order."""
        if unit is None:
            return list(self.sheet.lines)
        return self.sheet.owed_by(frozenset({unit.pk}))

    def snapshot(self, unit: Unit | None) -> dict[str, dict[str, str]]:
        """Indicator number → part → text, as ``Worksheet.snapshot`` keeps it."""
        return {line.number: _parts(line, unit) for line in self.lines(unit)}

    def shown(self, unit: Unit | None, author: str) -> dict[str, Any]:
        """What else the file tells, as ``Worksheet.shown`` keeps it."""
        assessment, earlier = self.sheet.assessment, self.sheet.previous_assessment
        lines = self.lines(unit)
        days = [day for line in lines if (day := _due(line, unit)) is not None]
        nodes = {} if unit else {code: exact(value) for code, value in self.previous_nodes.items()}
        return {
            "instansi": assessment.institution.name,
            "siklus": str(assessment.cycle.kind),
            "tahun": assessment.cycle.year,
            "unit": unit.name if unit else "",
            "oleh": author,
            "tenggat": min(days).isoformat() if days else None,
            "sebelumnya": {"tahun": earlier.cycle.year, "simpul": nodes} if earlier else None,
            "indikator": {line.number: self._line(line, unit) for line in lines},
        }

    def _line(self, line: SheetLine, unit: Unit | None) -> dict[str, Any]:
        due = _due(line, unit)
        return {
            "sebelumnya": None if line.previous is None else exact(line.previous),
            "unit": [share.unit.name for share in line.units],
            "tenggat": due.isoformat() if due else None,
            "keadaan": str(line.state),
            "catatan": self.notes.get(line.answer.pk, "") if line.answer else "",
            "bukti": [_put(item) for item in self.evidence.get(line.number, ())],
        }


def contents_of(assessment: Assessment) -> Contents:
    """The work as it stands: what the sheet costs, and two queries more."""
    sheet = sheet_of(assessment)
    evidence: dict[str, list[EvidenceItem]] = {}
    rows = EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None)
    for item in rows.select_related("document", "indicator").order_by("level", "pk"):
        evidence.setdefault(item.indicator.number, []).append(item)
    reviews = AnswerReview.objects.filter(
        answer__assessment=assessment,
        answer__state=AnswerState.RETURNED,
        verdict=AnswerState.RETURNED,
    )
    # The newest comes last and stays.
    notes = dict(reviews.order_by("pk").values_list("answer_id", "note"))
    return Contents(sheet, evidence, notes, _previous_nodes(sheet))


def _previous_nodes(sheet: Sheet) -> Mapping[str, Fraction]:
    """Last time's index, domains and aspects, as far as every rating under them is known."""
    if sheet.previous_assessment is None:
        return {}
    instrument = definition(sheet.previous_assessment.cycle.instrument)
    known = {indicator.number for indicator in instrument.indicators()}
    values = {
        line.number: line.previous
        for line in sheet.lines
        if line.previous is not None and line.number in known
    }
    found = score(instrument, values)
    nodes = {**found.domains, **found.aspects}
    complete = {code: node.value for code, node in nodes.items() if node.value is not None}
    return complete if found.index is None else {INDEX: found.index, **complete}


def _parts(line: SheetLine, unit: Unit | None) -> dict[str, str]:
    answer = line.answer or Answer()
    parts = {CLAIM: _written(line.claim)}
    if unit is None:
        parts[VALUE] = _written(line.own)
    return parts | {part: getattr(answer, field) for part, field in TEXTS.items()}


def _due(line: SheetLine, unit: Unit | None) -> date | None:
    """The last day for this unit, or for anyone where the worksheet is of the whole."""
    own = next((s.due_on for s in line.units if unit and s.unit_id == unit.pk and s.due_on), None)
    return own or line.due_on


def _put(item: EvidenceItem) -> dict[str, Any]:
    named = item.document is not None and not item.document.is_restricted
    return {
        "tingkat": item.level,
        "judul": item.document.title if named and item.document else "",
        "halaman": item.page,
        "petunjuk": item.pointer if named else "",
        "keadaan": str(item.state),
        "jenis": str(item.return_kind),
        "catatan": item.note if item.state == ItemState.RETURNED else "",
    }


def _line(number: str, parts: Parts, facts: Facts, *, of_unit: bool) -> PaperLine:
    return PaperLine(
        number=number,
        parts=parts,
        previous=_figure(facts["sebelumnya"] or ""),
        units=tuple(facts["unit"]),
        due_on=_day(facts["tenggat"]),
        state=AnswerState(facts["keadaan"]),
        note=facts["catatan"],
        evidence=tuple(
            Put(
                level=each["tingkat"],
                title=each["judul"],
                page=each["halaman"],
                pointer=each["petunjuk"],
                state=ItemState(each["keadaan"]),
                kind=each["jenis"],
                note=each["catatan"],
            )
            for each in facts["bukti"]
        ),
        is_unit=of_unit,
    )


def _written(figure: Fraction | None) -> str:
    return "" if figure is None else exact(figure)


def _figure(text: str) -> Fraction | None:
    return parse(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
