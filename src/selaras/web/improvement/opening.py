"""Which institution a page of improvement speaks of, and whether the person knows of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from selaras.improvement.permissions import has_improvement, may_open_improvement
from selaras.people.models import Institution, User
from selaras.people.standing import standing_of
from selaras.web.access import actor_of

SHOWN = 200
"""Institutions listed at once."""
FEW = 12
"""So many are found with the eye."""


def opened(request: HttpRequest, slug: str) -> tuple[Institution, User]:
    """The institution of the address and the person; for strangers it does not exist (404)."""
    actor = actor_of(request)
    institution = get_object_or_404(Institution, slug=slug)
    if not may_open_improvement(actor, institution.pk):
        raise Http404
    return institution, actor


def own_place(request: HttpRequest, view: str) -> HttpResponse:
    """Lead to the page of the person's institution; with several, ask which one.

    A nation has more places than a page: they are found by words of their name.
    """
    actor = actor_of(request)
    if not has_improvement(actor):
        raise Http404
    places = Institution.objects.order_by("name")
    if not standing_of(actor).is_system_admin:
        places = places.filter(pk__in=standing_of(actor).home_institutions())
    wanted = request.GET.get("cari", "").strip()[:80]
    for word in wanted.split():
        places = places.filter(name__icontains=word)
    found = list(places.values("name", "slug")[: SHOWN + 1])
    if len(found) == 1 and not wanted:
        return redirect(view, found[0]["slug"])
    context = {
        "places": found[:SHOWN],
        "view": view,
        "wanted": wanted,
        "rest": places.count() - SHOWN if len(found) > SHOWN else 0,
        "is_long": wanted or len(found) > FEW,
    }
    return render(request, "recommendations/choose.html", context)
