"""A worksheet that came back, beside what was handed out and what stands now; nothing is written.

What the preview shows is computed from the rows each time it is asked for, so it can never show
something older than what applying it would meet; its fingerprint says whether both are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import (
    Answer,
    Assessment,
    ReturnState,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
    Worksheet,
    WorksheetReturn,
)
from selaras.assessments.permissions import TEAM_ROLES, may_rate, may_write_answer
from selaras.assessments.states import AnswerState, Phase, State
from selaras.foundation import clock
from selaras.foundation.notation import localised
from selaras.foundation.trail.models import Event
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.people.standing import standing_of
from selaras.pure.fingerprint import fingerprint
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.merging import UNREADABLE, Merge, Outcome, Returned, Side, merge, reads_alike
from selaras.pure.numbers import exact, parse
from selaras.pure.word_differences import Kind, Stretch, shortened, word_differences

Content = Mapping[str, Mapping[str, str]]
"""Indicator number → part → text, as ``Worksheet.snapshot``."""

VALUE: Final = "nilai"
CLAIM: Final = "klaim"
FIELDS: Final[Mapping[str, str]] = {
    CLAIM: "claim",
    "fakta": "fact",
    "analisis": "analysis",
    "justifikasi": "justification",
}
"""Parts of a worksheet that are fields of an answer."""

LABELS: Final[Mapping[str, str | Promise]] = {
    CLAIM: _("Nilai yang diusulkan"),
    VALUE: _("Nilai tim"),
    "fakta": _("Fakta"),
    "analisis": _("Analisis"),
    "justifikasi": _("Justifikasi"),
}
"""Every part with its name, in the order in which they are shown."""

OPEN_STATES: Final = frozenset({State.FILLING, State.CHECKING})
"""States of an assessment in which somebody may still write."""

MOST_COMPARED = 2_000_000
"""Letters times letters compared word by word on one page; the rest is shown whole."""


@dataclass(frozen=True, slots=True)
class PartProblem:
    """Something in a file that cannot be used, where it stands, and what to do.

    ``number`` and ``part`` are empty where it is not about one part.
    """

    address: str
    message: str
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a part last since the worksheet was handed out, and when."""

    who: str
    at: datetime


@dataclass(frozen=True)
class PartDifference:
    """One part of one indicator in which the file, the snapshot or the store differ."""

    number: str
    part: str
    base: str
    merged: Merge
    choice: Side | None
    changed: Change | None
    hindrance: str
    """Why the actor cannot write it; empty where nothing stands in the way."""
    seen: int
    """Version of the answer, or revision of the value, that ``merged`` was computed on."""
    compares_words: bool

    @property
    def key(self) -> str:
        """How choices name it: "12/fakta"."""
        return f"{self.number}/{self.part}"

    @property
    def label(self) -> str | Promise:
        """What the part is called."""
        return LABELS[self.part]

    @property
    def outcome(self) -> Outcome:
        """How the file stands to what is stored."""
        return self.merged.outcome

    @property
    def is_text(self) -> bool:
        """Whether it is prose and no figure."""
        return self.part not in {CLAIM, VALUE}

    @property
    def asks(self) -> bool:
        """Whether somebody has to choose, and may."""
        return self.merged.asks and not self.hindrance

    @property
    def takes_file(self) -> bool:
        """Whether the file was chosen."""
        return self.choice is Side.FILE

    def result(self, choice: Side | None) -> str:
        """What would stand with that choice."""
        return self.merged.current if self.hindrance else self.merged.result(choice)

    @property
    def writes(self) -> bool:
        """Whether applying changes the stored text, as things are chosen now."""
        return self.result(self.choice) != self.merged.current

    @property
    def shown_base(self) -> str:
        """As it was handed out, in the reader's notation."""
        return self._shown(self.base)

    @property
    def shown_current(self) -> str:
        """As it stands, in the reader's notation."""
        return self._shown(self.merged.current)

    @property
    def shown_returned(self) -> str:
        """What the file says, in the reader's notation."""
        return self._shown(self.merged.returned)

    def _shown(self, text: str) -> str:
        return text if self.is_text else localised(text)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """What the file says otherwise than the store, word by word.

        Empty for figures, and for texts that have nothing in common.
        """
        if not self.is_text or not self.compares_words:
            return ()
        found = word_differences(self.merged.current, self.merged.returned)
        return shortened(found) if any(one.kind is Kind.BOTH for one in found) else ()


