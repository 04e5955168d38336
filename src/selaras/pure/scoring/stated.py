"""A score of which only the figures of the nodes are known, as they were published.

National lists print an index with its domains and aspects and no ratings of indicators. Nothing is
computed from them: they are shown as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from selaras.pure.instrument.model import INDEX, Band, Instrument
from selaras.pure.scoring.bands import band_of
from selaras.pure.scoring.score import NodeScore, Score


def stated(instrument: Instrument, figures: Mapping[str, Fraction], predicate: str = "") -> Score:
    """The score these published figures state, by node code, the index under ``INDEX``.

    ``predicate`` is the published one; without it the index's own band holds. Every indicator is
    missing, and bounds of nodes that were not published are the whole scale. Raises KeyError
    without an index.
    """
    index = figures[INDEX]
    numbers = tuple(indicator.number for indicator in instrument.indicators())
    band = _named(instrument, predicate) or band_of(instrument, index)
    return Score(
        index=index,
        bounds=(index, index),
        predicate=band,
        possible=(band,),
        missing=numbers,
        domains={
            domain.code: _node(instrument, domain.code, figures) for domain in instrument.domains
        },
        aspects={
            aspect.code: _node(instrument, aspect.code, figures) for aspect in instrument.aspects()
        },
    )


def _named(instrument: Instrument, name: str) -> Band | None:
    return next((band for band in instrument.bands if band.name == name), None)


def _node(instrument: Instrument, code: str, figures: Mapping[str, Fraction]) -> NodeScore:
    value = figures.get(code)
    whole = (instrument.scale.minimum, instrument.scale.maximum)
    return NodeScore(code, value, whole if value is None else (value, value))
