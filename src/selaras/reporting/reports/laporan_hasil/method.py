"""On what the assessment rests: law, method, maturity levels, weights and predicates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Column,
    Grid,
    Heading,
    Paragraph,
    Row,
    Run,
    Text,
)
from selaras.pure.language.prose import closed
from selaras.pure.numbers import exact
from selaras.pure.scoring import band_of
from selaras.reporting.reports.laporan_hasil.wording import Pen

_YEAR = re.compile(r"\bTahun (\d{4})\b")


def legal_basis(pen: Pen) -> Iterator[Block]:
    """The regulations the instrument names, as far as they stood in the year of the cycle."""
    basis = [one for one in pen.instrument.legal_basis if _year(one) <= pen.result.year]
    if not basis:
        return
    yield Heading(_("Dasar Hukum"))
    yield Bullets(tuple(closed(one) for one in basis), ordered=True)


def chapter(pen: Pen) -> Iterator[Block]:
    """How values come about, what levels mean, and what the index is called at which height."""
    yield Heading(_("Metodologi"))
    yield Paragraph(
        _(
            "Penilaian memakai metode tingkat kematangan: setiap indikator dinilai menurut "
            "kriteria yang berjenjang, dan tingkat yang lebih tinggi mensyaratkan tingkat di "
            "bawahnya. Nilai aspek adalah rata-rata nilai indikatornya menurut bobot, dan "
            "%(index)s adalah rata-rata seluruh nilai itu menurut bobot. Tidak ada angka yang "
            "dibulatkan sebelum hasil akhir."
        )
        % {"index": pen.index_name}
    )
    steps = pen.instrument.activities.get(pen.result.assessment.cycle.kind, ())
    if steps:
        yield Paragraph(
            _("Kegiatan %(kind)s terdiri atas %(steps)s.")
            % {"kind": pen.kind, "steps": pen.listed(steps)}
        )
    yield from _levels(pen)
    yield from _weights(pen)
    yield from _predicates(pen)


def _year(regulation: str) -> int:
    """The year of a regulation by its number ("Nomor 59 Tahun 2020"); 0 where none is named."""
    found = _YEAR.search(regulation)
    return int(found[1]) if found else 0


def capability_name(capability: str) -> str:
    """What a capability is called in headings."""
    names = {
        "proses": _("kapabilitas proses"),
        "layanan": _("kapabilitas fungsi teknis"),
    }
    return names.get(capability, capability)


def _levels(pen: Pen) -> Iterator[Block]:
    names = pen.instrument.level_names
    if not names:
        return
    yield Heading(_("Tingkat Kematangan"), 2)
    for capability, levels in names.items():
        meanings = pen.instrument.level_meanings.get(capability, {})
        columns = [Column(_("Tingkat"), "center", 0.6), Column(_("Nama"), width=1.6)]
        if meanings:
            columns.append(Column(_("Makna"), width=5))
        caption = (
            _("Tingkat kematangan pada %(capability)s")
            % {"capability": capability_name(capability)}
            if len(names) > 1
            else _("Tingkat kematangan")
        )
        yield Grid(
            caption,
            tuple(columns),
            tuple(
                Row((level, name, *((meanings.get(level, ""),) if meanings else ())))
                for level, name in sorted(levels.items())
            ),
            sheet=_("Tingkat %(capability)s") % {"capability": capability},
        )


def _weights(pen: Pen) -> Iterator[Block]:
    yield Heading(_("Bobot dan Predikat"), 2)
    indicators = {aspect.code: len(aspect.indicators) for aspect in pen.instrument.aspects()}
    counts = indicators | {
        domain.code: sum(indicators[aspect.code] for aspect in domain.aspects)
        for domain in pen.instrument.domains
    }
    rows = [
        Row(
            (
                (Run(pen.node_name(node), bold=True),) if node.is_domain else node.name,
                counts[node.code],
                pen.weight(node.weight),
            ),
            indent=0 if node.is_domain or not pen.instrument.real_domains() else 1,
        )
        for node in pen.nodes
    ]
    total = sum((domain.weight for domain in pen.instrument.domains), Fraction(0))
    yield Grid(
        _("Bobot domain dan aspek") if pen.instrument.real_domains() else _("Bobot aspek"),
        (
            Column(_("Domain dan aspek") if pen.instrument.real_domains() else _("Aspek"), width=5),
            Column(_("Indikator"), "right"),
            Column(_("Bobot (%)"), "right"),
        ),
        (
            *rows,
            Row((_("Jumlah"), sum(indicators.values()), pen.weight(total)), kind="total"),
        ),
        sheet=_("Bobot"),
    )


def _predicates(pen: Pen) -> Iterator[Block]:
    instrument = pen.instrument
    target = instrument.target_index
    aimed = None if target is None else band_of(instrument, target)
    own = pen.result.score.predicate
    notes = []
    if target is not None and aimed is not None:
        sentence = _("*) Target penilaian: predikat %(predicate)s (indeks minimal %(target)s).")
        notes.append(
            sentence % {"predicate": aimed.name, "target": notation.localised(exact(target))}
        )
    if own is not None:
        notes.append(_("Cetak tebal: hasil tahun %(year)s.") % {"year": pen.result.year})
    rows = []
    for place, band in enumerate(reversed(instrument.bands), start=1):
        name = f"{band.name} *)" if aimed is band else band.name
        shown: Text = (Run(name, bold=True),) if own is band else name
        rows.append(Row((place, notation.localised(band.text.replace(",", ".")), shown)))
    yield Grid(
        _("Predikat %(index)s") % {"index": pen.index_name},
        (
            Column(_("No."), "right", 0.5),
            Column(_("Nilai indeks"), "center", 1.5),
            Column(_("Predikat"), width=3),
        ),
        tuple(rows),
        note=" ".join(notes),
        sheet=_("Predikat"),
    )
