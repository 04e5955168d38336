"""The weakest and strongest indicators and aspects of all bodies together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Block, Cell, Column, Grid, Heading, Row
from selaras.foundation.drawing.ladder import level_text
from selaras.reporting.queries.digest import ALL, IndicatorLine, NodeLine
from selaras.reporting.reports.figures import share_amount
from selaras.reporting.reports.ikhtisar.wording import Pen

NAMED = 10
"""Indicators the short lists name."""


def blocks(pen: Pen) -> Iterator[Block]:
    """Short lists first, then every aspect and every indicator."""
    digest = pen.digest
    if digest.indicators:
        yield Heading(_("Indikator"))
        rising = sorted(digest.indicators, key=lambda line: line.now.mean)
        yield _grid(pen, _("Indikator terlemah"), rising[:NAMED], rising)
        falling = sorted(digest.indicators, key=lambda line: -line.now.mean)
        yield _grid(pen, _("Indikator terkuat"), falling[:NAMED], falling)
    aspects = [node for node in digest.nodes if node.mean is not None and _is_leaf(pen, node)]
    if aspects:
        yield Heading(_("Aspek"))
        yield _aspects(pen, aspects)
    if digest.indicators:
        yield Heading(_("Semua indikator"))
        yield _grid(pen, _("Semua indikator"), digest.indicators)


def _is_leaf(pen: Pen, node: NodeLine) -> bool:
    """Whether the node is an aspect, or a domain that is one."""
    if not node.is_domain:
        return True
    domain = next(one for one in pen.digest.instrument.domains if one.code == node.code)
    return len(domain.aspects) == 1


def _grid(
    pen: Pen, title: str, lines: Sequence[IndicatorLine], among: Sequence[IndicatorLine] = ()
) -> Grid:
    """Some indicators; ``among`` are all of them where only the first ones are named."""
    target = pen.digest.instrument.target_value
    columns = [
        Column(_("Indikator"), width=4),
        Column(_("Instansi"), "right"),
        Column(_("Rata-rata"), "right"),
    ]
    if target is not None:
        columns += [
            Column(_("Di bawah tingkat %(target)s") % {"target": level_text(target)}, "right"),
            Column("%", "right", 0.9),
        ]
    return Grid(
        title,
        (*columns, *pen.change_column),
        tuple(Row(tuple(_cells(pen, line))) for line in lines),
        note=" ".join(_notes(lines, among)),
        sheet=title,
    )


def _notes(lines: Sequence[IndicatorLine], among: Sequence[IndicatorLine]) -> Iterator[str]:
    """What the mean is of, and how many more have exactly the last one's."""
    yield _("Rata-rata tingkat semua instansi yang dihitung.")
    same = sum(line.now.mean == lines[-1].now.mean for line in among[len(lines) :])
    if same:
        yield _("%(count)s indikator lain sama dengan yang terakhir di daftar ini.") % {
            "count": same
        }


def _cells(pen: Pen, line: IndicatorLine) -> Iterator[Cell]:
    yield pen.named(line)
    yield line.now.count
    yield pen.figures.amount(line.now.mean)
    if pen.digest.instrument.target_value is not None:
        yield line.now.short
        yield share_amount(line.now.short_share)
    if pen.digest.before is not None:
        yield pen.figures.difference(line.change)


def _aspects(pen: Pen, nodes: Sequence[NodeLine]) -> Grid:
    """The weakest aspect first."""
    ordered = sorted(nodes, key=lambda node: node.mean or 0)
    return Grid(
        _("Aspek dari yang terlemah"),
        (
            Column(_("Aspek"), width=4),
            Column(_("Instansi"), "right"),
            Column(_("Rata-rata"), "right"),
            *pen.change_column,
        ),
        tuple(
            Row(
                (
                    node.name,
                    node.means[ALL][0],
                    pen.figures.amount(node.mean),
                    *([pen.figures.difference(node.change)] if pen.digest.before else []),
                )
            )
            for node in ordered
        ),
        note=_("Domain yang hanya punya satu aspek disebut dengan nama domainnya."),
        sheet=_("Aspek"),
    )
