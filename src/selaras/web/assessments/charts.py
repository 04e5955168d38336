"""From results to what the drawings take: series, marks and points with their words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.models import Stage
from selaras.assessments.queries.compare import Comparison
from selaras.assessments.queries.home import Course
from selaras.assessments.queries.indicator import IndicatorView
from selaras.assessments.queries.result import NodeLine, Result
from selaras.foundation import notation
from selaras.pure.charts.radar import Series
from selaras.pure.charts.scale import Mark
from selaras.pure.instrument.model import Rounding

Points = list[tuple[str, Fraction | None]]
"""Year and figure, oldest first."""
COLUMN_KINDS = ("now", "last", "average", "national", "target", "claimed")
"""Line kinds of a comparison's columns, in order."""


@dataclass(frozen=True, slots=True)
class RadarData:
    """Axis names and the series over them."""

    axes: list[str]
    series: list[Series]


def scale_marks(result: Result) -> list[Mark]:
    """Marks of the predicate scale: this year, last year, the group's mean, the target."""
    rounding = result.instrument.rounding

    def shown(value: Fraction) -> str:
        return notation.figure(value, rounding)

    marks: list[Mark] = []
    if result.score.index is not None:
        marks.append(Mark(result.score.index, shown(result.score.index), "now"))
    previous = result.previous_score.index if result.previous_score else None
    if result.comparable and previous is not None and result.previous_assessment is not None:
        year = result.previous_assessment.cycle.year
        marks.append(Mark(previous, f"{year}: {shown(previous)}", "last"))
    if result.own_average is not None:
        label = str(result.averages.group.label).lower()
        words_of = _("rata-rata %(group)s %(value)s")
        text = words_of % {"group": label, "value": shown(result.own_average)}
        marks.append(Mark(result.own_average, text, "average"))
    target = result.instrument.target_index
    if target is not None and all(target != band.lower for band in result.instrument.bands):
        marks.append(Mark(target, _("target %(value)s") % {"value": shown(target)}, "target"))
    return marks


def radar_of(result: Result) -> RadarData:
    """The aspects beside the target, the nation and the group; only what is known."""
    nodes = result.aspects
    candidates = [
        ("target", _("target"), _figures(nodes, "target")),
        ("national", _("rata-rata nasional"), _figures(nodes, "national")),
        (
            "average",
            _("rata-rata %(group)s") % {"group": str(result.averages.group.label).lower()},
            _figures(nodes, "group"),
        ),
        ("now", f"{result.institution.name} {result.year}", _figures(nodes, "value")),
    ]
    series = [
        Series(kind, label, values)
        for kind, label, values in candidates
        if any(value is not None for value in values)
    ]
    return RadarData([node.name for node in nodes], series)


def _figures(nodes: tuple[NodeLine, ...], name: str) -> tuple[Fraction | None, ...]:
    return tuple(getattr(node, name) for node in nodes)


def radar_of_comparison(comparison: Comparison) -> RadarData | None:
    """The aspects of all columns; None where the columns share no instrument."""
    instrument = comparison.shared
    if instrument is None:
        return None
    aspects = list(instrument.aspects())
    series = [
        Series(
            kind,
            f"{column.assessment.institution.name} {column.choice.year}",
            tuple(column.score.aspects[aspect.code].value for aspect in aspects),
        )
        for kind, column in zip(COLUMN_KINDS, comparison.columns, strict=False)
    ]
    return RadarData([aspect.name for aspect in aspects], series)


def rating_rounding(view: IndicatorView) -> Rounding:
    """How a single rating is written: whole where only whole levels are rated."""
    rounding = view.result.instrument.rounding
    return Rounding(0, rounding.rule) if view.result.instrument.scale.whole else rounding


def trend_of_indicator(view: IndicatorView) -> Points:
    """The indicator's last value of each year; empty with fewer than two years."""
    points: Points = []
    for item in view.years:
        spoken = [stage for stage in view.stages if stage in item.stages]
        points.append((str(item.assessment.cycle.year), item.stages[spoken[-1]]))
    return points if len(points) > 1 else []


def trend_of_course(course: Course) -> Points:
    """Final indices over the years of the newest instrument; empty with fewer than two."""
    code = course.latest.instrument.code
    points: Points = [
        (str(point.assessment.cycle.year), point.index)
        for point in course.points
        if point.instrument.code == code and point.stage == Stage.FINAL
    ]
    return points if len(points) > 1 else []
