"""From a report's manuscript to a file that is kept."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from selaras.foundation.documents import docx, pdf_document, workbook
from selaras.foundation.documents.manuscript import Manuscript
from selaras.foundation.files.store import Received
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.models.run import STORE

WRITERS: Mapping[str, Callable[[Manuscript], bytes]] = {
    ReportFormat.PDF: pdf_document.content,
    ReportFormat.XLSX: workbook.content,
    ReportFormat.DOCX: docx.content,
}
"""Who writes which form."""

CONTENT_TYPES: Mapping[str, str] = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def written(manuscript: Manuscript, form: str) -> bytes:
    """The manuscript in that form; the same manuscript gives the same bytes."""
    return WRITERS[form](manuscript)


@contextmanager
def keeping(content: bytes) -> Iterator[Received]:
    """Put the content into the store while a row that points to it is written.

    Nobody else can discard it meanwhile; where no row points to it afterwards, it goes again.
    """
    stream = STORE.receiving(io.BytesIO(content), len(content))
    with stream as received, STORE.guard(received.digest):
        STORE.adopt(received)
        try:
            yield received
        finally:
            _discard(received.digest)


def discard_unused(digest: str) -> None:
    """Delete a stored file unless a report points to it."""
    if digest:
        with STORE.guard(digest):
            _discard(digest)


def _discard(digest: str) -> None:
    if not ReportRun.objects.filter(digest=digest).exists():
        STORE.discard(digest)
