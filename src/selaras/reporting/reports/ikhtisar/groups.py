"""Averages by category, predicates, the spread of indices, and how they went over the years."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

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
from selaras.pure.standings import shares
from selaras.reporting.queries.digest import ALL, Group, NodeLine, Year, nodes_named
from selaras.reporting.reports.figures import share, share_amount
from selaras.reporting.reports.ikhtisar import drawings
from selaras.reporting.reports.ikhtisar.wording import Pen


def blocks(pen: Pen) -> Iterator[Block]:
    """Averages, predicates, distribution, trend."""
    yield Heading(_("Indeks menurut kategori"))
    averages = _averages(pen)
    yield drawings.averages(pen, averages) if len(pen.digest.groups) > 2 else averages
    yield _nodes(pen)
    if pen.digest.published:
        yield published(pen)
    yield Heading(_("Predikat"))
    yield drawings.predicates(pen, pen.digest.groups[0], _predicates(pen))
    yield Heading(_("Sebaran indeks"))
    yield drawings.distribution(pen)
    yield _quartiles(pen)
    if len(pen.digest.years) > 1:
        yield Heading(_("Perkembangan"))
        yield from _trend(pen)


def _kind(group: str) -> Literal["plain", "total"]:
    return "total" if group == ALL else "plain"


def _averages(pen: Pen) -> Grid:
    """The mean by category, beside the published one and the change."""
    has_published = any(group.published is not None for group in pen.digest.groups)
    columns = [
        Column(_("Kelompok"), width=2),
        Column(_("Instansi"), "right"),
        Column(_("Rata-rata dihitung"), "right"),
    ]
    if has_published:
        columns += [
            Column(_("Terbitan nasional"), "right"),
            Column(_("Selisih"), "right"),
        ]
    if pen.digest.before is not None:
        columns += [*pen.change_column, Column(_("Instansi pada kedua tahun"), "right")]
    return Grid(
        _("Rata-rata indeks menurut kategori"),
        tuple(columns),
        tuple(
            Row(tuple(_average_cells(pen, group, has_published)), _kind(group.key))
            for group in (*pen.digest.groups[1:], pen.digest.groups[0])
        ),
        note=" ".join(_average_notes(pen, has_published)),
        sheet=_("Rata-rata"),
    )


def _average_cells(pen: Pen, group: Group, has_published: bool) -> Iterator[Cell]:
    yield pen.group(group.key)
    yield group.spread.count
    yield pen.figures.amount(group.spread.mean)
    if has_published:
        yield pen.figures.amount(group.published)
        apart = None if group.published is None else group.spread.mean - group.published
        yield pen.figures.difference(apart)
    if pen.digest.before is not None:
        yield pen.figures.difference(group.moved)
        yield group.paired


def _average_notes(pen: Pen, has_published: bool) -> Iterator[str]:
    yield pen.counted()
    if has_published:
        yield _published_note(pen)


def _published_note(pen: Pen) -> str:
    """What published figures are, and what the difference to them means."""
    if pen.digest.province is not None:
        return _(
            "Terbitan nasional adalah rata-rata resmi kelompok itu di seluruh Indonesia, sudah "
            "dibulatkan penerbitnya; selisih menunjukkan letak cakupan ini terhadap nasional."
        )
    return _(
        "Terbitan nasional adalah rata-rata resmi atas semua instansi yang dinilai, sudah "
        "dibulatkan penerbitnya; selisih muncul bila himpunan instansinya berbeda."
    )


def _nodes(pen: Pen) -> Grid:
    """Domains and aspects by category."""
    groups = pen.digest.groups
    return Grid(
        _("Rata-rata domain dan aspek menurut kategori"),
        (
            Column(_("Domain dan aspek"), width=3.2),
            *(Column(pen.group(group.key), "right") for group in groups),
            *pen.change_column,
        ),
        (
            Row(
                (
                    _("Indeks"),
                    *(pen.figures.amount(group.spread.mean) for group in groups),
                    *([pen.figures.difference(groups[0].moved)] if pen.digest.before else []),
                ),
                "total",
            ),
            *(
                Row(
                    (node.name, *_node_cells(pen, node)),
                    indent=0 if node.is_domain else 1,
                )
                for node in pen.digest.nodes
            ),
        ),
        note=pen.counted(),
        sheet=_("Domain dan aspek"),
    )


def _node_cells(pen: Pen, node: NodeLine) -> Iterator[Cell]:
    for group in pen.digest.groups:
        found = node.means.get(group.key)
        yield pen.figures.amount(found[1] if found else None)
    if pen.digest.before is not None:
        yield pen.figures.difference(node.change)


def published(pen: Pen) -> Grid:
    """What was published for the same nodes."""
    held = pen.digest.published
    groups = [key for key in (ALL, *Category.values) if key in held]
    named = [("", _("Indeks"), True)]
    named += nodes_named(pen.digest.instrument)
    return Grid(
        _("Rata-rata nasional terbitan: domain dan aspek"),
        (
            Column(_("Domain dan aspek"), width=3.2),
            *(Column(_("Nasional") if key == ALL else pen.group(key), "right") for key in groups),
        ),
        tuple(
            Row(
                (name, *(pen.figures.amount(held[key].get(code)) for key in groups)),
                "total" if code == "" else "plain",
                indent=0 if is_domain else 1,
            )
            for code, name, is_domain in named
            if any(code in held[key] for key in groups)
        ),
        note=_("Angka resmi yang diterbitkan, bukan hasil hitungan dari data di sini."),
        sheet=_("Terbitan"),
    )


def _predicates(pen: Pen) -> Grid:
    """Bodies by predicate and category, with shares."""
    bands = [band.name for band in reversed(pen.digest.instrument.bands)]
    return Grid(
        _("Predikat menurut kategori"),
        (
            Column(_("Kelompok"), width=2),
            Column(_("Instansi"), "right"),
            *(
                column
                for name in bands
                for column in (Column(name, "right"), Column("%", "right", 0.8))
            ),
        ),
        tuple(
            Row(
                (
                    pen.group(group.key),
                    group.spread.count,
                    *(
                        cell
                        for name in bands
                        for cell in (
                            group.predicates.get(name, 0),
                            share_amount(shares(group.predicates).get(name, Fraction(0))),
                        )
                    ),
                ),
                _kind(group.key),
            )
            for group in (*pen.digest.groups[1:], pen.digest.groups[0])
        ),
        note=pen.counted(),
        sheet=_("Predikat"),
    )


def _quartiles(pen: Pen) -> Grid:
    """Lowest, quartiles and highest by category."""
    figures = pen.figures
    return Grid(
        _("Letak indeks menurut kategori"),
        (
            Column(_("Kelompok"), width=2),
            Column(_("Instansi"), "right"),
            Column(_("Terendah"), "right"),
            Column(_("Kuartil bawah"), "right"),
            Column(_("Median"), "right"),
            Column(_("Kuartil atas"), "right"),
            Column(_("Tertinggi"), "right"),
        ),
        tuple(
            Row(
                (
                    pen.group(group.key),
                    group.spread.count,
                    figures.amount(group.spread.lowest),
                    figures.amount(group.spread.lower),
                    figures.amount(group.spread.median),
                    figures.amount(group.spread.upper),
                    figures.amount(group.spread.highest),
                ),
                _kind(group.key),
            )
            for group in (*pen.digest.groups[1:], pen.digest.groups[0])
        ),
        note=pen.counted(),
        sheet=_("Kuartil"),
    )


def _trend(pen: Pen) -> Iterator[Block]:
    years = pen.digest.years
    yield drawings.trend(pen, _years(pen))
    yield _shares_by_year(pen)
    yield _means_by_year(pen)
    others = [year for year in years if not year.is_comparable]
    if others:
        yield Paragraph(
            _(
                "Tahun %(years)s dinilai dengan indikator atau bobot lain; indeksnya ditampilkan, "
                "tetapi tidak dipakai untuk menghitung perubahan."
            )
            % {"years": pen.listed([str(year.cycle.year) for year in others])}
        )


def _years(pen: Pen) -> Grid:
    """The mean and the spread, year by year."""
    return Grid(
        _("Rata-rata indeks menurut tahun"),
        (
            Column(_("Tahun")),
            Column(_("Instrumen"), width=1.4),
            Column(_("Instansi"), "right"),
            Column(_("Rata-rata"), "right"),
            Column(_("Median"), "right"),
            Column(_("Terendah"), "right"),
            Column(_("Tertinggi"), "right"),
        ),
        tuple(
            Row((str(year.cycle.year), year.instrument.code, *_year_cells(pen, year)))
            for year in pen.digest.years
        ),
        note=_("Instansi yang dinilai dapat berbeda dari tahun ke tahun."),
        sheet=_("Tahun"),
    )


def _year_cells(pen: Pen, year: Year) -> Iterator[Cell]:
    found, figures = year.spread, pen.figures
    yield found.count if found else 0
    yield figures.amount(found.mean if found else None)
    yield figures.amount(found.median if found else None)
    yield figures.amount(found.lowest if found else None)
    yield figures.amount(found.highest if found else None)


def _shares_by_year(pen: Pen) -> Grid:
    """The share of each predicate, year by year; predicates of all instruments in use."""
    names = list(
        dict.fromkeys(
            band.name
            for year in reversed(pen.digest.years)
            for band in reversed(year.instrument.bands)
        )
    )
    return Grid(
        _("Predikat menurut tahun"),
        (
            Column(_("Tahun")),
            Column(_("Instansi"), "right"),
            *(Column(name, "right", 1.4) for name in names),
        ),
        tuple(
            Row(
                (
                    str(year.cycle.year),
                    sum(year.predicates.values()),
                    *(_predicate_cell(year, name) for name in names),
                )
            )
            for year in pen.digest.years
        ),
        note=_("Banyaknya instansi dan bagiannya dari semua yang dinilai tahun itu."),
        sheet=_("Predikat menurut tahun"),
    )


def _predicate_cell(year: Year, name: str) -> Cell:
    found = shares(year.predicates).get(name)
    if found is None:
        known = any(band.name == name for band in year.instrument.bands)
        return "0" if known and year.predicates else None
    return f"{year.predicates[name]} ({share(found)})"


def _means_by_year(pen: Pen) -> Grid:
    """The mean of each category, year by year, with the number of bodies."""
    years = pen.digest.years
    keys = [key for key in (*Category.values, ALL) if any(key in year.means for year in years)]
    return Grid(
        _("Rata-rata indeks menurut kategori dan tahun"),
        (
            Column(_("Kelompok"), width=2),
            *(
                column
                for year in years
                for column in (
                    Column(str(year.cycle.year), "right"),
                    Column(_("n"), "right", 0.7),
                )
            ),
        ),
        tuple(
            Row(
                (
                    pen.group(key),
                    *(
                        cell
                        for year in years
                        for cell in (
                            pen.figures.amount(year.means[key].mean if key in year.means else None),
                            year.means[key].count if key in year.means else 0,
                        )
                    ),
                ),
                _kind(key),
            )
            for key in keys
        ),
        note=_("n: banyaknya instansi dengan nilai akhir lengkap pada tahun itu."),
        sheet=_("Kategori menurut tahun"),
    )
