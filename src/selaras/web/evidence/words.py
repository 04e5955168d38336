"""What files and documents look like in lists: icons, short names of file types, endings."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.foundation.files import types


@dataclass(frozen=True, slots=True)
class FileType:
    """How a content type is shown: a short name, an icon, and the endings its names have."""

    label: str | Promise
    icon: str
    endings: tuple[str, ...]


_TYPES: dict[str, FileType] = {
    types.PDF: FileType("PDF", "file-text", ("pdf",)),
    types.JPEG: FileType("JPEG", "image", ("jpg", "jpeg")),
    types.PNG: FileType("PNG", "image", ("png",)),
    types.TIFF: FileType("TIFF", "image", ("tif", "tiff")),
    types.WEBP: FileType("WebP", "image", ("webp",)),
    types.DOCX: FileType("Word", "file-type", ("docx",)),
    types.ODT: FileType("ODT", "file-type", ("odt",)),
    types.DOC: FileType("Word", "file-type", ("doc",)),
    types.XLSX: FileType("Excel", "file-spreadsheet", ("xlsx",)),
    types.ODS: FileType("ODS", "file-spreadsheet", ("ods",)),
    types.XLS: FileType("Excel", "file-spreadsheet", ("xls",)),
    types.PPTX: FileType("PowerPoint", "presentation", ("pptx", "ppsx")),
    types.ODP: FileType("ODP", "presentation", ("odp",)),
    types.PPT: FileType("PowerPoint", "presentation", ("ppt", "pps")),
    types.TEXT: FileType(_("Teks"), "file", ()),
    types.CSV: FileType("CSV", "file-spreadsheet", ("csv",)),
}
_OTHER = FileType(_("Berkas"), "file", ())

ACCEPT = ",".join(f".{ending}" for kind in _TYPES.values() for ending in kind.endings) + ",.txt"
"""What the browser's file dialogue offers first; the server looks inside whatever it is given."""


def file_type(content_type: str) -> FileType:
    """How the content type is shown."""
    return _TYPES.get(content_type, _OTHER)


def saved_name(filename: str, content_type: str) -> str:
    """The name a file is saved under: its own, with the ending of what it is inside."""
    endings = file_type(content_type).endings
    if not endings or filename.lower().endswith(tuple(f".{ending}" for ending in endings)):
        return filename
    return f"{filename}.{endings[0]}"
