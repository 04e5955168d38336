"""What pages hand to a drawing, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.drawing import lines
from selaras.foundation.drawing.ladder import Markers, ladder_svg
from selaras.foundation.drawing.radar import radar_svg
from selaras.foundation.drawing.scale import scale_svg
from selaras.pure.charts import bars as geometry
from selaras.pure.charts.distribution import distribution
from selaras.pure.charts.ladder import MarkerKind
from selaras.pure.charts.radar import Series
from selaras.pure.charts.scale import Band, Mark
from selaras.pure.charts.trend import BARE, trend
from selaras.pure.instrument.model import Rounding

SERIES_KINDS: Final = ("now", "last", "average", "national", "target")
"""The lines a radar knows, by importance."""


class Range(Protocol):
    """Anything with a lowest and a highest value: an instrument's scale."""

    @property
    def minimum(self) -> Fraction:
        """The lowest rating."""

    @property
    def maximum(self) -> Fraction:
        """The highest rating."""


class Named(Protocol):
    """Anything with a name and a lower bound: an instrument's predicate."""

    @property
    def name(self) -> str:
        """What the predicate is called."""

    @property
    def lower(self) -> Fraction:
        """From where on it holds."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """A line of a bar chart or waterfall: what moved, by how much, and where to read more."""

    label: str
    value: Fraction
    url: str = ""
    note: str = ""
    """Small words beside the label, such as "4 → 2"."""


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A BarRow with its bar."""

    row: BarRow
    bar: SafeString


@dataclass(frozen=True, slots=True)
class TableRow:
    """One axis of a radar as a line of its table."""

    label: str
    cells: tuple[Fraction | None, ...]


def draw_ladder(
    value: Fraction | int | None,
    scale: Range,
    markers: dict[MarkerKind, Fraction | int | None],
    size: str,
) -> SafeString:
    """A ladder; markers without a figure, or off this scale, are left out."""
    kept: Markers = tuple(
        (kind, Fraction(at))
        for kind, at in markers.items()
        if at is not None and scale.minimum <= at <= scale.maximum
    )
    return ladder_svg(
        None if value is None else Fraction(value),
        int(scale.minimum),
        int(scale.maximum),
        kept,
        size,
    )


def draw_scale(
    bands: Iterable[Named], scale: Range, marks: Sequence[Mark], rounding: Rounding
) -> SafeString:
    """The predicate scale; every band but the first says from where on it holds."""
    drawn = scale_bands(bands, scale, rounding)
    label = _("Skala predikat: %(marks)s") % {"marks": "; ".join(mark.label for mark in marks)}
    inside = [mark for mark in marks if scale.minimum <= mark.value <= scale.maximum]
    told = "; ".join(f"{band.name} {band.note}".rstrip() for band in drawn)
    return scale_svg(scale.minimum, scale.maximum, drawn, inside, label, told)


def scale_bands(bands: Iterable[Named], scale: Range, rounding: Rounding) -> list[Band]:
    """The bands of a scale with the words below them."""
    return [
        Band(
            band.name,
            band.lower,
            "" if band.lower <= scale.minimum else f"≥ {notation.figure(band.lower, rounding)}",
        )
        for band in bands
    ]


def draw_radar(axes: Sequence[str], series: Sequence[Series], scale: Range) -> SafeString:
    """The radar, the most important series on top.

    Fewer than three axes or more than twelve have none: their table stands alone.
    """
    if not 3 <= len(axes) <= 12:
        return mark_safe("")
    label = _("Diagram radar: %(series)s") % {"series": ", ".join(one.label for one in series)}
    told = _("Sumbu: %(axes)s. Angkanya ada di tabel.") % {"axes": "; ".join(axes)}
    return radar_svg(axes, ordered(series)[::-1], int(scale.maximum), label, told)


