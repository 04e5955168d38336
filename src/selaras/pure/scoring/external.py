"""Turning another agency's index into a rating (PEMDI-2026: SDI, SJIG, IPS)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from selaras.pure.instrument.model import ExternalIndex
from selaras.pure.scoring.errors import ExternalFigureError


def convert_external(external_index: ExternalIndex, figure: Fraction | int) -> Fraction:
    """The rating of a figure of that index, piecewise linear between the published points, exact.

    Raises ExternalFigureError outside the points: nothing is extrapolated.
    """
    figure = Fraction(figure)
    points = external_index.points
    for (left, low), (right, high) in pairwise(points):
        if left <= figure <= right:
            return low + (high - low) * (figure - left) / (right - left)
    raise ExternalFigureError(external_index.code, figure, points[0][0], points[-1][0])
