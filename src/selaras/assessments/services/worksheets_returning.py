"""Taking filled worksheets back: kept as they are first, decided on, and only then written.

A returned worksheet is merged and never imported over; see docs/algorithms/worksheet-merge.md. What
is written goes through the services the pages use, so the same rules hold and the same events tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from selaras.assessments.events import (
    WORKSHEET_APPLIED,
    WORKSHEET_RETURN_CANCELLED,
    WORKSHEET_RETURNED,
)
from selaras.assessments.models import Assessment, ReturnState, Stage, Worksheet, WorksheetReturn
from selaras.assessments.permissions import (
    RETURN_WORKSHEET,
    may_return_worksheets,
    returnable_by,
    returns_for,
)
from selaras.assessments.queries.worksheet_difference import (
    CLAIM,
    FIELDS,
    VALUE,
    Content,
    PartDifference,
    PartProblem,
    ReturnPreview,
)
from selaras.assessments.queries.worksheet_return import OPEN_STATES, preview_of
from selaras.assessments.services.answers import save_answer
from selaras.assessments.services.holding import hold
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.people.models import User
from selaras.pure.merging import Side

LONGEST_NAME: Final = 200
"""Characters of a file's name that are kept."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A file as it was read: what it says, what of it cannot be used, and which bytes it was."""

    filename: str
    digest: str
    size: int
    content: Content
    problems: Sequence[PartProblem]


def demand_returnable(assessment: Assessment, *, actor: User) -> None:
    """Ask whether the actor may hand worksheets in, and whether anything may still be written.

    Raises DeniedError and RefusedError.
    """
    demand(may_return_worksheets(actor, assessment), RETURN_WORKSHEET)
    if assessment.state not in OPEN_STATES:
        raise refuse(
            _(
                "Penilaian ini tidak lagi dalam pengisian atau pemeriksaan, jadi lembar kerja "
                "tidak dapat diterima. Minta penanggung jawab mengembalikannya ke pengisian."
            ),
            "file",
        )


def take_back(worksheet: Worksheet, filled: Filled, *, actor: User) -> WorksheetReturn:
    """Keep what a filled worksheet says; nothing of the assessment changes yet.

    The same file again, while it still waits, is the one that waits. Raises DeniedError, and
    RefusedError when the worksheet belongs to others or nothing may be written any more.
    """
    now = clock.now()
    with telling_last():
        held = hold(worksheet.assessment)
        demand_returnable(held, actor=actor)
        if not returnable_by(actor, held).filter(pk=worksheet.pk).exists():
            raise not_yours(worksheet)
        waiting = WorksheetReturn.objects.filter(
            worksheet=worksheet,
            digest=filled.digest,
            state=ReturnState.UPLOADED,
            author_id=actor.actor_id,
        ).first()
        if waiting is not None:
            return waiting
        row = WorksheetReturn.objects.create(
            worksheet=worksheet,
            filename=filled.filename[-LONGEST_NAME:],
            digest=filled.digest,
            size=filled.size,
            content=filled.content,
            problems=[asdict(problem) for problem in filled.problems],
            author_id=actor.actor_id,
            uploaded_at=now,
        )
        _tell(WORKSHEET_RETURNED, row, held, actor, {"masalah": len(filled.problems)})
    return row


def not_yours(worksheet: Worksheet) -> RefusedError:
    """The worksheet is another unit's; who can hand it in."""
    return refuse(
        _(
            "Lembar %(code)s bukan lembar unit Anda. Minta operator unit itu atau Tim Asesor "
            "Internal yang mengunggahnya."
        )
        % {"code": worksheet.code},
        "file",
    )


def choose(
    row: WorksheetReturn, choices: Mapping[str, Side], *, actor: User, seen: int
) -> WorksheetReturn:
    """Keep whose word stands, by "number/part"; parts not named stay as they were chosen.

    Raises DeniedError, RefusedError when it is decided already, ChangedMeanwhileError.
    """
    with telling_last():
        fresh, _held = _open(row, actor)
        fresh.choices = _merged_choices(preview_of(fresh, actor), choices)
        _write(fresh, seen, choices=fresh.choices)
    return fresh


def apply_return(
    row: WorksheetReturn,
    *,
    actor: User,
    seen: int,
    sight: str,
    choices: Mapping[str, Side] | None = None,
) -> WorksheetReturn:
    """Write what the file changes and what was chosen of it, as far as the actor may; all or none.

    ``seen`` and ``sight`` are version and fingerprint of the preview the actor decided on: where
    anything shown there is different by now, nothing is written. Raises DeniedError, RefusedError,
    ChangedMeanwhileError.
    """
    now = clock.now()
    with telling_last():
        fresh, held = _open(row, actor)
        if held.state not in OPEN_STATES:
            demand_returnable(held, actor=actor)
        before = preview_of(fresh, actor)
        if before.sight != sight:
            raise _moved()
        fresh.choices = _merged_choices(before, choices or {})
        preview = preview_of(fresh, actor)
        report = _Writing(held, preview, actor).write()
        facts = {"state": ReturnState.APPLIED, "finished_at": now, "report": report.as_json()}
        _write(fresh, seen, choices=fresh.choices, **facts)
        _tell(WORKSHEET_APPLIED, fresh, held, actor, report.counts())
    return fresh


