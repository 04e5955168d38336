"""The list of assessments at work, and the hub of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.assessments.permissions import may_administer
from selaras.assessments.queries.agenda import Wanted, agenda_of, cycles_of
from selaras.assessments.queries.hub import COURSE_STATES, hub_of
from selaras.assessments.states import AnswerState
from selaras.foundation import clock
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import links_of, opened
from selaras.web.ui.lists import CURSOR, changed


@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Assessments the person may open work of, each with what they owe in it."""
    actor = actor_of(request)
    cycle = request.GET.get("siklus", "")
    cycles = cycles_of(actor)
    wanted = Wanted(
        cycle=next((one.pk for one in cycles if str(one.pk) == cycle), None),
        state=request.GET.get("keadaan", "")[:20],
        text=request.GET.get("cari", "").strip()[:80],
    )
    found = agenda_of(actor, wanted, clock.today(), cursor=request.GET.get(CURSOR, ""))
    page = found.page
    context = {
        "agenda": found,
        "wanted": wanted,
        "cycles": [(one.pk, f"{one} · {one.instrument.code}") for one in cycles],
        "states": [(state.value, state.label) for state in COURSE_STATES],
        "sees_many": may_administer(actor) or bool(page.next or page.previous),
        "previous_url": page.previous and changed(request.GET, **{CURSOR: page.previous}),
        "next_url": page.next and changed(request.GET, **{CURSOR: page.next}),
    }
    return render(request, "work/list.html", context)


@require_safe
def hub(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an assessment stands, what leads on, what is in the way, and all its pages."""
    actor, assessment = actor_of(request), opened(request, pk)
    found = hub_of(actor, assessment, clock.today())
    counts = found.sheet.counts
    context = {
        "hub": found,
        "assessment": assessment,
        "instrument": found.sheet.instrument,
        "score": found.sheet.claimed_score,
        "total": len(found.sheet.lines),
        "counts": [(state, counts[state]) for state in AnswerState],
        "links": links_of(actor, assessment),
    }
    return render(request, "work/hub.html", context)
