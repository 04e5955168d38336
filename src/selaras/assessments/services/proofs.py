"""Evidence put to criteria: put forward, point, renew, withdraw, ask for what is missing.

A piece of evidence keeps the version of the document it was put forward with. Whatever is changed
in it after a verdict goes back to the reviewer; the verdict itself stays in the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from selaras.assessments.events import (
    EVIDENCE_ANSWERED,
    EVIDENCE_PROPOSED,
    EVIDENCE_REDIRECTED,
    EVIDENCE_RENEWED,
    EVIDENCE_REQUESTED,
    EVIDENCE_WITHDRAWN,
)
from selaras.assessments.models import Assessment, EvidenceItem, EvidenceReview
from selaras.assessments.permissions import REVIEW, may_review
from selaras.assessments.services.answers import open_desk
from selaras.assessments.services.holding import hold
from selaras.assessments.services.items import (
    ItemChangedError,
    change_item,
    current_item,
    demand_same,
    facts_of,
    readable,
)
from selaras.assessments.states import AnswerState, ItemState, ReturnKind
from selaras.evidence.models import Document, DocumentVersion
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import Entry, record, record_all, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition

POINTER_LONGEST = 120

_ANEW = {
    "state": ItemState.PROPOSED,
    "return_kind": "",
    "note": "",
    "reviewer_id": None,
    "reviewed_at": None,
}
"""What an item looks like that waits for a verdict."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document to look, and what is to be seen there; page counted from 1."""

    page: int | None = None
    pointer: str = ""
    claim: str = ""


def put_forward(
    assessment: Assessment,
    number: str,
    levels: Iterable[int],
    document: Document,
    *,
    actor: Actor,
    page: int | None = None,
    pointer: str = "",
    claim: str = "",
) -> list[EvidenceItem]:
    """Put a document forward for one or more level criteria of an indicator, lowest level first.

    The items stay with the document's present version. Raises DeniedError, RefusedError (which
    level, page or document does not fit), and IndicatorRow.DoesNotExist.
    """
    now = clock.now()
    with telling_last():
        held, row = _desk(assessment, number, actor)
        wanted = _criteria(held, number, levels)
        version = _version_for(held, document, actor)
        place = _checked(Place(page, pointer, claim), version)
        _refuse_twice(held, row, wanted, document)
        items = EvidenceItem.objects.bulk_create(
            [
                EvidenceItem(
                    assessment=held,
                    indicator=row,
                    level=level,
                    document=version.document,
                    version=version,
                    page=place.page,
                    pointer=place.pointer,
                    claim=place.claim,
                    author_id=actor.actor_id,
                    added_at=now,
                )
                for level in wanted
            ]
        )
        entries = [
            Entry(EVIDENCE_PROPOSED, item, {}, facts_of(item), held.institution.scope)
            for item in items
        ]
        record_all(entries, actor=actor)
    return items


def point(
    item: EvidenceItem, *, actor: Actor, seen: int, page: int | None, pointer: str, claim: str
) -> EvidenceItem:
    """Say anew where in the document to look; a judged item goes back to the reviewer.

    Raises DeniedError, RefusedError, ItemChangedError when it has moved on from ``seen``.
    """
    with telling_last():
        fresh = _own(item, actor, seen)
        place = _checked(Place(page, pointer, claim), _version_of(fresh))
        old = Place(fresh.page, fresh.pointer, fresh.claim)
        if place == old:
            return fresh
        change_item(
            fresh, {"page": place.page, "pointer": place.pointer, "claim": place.claim, **_ANEW}
        )
        _tell(EVIDENCE_REDIRECTED, fresh, actor, old=_told(old), new=_told(place))
    return fresh


