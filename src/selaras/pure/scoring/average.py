"""Means of exact figures, for groups of institutions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """The unweighted arithmetic mean, exact; None when there is nothing to average."""
    count, total = 0, Fraction(0)
    for value in values:
        count += 1
        total += value
    return total / count if count else None
