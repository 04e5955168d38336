"""Documents of the library: their facts, their versions, their files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import FileEx, FormEx, PathEx, QueryEx, Router
from ninja.files import UploadedFile
from pydantic import Field

from selaras.api.authentication import EVIDENCE, FILES, READING
from selaras.api.bodies import Asked, Key, RowKey, Told
from selaras.api.caller import person_of
from selaras.api.delivery import deliver
from selaras.api.etags import seen_version, tell_version, versioned
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.api.problems import Fault, ProblemError
from selaras.api.repeats import once
from selaras.assessments.models import EvidenceItem
from selaras.assessments.permissions import may_read_evidence, works_in
from selaras.evidence.models import Document, DocumentKind, DocumentVersion, TextState
from selaras.evidence.permissions import may_read_document
from selaras.evidence.queries.files import path_of
from selaras.evidence.queries.library import DocumentView, document_view
from selaras.evidence.services.documents import add_file, change, replace
from selaras.evidence.services.facts import Facts, facts_of
from selaras.foundation.text import is_storable
from selaras.people.models import Institution, Unit, User

router = Router(tags=["Dokumen"], auth=READING)

Revision = Annotated[int, PathEx(ge=1, le=2**31 - 1, description="Versi, dihitung dari 1.")]
Words = Annotated[str, FormEx(max_length=300)]


class DocumentFacts(Told):
    """A document of an institution's library."""

    id: int
    institution: int
    unit: int | None
    title: str
    kind: DocumentKind
    number: str
    dated: date | None
    signer: str
    valid_from: date | None
    valid_to: date | None
    note: str
    is_restricted: bool
    is_sample: bool
    added_at: datetime
    version: int


class FileFacts(Told):
    """One version of a document's file."""

    revision: int
    filename: str
    content_type: str
    size: int
    digest: str = Field(description="SHA-256 isi berkas.")
    pages: int | None
    text_state: TextState
    note: str
    at: datetime
    is_current: bool


class DocumentDetail(DocumentFacts):
    """A document with all versions of its file, the newest first."""

    versions: list[FileFacts]


