"""Whose follow-up an address speaks of, and whether the caller knows of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from selaras.api.caller import person_of
from selaras.improvement.permissions import may_open_improvement
from selaras.people.models import Institution


def opened(request: HttpRequest, slug: str) -> Institution:
    """The institution, for colleagues. Raises Institution.DoesNotExist and Http404."""
    found = Institution.objects.get(slug=slug)
    demand_known(request, found.pk)
    return found


def demand_known(request: HttpRequest, institution: int) -> None:
    """Raise Http404 unless the caller knows of this institution's follow-up."""
    if not may_open_improvement(person_of(request), institution):
        raise Http404
