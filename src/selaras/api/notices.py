"""The caller's inbox, and the trail of the institutions the caller reads it of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import QueryEx, Router
from pydantic import Field

from selaras.api.authentication import READING
from selaras.api.bodies import LARGEST_KEY, Told
from selaras.api.caller import person_of
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.foundation.access import demand
from selaras.foundation.trail.models import Event
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.inbox import Notice, notice, with_places
from selaras.people.permissions import READ_TRAIL, may_read_trail, trail_scopes

router = Router(tags=["Pesan dan jejak"], auth=READING)


class NoticeFacts(Told):
    """A message of the inbox as it is told now."""

    id: int
    kind: str
    sentence: str
    note: str
    assessment: int | None
    number: str
    at: datetime
    is_read: bool


class EventFacts(Told):
    """One thing that happened; ``sequence`` has no gaps over the whole installation."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    subject_type: str
    subject_id: str
    subject: str
    scope: str
    request_id: str
    old: dict[str, Any]
    new: dict[str, Any]
    digest: str = Field(description="Sidik catatan ini dalam rantainya (SHA-256).")


@router.get("/inbox", response=Listed[NoticeFacts])
def list_notices(
    request: HttpRequest,
    response: HttpResponse,
    everything: Annotated[bool, QueryEx(description="Sertakan yang sudah dibaca.")] = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[NoticeFacts]:
    """Kotak masuk pemilik token, yang terbaru lebih dahulu."""
    person = person_of(request)
    rows = InboxItem.objects.filter(person=person)
    if not everything:
        rows = rows.filter(read_at__isnull=True)
    return listed(
        request,
        response,
        with_places(rows),
        ("-pk",),
        lambda page: (_notice(notice(item, person)) for item in page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/events", response=Listed[EventFacts])
def list_events(
    request: HttpRequest,
    response: HttpResponse,
    after: Annotated[
        int, QueryEx(ge=0, le=LARGEST_KEY, description="Hanya yang sesudah nomor ini.")
    ] = 0,
    kind: Annotated[str, QueryEx(max_length=80)] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[EventFacts]:
    """Jejak kegiatan yang boleh dibaca, menurut kejadian: untuk mengikuti perubahan."""
    person = person_of(request)
    demand(may_read_trail(person), READ_TRAIL)
    scopes = trail_scopes(person)
    rows = Event.objects.filter(sequence__gt=after)
    if scopes is not None:
        rows = rows.filter(scope__in=sorted(scopes))
    if kind:
        rows = rows.filter(kind=kind)
    return listed(
        request,
        response,
        rows,
        ("sequence",),
        lambda page: map(_event, page),
        limit=limit,
        cursor=cursor,
    )


def _notice(found: Notice) -> NoticeFacts:
    return NoticeFacts(
        id=found.pk,
        kind=found.kind.code,
        sentence=found.sentence,
        note=found.note,
        assessment=found.assessment.pk if found.assessment else None,
        number=found.number,
        at=found.at,
        is_read=found.is_read,
    )


def _event(row: Event) -> EventFacts:
    return EventFacts(
        sequence=row.sequence,
        at=row.at,
        kind=row.kind,
        actor=row.actor_label,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        subject=row.subject_label,
        scope=row.scope,
        request_id=row.request_id,
        old=row.old,
        new=row.new,
        digest=row.digest,
    )
