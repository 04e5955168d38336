"""The manifest of a package: one row per piece of evidence, and the checksums of every file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from selaras.foundation.documents.table import Cell, Table
from selaras.reporting.package.content import Package
from selaras.reporting.package.layout import Layout, Placed


def manifest_of(package: Package, layout: Layout) -> Table:
    """The manifest; verdicts are told inside the institution only. Sizes are in bytes."""
    headings = [
        _("Nomor indikator"),
        _("Indikator"),
        _("Tingkat"),
        _("Berkas"),
        _("Judul dokumen"),
        _("Nomor dokumen"),
        _("Tanggal"),
        _("Penanda tangan"),
        _("Halaman"),
        _("Pasal atau bagian"),
        _("Yang dibuktikan"),
        *([_("Putusan"), _("Catatan")] if package.inside else []),
        _("SHA-256"),
        _("Ukuran (bita)"),
    ]
    rows = [list(_row(one, inside=package.inside)) for one in layout.placed]
    return Table(_("Manifes"), headings, rows)


def _row(one: Placed, *, inside: bool) -> Iterator[Cell]:
    piece = one.piece
    yield one.chapter.number
    yield one.chapter.name
    yield piece.level
    yield one.path or _("berkas tidak ditemukan di penyimpanan")
    yield piece.title
    yield piece.number
    yield piece.dated
    yield piece.signer
    yield piece.page
    yield piece.pointer
    yield piece.claim
    if inside:
        yield piece.verdict
        yield piece.note
    yield piece.digest
    yield piece.size


def checksums(files: Iterable[tuple[str, str]]) -> bytes:
    """(path, SHA-256) as lines that ``sha256sum -c`` reads; the paths hold no backslash."""
    return "".join(f"{digest}  {path}\n" for path, digest in files).encode()
