"""The drawings of a digest, each with the table of the same figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Chart
from selaras.foundation.drawing.charts import BarRow
from selaras.foundation.drawing.paper import (
    bars_chart,
    columns_chart,
    distribution_chart,
    trend_chart,
)
from selaras.reporting.queries.digest import ALL, Group
from selaras.reporting.reports.ikhtisar.wording import Pen


def averages(pen: Pen) -> Chart:
    """The mean of each category, the highest first."""
    groups = sorted(pen.digest.groups[1:], key=lambda group: -group.spread.mean)
    return bars_chart(
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


def predicates(pen: Pen, whole: Group) -> Chart:
    """How many bodies have which predicate."""
    return columns_chart(
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


def distribution(pen: Pen) -> Chart:
    """How many bodies lie in which stretch of the scale."""
    return distribution_chart(
        _("Banyaknya instansi menurut rentang indeks"),
        pen.counted(),
        [line.index for line in pen.digest.lines],
        pen.digest.instrument.scale,
        pen.figures.rounding,
        counted=_("Instansi"),
    )


def trend(pen: Pen) -> Chart:
    """The mean of everybody over the years, broken where nobody was rated."""
    means = [(str(year.cycle.year), year.means.get(ALL)) for year in pen.digest.years]
    return trend_chart(
        _("Rata-rata indeks dari tahun ke tahun"),
        _("Rata-rata semua instansi yang bernilai lengkap pada tahun itu."),
        [(name, found.mean if found else None) for name, found in means],
        pen.digest.instrument.scale,
        pen.figures.rounding,
        target=pen.digest.instrument.target_index,
        figure=_("Rata-rata indeks"),
    )
