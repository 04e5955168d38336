"""What files and documents look like in lists: icons, short names of file types, endings."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.foundation.files import types


@dataclass(frozen=True, slots=True)
class FileType:
    """How a content type is shown: a short name and an icon."""

    label: str | Promise
    icon: str


_TYPES: dict[str, FileType] = {
    types.PDF: FileType("PDF", "file-text"),
    types.JPEG: FileType("JPEG", "image"),
    types.PNG: FileType("PNG", "image"),
    types.TIFF: FileType("TIFF", "image"),
    types.WEBP: FileType("WebP", "image"),
    types.DOCX: FileType("Word", "file-type"),
    types.ODT: FileType("ODT", "file-type"),
    types.DOC: FileType("Word", "file-type"),
    types.XLSX: FileType("Excel", "file-spreadsheet"),
    types.ODS: FileType("ODS", "file-spreadsheet"),
    types.XLS: FileType("Excel", "file-spreadsheet"),
    types.PPTX: FileType("PowerPoint", "presentation"),
    types.ODP: FileType("ODP", "presentation"),
    types.PPT: FileType("PowerPoint", "presentation"),
    types.TEXT: FileType(_("Teks"), "file"),
    types.CSV: FileType("CSV", "file-spreadsheet"),
}
_OTHER = FileType(_("Berkas"), "file")

ACCEPT = ",".join(f".{ending}" for kind in types.ENDINGS.values() for ending in kind) + ",.txt"
"""What the browser's file dialogue offers first; the server looks inside whatever it is given."""


def file_type(content_type: str) -> FileType:
    """How the content type is shown."""
    return _TYPES.get(content_type, _OTHER)


def saved_name(filename: str, content_type: str) -> str:
    """The name a file is saved under: its own, with the ending of what it is inside."""
    endings = types.ENDINGS.get(content_type, ())
    if not endings or filename.lower().endswith(tuple(f".{ending}" for ending in endings)):
        return filename
    return f"{filename}.{endings[0]}"
