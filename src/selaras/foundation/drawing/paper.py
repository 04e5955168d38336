"""Charts for manuscripts, ready to print, each with its description and its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import Amount, Cell, Chart, Column, Grid, Level, Row
from selaras.foundation.drawing import rows as rowed
from selaras.foundation.drawing.charts import (
    BarRow,
    Named,
    Range,
    distribution_table,
    draw_distribution,
    draw_ladder,
    draw_trend,
    ordered,
    scale_bands,
)
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.printed import FULL, cell, printed
from selaras.foundation.drawing.radar import radar_one
from selaras.foundation.drawing.rows import Frame
from selaras.foundation.drawing.scale import scale_one
from selaras.pure.charts.radar import AXES, Series
from selaras.pure.charts.scale import Mark
from selaras.pure.instrument.model import Rounding

NOTHING: Final = "–"


def amount(value: Fraction | None, rounding: Rounding, *, signed: bool = False) -> Amount | None:
    """A figure for a cell: exact, and as readers read it."""
    if value is None:
        return None
    words = notation.signed if signed else notation.figure
    return Amount(value, words(value, rounding), rounding.places)


def ladder_cell(
    value: Fraction | int | None,
    scale: Range,
    *,
    last: Fraction | int | None = None,
    target: Fraction | int | None = None,
    text: str = "",
) -> Level:
    """A level of a table cell; last year and the target are marked where they differ.

    ``text`` replaces the figure as it is usually written ("3", "1,26").
    """
    exact = None if value is None else Fraction(value)
    svg = draw_ladder(exact, scale, {"last": last, "target": target}, "tiny")
    words = text or (NOTHING if exact is None else level_text(exact))
    return Level(exact, words, cell(str(svg)))


def radar_chart(
    title: str,
    description: str,
    axes: Sequence[str],
    series: Sequence[Series],
    scale: Range,
    rounding: Rounding,
    *,
    heading: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """Values on 3 to 12 axes, by year or by whose they are; other counts have only their table.

    ``heading`` names what the axes are ("Aspek"). Raises ValueError for a value outside the scale.
    """
    lines = ordered(series)
    rows = tuple(
        Row((axis, *(amount(one.values[place], rounding) for one in lines)))
        for place, axis in enumerate(axes)
    )
    twin = _twin(title, heading or _("Aspek"), [one.label for one in lines], rows)
    if len(axes) not in AXES:
        return Chart(title, description, "", twin, width, shows_twin=True)
    svg = radar_one(axes, lines[::-1], int(scale.maximum), title, FULL * width)
    legend = [(f"line-{one.kind}", one.label) for one in lines]
    return Chart(
        title, description, printed(svg, FULL * width, legend, description), twin, width, shows_twin
    )


def scale_chart(
    title: str,
    description: str,
    bands: Iterable[Named],
    scale: Range,
    marks: Sequence[Mark],
    rounding: Rounding,
    *,
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """Figures on the scale of predicates. Marks outside the scale are left out."""
    named = tuple(bands)
    inside = [mark for mark in marks if scale.minimum <= mark.value <= scale.maximum]
    svg = scale_one(
        scale.minimum,
        scale.maximum,
        scale_bands(named, scale, rounding),
        inside,
        title,
        FULL * width - 6,
    )
    rows = (
        *(Row((band.name, amount(max(band.lower, scale.minimum), rounding))) for band in named),
        *(Row((mark.label, amount(mark.value, rounding))) for mark in marks),
    )
    twin = _twin(title, _("Predikat atau nilai"), [_("Mulai dari / nilai")], rows)
    return Chart(
        title, description, printed(svg, FULL * width, (), description), twin, width, shows_twin
    )


def trend_chart(
    title: str,
    description: str,
    points: Sequence[tuple[str, Fraction | None]],
    scale: Range,
    rounding: Rounding,
    *,
    target: Fraction | None = None,
    heading: str = "",
    figure: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """A figure over the years, broken where a year is missing."""
    svg = draw_trend(points, scale, rounding, target, width=FULL * width)
    rows = [Row((name, amount(value, rounding))) for name, value in points]
    legend: list[tuple[str, str]] = []
    if target is not None:
        told = _("target %(value)s") % {"value": notation.figure(target, rounding)}
        legend = [("line-now", figure or _("Nilai")), ("line-target", told)]
        rows.append(Row((_("Target"), amount(target, rounding))))
    twin = _twin(title, heading or _("Tahun"), [figure or _("Nilai")], tuple(rows))
    return Chart(
        title, description, printed(svg, FULL * width, legend, description), twin, width, shows_twin
    )


def distribution_chart(
    title: str,
    description: str,
    values: Sequence[Fraction],
    scale: Range,
    rounding: Rounding,
    *,
    own: Fraction | None = None,
    counted: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """How many have which figure, and where one of them stands. ``counted`` names what is many."""
    svg = draw_distribution(values, scale, rounding, own)
    rows = tuple(
        Row((amount(span.lower, rounding), amount(span.upper, rounding), span.count))
        for span in distribution_table(values, scale)
    )
    twin = Grid(
        title,
        (
            Column(_("Dari"), "right"),
            Column(_("Sampai"), "right"),
            Column(counted or _("Jumlah"), "right"),
        ),
        rows,
    )
    return Chart(
        title, description, printed(svg, FULL * width, (), description), twin, width, shows_twin
    )


def waterfall_chart(
    title: str,
    description: str,
    start: tuple[str, Fraction],
    rows: Sequence[BarRow],
    end: str,
    rounding: Rounding,
    *,
    heading: str = "",
    figure: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """The way from a total to the one called ``end``, part by part; the sum is reckoned exactly."""
    name, first = start
    last = first + sum((row.value for row in rows), Fraction(0))
    labels = [name, *(_labelled(row) for row in rows), end]
    cells = [
        amount(first, rounding),
        *(amount(row.value, rounding, signed=True) for row in rows),
        amount(last, rounding),
    ]
    svg = rowed.waterfall_svg(
        labels,
        first,
        [row.value for row in rows],
        [_words(one) for one in cells],
        Frame(FULL * width - 6),
        title,
        description,
    )
    table = [Row((label, one)) for label, one in zip(labels, cells, strict=True)]
    table[-1] = Row(table[-1].cells, "total")
    twin = _twin(title, heading or _("Bagian"), [figure or _("Nilai")], tuple(table))
    return Chart(
        title, description, printed(svg, FULL * width, (), description), twin, width, shows_twin
    )


def bars_chart(
    title: str,
    description: str,
    rows: Sequence[BarRow],
    rounding: Rounding,
    *,
    signed: bool = True,
    heading: str = "",
    figure: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """Gains and losses around one zero line; without ``signed`` plain figures from zero on."""
    labels = [_labelled(row) for row in rows]
    cells = [amount(row.value, rounding, signed=signed) for row in rows]
    svg = rowed.bars_svg(
        labels,
        [row.value for row in rows],
        [_words(one) for one in cells],
        Frame(FULL * width - 6),
        title,
        description,
    )
    table = tuple(Row((label, one)) for label, one in zip(labels, cells, strict=True))
    twin = _twin(title, heading or _("Bagian"), [figure or _("Nilai")], table)
    return Chart(
        title, description, printed(svg, FULL * width, (), description), twin, width, shows_twin
    )


def columns_chart(
    title: str,
    description: str,
    counts: Sequence[tuple[str, int]],
    *,
    heading: str = "",
    counted: str = "",
    width: float = 1.0,
    shows_twin: bool = False,
) -> Chart:
    """Counts by category, such as institutions by predicate, in the order given."""
    figures = [notation.count(count) for _label, count in counts]
    svg = rowed.columns_svg(counts, figures, FULL * width - 6, title, description)
    rows = tuple(Row((label, count)) for label, count in counts)
    twin = _twin(title, heading or _("Kelompok"), [counted or _("Jumlah")], rows)
    return Chart(
        title, description, printed(svg, FULL * width, (), description), twin, width, shows_twin
    )


def _twin(title: str, heading: str, figures: Sequence[str], rows: tuple[Row, ...]) -> Grid:
    """The table of a chart: names first, figures right-aligned."""
    return Grid(
        title,
        (Column(heading, width=3.0), *(Column(figure, "right") for figure in figures)),
        rows,
    )


def _labelled(row: BarRow) -> str:
    """The label and its note; the note is never torn in two lines."""
    note = row.note.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{row.label} ({note})" if note else row.label


def _words(figure: Cell) -> str:
    return figure.text if isinstance(figure, Amount) else NOTHING
