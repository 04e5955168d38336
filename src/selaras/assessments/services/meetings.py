"""Interviews and visits: planning, changing, keeping minutes, calling off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import (
    MEETING_CANCELLED,
    MEETING_CHANGED,
    MEETING_HELD,
    MEETING_PLANNED,
)
from selaras.assessments.models import Assessment, CycleKind, Meeting, MeetingState
from selaras.assessments.permissions import ASSESS, may_assess
from selaras.assessments.services.holding import hold
from selaras.assessments.states import State
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, check, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import IndicatorRow


@dataclass(frozen=True, slots=True)
class Plan:
    """When, where and about what; ``numbers`` are the indicators to be asked."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    agenda: str = ""
    numbers: Collection[str] = ()


def plan_meeting(assessment: Assessment, plan: Plan, *, actor: Actor) -> Meeting:
    """Put a meeting on the calendar; the institution is told by the trail.

    Raises DeniedError, RefusedError (no evaluation, times the wrong way round, already final).
    """
    with telling_last():
        held = _taken(assessment, actor)
        _demand_open(held)
        if held.cycle.kind != CycleKind.EVALUATION:
            raise refuse(
                _(
                    "Interviu dan visitasi hanya ada pada siklus evaluasi; siklus ini pemantauan. "
                    "Klarifikasi ditulis dalam diskusi bersama pada indikatornya."
                )
            )
        rows = _listed(held, plan)
        meeting = Meeting(assessment=held, author_id=actor.actor_id, **_fields(plan))
        check(meeting)
        meeting.save(force_insert=True)
        meeting.indicators.set(rows)
        _tell(MEETING_PLANNED, meeting, held, actor, new=_facts(meeting, rows))
        return meeting


def change_meeting(meeting: Meeting, plan: Plan, *, version: int, actor: Actor) -> None:
    """Move a planned meeting or change what it is about; ``version`` is the one seen.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held = _taken(meeting.assessment, actor)
        _demand_open(held)
        fresh = _planned(meeting)
        rows = _listed(held, plan)
        old = _facts(fresh, list(fresh.indicators.order_by("position")))
        for name, value in _fields(plan).items():
            setattr(fresh, name, value)
        check(fresh)
        new = _facts(fresh, rows)
        if new == old and fresh.version == version:
            return
        _save(fresh, version, _fields(plan))
        fresh.indicators.set(rows)
        _tell(MEETING_CHANGED, fresh, held, actor, old=old, new=new)


def keep_minutes(meeting: Meeting, *, minutes: str, version: int, actor: Actor) -> None:
    """Write what was said; from then on the meeting has been held. The words can be corrected.

    Raises DeniedError, ChangedMeanwhileError, RefusedError when it was called off.
    """
    with telling_last():
        held = _taken(meeting.assessment, actor)
        fresh = Meeting.objects.get(pk=meeting.pk)
        if fresh.state == MeetingState.CANCELLED:
            raise refuse(_("Pertemuan ini sudah dibatalkan, jadi tidak memiliki notula."))
        text = minutes.strip()
        if not text:
            raise refuse(_("Tuliskan notula pertemuan."), "minutes")
        old = {"keadaan": str(fresh.state), "notula": fresh.minutes}
        _save(fresh, version, {"minutes": text, "state": MeetingState.HELD})
        new = {"keadaan": str(MeetingState.HELD), "notula": text}
        _tell(MEETING_HELD, fresh, held, actor, old=old, new=new)


def cancel_meeting(meeting: Meeting, *, reason: str, version: int, actor: Actor) -> None:
    """Call a planned meeting off; the reason stands where its minutes would.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held = _taken(meeting.assessment, actor)
        fresh = _planned(meeting)
        text = reason.strip()
        if not text:
            raise refuse(_("Tuliskan alasan pembatalan, agar instansi mengetahuinya."), "reason")
        _save(fresh, version, {"minutes": text, "state": MeetingState.CANCELLED})
        old = {"keadaan": str(MeetingState.PLANNED)}
        new = {"keadaan": str(MeetingState.CANCELLED), "alasan": text}
        _tell(MEETING_CANCELLED, fresh, held, actor, old=old, new=new)


def _taken(assessment: Assessment, actor: Actor) -> Assessment:
    held = hold(assessment)
    demand(may_assess(actor, held), ASSESS)
    return held


def _demand_open(held: Assessment) -> None:
    if held.state == State.FINAL:
        raise refuse(
            _(
                "Nilai akhir sudah ditetapkan. Buka kembali konsolidasi untuk menjadwalkan "
                "pertemuan."
            )
        )


def _planned(meeting: Meeting) -> Meeting:
    fresh = Meeting.objects.get(pk=meeting.pk)
    if fresh.state != MeetingState.PLANNED:
        raise ChangedMeanwhileError(
            _(
                "Pertemuan ini sudah dilaksanakan atau dibatalkan, jadi jadwalnya tidak berubah "
                "lagi."
            )
        )
    return fresh


def _listed(held: Assessment, plan: Plan) -> list[IndicatorRow]:
    rows = held.cycle.instrument.indicators.filter(number__in=list(plan.numbers))
    found = list(rows.order_by("position"))
    if len(found) != len(set(plan.numbers)):
        raise refuse(_("Pilih indikator yang ada pada instrumen ini."), "numbers")
    return found


def _fields(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "place": plan.place.strip(),
        "agenda": plan.agenda.strip(),
    }


def _save(fresh: Meeting, version: int, fields: Mapping[str, Any]) -> None:
    rows = Meeting.objects.filter(pk=fresh.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise ChangedMeanwhileError


def _facts(meeting: Meeting, rows: Sequence[IndicatorRow]) -> dict[str, Any]:
    return {
        "jenis": str(meeting.kind),
        "mulai": meeting.starts_at.isoformat(),
        "selesai": meeting.ends_at.isoformat(),
        "tempat": meeting.place,
        "agenda": meeting.agenda,
        "indikator": [row.number for row in rows],
    }


def _tell(
    kind: EventKind,
    meeting: Meeting,
    held: Assessment,
    actor: Actor,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any],
) -> None:
    meeting.assessment = held
    record(kind, meeting, actor=actor, old=old, new=new, scope=held.institution.scope)
