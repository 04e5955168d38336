"""What reaching the next level of one indicator would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from selaras.pure.instrument.model import Instrument
from selaras.pure.scoring.weights import Value, weights_of


@dataclass(frozen=True, slots=True)
class Step:
    """The next whole level of an indicator and the points of index that reaching it adds (> 0)."""

    level: int
    gain: Fraction


def next_step(instrument: Instrument, values: Mapping[str, Value], number: str) -> Step | None:
    """The next whole level: 3 after 2, and 2 after 1.26.

    None on the highest level and while the indicator has no rating: from an unknown value no gain
    can be told. Raises UnknownIndicatorError.
    """
    share = weights_of(instrument).share(number)
    if number not in values:
        return None
    value = values[number]
    level = floor(value) + 1
    if level > instrument.scale.maximum:
        return None
    return Step(level, (level - value) * share)
