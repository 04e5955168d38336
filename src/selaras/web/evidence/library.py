"""The library page: narrow it by facts, search the text of every page, keep and export the view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.assessments.queries.uses import used_counts
from selaras.evidence.models import Document, DocumentKind, DocumentVersion, TextState
from selaras.evidence.permissions import READ_DOCUMENT, may_open_library
from selaras.evidence.queries.library import (
    Found,
    Hit,
    LibraryFilter,
    LibraryRow,
    Missing,
    PageHit,
    Validity,
    search,
)
from selaras.evidence.queries.library import (
    library as library_page,
)
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.people.models import Institution, User
from selaras.people.queries.people import EMPTY
from selaras.people.queries.units import standing_units
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.download import download
from selaras.web.evidence.lines import Line, lines_of
from selaras.web.evidence.owners import owners_of
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR

MINE = "saya"
FACTS = ("instansi", "jenis", "unit", "tahun", "kurang", "teks", "berlaku", "oleh")
"""Parameters that narrow the list by what is known of a document."""
AS_LIST = "daftar"
"""Shows what a search found as the list, to sort out and export."""
_AT_ONCE = 500


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The documents of the person's institutions; words alone show where they stand."""
    actor = actor_of(request)
    demand(may_open_library(actor), READ_DOCUMENT)
    places = _places(actor)
    wanted = asked_filter(request.GET, places, actor)
    found = search(actor, wanted.words, institution=wanted.institution) if wanted.words else None
    narrowed = any(request.GET.get(name) for name in FACTS)
    context: dict[str, Any] = {
        **_choices(actor, places, wanted),
        "asked": {name: request.GET.get(name, "")[:200] for name in ("cari", *FACTS)},
        "several": len(places) > 1,
        "may_add": bool(owners_of(actor)),
        "filtered": narrowed or bool(wanted.words),
        "query": request.GET.urlencode(),
        "saved_views": SavedViews(request, "evidence:library"),
        "found": found,
    }
    if found is not None and not narrowed and request.GET.get("tampilan") != AS_LIST:
        context["hits"] = _hit_lines(found)
        return render(request, "evidence/library.html", context)
    page = library_page(actor, wanted, request.GET.get(CURSOR, ""))
    excerpts = {hit.document.pk: hit.pages for hit in found.hits} if found else {}
    lines = lines_of(_pairs(page.rows), clock.today())
    context |= {
        "rows": [(line, excerpts.get(line.pk, ())) for line in lines],
        "neighbours": neighbours(request, page.previous, page.next),
    }
    return render(request, "evidence/library.html", context)


