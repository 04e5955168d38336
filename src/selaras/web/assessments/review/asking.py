"""What an address of the review asks for, and whether the person may read it."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import READ_REVIEW, may_read_review
from selaras.assessments.queries.review import EVERY, QueueFilter
from selaras.assessments.services.verdicts import Seen
from selaras.assessments.states import ItemState, ReturnKind
from selaras.foundation.access import demand
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import opened
from selaras.web.people.forms import seen_version
from selaras.web.ui.lists import CURSOR

ANSWERS = "jawaban"
FILTERS = ("keadaan", "alasan", "unit", "anggota", "aspek", "cari")
"""Parameters of the queue that lead through it from item to item."""
_MOST = 200
"""Pieces of one bulk verdict; a page of the queue shows fewer."""


def asked_review(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for somebody who follows its review. Raises Http404 and DeniedError."""
    assessment = opened(request, pk)
    demand(may_read_review(actor_of(request), assessment), READ_REVIEW)
    return assessment


def asked_filter(request: HttpRequest) -> QueueFilter:
    """Filters out of the address; unknown words count as not given."""
    state, kind = request.GET.get("keadaan", ""), request.GET.get("alasan", "")
    return QueueFilter(
        state=state if state in {*ItemState.values, EVERY} else ItemState.PROPOSED,
        kind=kind if kind in ReturnKind.values else "",
        unit=request.GET.get("unit", "")[:20],
        member=request.GET.get("anggota", "")[:20],
        aspect=request.GET.get("aspek", "")[:40],
        text=request.GET.get("cari", "").strip()[:80],
    )


def queue_query(request: HttpRequest) -> str:
    """The part of the address that leads through the queue, with its question mark, or nothing."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if request.GET.get(name):
            kept[name] = request.GET[name]
    return f"?{kept.urlencode()}" if kept else ""


def without_cursor(request: HttpRequest) -> str:
    """The whole list's address for its export, with its question mark, or nothing."""
    kept = request.GET.copy()
    kept.pop(CURSOR, None)
    return f"?{kept.urlencode()}" if kept else ""


def ticked_items(data: QueryDict) -> list[Seen]:
    """The ticked evidence, "key:revision" each; what is no such pair is left out."""
    pairs = (_pair(text) for text in data.getlist("bukti")[:_MOST])
    return [pair for pair in pairs if pair is not None]


def ticked_answers(data: QueryDict) -> list[tuple[str, int]]:
    """The ticked answers, as (indicator number, version seen)."""
    found: dict[str, int] = {}
    for text in data.getlist("jawaban")[:_MOST]:
        number, _colon, version = text.rpartition(":")
        if number:
            found[number[:12]] = seen_version(version)
    return list(found.items())


def _pair(text: str) -> Seen | None:
    key, _colon, revision = text.partition(":")
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    return int(key), seen_version(revision)
