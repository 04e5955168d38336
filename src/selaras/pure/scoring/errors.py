"""What can be wrong with ratings. Each error names what it speaks of, for a message to be built."""

from __future__ import annotations

from fractions import Fraction


class ScoringError(ValueError):
    """Ratings that cannot be scored."""


class UnknownIndicatorError(ScoringError):
    """The instrument has no indicator of this number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"unknown indicator: {number}")
        self.number = number


class ValueOutOfScaleError(ScoringError):
    """The value lies outside the instrument's scale, or between levels where only levels count."""

    def __init__(self, number: str, value: Fraction | int) -> None:
        super().__init__(f"indicator {number}: value off the scale: {value}")
        self.number = number
        self.value = Fraction(value)


class MissingValuesError(ScoringError):
    """The computation needs every value and some are missing."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"values missing: {', '.join(missing)}")
        self.missing = missing


class InconsistentWeightsError(ScoringError):
    """The weights under a node do not add up to the node's weight, so no index is defined."""

    def __init__(self, code: str) -> None:
        super().__init__(f"weights under {code} do not add up to its own")
        self.code = code


class ExternalFigureError(ScoringError):
    """A figure of another agency's index lies outside the points of its conversion."""

    def __init__(self, code: str, figure: Fraction, lowest: Fraction, highest: Fraction) -> None:
        super().__init__(f"{code}: {figure} lies outside {lowest} to {highest}")
        self.code = code
        self.figure = figure
        self.lowest = lowest
        self.highest = highest