@require_safe
def library_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Exactly the list of the same address, whole, as a file."""
    actor = actor_of(request)
    demand(may_open_library(actor), READ_DOCUMENT)
    wanted = asked_filter(request.GET, _places(actor), actor)
    headings = [
        _("Judul"),
        _("Jenis"),
        _("Nomor"),
        _("Tanggal"),
        _("Penanda tangan"),
        _("Berlaku sejak"),
        _("Berlaku sampai"),
        _("Unit pemilik"),
        _("Instansi"),
        _("Berkas"),
        _("Ukuran (byte)"),
        _("Halaman"),
        _("Teks"),
        _("Dipakai (kriteria)"),
        _("SHA-256"),
    ]
    title = pgettext("plural", "Dokumen")
    return download(Table(title, headings, _cells(actor, wanted)), suffix, "pustaka-bukti")


def _cells(actor: User, wanted: LibraryFilter) -> Iterator[list[Cell]]:
    cursor = ""
    while True:
        page = library_page(actor, wanted, cursor, size=_AT_ONCE)
        counts = used_counts([row.document.pk for row in page.rows])
        for row in page.rows:
            document, version, blob = row.document, row.version, row.blob
            yield [
                document.title,
                str(document.get_kind_display()),
                document.number,
                document.dated,
                document.signer,
                document.valid_from,
                document.valid_to,
                document.unit.name if document.unit else "",
                document.institution.name,
                version.filename if version else "",
                blob.size if blob else None,
                blob.page_count if blob else None,
                str(blob.get_text_state_display()) if blob else "",
                counts.get(document.pk, 0),
                blob.digest if blob else "",
            ]
        cursor = page.next
        if not cursor:
            return


def found_lines(actor: User, words: str, *, most: int = 25) -> tuple[list[Line], bool]:
    """The best documents for the words, or the newest; and whether there are more."""
    today = clock.today()
    if words:
        hits = search(actor, words).hits
        return lines_of(_pairs(hits), today)[:most], len(hits) >= most
    page = library_page(actor, LibraryFilter(), size=most)
    return lines_of(_pairs(page.rows), today), bool(page.next)


def asked_filter(query: QueryDict, places: Sequence[Institution], actor: User) -> LibraryFilter:
    """What the address asks for; what it gets wrong asks for nothing."""
    unit, year, lacking = query.get("unit", ""), query.get("tahun", ""), query.get("kurang", "")
    missing = {Missing.UNIT} if unit == EMPTY else set()
    if year == EMPTY:
        missing.add(Missing.DATED)
    if lacking in {Missing.NUMBER, Missing.SIGNER}:
        missing.add(Missing(lacking))
    kind, text, holds = (query.get(name, "") for name in ("jenis", "teks", "berlaku"))
    slug = query.get("instansi", "")
    return LibraryFilter(
        institution=next((place.pk for place in places if place.slug == slug), None),
        unit=_number(unit, 18),
        kind=kind if kind in DocumentKind.values else "",
        year=_number(year, 4),
        missing=frozenset(missing),
        text=text if text in TextState.values else "",
        validity=Validity(holds) if holds in set(Validity) else None,
        owner=actor.pk if query.get("oleh") == MINE else None,
        words=query.get("cari", "").strip()[:200],
    )


def _number(text: str, digits: int) -> int | None:
    is_one = text.isdecimal() and text.isascii() and len(text) <= digits
    return (int(text) or None) if is_one else None


def _places(actor: User) -> list[Institution]:
    """The institutions whose documents the person sees. One query."""
    standing = standing_of(actor)
    rows = Institution.objects.all()
    if not standing.is_system_admin:
        rows = rows.filter(pk__in=standing.home_institutions())
    return list(rows.order_by("name"))


def _choices(
    actor: User, places: Sequence[Institution], wanted: LibraryFilter
) -> Mapping[str, Sequence[tuple[Any, Any]]]:
    """What the filters offer; four queries. Units are those of the one institution in view."""
    chosen = [place for place in places if wanted.institution in {None, place.pk}]
    units = standing_units(chosen[0], clock.today()) if len(chosen) == 1 else []
    return {
        "institutions": [(place.slug, place.name) for place in places],
        "kinds": DocumentKind.choices,
        "units": [
            (EMPTY, _("(kosong) tanpa unit")),
            *((unit.pk, "\u2003" * unit.depth + unit.name) for unit in units),
        ],
        "years": [(EMPTY, _("(kosong) tanpa tanggal")), *((year, year) for year in _years(actor))],
        "lacks": [
            (Missing.NUMBER.value, _("(kosong) tanpa nomor")),
            (Missing.SIGNER.value, _("(kosong) tanpa penanda tangan")),
        ],
        "texts": TextState.choices,
        "validities": [
            (Validity.VALID.value, _("Masih berlaku")),
            (Validity.LAPSING.value, _("Segera berakhir")),
            (Validity.LAPSED.value, _("Tidak berlaku lagi")),
        ],
        "people": [(MINE, _("Saya"))],
    }


def _years(actor: User) -> list[int]:
    """The years documents are dated in, the latest first.

    Cut out of the date's text: for its year SQLite would call Python once per document.
    """
    year = Substr(Cast("dated", CharField()), 1, 4)
    rows = Document.objects.visible_to(actor).filter(dated__isnull=False).values_list(year)
    return sorted((int(text) for (text,) in rows.distinct().order_by()), reverse=True)


def _pairs(rows: Sequence[LibraryRow | Hit]) -> list[tuple[Document, DocumentVersion]]:
    return [(row.document, row.version) for row in rows if row.version is not None]


def _hit_lines(found: Found) -> list[tuple[Line, int, Sequence[PageHit]]]:
    """What was found as lines, with the revision to open and the pages it stands on."""
    pages = {hit.document.pk: hit.pages for hit in found.hits}
    lines = lines_of(_pairs(found.hits), clock.today())
    return [(line, line.revision, pages[line.pk]) for line in lines]
