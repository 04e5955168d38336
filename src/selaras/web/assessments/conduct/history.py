"""The trail of one assessment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.assessments.permissions import READ_HISTORY, may_administer, may_read_history
from selaras.assessments.queries.history import HistoryFilter, history_of
from selaras.foundation.access import demand
from selaras.foundation.trail.queries import kind_choices
from selaras.instruments.queries import definition
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import opened
from selaras.web.people.lists import neighbours
from selaras.web.ui.lists import CURSOR

AREAS = (
    "answer.",
    "assessment.",
    "calibration.",
    "claim.",
    "discussion.",
    "dispute.",
    "evidence.",
    "finding.",
    "meeting.",
    "plotting.",
    "results.",
)
"""Kinds of events that can be about an assessment."""


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened in this assessment: by indicator, kind and person."""
    actor, assessment = actor_of(request), opened(request, pk)
    demand(may_read_history(actor, assessment), READ_HISTORY)
    names = short_names(definition(assessment.cycle.instrument))
    kinds = [pair for pair in kind_choices() if pair[0].startswith(AREAS)]
    indicator, kind = request.GET.get("indikator", ""), request.GET.get("jenis", "")
    wanted = HistoryFilter(
        indicator=indicator if indicator in names else "",
        kind=kind if kind in dict(kinds) else "",
        actor=request.GET.get("pelaku", "").strip()[:100],
    )
    found = history_of(
        assessment,
        wanted,
        everything=may_administer(actor),
        cursor=request.GET.get(CURSOR, ""),
    )
    context = {
        "assessment": assessment,
        "found": found,
        "wanted": wanted,
        "kinds": sorted(kinds, key=lambda pair: pair[1]),
        "indicators": [(number, f"{number} · {name}") for number, name in names.items()],
        "neighbours": neighbours(request, found.previous, found.next),
    }
    return render(request, "work/history.html", context)