def ordered(series: Sequence[Series]) -> list[Series]:
    """The series as legends name them: this year's first, whatever order they came in."""
    return sorted(series, key=lambda one: SERIES_KINDS.index(one.kind))


def radar_table(axes: Sequence[str], series: Sequence[Series]) -> list[TableRow]:
    """The same figures as lines."""
    return [
        TableRow(axis, tuple(one.values[place] for one in series))
        for place, axis in enumerate(axes)
    ]


def draw_bars(rows: Sequence[BarRow]) -> list[DrawnRow]:
    """Rows with bars around one zero line."""
    shape = geometry.bars([row.value for row in rows])
    return [
        DrawnRow(row, lines.bar_svg(bar, shape.width, shape.zero))
        for row, bar in zip(rows, shape.bars, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class DrawnWaterfall:
    """A waterfall's lines with their bars, and the bars of the two totals."""

    start: SafeString
    rows: list[DrawnRow]
    end: SafeString


def draw_waterfall(start: Fraction, rows: Sequence[BarRow]) -> DrawnWaterfall:
    """Rows that lead from one total to the other."""
    shape = geometry.waterfall(start, [row.value for row in rows])
    return DrawnWaterfall(
        lines.total_svg(shape.start, shape.width),
        [
            DrawnRow(row, lines.bar_svg(bar, shape.width))
            for row, bar in zip(rows, shape.parts, strict=True)
        ],
        lines.total_svg(shape.end, shape.width),
    )


def draw_trend(
    points: Sequence[tuple[str, Fraction | None]],
    scale: Range,
    rounding: Rounding,
    target: Fraction | None = None,
    width: float = 480,
) -> SafeString:
    """The figure over the years, laid out for a frame of this width."""
    values = [value for _name, value in points]
    figures = [None if value is None else notation.figure(value, rounding) for value in values]
    shape = trend(
        values, int(scale.minimum), int(scale.maximum), width=width, height=200, target=target
    )
    told = (
        ""
        if target is None
        else _("Garis mendatar: target %(value)s.") % {"value": notation.figure(target, rounding)}
    )
    names = [name for name, _value in points]
    return lines.trend_svg(shape, names, figures, _years(points, rounding), told)


def draw_spark(
    points: Sequence[tuple[str, Fraction | None]], scale: Range, rounding: Rounding
) -> SafeString:
    """The bare line of a table cell."""
    shape = trend(
        [value for _name, value in points],
        int(scale.minimum),
        int(scale.maximum),
        width=72,
        height=22,
        margins=BARE,
    )
    return lines.spark_svg(shape, _years(points, rounding))


def _years(points: Sequence[tuple[str, Fraction | None]], rounding: Rounding) -> str:
    known = [f"{name}: {notation.figure(v, rounding)}" for name, v in points if v is not None]
    return "; ".join(known) or _("belum ada nilai")


def draw_distribution(
    values: Sequence[Fraction], scale: Range, rounding: Rounding, own: Fraction | None = None
) -> SafeString:
    """How many have which figure, and where the own one stands."""
    shape = distribution(values, scale.minimum, scale.maximum, own=own)
    own_text = "" if own is None else notation.figure(own, rounding)
    ends = (notation.figure(scale.minimum, rounding), notation.figure(scale.maximum, rounding))
    label = _("Sebaran %(count)s nilai dari %(lowest)s sampai %(highest)s") % {
        "count": len(values),
        "lowest": ends[0],
        "highest": ends[1],
    }
    told = _("Nilai yang ditandai: %(value)s.") % {"value": own_text} if own_text else ""
    return lines.distribution_svg(shape, ends, own_text, label, told)


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a distribution as a line of its table."""

    lower: Fraction
    upper: Fraction
    count: int


def distribution_table(values: Sequence[Fraction], scale: Range) -> list[Span]:
    """The stretches that hold anything."""
    shape = distribution(values, scale.minimum, scale.maximum)
    return [Span(b.lower, b.upper, b.count) for b in shape.bins if b.count]
