"""The drawings of a digest, each with the table of its figures and more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Chart, Grid
from selaras.foundation.drawing.charts import BarRow
from selaras.foundation.drawing.paper import (
    bars_chart,
    columns_chart,
    distribution_chart,
    trend_chart,
)
from selaras.reporting.queries.digest import ALL, Group, Year
from selaras.reporting.reports.ikhtisar.wording import Pen


def averages(pen: Pen, table: Grid) -> Chart:
    """The mean of each category, the highest first."""
    groups = sorted(pen.digest.groups[1:], key=lambda group: -group.spread.mean)
    chart = bars_chart(
        _("Rata-rata indeks per kategori"),
        _("Kategori dari rata-rata tertinggi, dengan banyaknya instansi."),
        [
            BarRow(pen.group(group.key), group.spread.mean, note=pen.bodies(group.spread.count))
            for group in groups
        ],
        pen.figures.rounding,
        signed=False,
        heading=_("Kategori"),
        figure=_("Rata-rata"),
    )
    return replace(chart, twin=table, shows_twin=True)


def predicates(pen: Pen, whole: Group, table: Grid) -> Chart:
    """How many bodies have which predicate."""
    chart = columns_chart(
        _("Banyaknya instansi menurut predikat"),
        pen.counted(whole.spread.count),
        [
            (band.name, whole.predicates.get(band.name, 0))
            for band in reversed(pen.digest.instrument.bands)
        ],
        heading=_("Predikat"),
        counted=_("Instansi"),
        width=0.8,
    )
    return replace(chart, twin=table, shows_twin=True)


def distribution(pen: Pen) -> Chart:
    """How many bodies lie in which stretch of the scale."""
    chart = distribution_chart(
        _("Banyaknya instansi menurut rentang indeks"),
        pen.counted(),
        [line.index for line in pen.digest.lines],
        pen.digest.instrument.scale,
        pen.figures.rounding,
        counted=_("Instansi"),
    )
    return replace(chart, twin=replace(chart.twin, sheet=_("Sebaran")))


def trend(pen: Pen, table: Grid) -> Chart:
    """The mean of everybody over the years.

    The line is broken where nobody was rated, and where the instrument changed: what two
    instruments measure is not one line.
    """
    chart = trend_chart(
        _("Rata-rata indeks dari tahun ke tahun"),
        _("Rata-rata semua instansi yang bernilai lengkap pada tahun itu."),
        means_of(pen.digest.years),
        pen.digest.instrument.scale,
        pen.figures.rounding,
        target=pen.digest.instrument.target_index,
        figure=_("Rata-rata indeks"),
    )
    return replace(chart, twin=table, shows_twin=True)


def means_of(years: Sequence[Year]) -> list[tuple[str, Fraction | None]]:
    """Year and mean of everybody, with a gap without a name where the instrument changes."""
    points: list[tuple[str, Fraction | None]] = []
    before = None
    for year in years:
        found = year.means.get(ALL)
        code = year.instrument.code
        if before not in {None, code}:
            points.append(("", None))
        points.append((str(year.cycle.year), found.mean if found else None))
        before = code
    return points
