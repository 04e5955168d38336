"""Province by province, the ranking of all bodies, and those without a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from selaras.assessments.states import State
from selaras.foundation.documents.manuscript import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    Paragraph,
    Row,
)
from selaras.people.models import Category
from selaras.pure.scoring.average import mean
from selaras.pure.standings import spread
from selaras.reporting.queries.digest import Line, Missing
from selaras.reporting.reports.ikhtisar.wording import Pen


def blocks(pen: Pen) -> Iterator[Block]:
    """Provinces, for the nation, and the ranking."""
    if pen.digest.province is None and pen.digest.provinces:
        yield Heading(_("Provinsi demi provinsi"))
        yield _provinces(pen)
    yield Heading(_("Peringkat"))
    yield _ranking(pen)


def _provinces(pen: Pen) -> Grid:
    """Each province: its own government, and the regencies and cities in it."""
    return Grid(
        _("Kabupaten dan kota menurut provinsi"),
        (
            Column(_("Provinsi"), width=2.6),
            Column(_("Pemerintah provinsi"), "right"),
            Column(_("Kabupaten dan kota"), "right"),
            Column(_("Rata-rata"), "right"),
            Column(_("Terendah"), "right"),
            Column(_("Tertinggi"), "right"),
            *pen.change_column,
        ),
        tuple(
            Row((name, *_province_cells(pen, lines)))
            for name, lines in pen.digest.provinces.items()
        ),
        note=_(
            "Rata-rata, terendah, tertinggi, dan perubahan atas kabupaten dan kota; pemerintah "
            "provinsi berdiri sendiri."
        ),
        sheet=_("Provinsi"),
    )


def _province_cells(pen: Pen, lines: Sequence[Line]) -> Iterator[Cell]:
    own = next((x for x in lines if x.body.category == Category.PROVINCE), None)
    members = [line for line in lines if line.body.category != Category.PROVINCE]
    found = spread(line.index for line in members)
    yield pen.figures.amount(own.index if own else None)
    yield len(members)
    yield pen.figures.amount(found.mean if found else None)
    yield pen.figures.amount(found.lowest if found else None)
    yield pen.figures.amount(found.highest if found else None)
    if pen.digest.before is not None:
        changes = [line.change for line in members if line.change is not None]
        yield pen.figures.difference(mean(changes))


def _ranking(pen: Pen) -> Grid:
    """Every body, the best first."""
    awaited = bool(pen.digest.awaited)
    return Grid(
        _("Peringkat semua instansi"),
        (
            Column(_("Peringkat"), "right", 0.8),
            Column(_("Instansi"), width=3.2),
            Column(_("Kategori"), width=1.4),
            Column(_("Dalam kategori"), "right", 0.9),
            Column(_("Indeks"), "right", 0.8),
            Column(_("Predikat"), width=1.3),
            *pen.change_column,
            *([Column(_("Status"), width=1.1)] if awaited else []),
        ),
        tuple(Row(tuple(_line_cells(pen, line, awaited))) for line in pen.digest.lines),
        note=pen.counted(),
        sheet=_("Peringkat"),
    )


def _line_cells(pen: Pen, line: Line, awaited: bool) -> Iterator[Cell]:
    yield line.rank
    yield line.body.name
    yield pen.group(line.body.category)
    yield line.rank_in_category
    yield pen.figures.amount(line.index)
    yield line.predicate
    if pen.digest.before is not None:
        yield pen.figures.difference(line.change)
    if awaited:
        yield _("resmi") if line.is_announced else _("menunggu")


def missing(pen: Pen) -> Iterator[Block]:
    """Bodies the reader knows of that have no complete result."""
    found = pen.digest.missing
    yield Heading(_("Belum bernilai"))
    if not found:
        yield Paragraph(_("Semua instansi dalam cakupan yang Anda kenal sudah bernilai lengkap."))
        return
    yield Grid(
        _("Instansi tanpa nilai akhir lengkap"),
        (
            Column(_("Instansi"), width=3),
            Column(_("Kategori"), width=1.4),
            Column(_("Provinsi"), width=2),
            Column(_("Keadaan"), width=2.4),
        ),
        tuple(
            Row((one.body.name, pen.group(one.body.category), one.body.province, _state(one)))
            for one in found
        ),
        sheet=_("Belum bernilai"),
    )


def _state(one: Missing) -> str:
    if one.values:
        return _("kurang %(count)s nilai") % {"count": one.values}
    if one.state and one.state != State.RECORDED:
        return _("belum ada nilai akhir (%(state)s)") % {
            "state": str(State(one.state).label).lower()
        }
    return _("belum ada nilai akhir")
