"""The activity page: what happened, who did it, what it was before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.foundation.access import demand
from selaras.foundation.trail.queries import ActivityFilter, activity, kind_choices
from selaras.people.permissions import READ_TRAIL, may_read_trail, trail_scopes
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The part of the trail the person may read, newest first."""
    demand(may_read_trail(request.user), READ_TRAIL)
    kinds = kind_choices()
    kind = request.GET.get("jenis", "")
    wanted = ActivityFilter(
        kind=kind if kind in dict(kinds) else "",
        actor=request.GET.get("pelaku", "").strip()[:100],
        subject=request.GET.get("objek", "").strip()[:100],
    )
    found = activity(trail_scopes(request.user), wanted, cursor=request.GET.get(CURSOR, ""))
    context = {
        "found": found,
        "wanted": wanted,
        "kinds": sorted(kinds, key=lambda choice: choice[1]),
        "neighbours": neighbours(request, found.previous, found.next),
        "filtered": wanted != ActivityFilter(),
        "saved_views": SavedViews(request, "people:trail"),
    }
    return render(request, "people/trail.html", context)