def renew(item: EvidenceItem, *, actor: Actor, seen: int) -> EvidenceItem:
    """Take the document's present version; the item goes back to the reviewer.

    Raises DeniedError, RefusedError when there is nothing newer, ItemChangedError.
    """
    with telling_last():
        fresh = _own(item, actor, seen)
        old = _version_of(fresh)
        version = _present(old.document)
        if version.pk == old.pk:
            raise refuse(
                _("Dokumen ini belum punya versi yang lebih baru. Unggah penggantinya dahulu.")
            )
        pages = version.blob.page_count
        page = fresh.page if fresh.page is None or pages is None or fresh.page <= pages else None
        change_item(fresh, {"version": version, "page": page, **_ANEW})
        _tell(
            EVIDENCE_RENEWED,
            fresh,
            actor,
            old={"versi": old.revision},
            new={"versi": version.revision},
        )
    return fresh


def withdraw(item: EvidenceItem, *, actor: Actor, seen: int) -> EvidenceItem:
    """Take an item back; it stays for the history. Requests are the reviewers' to take back.

    Raises DeniedError, RefusedError, ItemChangedError.
    """
    now = clock.now()
    with telling_last():
        fresh = (
            _own(item, actor, seen) if item.document_id is not None else _request(item, actor, seen)
        )
        change_item(fresh, {"withdrawn_at": now})
        _tell(EVIDENCE_WITHDRAWN, fresh, actor, old={"keadaan": fresh.state}, new={})
    return fresh


def ask_for(
    assessment: Assessment, number: str, level: int, note: str, *, actor: Actor
) -> EvidenceItem:
    """Ask the units for a document nobody has put forward; ``note`` says which.

    Raises DeniedError, RefusedError, and IndicatorRow.DoesNotExist.
    """
    now = clock.now()
    with telling_last():
        held = hold(assessment)
        demand(may_review(actor, held), REVIEW)
        row = IndicatorRow.objects.get(version=held.cycle.instrument_id, number=number)
        (wanted,) = _criteria(held, number, [level])
        text = readable(note, "note")
        if not text:
            raise refuse(
                _("Tuliskan dokumen apa yang diminta dan apa yang harus terlihat."), "note"
            )
        item = EvidenceItem.objects.create(
            assessment=held,
            indicator=row,
            level=wanted,
            state=ItemState.RETURNED,
            return_kind=ReturnKind.MISSING,
            note=text,
            reviewer_id=actor.actor_id,
            reviewed_at=now,
            author_id=actor.actor_id,
            added_at=now,
        )
        EvidenceReview.objects.create(
            item=item,
            verdict=ItemState.RETURNED,
            return_kind=ReturnKind.MISSING,
            note=text,
            author_id=actor.actor_id,
            at=now,
        )
        _tell(EVIDENCE_REQUESTED, item, actor, old={}, new={"catatan": text})
    return item


def answer_request(
    item: EvidenceItem,
    document: Document,
    *,
    actor: Actor,
    seen: int,
    page: int | None = None,
    pointer: str = "",
    claim: str = "",
) -> EvidenceItem:
    """Give the document that was asked for; the request becomes an item that waits for a verdict.

    Raises DeniedError, RefusedError, ItemChangedError when somebody else has answered it.
    """
    with telling_last():
        fresh = _own(item, actor, seen)
        if fresh.document_id is not None:
            raise ItemChangedError(fresh)
        version = _version_for(fresh.assessment, document, actor)
        place = _checked(Place(page, pointer, claim), version)
        _refuse_twice(fresh.assessment, fresh.indicator, [fresh.level], document)
        change_item(
            fresh,
            {
                "document": version.document,
                "version": version,
                "page": place.page,
                "pointer": place.pointer,
                "claim": place.claim,
                "author_id": actor.actor_id,
                **_ANEW,
            },
        )
        _tell(EVIDENCE_ANSWERED, fresh, actor, old={}, new=_told(place))
    return fresh


def _desk(assessment: Assessment, number: str, actor: Actor) -> tuple[Assessment, IndicatorRow]:
    """The held assessment and the indicator, for somebody who may put evidence forward.

    An approved answer stands: its evidence is the team's to change until it is returned.
    """
    desk = open_desk(assessment, number, actor=actor)
    if desk.answer.state == AnswerState.APPROVED and not desk.is_team:
        raise refuse(
            _(
                "Jawaban indikator ini sudah disetujui, jadi buktinya tidak berubah lagi. Minta "
                "tim mengembalikannya bila ada yang perlu diganti."
            )
        )
    return desk.assessment, desk.answer.indicator


