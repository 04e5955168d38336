"""Seeing a file: the page around it, and its bytes. Only who may read the document gets either.

There are two ways in. Colleagues come by the document; assessors, who see nothing of the library,
by the evidence item of an assessment that was sent to them. Everyone else is told that there is no
such page, so that nobody learns by trying what exists.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from selaras.assessments.models import EvidenceItem
from selaras.assessments.permissions import may_read_evidence, works_in
from selaras.evidence.models import Document, DocumentVersion
from selaras.evidence.permissions import may_read_document
from selaras.evidence.queries.files import path_of
from selaras.foundation.files.types import PDF, SHOWN_IN_PAGE
from selaras.web.evidence.delivery import deliver
from selaras.web.evidence.words import FileType, file_type, saved_name


@dataclass(frozen=True, slots=True)
class Sight:
    """A file as a page shows it: how, from which address, opened at which page of it."""

    version: DocumentVersion
    address: str
    page: int | None

    @property
    def kind(self) -> FileType:
        """Its type in words, with its icon."""
        return file_type(self.version.blob.content_type)

    @property
    def is_pdf(self) -> bool:
        """Whether the browser's own PDF viewer shows it."""
        return self.version.blob.content_type == PDF

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn as a picture."""
        return self.version.blob.content_type in SHOWN_IN_PAGE and not self.is_pdf

    @property
    def frame(self) -> str:
        """The address a frame loads, at the page."""
        return f"{self.address}#page={self.page}" if self.page else self.address

    @property
    def download(self) -> str:
        """The address that saves it."""
        return f"{self.address}?unduh=1"


@require_safe
def version_page(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """One version of a document in the page, at the page of ``?halaman=``."""
    version = _version(request, pk, revision)
    address = reverse("evidence:version_file", args=[pk, revision])
    context = {
        "document": version.document,
        "sight": Sight(version, address, _page_number(request.GET.get("halaman", ""))),
        "back": reverse("evidence:document", args=[pk]),
    }
    return render(request, "evidence/view.html", context)


@require_safe
def version_file(request: HttpRequest, pk: int, revision: int) -> HttpResponseBase:
    """The bytes of one version; ``?unduh`` saves them."""
    return _bytes(request, _version(request, pk, revision))


@require_safe
def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an evidence item, at the page the item points to."""
    item, version = _item(request, pk)
    address = reverse("evidence:item_file", args=[pk])
    document = version.document
    knows = may_read_document(request.user, document)
    context = {
        "item": item,
        "document": document,
        "sight": Sight(version, address, _page_number(request.GET.get("halaman", "")) or item.page),
        "back": reverse("evidence:document", args=[document.pk]) if knows else "",
    }
    return render(request, "evidence/view.html", context)


@require_safe
def item_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes of an evidence item's file; ``?unduh`` saves them."""
    return _bytes(request, _item(request, pk)[1])


def _version(request: HttpRequest, pk: int, revision: int) -> DocumentVersion:
    """The version, of a document the person may read. Raises Http404."""
    rows = DocumentVersion.objects.select_related("document__institution", "blob")
    return get_object_or_404(
        rows,
        # Asked of the document's own key, which knows numbers that no key can have.
        document__in=Document.objects.visible_to(request.user).filter(pk=pk),
        revision=revision,
    )


def _item(request: HttpRequest, pk: int) -> tuple[EvidenceItem, DocumentVersion]:
    """The item and the version it was put forward with. Raises Http404 unless both may be seen."""
    rows = EvidenceItem.objects.select_related(
        "assessment__institution",
        "assessment__cycle",
        "indicator",
        "document",
        "version__blob",
        "version__document__institution",
    )
    item = get_object_or_404(rows, pk=pk)
    if item.version is None or not may_read_evidence(request.user, item):
        raise Http404
    if works_in(request.user, item.assessment) and not may_read_document(
        request.user, item.version.document
    ):
        raise Http404
    return item, item.version


def _bytes(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    blob = version.blob
    path = path_of(blob)
    if path is None:
        raise Http404
    return deliver(
        request,
        path,
        name=saved_name(version.filename, blob.content_type),
        content_type=blob.content_type,
        digest=blob.digest,
        save="unduh" in request.GET,
    )


def _page_number(text: str) -> int | None:
    """A page of a file, counted from 1; None for anything else."""
    page = int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0
    return page or None
