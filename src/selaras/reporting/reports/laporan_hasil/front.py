"""What comes before the chapters: the subtitle of the cover and the foreword with its signature."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from selaras.assessments.models import Stage
from selaras.foundation.documents.manuscript import Block, Heading, Paragraph, Signature
from selaras.reporting.reports.laporan_hasil.wording import Pen

_BLANK_DAY = "……………………"


def subtitle(pen: Pen) -> str:
    """Below the title: the institution, and the stage where it is not the final one."""
    result = pen.result
    if result.stage in {None, Stage.FINAL}:
        return result.institution.name
    return _("%(institution)s · tahap %(stage)s") % {
        "institution": result.institution.name,
        "stage": str(result.stage and result.stage.label).lower(),
    }


def foreword(pen: Pen) -> Iterator[Block]:
    """What the report is, what it is for, and who answers for it."""
    result = pen.result
    facts = {
        "institution": result.institution.name,
        "kind": pen.kind,
        "year": result.year,
        "instrument": pen.instrument.name,
        "count": len(result.lines),
        "aspects": len(result.aspects),
        "index": pen.index_name,
    }
    yield Heading(_("Kata Pengantar"))
    yield Paragraph(
        _(
            "Laporan ini menyajikan hasil %(kind)s %(institution)s tahun %(year)s. Penilaian "
            "dilakukan dengan instrumen %(instrument)s, yang menilai %(count)s indikator dalam "
            "%(aspects)s aspek dan merangkumnya menjadi satu angka, %(index)s."
        )
        % facts
    )
    yield Paragraph(
        _(
            "Yang dicatat di sini bukan hanya berapa nilainya, melainkan juga mengapa: apa yang "
            "sudah terpenuhi, indikator mana yang menggerakkan indeks, seberapa jauh predikat "
            "berikutnya, dan apa yang perlu dikerjakan lebih dahulu. Setiap angka dapat dihitung "
            "ulang dari lampiran, sampai ke hasil kali nilai dan bobot tiap indikator."
        )
    )
    yield Paragraph(_standing(pen))
    yield Paragraph(
        _(
            "Capaian ini adalah kerja bersama perangkat daerah atau unit kerja yang "
            "menyelenggarakan layanan dan menyiapkan bukti, tim asesor internal, serta para "
            "asesor. Semoga laporan ini menjadi pijakan perbaikan yang nyata bagi layanan "
            "kepada masyarakat."
        )
    )
    yield signature(pen)


def _standing(pen: Pen) -> str:
    """Whether the figures are announced; nobody must take a draft for a result."""
    if pen.result.is_official:
        return _(
            "Seluruh nilai dan indeks dalam laporan ini berstatus resmi: hasil akhirnya telah "
            "diumumkan. Angka yang berupa perkiraan ditandai sebagai simulasi."
        )
    if pen.result.stage == Stage.FINAL:
        return _(
            "Hasil akhir dalam laporan ini belum diumumkan. Karena itu laporan ini berstatus "
            "konsep dan seluruh nilainya berstatus menunggu. Angka yang berupa perkiraan ditandai "
            "sebagai simulasi."
        )
    return _(
        "Nilai dalam laporan ini adalah nilai tahap %(stage)s, bukan hasil akhir. Karena itu "
        "laporan ini berstatus konsep dan seluruh nilainya berstatus menunggu. Angka yang berupa "
        "perkiraan ditandai sebagai simulasi."
    ) % {"stage": str(pen.result.stage and pen.result.stage.label).lower()}


def signature(pen: Pen) -> Signature:
    """Who signs, with room for the day and the hand: the day is written when it is signed."""
    signer = pen.outcome.signer
    place = f"{signer.place}, {_BLANK_DAY}" if signer.place else _BLANK_DAY
    note = "" if pen.result.is_official else _("KONSEP: belum untuk ditandatangani")
    return Signature(
        place_and_day=place,
        position=signer.position or _("Pimpinan instansi"),
        name=signer.name or _BLANK_DAY,
        number=_("NIP %(number)s") % {"number": signer.number} if signer.number else "",
        note=note,
    )