def _own(item: EvidenceItem, actor: Actor, seen: int) -> EvidenceItem:
    """The item as it is now, for somebody who may write its indicator and saw it so."""
    held, _row = _desk(item.assessment, item.indicator.number, actor)
    fresh = current_item(held, item.pk)
    demand_same(fresh, seen)
    return fresh


def _request(item: EvidenceItem, actor: Actor, seen: int) -> EvidenceItem:
    """The same for a request, which its reviewers look after."""
    held = hold(item.assessment)
    demand(may_review(actor, held), REVIEW)
    fresh = current_item(held, item.pk)
    demand_same(fresh, seen)
    return fresh


def _criteria(held: Assessment, number: str, levels: Iterable[int]) -> list[int]:
    indicator = definition(held.cycle.instrument).indicator(number)
    known = {criterion.level for criterion in indicator.criteria} if indicator else set()
    wanted = sorted(set(levels))
    if not wanted:
        raise refuse(_("Pilih kriteria tingkat yang dibuktikan dokumen ini."), "levels")
    if not known.issuperset(wanted):
        raise refuse(_("Indikator ini tidak punya kriteria untuk tingkat itu."), "levels")
    return wanted


def _version_for(held: Assessment, document: Document, actor: Actor) -> DocumentVersion:
    """The present version of a document of this institution that the actor may open."""
    known = Document.objects.visible_to(actor).filter(
        pk=document.pk, institution=held.institution_id
    )
    if not known.exists():
        raise refuse(
            _("Dokumen ini tidak ada di pustaka yang dapat Anda buka. Pilih dokumen lain."),
            "document",
        )
    return _present(document)


def _present(document: Document) -> DocumentVersion:
    versions = DocumentVersion.objects.select_related("blob", "document")
    version = versions.filter(document=document, is_current=True).first()
    if version is None:
        raise refuse(_("Dokumen ini belum punya berkas. Unggah berkasnya dahulu."), "document")
    return version


def _version_of(item: EvidenceItem) -> DocumentVersion:
    if item.version is None:
        raise refuse(
            _("Ini permintaan dokumen: pilih dokumen yang menjawabnya lebih dahulu."), "document"
        )
    return item.version


def _checked(place: Place, version: DocumentVersion) -> Place:
    pages = version.blob.page_count
    if place.page is not None and place.page < 1:
        raise refuse(_("Halaman dihitung mulai dari 1."), "page")
    if place.page is not None and pages is not None and place.page > pages:
        raise refuse(_("Dokumen ini hanya punya %(pages)d halaman.") % {"pages": pages}, "page")
    return Place(
        place.page,
        readable(place.pointer, "pointer", POINTER_LONGEST),
        readable(place.claim, "claim"),
    )


def _refuse_twice(
    held: Assessment, row: IndicatorRow, levels: Iterable[int], document: Document
) -> None:
    """The same document proves a criterion once; the assessment is held, so nobody slips by."""
    there = EvidenceItem.objects.filter(
        assessment=held,
        indicator=row,
        level__in=levels,
        document=document,
        withdrawn_at__isnull=True,
    ).order_by("level")
    taken = list(there.values_list("level", flat=True))
    if taken:
        names = ", ".join(map(str, taken))
        raise refuse(
            _(
                "Dokumen ini sudah diajukan untuk kriteria tingkat %(levels)s. Ubah petunjuk "
                "halamannya di sana, atau pilih dokumen lain."
            )
            % {"levels": names},
            "document",
        )


def _tell(
    kind: EventKind, item: EvidenceItem, actor: Actor, *, old: dict[str, Any], new: dict[str, Any]
) -> None:
    scope = item.assessment.institution.scope
    record(kind, item, actor=actor, old=old, new=facts_of(item) | new, scope=scope)


def _told(place: Place) -> dict[str, Any]:
    return {
        "halaman": place.page or "",
        "bagian": place.pointer,
        "dibuktikan": place.claim,
    }
