"""Pieces of evidence: documents put forward for level criteria of indicators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import Field

from selaras.api.assessments.opening import working
from selaras.api.authentication import EVIDENCE, READING
from selaras.api.bodies import Asked, Key, Number, RowKey, Told
from selaras.api.caller import person_of
from selaras.api.etags import seen_version, tell_version, versioned
from selaras.api.repeats import once
from selaras.assessments.models import EvidenceItem
from selaras.assessments.permissions import may_open_work, works_in
from selaras.assessments.queries.workspace import desk_of
from selaras.assessments.services.items import LONGEST
from selaras.assessments.services.proofs import (
    POINTER_LONGEST,
    answer_request,
    point,
    put_forward,
    renew,
    withdraw,
)
from selaras.assessments.states import ItemState, ReturnKind
from selaras.evidence.models import Document

router = Router(tags=["Bukti"], auth=READING)

Page = Annotated[int, Field(ge=1, le=100_000)]


class ItemFacts(Told):
    """A document put forward for one level; without a document it is a request of the team."""

    id: int
    number: str
    level: int
    document: int | None
    document_title: str
    document_number: str
    document_version: int | None
    page: int | None
    pointer: str
    claim: str
    state: ItemState | None
    return_kind: str
    note: str
    reviewer: str
    reviewed_at: datetime | None
    added_at: datetime
    version: int


class Place(Asked):
    """Where in the document to look, and what is to be seen there."""

    page: Page | None = None
    pointer: Annotated[str, Field(max_length=POINTER_LONGEST)] = ""
    claim: Annotated[str, Field(max_length=LONGEST)] = ""


class NewItems(Place):
    """A document of the library and the levels it proves."""

    document: RowKey
    levels: Annotated[list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=1, max_length=10)]


class ItemsAdded(Told):
    """The pieces that were made, lowest level first."""

    items: list[ItemFacts]


class RequestAnswer(Place):
    """The document that was asked for."""

    document: RowKey


@router.post(
    "/assessments/{assessment}/answers/{number}/evidence",
    response={201: ItemsAdded},
    auth=EVIDENCE,
)
@once
def add_evidence(
    request: HttpRequest, assessment: Key, number: Number, given: NewItems
) -> ItemsAdded:
    """Ajukan dokumen sebagai bukti satu atau beberapa tingkat."""
    found, person = working(request, assessment), person_of(request)
    items = put_forward(
        found,
        number,
        given.levels,
        _document(request, given.document),
        actor=person,
        page=given.page,
        pointer=given.pointer,
        claim=given.claim,
    )
    return ItemsAdded(items=[item_facts(item, inside=True) for item in items])


@router.get("/evidence-items/{item}", response=ItemFacts)
def read_evidence(request: HttpRequest, item: Key) -> ItemFacts:
    """Satu bukti."""
    return _told(request, item)


@router.patch("/evidence-items/{item}", response=ItemFacts, auth=EVIDENCE)
@versioned
def change_evidence(request: HttpRequest, item: Key, given: Place) -> ItemFacts:
    """Tunjuk lagi tempatnya di dokumen; bukti yang sudah diputus kembali ke pemeriksa."""
    found = _item(request, item)
    named = given.model_fields_set
    point(
        found,
        actor=person_of(request),
        seen=seen_version(request),
        page=given.page if "page" in named else found.page,
        pointer=given.pointer if "pointer" in named else found.pointer,
        claim=given.claim if "claim" in named else found.claim,
    )
    return _told(request, item)


@router.post("/evidence-items/{item}/renew", response=ItemFacts, auth=EVIDENCE)
@versioned
def renew_evidence(request: HttpRequest, item: Key) -> ItemFacts:
    """Pakai versi dokumen yang sekarang; bukti kembali ke pemeriksa."""
    found = _item(request, item)
    renew(found, actor=person_of(request), seen=seen_version(request))
    return _told(request, item)


@router.post("/evidence-items/{item}/answer", response=ItemFacts, auth=EVIDENCE)
@versioned
def answer_evidence_request(request: HttpRequest, item: Key, given: RequestAnswer) -> ItemFacts:
    """Jawab permintaan dokumen dengan dokumen dari pustaka."""
    found = _item(request, item)
    answer_request(
        found,
        _document(request, given.document),
        actor=person_of(request),
        seen=seen_version(request),
        page=given.page,
        pointer=given.pointer,
        claim=given.claim,
    )
    return _told(request, item)


@router.post("/evidence-items/{item}/withdraw", response={204: None}, auth=EVIDENCE)
@versioned
def withdraw_evidence(request: HttpRequest, item: Key) -> tuple[int, None]:
    """Tarik bukti; riwayatnya tetap ada."""
    withdraw(_item(request, item), actor=person_of(request), seen=seen_version(request))
    return 204, None


def item_facts(item: EvidenceItem, *, inside: bool) -> ItemFacts:
    """A piece as programs read it; verdicts are the institution's own. No query.

    It was read with its indicator, document, version and reviewer, restricted titles left out.
    """
    document = item.document
    return ItemFacts(
        id=item.pk,
        number=item.indicator.number,
        level=item.level,
        document=item.document_id,
        document_title=document.title if document else "",
        document_number=document.number if document else "",
        document_version=item.version.revision if item.version else None,
        page=item.page,
        pointer=item.pointer,
        claim=item.claim,
        state=ItemState(item.state) if inside else None,
        return_kind=str(ReturnKind(item.return_kind)) if inside and item.return_kind else "",
        note=item.note if inside else "",
        reviewer=item.reviewer.name if inside and item.reviewer else "",
        reviewed_at=item.reviewed_at if inside else None,
        added_at=item.added_at,
        version=item.revision,
    )


def _item(request: HttpRequest, pk: int) -> EvidenceItem:
    """The piece, of work the caller may open, as far as it is shown there. Raises Http404."""
    person = person_of(request)
    rows = EvidenceItem.objects.select_related(
        "assessment__institution", "assessment__cycle__instrument", "indicator"
    ).defer("assessment__cycle__instrument__document")
    found = rows.get(pk=pk)
    if not may_open_work(person, found.assessment):
        raise Http404
    desk = desk_of(person, found.assessment, found.indicator.number)
    shown = next((item for item in desk.items if item.pk == pk), None) if desk else None
    if shown is None:
        raise Http404
    shown.assessment = found.assessment
    return shown


def _told(request: HttpRequest, pk: int) -> ItemFacts:
    fresh = _item(request, pk)
    tell_version(request, fresh.revision)
    return item_facts(fresh, inside=works_in(person_of(request), fresh.assessment))


def _document(request: HttpRequest, pk: int) -> Document:
    return Document.objects.visible_to(person_of(request)).get(pk=pk)
