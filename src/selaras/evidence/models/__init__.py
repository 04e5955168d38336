"""The tables of the evidence library."""

from selaras.evidence.models.blob import Blob, PageText, TextState
from selaras.evidence.models.document import Document, DocumentKind, DocumentVersion
from selaras.evidence.models.upload import Upload, UploadState

__all__ = [
    "Blob",
    "Document",
    "DocumentKind",
    "DocumentVersion",
    "PageText",
    "TextState",
    "Upload",
    "UploadState",
]
