"""Pieces of evidence in hand: read as they are now, compared with what was seen, written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment, EvidenceItem
from selaras.assessments.states import ItemState
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.text import is_storable

LONGEST = 4_000
"""Characters of a claim or a note: one printed page and a half."""


class ItemChangedError(ChangedMeanwhileError):
    """Somebody else was faster with this item; ``current`` is what stands there now."""

    def __init__(self, current: EvidenceItem) -> None:
        super().__init__(what_happened(current))
        self.current = current


def current_item(held: Assessment, pk: int) -> EvidenceItem:
    """The item as it is now, in a held assessment. Raises EvidenceItem.DoesNotExist."""
    found = current_items(held, [pk])
    if not found:
        raise EvidenceItem.DoesNotExist
    return found[0]


def current_items(held: Assessment, keys: Iterable[int]) -> list[EvidenceItem]:
    """Those items of a held assessment as they are now, by level; one query."""
    rows = EvidenceItem.objects.select_related(
        "indicator", "document", "version__document", "version__blob", "reviewer"
    )
    found = list(rows.filter(pk__in=list(keys), assessment=held))
    for item in found:
        item.assessment = held
    return found


def change_item(item: EvidenceItem, facts: dict[str, Any]) -> None:
    """Write the facts where nobody else has written since; the row in hand follows.

    Raises ItemChangedError.
    """
    rows = EvidenceItem.objects.filter(
        pk=item.pk, revision=item.revision, withdrawn_at__isnull=True
    )
    if not rows.update(**facts, revision=item.revision + 1):
        raise ItemChangedError(current_item(item.assessment, item.pk))
    for name, value in facts.items():
        setattr(item, name, value)
    item.revision += 1


def change_items(items: Sequence[EvidenceItem], facts: dict[str, Any]) -> None:
    """Write the facts to items of one held assessment, each compared with what was seen before."""
    keys = [item.pk for item in items]
    EvidenceItem.objects.filter(pk__in=keys).update(**facts, revision=F("revision") + 1)
    for item in items:
        for name, value in facts.items():
            setattr(item, name, value)
        item.revision += 1


def demand_same(item: EvidenceItem, seen: int) -> None:
    """Raise ItemChangedError unless the item is as it was seen and still put forward."""
    if item.revision != seen or item.withdrawn_at is not None:
        raise ItemChangedError(item)


def facts_of(item: EvidenceItem) -> dict[str, Any]:
    """What the trail says of an item in every event: where it stands and which document it is."""
    return {
        "penilaian": item.assessment_id,
        "indikator": item.indicator.number,
        "tingkat": item.level,
        "dokumen": item.document.title if item.document else "",
    }


def readable(text: str, field: str, longest: int = LONGEST) -> str:
    """A text as it is kept. Raises RefusedError when it is too long or cannot be kept."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise refuse(_("Bagian ini paling panjang %(most)d huruf.") % {"most": longest}, field)
    if not is_storable(text):
        raise refuse(_("Bagian ini memuat tanda yang tidak dapat disimpan. Ketik ulang."), field)
    return text


def what_happened(current: EvidenceItem) -> str:
    """Who was faster and what they did, with what to do now, as a sentence."""
    if current.withdrawn_at is not None:
        return _("Bukti ini baru saja ditarik oleh pengusulnya. Tidak ada lagi yang perlu diputus.")
    if current.reviewed_at is None:
        return _(
            "Bukti ini baru saja diubah orang lain dan menunggu pemeriksaan lagi. Perubahan Anda "
            "belum disimpan: lihat isi terbarunya."
        )
    at = date_format(localtime(current.reviewed_at), "j F Y H.i")
    who = current.reviewer.name if current.reviewer else _("sistem")
    if current.state == ItemState.ACCEPTED:
        sentence = _(
            "Bukti ini sudah diterima oleh %(who)s pada %(at)s. Putusan Anda belum disimpan."
        )
        return sentence % {"who": who, "at": at}
    sentence = _(
        "Bukti ini sudah dikembalikan oleh %(who)s pada %(at)s (%(kind)s). "
        "Perubahan Anda belum disimpan."
    )
    kind = current.get_return_kind_display()
    return sentence % {"who": who, "at": at, "kind": kind.lower()}