class DocumentChange(Asked):
    """The facts to change; absent ones stay."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    kind: DocumentKind | None = None
    number: Annotated[str, Field(max_length=120)] | None = None
    dated: date | None = None
    signer: Annotated[str, Field(max_length=200)] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: Annotated[str, Field(max_length=4000)] | None = None
    is_restricted: bool | None = None
    unit: RowKey | None = None


_MAY_BE_NONE = frozenset({"dated", "valid_from", "valid_to", "unit"})


@router.get("/documents", response=Listed[DocumentFacts])
def list_documents(
    request: HttpRequest,
    response: HttpResponse,
    institution: Annotated[str, QueryEx(max_length=120, description="Slug instansi.")] = "",
    kind: DocumentKind | None = None,
    q: Annotated[str, QueryEx(max_length=100, description="Bagian judul atau nomor.")] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[DocumentFacts]:
    """Dokumen di pustaka yang boleh dibuka pemilik token, yang terbaru lebih dahulu."""
    rows = Document.objects.visible_to(person_of(request))
    wanted = {"institution__slug": institution, "kind": kind, "title__icontains": q}
    rows = rows.filter(**{name: one for name, one in wanted.items() if one})
    return listed(
        request,
        response,
        rows.defer("stems"),
        ("-pk",),
        lambda page: (DocumentFacts(**_facts(row)) for row in page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/documents/{document}", response=DocumentDetail)
def read_document(request: HttpRequest, document: Key) -> DocumentDetail:
    """Satu dokumen dengan semua versi berkasnya."""
    return _told(request, document)


@router.post("/documents", response={201: DocumentDetail}, auth=EVIDENCE)
@once
def add_document(
    request: HttpRequest,
    file: Annotated[UploadedFile, FileEx(description="Berkasnya, paling besar 100 MB.")],
    institution: Annotated[str, FormEx(max_length=120, description="Slug instansi.")],
    unit: Annotated[int | None, FormEx(ge=1, le=2**63 - 1)] = None,
    title: Words = "",
    kind: Annotated[DocumentKind, FormEx()] = DocumentKind.OTHER,
    number: Annotated[str, FormEx(max_length=120)] = "",
    dated: Annotated[date | None, FormEx()] = None,
    signer: Annotated[str, FormEx(max_length=200)] = "",
    is_restricted: Annotated[bool, FormEx()] = False,
) -> DocumentDetail:
    """Serahkan berkas sebagai dokumen baru; isi yang sudah ada di pustaka dijawab 409."""
    _demand_sound(institution, title, number, signer, file.name or "")
    place = Institution.objects.visible_to(person_of(request)).get(slug=institution)
    facts = Facts(
        title=title,
        kind=kind,
        number=number,
        dated=dated,
        signer=signer,
        is_restricted=is_restricted,
        unit=_unit(place, unit),
    )
    actor = person_of(request)
    made = add_file(place, file, file.name or "", actor=actor, facts=facts)
    return _told(request, made.pk)


@router.patch("/documents/{document}", response=DocumentDetail, auth=EVIDENCE)
@versioned
def change_document(request: HttpRequest, document: Key, given: DocumentChange) -> DocumentDetail:
    """Perbaiki keterangan dokumen yang disebut."""
    found = document_view(person_of(request), document).document
    change(found, _changed(found, given), actor=person_of(request), seen=seen_version(request))
    return _told(request, document)


@router.post("/documents/{document}/versions", response=DocumentDetail, auth=EVIDENCE)
@versioned
def replace_document(
    request: HttpRequest,
    document: Key,
    file: Annotated[UploadedFile, FileEx()],
    note: Annotated[str, FormEx(min_length=1, max_length=300, description="Alasannya.")],
) -> DocumentDetail:
    """Ganti berkas dokumen; yang lama tetap sebagai versi terdahulu."""
    _demand_sound(note, file.name or "")
    found = document_view(person_of(request), document).document
    seen = seen_version(request)
    replace(found, file, file.name or "", note, actor=person_of(request), seen=seen)
    return _told(request, document)


@router.get(
    "/documents/{document}/versions/{revision}/file",
    auth=FILES,
    openapi_extra={"x-file": True},
)
def read_document_file(request: HttpRequest, document: Key, revision: Revision) -> HttpResponseBase:
    """Unduh berkas satu versi; “Range” dilayani."""
    known = Document.objects.visible_to(person_of(request)).filter(pk=document)
    rows = DocumentVersion.objects.select_related("blob")
    return _file(request, rows.get(document__in=known, revision=revision))


@router.get("/evidence-items/{item}/file", auth=FILES, openapi_extra={"x-file": True})
def read_evidence_file(request: HttpRequest, item: Key) -> HttpResponseBase:
    """Unduh berkas bukti, juga bagi asesor penilaian yang sudah dikirim."""
    person = person_of(request)
    rows = EvidenceItem.objects.select_related(
        "assessment__institution", "assessment__cycle", "document", "version__blob"
    )
    found = rows.get(pk=item)
    if found.version is None or not may_read_evidence(person, found) or _is_closed(person, found):
        raise Http404
    return _file(request, found.version)


def _is_closed(person: User, item: EvidenceItem) -> bool:
    """Whether it is a restricted document that this colleague may not open."""
    inside = works_in(person, item.assessment)
    return inside and item.document is not None and not may_read_document(person, item.document)


def _file(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    path = path_of(version.blob)
    if path is None:
        raise Http404
    blob = version.blob
    return deliver(
        request, path, name=version.filename, content_type=blob.content_type, digest=blob.digest
    )


def _told(request: HttpRequest, pk: int) -> DocumentDetail:
    view: DocumentView = document_view(person_of(request), pk)
    tell_version(request, view.document.version)
    return DocumentDetail(
        **_facts(view.document), versions=[_version(version) for version in view.versions]
    )


def _facts(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk,
        "institution": row.institution_id,
        "unit": row.unit_id,
        "title": row.title,
        "kind": DocumentKind(row.kind),
        "number": row.number,
        "dated": row.dated,
        "signer": row.signer,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "note": row.note,
        "is_restricted": row.is_restricted,
        "is_sample": row.is_sample,
        "added_at": row.added_at,
        "version": row.version,
    }


def _version(row: DocumentVersion) -> FileFacts:
    return FileFacts(
        revision=row.revision,
        filename=row.filename,
        content_type=row.blob.content_type,
        size=row.blob.size,
        digest=row.blob.digest,
        pages=row.blob.page_count,
        text_state=TextState(row.blob.text_state),
        note=row.note,
        at=row.at,
        is_current=row.is_current,
    )


def _changed(found: Document, given: DocumentChange) -> Facts:
    """The facts as they stand with the given ones in their place."""
    before = facts_of(found)
    values = {name: getattr(before, name) for name in Facts.__dataclass_fields__}
    for name in given.model_fields_set:
        value = getattr(given, name)
        if value is None and name not in _MAY_BE_NONE:
            raise ProblemError(
                "tidak-sah", faults=[Fault(_("Isian ini tidak boleh null."), pointer=f"/{name}")]
            )
        values[name] = _unit(found.institution, value) if name == "unit" else value
    return Facts(**values)


def _unit(place: Institution, pk: int | None) -> Unit | None:
    if pk is None:
        return None
    found = Unit.objects.filter(pk=pk, institution=place).first()
    if found is None:
        fault = Fault(_("Unit pemilik harus dari instansi ini."), pointer="/unit")
        raise ProblemError("tidak-sah", faults=[fault])
    return found


def _demand_sound(*texts: str) -> None:
    """Form parts do not come through the JSON parser. Raises ProblemError 400."""
    if not all(map(is_storable, texts)):
        raise ProblemError("permintaan-rusak")
