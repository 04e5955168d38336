"""Finding the assessment whose plotting or progress a page shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import OPEN_WORK, may_open_work, works_in
from selaras.foundation.access import demand
from selaras.web.access import actor_of


def inside(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for people who work in its institution.

    Who does not know of it gets 404; an assessor who does is told that this is the institution's
    own business (DeniedError).
    """
    found = (
        Assessment.objects.filter(pk=pk)
        .select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
        .first()
    )
    actor = actor_of(request)
    if found is None or not may_open_work(actor, found):
        raise Http404
    demand(works_in(actor, found), OPEN_WORK)
    return found
