"""The content types that are taken in, as the product writes them down."""

from __future__ import annotations

from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
TIFF: Final = "image/tiff"
WEBP: Final = "image/webp"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODP: Final = "application/vnd.oasis.opendocument.presentation"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"

IMAGES: Final = frozenset({JPEG, PNG, TIFF, WEBP})
PACKED_OFFICE: Final = frozenset({DOCX, XLSX, PPTX, ODT, ODS, ODP})
OLD_OFFICE: Final = frozenset({DOC, XLS, PPT})
TEXTS: Final = frozenset({TEXT, CSV})

READABLE: Final = frozenset({PDF}) | IMAGES | PACKED_OFFICE | TEXTS
"""Whose text can be read; the others are kept and handed out only."""

SHOWN_IN_PAGE: Final = frozenset({PDF, JPEG, PNG, WEBP})
"""What every browser shows by itself; the others are handed out as a download."""

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg"),
    PNG: ("png",),
    TIFF: ("tif", "tiff"),
    WEBP: ("webp",),
    DOCX: ("docx",),
    ODT: ("odt",),
    DOC: ("doc",),
    XLSX: ("xlsx",),
    ODS: ("ods",),
    XLS: ("xls",),
    PPTX: ("pptx", "ppsx"),
    ODP: ("odp",),
    PPT: ("ppt", "pps"),
    CSV: ("csv",),
}
"""The endings names of these have, the usual one first; plain text has whatever it came with."""


def ending_of(filename: str, content_type: str) -> str:
    """The ending a file is saved under, without dot: its own where it fits what is inside."""
    own = filename.lower().rpartition(".")[2] if "." in filename else ""
    fitting = ENDINGS.get(content_type, ())
    if own in fitting:
        return own
    if fitting:
        return fitting[0]
    plain = own.isascii() and own.isalnum() and len(own) <= 8
    return own if plain else "txt" if content_type in TEXTS else "bin"
