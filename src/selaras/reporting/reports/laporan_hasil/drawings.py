"""The charts of the report, each with the table of its figures and told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Chart, Grid
from selaras.foundation.drawing.charts import BarRow
from selaras.foundation.drawing.paper import (
    columns_chart,
    radar_chart,
    scale_chart,
    waterfall_chart,
)
from selaras.pure.charts.radar import Series
from selaras.pure.charts.scale import Mark
from selaras.reporting.reports.laporan_hasil.wording import POINTS, Pen

MOST_PARTS = 20
"""More parts of a change than these are too many for one page; the smallest are left to sums."""


def scale(pen: Pen) -> Iterator[Chart]:
    """Where the index stands among the predicates; nothing without an index."""
    index = pen.result.score.index
    if index is None:
        return
    marks = _marks(pen)
    yield scale_chart(
        _("%(index)s pada skala predikat") % {"index": pen.index_name},
        _("Letak indeks pada skala predikat: %(marks)s.")
        % {"marks": pen.listed([mark.label for mark in marks])},
        pen.instrument.bands,
        pen.instrument.scale,
        marks,
        pen.rounding,
    )


def _marks(pen: Pen) -> list[Mark]:
    """The index of this year, last year's, the group's mean, and a target that is no bound."""
    result, instrument = pen.result, pen.instrument
    marks: list[Mark] = []
    if result.score.index is not None:
        marks.append(Mark(result.score.index, pen.figure(result.score.index), "now"))
    before = result.previous_score.index if result.previous_score else None
    if result.index_change is not None and before is not None:
        label = f"{result.previous_year}: {pen.figure(before)}"
        marks.append(Mark(before, label, "last"))
    if result.own_average is not None:
        text = _("rata-rata %(group)s %(value)s") % {
            "group": pen.group,
            "value": pen.figure(result.own_average),
        }
        marks.append(Mark(result.own_average, text, "average"))
    target = instrument.target_index
    if target is not None and all(target != band.lower for band in instrument.bands):
        marks.append(Mark(target, _("target %(value)s") % {"value": pen.figure(target)}, "target"))
    return marks


def radar(pen: Pen) -> Iterator[Chart]:
    """The aspects beside last year, the target and the averages; only what is known."""
    result, nodes = pen.result, pen.result.aspects
    candidates = [
        Series("now", str(result.year), tuple(node.value for node in nodes)),
        Series("last", str(result.previous_year), tuple(node.previous for node in nodes)),
        Series(
            "average",
            _("rata-rata %(group)s") % {"group": pen.group},
            tuple(node.group for node in nodes),
        ),
        Series("national", _("rata-rata nasional"), tuple(node.national for node in nodes)),
        Series("target", _("target"), tuple(node.target for node in nodes)),
    ]
    series = [one for one in candidates if any(value is not None for value in one.values)]
    if not series:
        return
    yield radar_chart(
        _("Nilai aspek %(institution)s") % {"institution": result.institution.name},
        _("Diagram radar nilai setiap aspek: %(series)s.")
        % {"series": pen.listed([one.label for one in series])},
        [node.name for node in nodes],
        series,
        pen.instrument.scale,
        pen.rounding,
        width=0.85,
    )


def change(pen: Pen) -> Iterator[Chart]:
    """What moved the index since last year, the heaviest losses and gains first."""
    result = pen.result
    before = result.previous_score.index if result.previous_score else None
    if result.change is None or before is None:
        return
    yield waterfall_chart(
        _("Dari indeks %(before)s ke indeks %(after)s")
        % {"before": result.previous_year, "after": result.year},
        _("Pengaruh setiap indikator yang berubah pada indeks, dari %(before)s ke %(after)s.")
        % {"before": result.previous_year, "after": result.year},
        (_("Indeks %(year)s") % {"year": result.previous_year}, before),
        _parts(pen),
        _("Indeks %(year)s") % {"year": result.year},
        POINTS,
        heading=_("Indikator"),
        figure=_("Pengaruh pada indeks"),
    )


def _parts(pen: Pen) -> list[BarRow]:
    """Every part, or the heaviest ones and the sum of all others: together the whole change."""
    lines = [*pen.result.losses, *pen.result.gains]
    rows = [
        BarRow(
            line.name,
            line.effect,
            note=f"{pen.shown(line.previous)}→{pen.shown(line.value)}",
        )
        for line in lines
        if line.effect is not None and line.previous is not None and line.value is not None
    ]
    if len(rows) <= MOST_PARTS:
        return rows
    kept = sorted(rows, key=lambda row: -abs(row.value))[: MOST_PARTS - 1]
    others = [row for row in rows if row not in kept]
    label = _("%(count)s indikator lainnya") % {"count": len(others)}
    return [
        *(row for row in rows if row in kept),
        BarRow(label, sum((row.value for row in others), Fraction(0))),
    ]


def spread(pen: Pen, twin: Grid) -> Chart:
    """Institutions by predicate."""
    counts = [(name, count) for name, count in pen.outcome.spread.counts.items()]
    chart = columns_chart(
        _("Distribusi instansi menurut predikat, %(year)s") % {"year": pen.result.year},
        _("Jumlah instansi: %(counts)s.")
        % {"counts": pen.listed([f"{name} {count}" for name, count in counts])},
        counts,
        shows_twin=True,
        width=0.8,
    )
    return replace(chart, twin=twin)
