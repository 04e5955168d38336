"""What stands in the foot of every page and at the end of every form of a manuscript.

One place writes these words, so that PDF, editable text and workbook of one manuscript carry the
same ones, whatever language the person who asked for them reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Block, Chart, Grid, Manuscript
from selaras.pure.fingerprint import grouped

SHORT: Final = 16
"""Digits of the fingerprint in the foot; the whole one stands at the end."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """The words of a manuscript that are not its author's."""

    data_time: str
    """"Data per 21 November 2022 pukul 13.05 WIB"."""
    short: str
    """The first digits of the fingerprint."""
    whole: str
    """All of it, in groups a person can compare."""
    words: Mapping[str, str]
    """Every other word a writer adds, by name."""


def imprint(manuscript: Manuscript) -> Imprint:
    """The imprint, in the manuscript's own language."""
    local = timezone.localtime(manuscript.as_of)
    digest = manuscript.fingerprint
    with translation.override(manuscript.language):
        return Imprint(
            data_time=_("Data per %(day)s pukul %(time)s %(zone)s")
            % {
                "day": date_format(local, "j F Y"),
                "time": date_format(local, "H.i"),
                "zone": local.tzname() or "",
            },
            short=grouped(digest[:SHORT]),
            whole=grouped(digest),
            words={
                "page": _("Halaman {page} dari {last}"),
                "contents": _("Daftar isi"),
                "source": _("Sumber"),
                "note": _("Catatan"),
                "empty": _("Belum ada data."),
                "fingerprint": _("Sidik isi"),
                "imprint": _("Tentang dokumen ini"),
                "same": _(
                    "Dokumen dengan sidik isi yang sama memuat angka dan kalimat yang sama, dalam "
                    "bentuk apa pun ia disimpan."
                ),
                "instrument": _("Instrumen"),
                "data": _("Waktu data"),
                "sheets": _("Lembar"),
                "table": _("Tabel"),
                "no": _("No."),
            },
        )


def captions(manuscript: Manuscript) -> Mapping[int, str]:
    """The numbered caption of every table and figure by its ``id``: "Tabel 3. Nilai domain".

    A chart has the caption of its figure; a twin shown below it is not numbered on its own.
    Captions that are not shown are not numbered.
    """
    found: dict[int, str] = {}
    tables = figures = 0
    with translation.override(manuscript.language):
        for block in manuscript.blocks:
            if isinstance(block, Grid) and is_captioned(block):
                tables += 1
                found[id(block)] = _("Tabel %(number)s. %(caption)s") % {
                    "number": tables,
                    "caption": block.caption,
                }
            elif isinstance(block, Chart):
                figures += 1
                found[id(block)] = _("Gambar %(number)s. %(caption)s") % {
                    "number": figures,
                    "caption": block.title,
                }
    return found


def is_captioned(block: Block) -> bool:
    """Whether a caption of its own stands above the table."""
    return isinstance(block, Grid) and block.caption_shown and bool(block.caption)
