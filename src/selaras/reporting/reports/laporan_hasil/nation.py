"""How others stand: published averages of every group, and the spread over predicates."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import (
    Amount,
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Row,
    Run,
)
from selaras.pure.instrument.model import INDEX, Rounding
from selaras.reporting.queries.outcome import FEWEST_SPREAD
from selaras.reporting.reports.laporan_hasil import drawings
from selaras.reporting.reports.laporan_hasil.wording import Pen

_SHARE = Rounding(1, notation.HALF)


def chapter(pen: Pen) -> Iterator[Block]:
    """Averages and distribution; a sentence where nothing is known."""
    yield Heading(_("Perbandingan Nasional"))
    yield Heading(_("Rata-Rata per Kelompok Instansi"), 2)
    yield from _averages(pen)
    yield Heading(_("Distribusi Predikat"), 2)
    yield from _spread(pen)


def _averages(pen: Pen) -> Iterator[Block]:
    table = pen.outcome.averages
    if not table.groups:
        yield Paragraph(
            _("Rata-rata nasional dan kelompok untuk siklus ini belum diterbitkan atau dicatat.")
        )
        return
    groups = list(table.groups)
    own = pen.result.averages.group
    if own in table.groups:
        yield Paragraph(
            _(
                "%(institution)s termasuk kelompok %(group)s. Rata-rata yang diterbitkan untuk "
                "setiap kelompok instansi adalah sebagai berikut."
            )
            % {"institution": pen.result.institution.name, "group": pen.group}
        )
    rows = [
        Row((pen.index_name, *(pen.amount(table.value(g, INDEX)) for g in groups)), kind="total")
    ]
    for node in pen.nodes:
        name = pen.node_name(node)
        figures = (pen.amount(table.value(group, node.code)) for group in groups)
        rows.append(
            Row(
                ((Run(name, bold=True),) if node.is_domain else name, *figures),
                indent=0 if node.is_domain or not pen.instrument.real_domains() else 1,
            )
        )
    yield Grid(
        _("Rata-rata nilai menurut kelompok instansi, %(year)s") % {"year": pen.result.year},
        (
            Column(
                _("Indeks, domain, dan aspek")
                if pen.instrument.real_domains()
                else _("Indeks dan aspek"),
                width=3.4,
            ),
            *(Column(str(group.label), "right") for group in groups),
        ),
        tuple(rows),
        note=_("Sumber: %(sources)s.") % {"sources": pen.listed(table.sources)}
        if table.sources
        else "",
        sheet=_("Rata-rata kelompok"),
    )


def _spread(pen: Pen) -> Iterator[Block]:
    spread = pen.outcome.spread
    if not spread.is_telling:
        yield Paragraph(
            _(
                "Distribusi predikat tidak disajikan: hasil akhir siklus ini yang tercatat di sini "
                "dan dapat dibaca kurang dari %(fewest)s instansi."
            )
            % {"fewest": pen.count(FEWEST_SPREAD)}
        )
        return
    yield Paragraph(
        _(
            "Distribusi berikut disusun dari %(total)s instansi yang hasil akhir siklus ini "
            "tercatat di sini dan dapat dibaca oleh penyusun laporan; bukan dari seluruh instansi."
        )
        % {"total": pen.count(spread.total)}
    )
    yield drawings.spread(pen, spread_table(pen))


def spread_table(pen: Pen) -> Grid:
    """Institutions by predicate, the best first, with their shares."""
    spread = pen.outcome.spread
    own = pen.result.score.predicate
    rows = [
        Row(
            (
                (Run(name, bold=True),) if own is not None and own.name == name else name,
                count,
                _share(count, spread.total),
            )
        )
        for name, count in reversed(list(spread.counts.items()))
    ]
    return Grid(
        _("Jumlah instansi menurut predikat, %(year)s") % {"year": pen.result.year},
        (
            Column(_("Predikat"), width=3),
            Column(_("Instansi"), "right"),
            Column(_("Bagian"), "right"),
        ),
        (*rows, Row((_("Jumlah"), spread.total, _share(spread.total, spread.total)), kind="total")),
        sheet=_("Distribusi"),
    )


def _share(count: int, total: int) -> Amount:
    value = Fraction(100 * count, total)
    return Amount(value, notation.figure(value, _SHARE) + notation.PERCENT, _SHARE.places)
