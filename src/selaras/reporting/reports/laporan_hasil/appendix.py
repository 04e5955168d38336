"""The appendix: every product and sum from the ratings to the index, to be checked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.queries.arithmetic import AspectSum, DomainSum, arithmetic_of
from selaras.foundation.documents.manuscript import (
    Block,
    Column,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Run,
)
from selaras.reporting.reports.laporan_hasil.wording import Pen


def chapter(pen: Pen) -> Iterator[Block]:
    """From ratings to aspects, from aspects to the index."""
    if not pen.result.values:
        return
    sums = arithmetic_of(pen.result)
    yield PageBreak(always=False)
    yield Heading(_("Lampiran: Perhitungan Indeks"))
    yield Paragraph(
        _(
            "Nilai aspek adalah jumlah hasil kali nilai dan bobot indikator dibagi bobot aspek. "
            "Sumbangan aspek adalah nilainya dikalikan bobotnya dibagi seratus, dan jumlah seluruh "
            "sumbangan adalah indeks. Semua angka di bawah ini tepat; pembulatan hanya dilakukan "
            "pada angka yang diumumkan."
        )
    )
    yield _composition(pen, sums)
    yield _products(pen, sums)


def _composition(pen: Pen, sums: tuple[DomainSum, ...]) -> Grid:
    rows: list[Row] = []
    for domain in sums:
        if not domain.pseudo:
            rows.append(_node(pen, domain, domain.name, is_domain=True))
        rows += [_node(pen, aspect, aspect.name, is_domain=False) for aspect in domain.aspects]
    index = pen.result.score.index
    weight = pen.weight(sum((domain.weight for domain in sums), Fraction(0)))
    exact = pen.exact(index)
    rows.append(Row((pen.index_name, exact, weight, exact), kind="total"))
    note = ""
    if index is not None:
        note = _("%(index)s yang diumumkan: %(exact)s dibulatkan menjadi %(shown)s.") % {
            "index": pen.index_name,
            "exact": exact.text if exact else "",
            "shown": pen.figure(index),
        }
    return Grid(
        _("Dari nilai aspek ke indeks"),
        (
            Column(_("Domain dan aspek") if pen.instrument.real_domains() else _("Aspek"), width=5),
            Column(_("Nilai"), "right", 1.8),
            Column(_("Bobot (%)"), "right"),
            Column(_("Sumbangan"), "right", 1.3),
        ),
        tuple(rows),
        note=note,
        sheet=_("Hitungan indeks"),
    )


def _node(pen: Pen, node: DomainSum | AspectSum, name: str, *, is_domain: bool) -> Row:
    domains = bool(pen.instrument.real_domains())
    shown = _("Domain %(name)s") % {"name": name} if is_domain else name
    return Row(
        (
            (Run(shown, bold=True),) if is_domain else shown,
            pen.exact(node.value),
            pen.weight(node.weight),
            # A domain's contribution is that of its aspects: only these are summed.
            "" if is_domain else pen.exact(node.points),
        ),
        indent=0 if is_domain or not domains else 1,
    )


def _products(pen: Pen, sums: tuple[DomainSum, ...]) -> Grid:
    rows: list[Row] = []
    for domain in sums:
        for aspect in domain.aspects:
            rows.append(Row((aspect.name,), kind="group"))
            rows += [
                Row(
                    (
                        line.number,
                        line.name,
                        pen.rating(line.value),
                        pen.weight(line.indicator.weight),
                        pen.exact(line.product),
                    )
                )
                for line in aspect.lines
            ]
            rows.append(_total(pen, aspect))
    return Grid(
        _("Dari nilai indikator ke nilai aspek"),
        (
            Column(_("No."), "right", 0.7),
            Column(_("Indikator"), width=6),
            Column(_("Nilai"), "right"),
            Column(_("Bobot (%)"), "right", 1.1),
            Column(_("Nilai × bobot"), "right", 1.4),
        ),
        tuple(rows),
        sheet=_("Hitungan aspek"),
    )


def _total(pen: Pen, aspect: AspectSum) -> Row:
    """The sum of an aspect and what it divided by the weight gives."""
    total, value = pen.exact(aspect.sum), pen.exact(aspect.value)
    said = _("Jumlah; nilai aspek belum dapat dihitung")
    if value is not None and total is not None:
        said = _("Jumlah; nilai aspek %(sum)s : %(weight)s = %(value)s") % {
            "sum": total.text,
            "weight": pen.weight(aspect.weight).text,
            "value": value.text,
        }
    return Row(("", said, "", pen.weight(aspect.weight), total), kind="total")
