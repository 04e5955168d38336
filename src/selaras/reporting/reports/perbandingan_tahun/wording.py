"""What the parts share: names of years, differences that may be unknown."""

from __future__ import annotations

from fractions import Fraction

from selaras.reporting.queries.years import Stretch, YearColumn


def label(stretch: Stretch, column: YearColumn) -> str:
    """The year; with the kind of cycle where it was rated twice."""
    twice = sum(other.year == column.year for other in stretch.columns) > 1
    if not twice:
        return str(column.year)
    return f"{column.year} {column.assessment.cycle.get_kind_display()}"


def gap(before: Fraction | None, after: Fraction | None) -> Fraction | None:
    """After minus before; None where either is unknown."""
    return None if before is None or after is None else after - before
