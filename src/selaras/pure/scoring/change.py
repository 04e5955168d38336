"""What each indicator adds to the index, and which ones moved it between two sets of ratings.

The index is a weighted sum, so a change of one rating moves it by (after - before) times the
indicator's share of the weights, whatever the other ratings are; the parts sum to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from selaras.pure.instrument.model import Instrument
from selaras.pure.scoring.errors import MissingValuesError
from selaras.pure.scoring.score import Score, score
from selaras.pure.scoring.weights import Value, ratings, weights_of


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator whose rating changed. ``effect`` is in points of the index, with its sign."""

    number: str
    before: Fraction
    after: Fraction
    effect: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """The change of the index and the indicators that made it, in the instrument's order."""

    total: Fraction
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A simulation: the score as it is and as it would be.

    ``effect`` is None while either index is unknown. ``parts`` are the changed indicators that
    had a rating before; they sum to ``effect`` when it is known.
    """

    before: Score
    after: Score
    effect: Fraction | None
    parts: tuple[Part, ...]


def contributions(instrument: Instrument, values: Mapping[str, Value]) -> dict[str, Fraction]:
    """Points of the index each rated indicator gives, in the instrument's order.

    They sum to the index when no rating is missing. Raises what ``score`` raises.
    """
    ratings(instrument, values)
    weights = weights_of(instrument)
    return {n: values[n] * weights.share(n) for n in weights.by_number if n in values}


def explain_change(
    instrument: Instrument, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Change:
    """Take the change of the index apart by indicator.

    Raises MissingValuesError when either set is incomplete, and what ``score`` raises.
    """
    for values in (before, after):
        ratings(instrument, values)
        missing = tuple(n for n in weights_of(instrument).by_number if n not in values)
        if missing:
            raise MissingValuesError(missing)
    parts = _parts(instrument, before, after)
    return Change(sum((part.effect for part in parts), Fraction(0)), parts)


def what_if(
    instrument: Instrument, values: Mapping[str, Value], changes: Mapping[str, Value]
) -> WhatIf:
    """The score after changing some ratings. Raises what ``score`` raises, for either set."""
    changed = {**values, **changes}
    before, after = score(instrument, values), score(instrument, changed)
    effect = None if before.index is None or after.index is None else after.index - before.index
    return WhatIf(before, after, effect, _parts(instrument, values, changed))


def _parts(
    instrument: Instrument, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[Part, ...]:
    """The indicators rated in both sets whose rating differs."""
    weights = weights_of(instrument)
    moved = (n for n in weights.by_number if n in before and n in after and before[n] != after[n])
    return tuple(
        Part(
            number,
            Fraction(before[number]),
            Fraction(after[number]),
            (after[number] - before[number]) * weights.share(number),
        )
        for number in moved
    )
