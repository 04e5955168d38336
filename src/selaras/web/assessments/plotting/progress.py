"""The progress page: who owes what until when, with the list behind every figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.assessments.models import Assessment
from selaras.assessments.queries.forecast import Forecast, forecast_of
from selaras.assessments.queries.progress import COURSE_MARKS, Mark, Progress, Wanted, stretch
from selaras.assessments.queries.sheet import SheetLine, sheet_of
from selaras.assessments.states import ORDER, State
from selaras.foundation import clock
from selaras.people.models import User
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.assessments.plotting.opening import inside

MINE = "saya"
"""The filter word for the asker's own units or indicators."""
LONGEST_KEY = 18
"""Digits a key may have: more is no key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list with how far it has come."""

    line: SheetLine
    mark: Mark
    left: int | None
    due: Any


def asked(request: HttpRequest) -> Wanted:
    """What the address asks for; keys nobody has show nothing, words nobody knows show all."""
    mark = request.GET.get("keadaan", "")
    unit, member = request.GET.get("unit", ""), request.GET.get("anggota", "")
    actor = actor_of(request)
    units = standing_of(actor).units() if unit == MINE else _keys(unit)
    people = frozenset({actor.pk}) if member == MINE else _keys(member)
    return Wanted(Mark(mark) if mark in Mark.values else None, units, next(iter(people), None))


def _keys(text: str) -> frozenset[int]:
    sane = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return frozenset({int(text)}) if sane else frozenset()


def rows_of(progress: Progress, wanted: Wanted) -> list[Row]:
    """The lines the list shows."""
    one = next(iter(wanted.units)) if len(wanted.units) == 1 else None
    return [
        Row(line, stretch(line), progress.left_of(line, one), progress.due_of(line, one))
        for line in wanted.lines(progress)
    ]


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The page."""
    assessment, actor = inside(request, pk), actor_of(request)
    found = Progress(sheet_of(assessment), clock.today())
    wanted = asked(request)
    whole = found.whole
    context = {
        "assessment": assessment,
        "instrument": found.sheet.instrument,
        "progress": found,
        "whole": whole,
        "window": found.sheet.window,
        "left": _left(found),
        "course": whole.course,
        "extra": [(mark, whole.counts[mark]) for mark in Mark if mark not in COURSE_MARKS],
        "units": found.by_unit(),
        "members": found.by_member(),
        "wanted": wanted,
        "subject": _subject(wanted, found),
        "chips": _chips(request, found, actor),
        "rows": rows_of(found, wanted),
        "forecast": forecast_for(assessment, found),
        "stages": _stages(found),
    }
    return render(request, "plotting/progress.html", context)


def forecast_for(assessment: Assessment, found: Progress) -> Forecast | None:
    """The forecast, as long as the final value does not stand."""
    past = ORDER[State(assessment.state)] >= ORDER[State.FINAL]
    return None if past or assessment.state == State.RECORDED else forecast_of(found.sheet)


def _left(found: Progress) -> int | None:
    window = found.sheet.window
    return (window.closes_on - found.today).days if window else None


def _stages(found: Progress) -> list[tuple[str, int]]:
    """How many indicators each stage has rated, for stages that spoke."""
    counted: dict[str, int] = {}
    for line in found.sheet.lines:
        for stage in line.values:
            counted[stage] = counted.get(stage, 0) + 1
    return list(counted.items())


def _subject(wanted: Wanted, found: Progress) -> str:
    """Whose lines the list shows, in words."""
    names: list[str] = []
    for line in found.sheet.lines:
        names += [s.unit.name for s in line.units if s.unit_id in wanted.units]
        names += [m.member.name for m in line.members if m.member_id == wanted.member]
    return ", ".join(dict.fromkeys(names))


def _chips(
    request: HttpRequest, found: Progress, actor: User
) -> list[tuple[str, str, bool, int | None]]:
    """The lists most people come for: everything, the own units, the own indicators."""
    base = reverse("plotting:progress", args=[found.sheet.assessment.pk])
    asked_now = (request.GET.get("unit", ""), request.GET.get("anggota", ""))
    chips: list[tuple[str, str, bool, int | None]]
    chips = [(_("Semua"), base, asked_now == ("", ""), len(found.sheet.lines))]
    units = standing_of(actor).units()
    if owed := found.sheet.owed_by(units):
        chips.append((_("Unit saya"), f"{base}?unit={MINE}", asked_now[0] == MINE, len(owed)))
    if mine := found.sheet.looked_after_by(actor):
        chips.append(
            (_("Indikator saya"), f"{base}?anggota={MINE}", asked_now[1] == MINE, len(mine))
        )
    return chips