@dataclass(frozen=True)
class IndicatorDifferences:
    """The differences of one indicator."""

    number: str
    name: str
    parts: tuple[PartDifference, ...]

    @property
    def decided(self) -> tuple[PartDifference, ...]:
        """Parts the file changes, or in which it cannot be read."""
        return tuple(p for p in self.parts if p.outcome not in {Outcome.KEPT, Outcome.SAME})

    @property
    def kept(self) -> tuple[PartDifference, ...]:
        """Parts only Selaras changed since."""
        return tuple(p for p in self.parts if p.outcome is Outcome.KEPT)


@dataclass(frozen=True)
class ReturnPreview:
    """A returned worksheet as a person decides on it."""

    row: WorksheetReturn
    indicators: tuple[IndicatorDifferences, ...]
    problems: tuple[PartProblem, ...]
    absent: int
    """Parts the worksheet asked for that are not on the file any more."""
    is_open: bool
    """Whether the assessment still lets anybody write."""
    newer: str
    """Code of a worksheet handed out later to the same unit; empty where this is the last."""
    applied_before: datetime | None
    """When the very same file was applied before."""

    @cached_property
    def parts(self) -> tuple[PartDifference, ...]:
        """Every difference, in order."""
        return tuple(part for each in self.indicators for part in each.parts)

    def count(self, outcome: Outcome) -> int:
        """How many parts stand so."""
        return sum(part.outcome is outcome for part in self.parts)

    @property
    def decided(self) -> tuple[IndicatorDifferences, ...]:
        """The indicators the file changes, or in which it cannot be read."""
        return tuple(each for each in self.indicators if each.decided)

    @property
    def taken(self) -> int:
        """Parts only the file changed and the actor may write."""
        return sum(p.outcome is Outcome.TAKEN and not p.hindrance for p in self.parts)

    @property
    def kept(self) -> int:
        """Parts only Selaras changed since."""
        return self.count(Outcome.KEPT)

    @property
    def same(self) -> int:
        """Parts that say the same by now on both sides."""
        return self.count(Outcome.SAME)

    @property
    def asking(self) -> int:
        """Parts that wait for a choice."""
        return sum(part.asks for part in self.parts)

    @property
    def barred(self) -> int:
        """Parts the file changes and the actor cannot write."""
        return sum(bool(part.hindrance) for part in self.parts)

    @property
    def writes(self) -> int:
        """Parts that applying would write, as things are chosen now."""
        return sum(part.writes for part in self.parts)

    @cached_property
    def sight(self) -> str:
        """What was seen, as one word: another one as soon as anything shown is different."""
        return fingerprint(
            [
                [p.key, p.base, p.merged.current, p.merged.returned, p.outcome.value, p.hindrance]
                for p in self.parts
            ]
        )


def preview_of(row: WorksheetReturn, actor: User) -> ReturnPreview:
    """What the file says beside what stands, and what the actor may write of it; eight queries."""
    worksheet = row.worksheet
    desk = _Desk(worksheet.assessment, actor)
    problems = tuple(PartProblem(**each) for each in row.problems)
    merging = _Merging(row, desk, problems)
    names = short_names(desk.instrument)
    indicators = []
    for number in names:
        if number in worksheet.snapshot:
            parts = merging.differences(number)
            if parts:
                indicators.append(IndicatorDifferences(number, names[number], parts))
    return ReturnPreview(
        row=row,
        indicators=tuple(indicators),
        problems=problems,
        absent=merging.absent,
        is_open=desk.assessment.state in OPEN_STATES,
        newer=_newer(worksheet),
        applied_before=_applied_before(row),
    )


