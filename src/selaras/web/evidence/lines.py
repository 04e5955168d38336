"""Documents as lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.assessments.queries.uses import used_counts
from selaras.evidence.models import Document, DocumentVersion, TextState
from selaras.evidence.queries.library import Validity, validity_of
from selaras.web.evidence.words import FileType, file_type

_TEXT_TAGS: Mapping[str, str] = {
    TextState.NONE: "warn",
    TextState.PARTIAL: "warn",
    TextState.FAILED: "bad",
    TextState.WAITING: "menunggu",
}
"""Text states that ask for attention, with the kind of their tag; the others are told plainly."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a list."""

    pk: int
    revision: int
    """The current version of its file, counted from 1."""
    title: str
    number: str
    kind_label: str
    kind: FileType
    """What its file is."""
    dated: date | None
    unit: str
    institution: str
    size: int
    """In bytes."""
    pages: int | None
    text: str
    text_kind: str
    """Kind of the tag of its text state; empty when nothing is wanting."""
    tags: Sequence[tuple[str, str]]
    """Kind and text of the tags beside its title."""
    uses: int
    """Criteria it stands for now."""


def lines_of(rows: Sequence[tuple[Document, DocumentVersion]], today: date) -> list[Line]:
    """Documents with their current versions, as lines; one query for the uses."""
    counts = used_counts([document.pk for document, _version in rows])
    return [_line(document, now, counts.get(document.pk, 0), today) for document, now in rows]


def _line(document: Document, version: DocumentVersion, uses: int, today: date) -> Line:
    """One document as a line; its institution and unit were read with it."""
    blob = version.blob
    return Line(
        pk=document.pk,
        revision=version.revision,
        title=document.title,
        number=document.number,
        kind_label=str(document.get_kind_display()),
        kind=file_type(blob.content_type),
        dated=document.dated,
        unit=document.unit.name if document.unit else "",
        institution=document.institution.name,
        size=blob.size,
        pages=blob.page_count,
        text=str(blob.get_text_state_display()),
        text_kind=_TEXT_TAGS.get(blob.text_state, ""),
        tags=list(_tags(document, today)),
        uses=uses,
    )


def validity(document: Document, today: date) -> tuple[str, str]:
    """Kind of tag and sentence about its validity; two empty texts when there is nothing to say."""
    holds = validity_of(document, today)
    if document.valid_to and holds is Validity.LAPSED:
        day = date_format(document.valid_to, "j F Y")
        return "bad", _("Hanya berlaku sampai %(day)s") % {"day": day}
    if document.valid_from and document.valid_from > today:
        day = date_format(document.valid_from, "j F Y")
        return "warn", _("Baru berlaku mulai %(day)s") % {"day": day}
    if document.valid_to and holds is Validity.LAPSING:
        day = date_format(document.valid_to, "j F Y")
        return "warn", _("Berlaku sampai %(day)s") % {"day": day}
    return "", ""


def _tags(document: Document, today: date) -> Iterable[tuple[str, str]]:
    if document.is_sample:
        yield "neutral", _("contoh")
    if document.is_restricted:
        yield "warn", _("terbatas")
    kind, sentence = validity(document, today)
    if kind:
        yield kind, sentence