def cancel_return(row: WorksheetReturn, *, actor: User, seen: int) -> WorksheetReturn:
    """Put a returned worksheet away; nothing of it is written.

    Raises DeniedError, RefusedError when it is decided already, ChangedMeanwhileError.
    """
    with telling_last():
        fresh, held = _open(row, actor)
        _write(fresh, seen, state=ReturnState.CANCELLED, finished_at=clock.now())
        _tell(WORKSHEET_RETURN_CANCELLED, fresh, held, actor, {})
    return fresh


@dataclass(slots=True)
class Report:
    """What applying wrote and what it left, by indicator and part."""

    written: dict[str, list[str]] = field(default_factory=dict)
    left: list[dict[str, str]] = field(default_factory=list)
    kept: int = 0
    """Differences in which what Selaras says was left standing by choice."""

    def as_json(self) -> dict[str, Any]:
        """As the row keeps it."""
        return asdict(self)

    def counts(self) -> dict[str, int]:
        """As the trail tells it."""
        return {
            "indikator": len(self.written),
            "isian": sum(map(len, self.written.values())),
            "dilewati": len(self.left),
            "dipertahankan": self.kept,
        }


class _Writing:
    """Writing one preview, in the transaction of its caller."""

    def __init__(self, held: Assessment, preview: ReturnPreview, actor: User) -> None:
        self._held = held
        self._preview = preview
        self._actor = actor
        self._report = Report()

    def write(self) -> Report:
        """Values first and answers after, as everyone takes them."""
        for part in self._preview.parts:
            self._note(part)
        wanted = [part for part in self._preview.parts if part.writes]
        self._record([part for part in wanted if part.part == VALUE])
        for each in self._preview.indicators:
            self._save(each.number, [p for p in each.parts if p.writes and p.part != VALUE])
        return self._report

    def _note(self, part: PartDifference) -> None:
        if part.hindrance:
            why = {"number": part.number, "part": part.part, "reason": part.hindrance}
            self._report.left.append(why)
        elif part.writes:
            self._report.written.setdefault(part.number, []).append(part.part)
        elif part.asks:
            self._report.kept += 1

    def _record(self, parts: Sequence[PartDifference]) -> None:
        if not parts:
            return
        record_values(
            self._held,
            Stage.SELF,
            {part.number: Fraction(part.result(part.choice)) for part in parts},
            actor=self._actor,
            source=self._preview.row.worksheet.code,
            expected={part.number: part.seen for part in parts},
        )

    def _save(self, number: str, parts: Sequence[PartDifference]) -> None:
        if not parts:
            return
        given: dict[str, Any] = {}
        for part in parts:
            text = part.result(part.choice)
            figure = part.part == CLAIM
            given[FIELDS[part.part]] = (Fraction(text) if text else None) if figure else text
        save_answer(self._held, number, actor=self._actor, seen=parts[0].seen, **given)


def _open(row: WorksheetReturn, actor: User) -> tuple[WorksheetReturn, Assessment]:
    """The row as it is now, undecided, and its assessment, held.

    Raises DeniedError, RefusedError.
    """
    held = hold(row.worksheet.assessment)
    demand(may_return_worksheets(actor, held), RETURN_WORKSHEET)
    rows = returns_for(actor, held).select_related("worksheet__unit", "author")
    fresh = rows.filter(pk=row.pk).first()
    if fresh is None:
        raise not_yours(row.worksheet)
    fresh.worksheet.assessment = held
    if fresh.state == ReturnState.APPLIED:
        raise ChangedMeanwhileError(_("Lembar ini sudah diterapkan. Lihat laporannya."))
    if fresh.state == ReturnState.CANCELLED:
        raise ChangedMeanwhileError(_("Lembar ini sudah dibatalkan. Unggah lagi bila perlu."))
    return fresh, held


def _merged_choices(preview: ReturnPreview, choices: Mapping[str, Side]) -> dict[str, str]:
    """The choices kept so far with the new ones, as far as anything is to be chosen."""
    asked = {part.key for part in preview.parts if part.asks}
    kept = {key: side for key, side in preview.row.choices.items() if key in asked}
    return kept | {key: side.value for key, side in choices.items() if key in asked}


def _write(row: WorksheetReturn, seen: int, **facts: Any) -> None:
    """Write the facts where nobody has decided on it since. Raises ChangedMeanwhileError."""
    rows = WorksheetReturn.objects.filter(pk=row.pk, version=seen, state=ReturnState.UPLOADED)
    if not rows.update(**facts, version=F("version") + 1):
        raise _moved()
    row.version = seen + 1
    for name, value in facts.items():
        setattr(row, name, value)


def _moved() -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        _(
            "Ada yang berubah sejak pratinjau ini dibuka; belum ada yang ditulis. Periksa lagi "
            "isinya di bawah, lalu terapkan."
        )
    )


def _tell(
    kind: EventKind, row: WorksheetReturn, held: Assessment, actor: User, facts: Mapping[str, Any]
) -> None:
    told = {"penilaian": held.pk, "lembar": row.worksheet.code, **facts}
    record(kind, row, actor=actor, new=told, scope=held.institution.scope)