def asked_parts(worksheet: Worksheet) -> tuple[str, ...]:
    """The parts a worksheet asks for: a unit for its claim, the team for its value."""
    figure = CLAIM if worksheet.unit_id is not None else VALUE
    return (figure, *(part for part in FIELDS if part != CLAIM))


class _Desk:
    """What stands now, and what stands in the actor's way; five queries."""

    def __init__(self, assessment: Assessment, actor: User) -> None:
        self.assessment = assessment
        self.instrument: Instrument = definition(assessment.cycle.instrument)
        self._actor = actor
        here = {"assessment": assessment}
        answers = Answer.objects.filter(**here).select_related("indicator", "author")
        self.answers = {row.indicator.number: row for row in answers}
        values = StageValue.objects.filter(**here, stage=Stage.SELF, is_current=True)
        self.values = {
            row.indicator.number: row for row in values.select_related("indicator", "author")
        }
        self._units: dict[str, set[int]] = {}
        plotted = UnitAssignment.objects.filter(**here).values_list("indicator__number", "unit")
        for number, unit in plotted:
            self._units.setdefault(number, set()).add(unit)
        window = Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()
        self._is_open = window is None or window.is_open_on(clock.today())
        self._is_team = assessment.institution_id in standing_of(actor).institutions(*TEAM_ROLES)

    def current(self, number: str, part: str) -> str:
        """What is stored now."""
        if part == VALUE:
            value = self.values.get(number)
            return exact(value.value) if value else ""
        answer = self.answers.get(number)
        if answer is None:
            return ""
        if part == CLAIM:
            return "" if answer.claimed is None else exact(answer.claimed)
        return str(getattr(answer, FIELDS[part]))

    def seen(self, number: str, part: str) -> int:
        """The version of what is stored now; 0 where there is nothing yet."""
        if part == VALUE:
            value = self.values.get(number)
            return value.revision if value else 0
        answer = self.answers.get(number)
        return answer.version if answer else 0

    def hindrance(self, number: str, part: str, text: str) -> str:
        """Why the actor cannot store that text there; empty where nothing stands in the way."""
        if self.assessment.state not in OPEN_STATES:
            return str(_("Penilaian ini tidak lagi dalam pengisian atau pemeriksaan."))
        if part == VALUE:
            return self._hindrance_of_value(text)
        units = frozenset(self._units.get(number, ()))
        if not may_write_answer(self._actor, self.assessment, units, window_open=self._is_open):
            return self._why_not(units)
        answer = self.answers.get(number)
        if answer is None or answer.state in {AnswerState.DRAFT, AnswerState.RETURNED}:
            return ""
        if answer.state == AnswerState.APPROVED:
            return str(_("Jawaban ini sudah disetujui. Minta tim mengembalikannya dahulu."))
        return "" if self._is_team else str(_("Jawaban ini sudah diserahkan. Tarik dahulu."))

    def _hindrance_of_value(self, text: str) -> str:
        if not may_rate(self._actor, self.assessment):
            return str(_("Nilai tim ditetapkan oleh Tim Asesor Internal."))
        if not text:
            return str(_("Nilai tim tidak dapat dikosongkan; ganti dengan nilai lain."))
        return ""

    def _why_not(self, units: frozenset[int]) -> str:
        if not units & standing_of(self._actor).units():
            return str(_("Indikator ini tidak (lagi) dibagikan kepada unit Anda."))
        if self.assessment.state != State.FILLING:
            return str(_("Pengisian oleh unit sudah ditutup; penilaian sedang diperiksa tim."))
        if not self._is_open:
            return str(_("Jadwal pengisian unit tidak sedang dibuka."))
        return str(_("Anda tidak berhak mengisi jawaban indikator ini."))


