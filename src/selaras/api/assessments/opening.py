"""Which assessment an address speaks of, and whether the caller knows of it at all."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from selaras.api.caller import person_of
from selaras.assessments.models import Assessment
from selaras.assessments.permissions import may_open_work, visible_to


def readable(request: HttpRequest) -> QuerySet[Assessment]:
    """Every assessment the caller may read a result of."""
    rows = visible_to(person_of(request))
    return rows.select_related("institution", "cycle__instrument").defer(
        "cycle__instrument__document"
    )


def opened(request: HttpRequest, pk: int) -> Assessment:
    """An assessment the caller may read. Raises Assessment.DoesNotExist. One query."""
    return readable(request).get(pk=pk)


def working(request: HttpRequest, pk: int) -> Assessment:
    """An assessment whose work the caller may open; for everyone else there is none. One query.

    Raises Assessment.DoesNotExist and Http404.
    """
    rows = Assessment.objects.select_related("institution", "cycle__instrument")
    found = rows.defer("cycle__instrument__document").get(pk=pk)
    if not may_open_work(person_of(request), found):
        raise Http404
    return found
