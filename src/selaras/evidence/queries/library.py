"""The library as lists and pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Prefetch, Q, QuerySet

from selaras.evidence.models import Blob, Document, DocumentVersion, PageText, TextState
from selaras.evidence.queries.matching import (
    PageMatch,
    documents_with,
    ranked_documents,
    ranked_pages,
)
from selaras.foundation import clock
from selaras.foundation.cursor import page_of
from selaras.pure.language.words import Stretch, excerpt, question

PAGE_SIZE = 50
SOON = timedelta(days=90)
"""How long before its end a document counts as about to lapse."""
_NEWEST_FIRST = ("-pk",)
_MOST_HITS = 25
_PAGES_OF_A_HIT = 3


class Missing(StrEnum):
    """Facts a list can ask to be missing."""

    NUMBER = "nomor"
    DATED = "tanggal"
    SIGNER = "penanda_tangan"
    UNIT = "unit"


class Validity(StrEnum):
    """Whether a document still holds."""

    LAPSED = "kedaluwarsa"
    LAPSING = "akan_berakhir"
    VALID = "berlaku"


_MISSING = {
    Missing.NUMBER: Q(number=""),
    Missing.DATED: Q(dated=None),
    Missing.SIGNER: Q(signer=""),
    Missing.UNIT: Q(unit=None),
}


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What of the library is asked for; everything left empty lets everything through.

    ``institution``, ``unit`` and ``owner`` (who added it) are keys; ``year`` is that of its date.
    """

    institution: int | None = None
    unit: int | None = None
    kind: str = ""
    year: int | None = None
    missing: frozenset[Missing] = frozenset()
    text: str = ""
    validity: Validity | None = None
    owner: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One document of a list with its current file."""

    document: Document
    version: DocumentVersion | None
    validity: Validity

    @property
    def blob(self) -> Blob | None:
        """The content of the current file."""
        return self.version.blob if self.version else None


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """One page of the list; an empty cursor means there is no further page that way."""

    rows: Sequence[LibraryRow]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with all versions of its file, the newest first."""

    document: Document
    versions: tuple[DocumentVersion, ...]
    validity: Validity

    @property
    def current(self) -> DocumentVersion:
        """The version that counts."""
        return next(version for version in self.versions if version.is_current)


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that holds what was looked for, with the words marked in a stretch of it."""

    number: int
    excerpt: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found: by its facts, by its pages (the best few, best first), or both."""

    document: Document
    version: DocumentVersion | None
    by_facts: bool
    pages: tuple[PageHit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``is_loose``: nothing held all the words, so some of them had to do."""

    hits: tuple[Hit, ...] = ()
    is_loose: bool = False
    keys: frozenset[str] = field(default_factory=frozenset)


def library(
    actor: object, wanted: LibraryFilter, cursor: str = "", *, size: int = PAGE_SIZE
) -> LibraryPage:
    """The documents the actor may see, newest first, one page. Two queries."""
    today = clock.today()
    rows = Document.objects.visible_to(actor).filter(_condition(wanted, today))
    page = page_of(_with_current(rows), _NEWEST_FIRST, size=size, cursor=cursor)
    return LibraryPage(
        tuple(LibraryRow(row, _current(row), validity_of(row, today)) for row in page.rows),
        page.previous,
        page.next,
    )


def named(actor: object, text: str, *, limit: int) -> list[Document]:
    """Documents the actor may see whose title or number holds the text, newest first. One query."""
    rows = Document.objects.visible_to(actor).filter(
        Q(title__icontains=text) | Q(number__icontains=text)
    )
    return list(rows.only("title", "number").order_by(*_NEWEST_FIRST)[:limit])


def document_view(actor: object, pk: int) -> DocumentView:
    """One document. Raises Document.DoesNotExist also for what the actor may not see. 2 queries."""
    document = (
        Document.objects.visible_to(actor)
        .select_related("institution", "unit", "author")
        .get(pk=pk)
    )
    versions = tuple(document.versions.select_related("blob", "author").order_by("-revision"))
    for version in versions:
        version.document = document
    return DocumentView(document, versions, validity_of(document, clock.today()))


def validity_of(document: Document, today: date) -> Validity:
    """Whether it still holds on that day. No query."""
    if document.valid_to is None:
        return Validity.VALID
    if document.valid_to < today:
        return Validity.LAPSED
    return Validity.LAPSING if document.valid_to <= today + SOON else Validity.VALID


def search(actor: object, words: str, *, institution: int | None = None) -> Found:
    """Documents the actor may see whose facts or pages hold the words, in any of their forms.

    At most 25, the best first: by their facts, then by their pages. Five queries, two more when
    no document holds all the words and some of them have to do.
    """
    asked = question(words)
    if not asked:
        return Found()
    visible = Document.objects.visible_to(actor)
    if institution is not None:
        visible = visible.filter(institution=institution)
    for loose in (False, True)[: min(len(asked), 2)]:
        by_facts = ranked_documents(visible, asked, loose=loose)
        pages = ranked_pages(visible, asked, loose=loose)
        if by_facts or pages:
            return Found(_hits(by_facts, pages, asked), loose, frozenset(asked))
    return Found(keys=frozenset(asked))


def _hits(
    by_facts: Sequence[int], matches: Sequence[PageMatch], asked: tuple[str, ...]
) -> tuple[Hit, ...]:
    places: dict[int, list[int]] = {pk: [] for pk in by_facts}
    for match in matches:
        places.setdefault(match.document_id, []).append(match.page_id)
    chosen = list(places)[:_MOST_HITS]
    documents = _with_current(Document.objects.filter(pk__in=chosen)).in_bulk()
    wanted = [page for pk in chosen for page in places[pk][:_PAGES_OF_A_HIT]]
    texts = PageText.objects.only("number", "text").in_bulk(wanted)
    return tuple(
        Hit(
            documents[pk],
            _current(documents[pk]),
            pk in by_facts,
            _page_hits([texts[page] for page in places[pk][:_PAGES_OF_A_HIT]], asked),
        )
        for pk in chosen
    )


def _page_hits(pages: Sequence[PageText], asked: tuple[str, ...]) -> tuple[PageHit, ...]:
    return tuple(PageHit(page.number, excerpt(page.text, set(asked))) for page in pages)


def _condition(wanted: LibraryFilter, today: date) -> Q:
    plain: Mapping[str, object] = {
        "institution": wanted.institution,
        "unit": wanted.unit,
        "kind": wanted.kind,
        "author": wanted.owner,
        "dated__year": wanted.year,
    }
    condition = Q(**{name: value for name, value in plain.items() if value not in {None, ""}})
    for missing in sorted(wanted.missing):
        condition &= _MISSING[missing]
    if wanted.text:
        holders = DocumentVersion.objects.filter(is_current=True, blob__text_state=wanted.text)
        condition &= Q(pk__in=holders.values("document"))
    if wanted.validity:
        condition &= _validity(wanted.validity, today)
    if asked := question(wanted.words):
        condition &= Q(pk__in=documents_with(asked))
    return condition


def _validity(wanted: Validity, today: date) -> Q:
    if wanted is Validity.LAPSED:
        return Q(valid_to__lt=today)
    lapsing = Q(valid_to__gte=today, valid_to__lte=today + SOON)
    if wanted is Validity.LAPSING:
        return lapsing
    return Q(valid_to=None) | Q(valid_to__gte=today)


def _with_current(rows: QuerySet[Document]) -> QuerySet[Document]:
    current = DocumentVersion.objects.filter(is_current=True).select_related("blob")
    return rows.select_related("institution", "unit", "author").prefetch_related(
        Prefetch("versions", queryset=current)
    )


def _current(document: Document) -> DocumentVersion | None:
    return next(iter(document.versions.all()), None)


__all__ = [
    "DocumentView",
    "Found",
    "Hit",
    "LibraryFilter",
    "LibraryPage",
    "LibraryRow",
    "Missing",
    "PageHit",
    "TextState",
    "Validity",
    "document_view",
    "library",
    "search",
    "validity_of",
]