class _Merging:
    """Merging the parts of one return, indicator by indicator."""

    def __init__(self, row: WorksheetReturn, desk: _Desk, problems: Iterable[PartProblem]) -> None:
        self._row = row
        self._desk = desk
        self._parts = asked_parts(row.worksheet)
        self._broken = {(problem.number, problem.part) for problem in problems}
        self._changes = _Changes(row.worksheet, desk)
        self._compared = 0
        self.absent = 0

    def differences(self, number: str) -> tuple[PartDifference, ...]:
        """What differs of one indicator; nothing for what nobody changed."""
        found = (self._difference(number, part) for part in self._parts)
        return tuple(each for each in found if each is not None)

    def _difference(self, number: str, part: str) -> PartDifference | None:
        base = stored(part, self._row.worksheet.snapshot[number].get(part, ""))
        current = self._desk.current(number, part)
        said = self._said(number, part, base, current)
        merged = merge(base, current, said)
        if merged.outcome is Outcome.UNCHANGED:
            return None
        wants = merged.asks or merged.outcome is Outcome.TAKEN
        choice = self._row.choices.get(f"{number}/{part}")
        changed = self._changes.of(number, part) if current != base else None
        return PartDifference(
            number=number,
            part=part,
            base=base,
            merged=merged,
            choice=Side(choice) if choice in {side.value for side in Side} else None,
            changed=changed,
            hindrance=self._desk.hindrance(number, part, merged.returned) if wants else "",
            seen=self._desk.seen(number, part),
            compares_words=wants and self._affords(merged),
        )

    def _said(self, number: str, part: str, base: str, current: str) -> Returned:
        """What the file says, as it is stored where it reads alike."""
        if (number, part) in self._broken:
            return UNREADABLE
        said = self._row.content.get(number, {}).get(part)
        if said is None:
            self.absent += 1
            return None
        said = stored(part, said)
        return next((known for known in (base, current) if reads_alike(known, said)), said)

    def _affords(self, merged: Merge) -> bool:
        """Whether comparing these texts word by word still fits into one page."""
        self._compared += len(merged.current.split()) * len(merged.returned.split())
        return self._compared <= MOST_COMPARED


def stored(part: str, text: str) -> str:
    """A part as it is kept: a figure as exact text, "3" for "3.0"; prose as it is."""
    if part not in {CLAIM, VALUE} or not text:
        return text
    try:
        return exact(parse(text))
    except ValueError:
        return text


class _Changes:
    """Who changed which part since the worksheet was handed out; one query for all."""

    def __init__(self, worksheet: Worksheet, desk: _Desk) -> None:
        self._since = worksheet.made_at
        self._desk = desk

    @cached_property
    def _told(self) -> Mapping[tuple[str, str], Change]:
        """(key of the answer, part) → the last change the trail knows."""
        keys = [str(answer.pk) for answer in self._desk.answers.values()]
        rows = Event.objects.filter(
            subject_type=Answer._meta.label_lower, subject_id__in=keys, at__gte=self._since
        ).order_by("sequence")
        found: dict[tuple[str, str], Change] = {}
        for key, who, at, new in rows.values_list("subject_id", "actor_label", "at", "new"):
            for part in FIELDS:
                if part in new:
                    found[key, part] = Change(who, at)
        return found

    def of(self, number: str, part: str) -> Change | None:
        """The last change of a part; None where nobody is known."""
        if part == VALUE:
            value = self._desk.values.get(number)
            return Change(_name(value), value.recorded_at) if value else None
        answer = self._desk.answers.get(number)
        if answer is None:
            return None
        told = self._told.get((str(answer.pk), part))
        if told is None and answer.changed_at is not None and answer.changed_at >= self._since:
            return Change(_name(answer), answer.changed_at)
        return told


def _name(row: Any) -> str:
    return row.author.name if row.author else ""


def _newer(worksheet: Worksheet) -> str:
    later = Worksheet.objects.filter(
        assessment=worksheet.assessment_id, unit=worksheet.unit_id, pk__gt=worksheet.pk
    )
    return later.values_list("code", flat=True).first() or ""


def _applied_before(row: WorksheetReturn) -> datetime | None:
    others = WorksheetReturn.objects.filter(
        worksheet=row.worksheet_id, digest=row.digest, state=ReturnState.APPLIED
    )
    return others.exclude(pk=row.pk).values_list("finished_at", flat=True).first()
