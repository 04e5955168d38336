"""Scoring: from ratings and weights to the index, and from the index back to what moved it.

Everything here is exact, takes an instrument and plain values, and is described with worked
tables in ``docs/algorithms/``. Import from this package, not from the modules behind it.
"""

from selaras.pure.scoring.average import mean
from selaras.pure.scoring.bands import Distance, band_of, distance, possible_bands
from selaras.pure.scoring.change import Change, Part, WhatIf, contributions, explain_change, what_if
from selaras.pure.scoring.errors import (
    ExternalFigureError,
    InconsistentWeightsError,
    MissingValuesError,
    ScoringError,
    UnknownIndicatorError,
    ValueOutOfScaleError,
)
from selaras.pure.scoring.external import convert_external
from selaras.pure.scoring.score import NodeScore, Score, score
from selaras.pure.scoring.stated import stated
from selaras.pure.scoring.step import Step, next_step
from selaras.pure.scoring.weights import Value

__all__ = [
    "Change",
    "Distance",
    "ExternalFigureError",
    "InconsistentWeightsError",
    "MissingValuesError",
    "NodeScore",
    "Part",
    "Score",
    "ScoringError",
    "Step",
    "UnknownIndicatorError",
    "Value",
    "ValueOutOfScaleError",
    "WhatIf",
    "band_of",
    "contributions",
    "convert_external",
    "distance",
    "explain_change",
    "mean",
    "next_step",
    "possible_bands",
    "score",
    "stated",
    "what_if",
]
