"""How many bodies have which figure, and where one of them stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

GAP = 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of figures from ``lower`` (included) to ``upper`` (left out, but for the last)."""

    lower: Fraction
    upper: Fraction
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """A drawn distribution; ``own`` is where the body in question stands."""

    width: float
    height: float
    bins: tuple[Bin, ...]
    own: float | None


def distribution(
    values: Sequence[Fraction],
    minimum: Fraction,
    maximum: Fraction,
    *,
    count: int = 20,
    width: float = 400,
    height: float = 80,
    own: Fraction | None = None,
) -> Distribution:
    """Count the figures in ``count`` equal stretches. Raises ValueError for a figure outside."""
    if any(not minimum <= value <= maximum for value in values):
        raise ValueError("outside the scale")
    span = (maximum - minimum) / count
    tally = [0] * count
    for value in values:
        tally[min(count - 1, int((value - minimum) / span))] += 1
    highest = max([1, *tally])
    step = width / count
    bins = tuple(
        Bin(
            lower=minimum + span * k,
            upper=minimum + span * (k + 1),
            count=number,
            x=step * k,
            y=height - height * number / highest,
            width=step - GAP,
            height=height * number / highest,
        )
        for k, number in enumerate(tally)
    )
    place = None if own is None else float((own - minimum) / (maximum - minimum)) * width
    return Distribution(width, height, bins, place)
