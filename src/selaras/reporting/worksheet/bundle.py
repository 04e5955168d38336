"""Many worksheets in one file: a ZIP, written while it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import slugify
from zipstream import ZIP_STORED, ZipStream

from selaras.assessments.models import Worksheet
from selaras.reporting.worksheet.writer import content, stem

CONTENT_TYPE = "application/zip"
_LONGEST_UNIT = 60


def bundle(worksheets: Sequence[Worksheet]) -> Iterator[bytes]:
    """The worksheets, named by their units; each is made when its turn comes.

    They are compressed already, so they are stored as they are.
    """
    archive = ZipStream(compress_type=ZIP_STORED)
    for worksheet in worksheets:
        archive.add(_made(worksheet), file_name(worksheet))
    yield from archive


def file_name(worksheet: Worksheet) -> str:
    """What a worksheet is saved as: "LKE-2025-7K4M-9TQX-dinas-kominfo.xlsx"."""
    name = slugify(worksheet.unit.name)[:_LONGEST_UNIT].strip("-") if worksheet.unit else ""
    return f"{stem(worksheet)}-{name}.xlsx" if name else f"{stem(worksheet)}.xlsx"


def _made(worksheet: Worksheet) -> Iterator[bytes]:
    yield content(worksheet)
