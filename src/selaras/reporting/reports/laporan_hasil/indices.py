"""The institution's own index, domains and aspects, as figures and as drawings."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from selaras.assessments.queries.result import NodeLine
from selaras.foundation.documents.manuscript import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Run,
)
from selaras.reporting.reports.laporan_hasil import drawings
from selaras.reporting.reports.laporan_hasil.wording import Part, Pen, cells_of, columns_of

FEW_PARTS = 8
"""A change with more parts than these fills most of a page: it gets one of its own."""


def chapter(pen: Pen) -> Iterator[Block]:
    """The figures, the scale of predicates, the radar of aspects, and what moved the index."""
    yield PageBreak(always=False)
    yield Heading(
        _("%(index)s %(institution)s")
        % {"index": pen.index_name, "institution": pen.result.institution.name}
    )
    yield from drawings.scale(pen)
    domains = bool(pen.instrument.real_domains())
    yield Heading(
        _("Nilai Indeks, Domain, dan Aspek") if domains else _("Nilai Indeks dan Aspek"), 2
    )
    yield figures(pen)
    if pen.result.score.missing:
        yield Paragraph(_missing(pen))
    yield from drawings.radar(pen)
    if pen.result.change is not None and pen.result.change.parts:
        if len(pen.result.change.parts) > FEW_PARTS:
            yield PageBreak()
        yield Heading(_("Perubahan Indeks sejak %(year)s") % {"year": pen.result.previous_year}, 2)
        yield Paragraph(
            _(
                "Indeks berubah %(total)s. Perubahan itu terurai tanpa sisa menjadi pengaruh tiap "
                "indikator: selisih nilainya dikalikan bobotnya."
            )
            % {"total": pen.points(pen.result.change.total)}
        )
        yield from drawings.change(pen)


def _missing(pen: Pen) -> str:
    return _(
        "Nilai yang tidak tercantum belum dapat dihitung karena indikator %(numbers)s belum "
        "bernilai; tidak ada nilai yang diperkirakan."
    ) % {"numbers": pen.listed(pen.result.score.missing, most=12)}


def figures(pen: Pen) -> Grid:
    """Index, domains and aspects beside last year, others and the target; only what is known."""
    parts = _parts(pen)
    rows = [
        Row(
            (
                (Run(pen.node_name(node), bold=True),) if node.is_domain else node.name,
                *cells_of(parts, node),
            ),
            indent=0 if node.is_domain or not pen.instrument.real_domains() else 1,
        )
        for node in pen.nodes
    ]
    caption = (
        _("Nilai %(index)s, domain, dan aspek %(institution)s")
        if pen.instrument.real_domains()
        else _("Nilai %(index)s dan aspek %(institution)s")
    )
    return Grid(
        caption % {"index": pen.index_name, "institution": pen.result.institution.name},
        (Column(_("Nama indeks"), width=3.4), *columns_of(parts)),
        (Row((pen.index_name, *_index_cells(pen)), kind="total"), *rows),
        note=_stage_note(pen),
        sheet=_("Indeks"),
    )


def _parts(pen: Pen) -> list[Part[NodeLine]]:
    result = pen.result
    parts: list[Part[NodeLine]] = [
        (
            Column(_("Nilai %(year)s") % {"year": result.year}, "right"),
            lambda node: pen.amount(node.value),
        )
    ]
    if result.comparable and result.previous_year is not None:
        year = Column(_("Nilai %(year)s") % {"year": result.previous_year}, "right")
        parts.append((year, lambda node: pen.amount(node.previous)))
        parts.append((Column(_("Perubahan"), "right"), lambda node: pen.difference(node.change)))
    if result.averages.own:
        mean = Column(_("Rata-rata %(group)s") % {"group": pen.group}, "right")
        parts.append((mean, lambda node: pen.amount(node.group)))
    if result.averages.national:
        nation = Column(_("Rata-rata nasional"), "right")
        parts.append((nation, lambda node: pen.amount(node.national)))
    if pen.instrument.target_value is not None:
        parts.append((Column(_("Target"), "right"), lambda node: pen.amount(node.target)))
    return parts


def _index_cells(pen: Pen) -> Iterator[Cell]:
    """The same columns for the index itself."""
    result = pen.result
    yield pen.amount(result.score.index)
    if result.comparable and result.previous_year is not None:
        yield pen.amount(result.previous_score.index if result.previous_score else None)
        yield pen.difference(result.index_change)
    if result.averages.own:
        yield pen.amount(result.own_average)
    if result.averages.national:
        yield pen.amount(result.national_average)
    if pen.instrument.target_value is not None:
        yield pen.amount(pen.instrument.target_index)


def _stage_note(pen: Pen) -> str:
    """What last year's column holds, where it is another stage than this year's."""
    result = pen.result
    if not (result.comparable and result.mixes_stages and result.previous_stage):
        return ""
    return _("Nilai %(year)s berasal dari tahap %(stage)s.") % {
        "year": result.previous_year,
        "stage": str(result.previous_stage.label).lower(),
    }
