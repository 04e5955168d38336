"""From a report's manuscript to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selaras.foundation.documents import docx, pdf_document, workbook
from selaras.foundation.documents.manuscript import Manuscript
from selaras.reporting.models import ReportFormat

WRITERS: Mapping[str, Callable[[Manuscript], bytes]] = {
    ReportFormat.PDF: pdf_document.content,
    ReportFormat.XLSX: workbook.content,
    ReportFormat.DOCX: docx.content,
}
"""Who writes which form."""


def written(manuscript: Manuscript, form: str) -> bytes:
    """The manuscript in that form; the same manuscript gives the same bytes."""
    return WRITERS[form](manuscript)
