"""A worksheet that came back, beside what was handed out and what stands now; nothing is written.

What the preview shows is computed from the rows each time it is asked for, so it can never show
something older than what applying it would meet; its fingerprint says whether both are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final

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
from selaras.assessments.queries.worksheet_difference import (
    CLAIM,
    FIELDS,
    VALUE,
    Change,
    IndicatorDifferences,
    PartDifference,
    PartProblem,
    ReturnPreview,
)
from selaras.assessments.states import AnswerState, Phase, State
from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.merging import UNREADABLE, Merge, Outcome, Returned, Side, merge, reads_alike
from selaras.pure.numbers import exact, parse

OPEN_STATES: Final = frozenset({State.FILLING, State.CHECKING})
"""States of an assessment in which somebody may still write."""

MOST_COMPARED = 2_000_000
"""Letters times letters compared word by word on one page; the rest is shown whole."""


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
