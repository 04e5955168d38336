"""Which assessment and which indicator an address speaks of; strangers find neither."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import may_open_work, may_rate
from selaras.assessments.queries.workspace import IndicatorDesk, desk_of
from selaras.instruments.queries import definition
from selaras.people.roles import Role
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of

GUIDED = "terpandu"
COMPLETE = "lengkap"
"""The two ways to look at the work: one thing after the other, or everything at once."""


def asked_work(request: HttpRequest, pk: int) -> Assessment:
    """The assessment of the address. Raises Http404 where the person must not know of it."""
    rows = Assessment.objects.select_related("cycle__instrument", "institution")
    work = rows.defer("cycle__instrument__document").filter(pk=pk).first()
    if work is None or not may_open_work(actor_of(request), work):
        raise Http404
    return work


def asked_indicator(request: HttpRequest, pk: int, number: str) -> tuple[Assessment, Instrument]:
    """What a save needs of the address; the whole desk is read only where a page shows it.

    Raises Http404 as ``asked_desk`` does.
    """
    work = asked_work(request, pk)
    instrument = definition(work.cycle.instrument)
    if number not in short_names(instrument):
        raise Http404
    return work, instrument


def asked_desk(request: HttpRequest, pk: int, number: str) -> IndicatorDesk:
    """The desk of the address. Raises Http404 for an unknown indicator as well."""
    desk = desk_of(actor_of(request), asked_work(request, pk), number)
    if desk is None:
        raise Http404
    return desk


def is_guided(request: HttpRequest, work: Assessment) -> bool:
    """Whether the page leads step by step: for operators who do not sit in the team, at first."""
    wanted = request.GET.get("tampilan", "")
    if wanted in {GUIDED, COMPLETE}:
        return wanted == GUIDED
    actor = actor_of(request)
    is_operator = work.institution_id in standing_of(actor).institutions(Role.UNIT_OPERATOR)
    return is_operator and not may_rate(actor, work)
