"""A package as a stream of ZIP bytes: known length, flat memory, any size.

Everything is stored as it is: evidence is compressed already, and what is not compressed has a
length that can be told beforehand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from selaras.foundation.documents import csv, xlsx
from selaras.foundation.files.archive_names import safe_part
from selaras.reporting.package.content import Package, Which
from selaras.reporting.package.layout import Layout, layout_of
from selaras.reporting.package.manifest import checksums, manifest_of
from selaras.reporting.package.offline_index import index_page, plain_text

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Archive:
    """A package ready to be handed on; the stream is read once."""

    name: str
    size: int
    """Bytes of the whole ZIP."""
    files: int
    stream: Iterator[bytes]


def archive_of(package: Package, now: datetime) -> Archive:
    """Write the small files, place the large ones; nothing of these is read before it is sent."""
    layout = layout_of(package)
    written = _written(package, layout, now)
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in written.items()}
    placed = [one for one in layout.placed if one.path]
    listed = [*sums.items(), *((one.path, one.piece.digest) for one in placed)]
    archive = ZipStream(compress_type=ZIP_STORED, sized=True)
    for path, content in written.items():
        archive.add(content, path)
    archive.add(checksums(listed), "SHA256SUMS")
    for one in placed:
        archive.add_path(one.piece.path, one.path, recurse=False)
    return Archive(name_of(package), len(archive), len(placed), _sent(archive))


def name_of(package: Package) -> str:
    """What the ZIP is saved as."""
    scope = package.scope
    parts = ["bukti", package.assessment.institution.slug, str(package.assessment.cycle.year)]
    if scope.unit is not None:
        parts.append(scope.unit.abbreviation or scope.unit.name)
    if scope.number:
        parts.append(f"indikator {scope.number}")
    return safe_part(" ".join(parts).replace(" ", "-").lower(), ending="zip")


def facts_of(package: Package, now: datetime) -> list[tuple[str, str]]:
    """What the head of the table of contents says of the package."""
    scope = package.scope
    local = timezone.localtime(now)
    facts = [
        (_("Keadaan penilaian"), str(package.assessment.get_state_display())),
        (_("Instrumen"), f"{package.instrument.code} v{package.instrument.version}"),
        (_("Disusun"), f"{formats.date_format(local, 'j F Y')} {local:%H.%M}"),
        (
            _("Isi"),
            _("%(files)d berkas, %(size)s")
            % {"files": package.files, "size": filesizeformat(package.size)},
        ),
    ]
    if scope.unit is not None:
        facts.insert(0, (_("Unit"), scope.unit.name))
    if scope.which == Which.ACCEPTED:
        facts.append((_("Pilihan"), str(Which.ACCEPTED.label)))
    return facts


def _written(package: Package, layout: Layout, now: datetime) -> dict[str, bytes]:
    """The small files the package is explained with, by path."""
    table = manifest_of(package, layout)
    page = index_page(package, layout, facts_of(package, now))
    written = {
        f"{_('daftar isi')}.html": page.encode(),
        "manifes.csv": b"".join(csv.stream(table)),
        "manifes.xlsx": xlsx.content(table),
    }
    written |= {path: (BOM + plain_text(chapter)).encode() for chapter, path in layout.texts}
    return written


def _sent(archive: ZipStream) -> Iterator[bytes]:
    """The bytes; when the line breaks, closing this closes the file that is being read."""
    yield from archive
