"""A linear model in whole numbers, and what a solver answers: plain data between two floors.

Knows no domain word and no solver. Every coefficient is a whole number, so that a model says
exactly what it means; only a solver's arithmetic is inexact, and who asks checks its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import gcd
from types import MappingProxyType
from typing import Protocol

_NO_START: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One unknown. ``whole`` unknowns take whole values only."""

    lower: int
    upper: int
    objective: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Lower bound <= sum of coefficient x column <= upper bound; None is no bound."""

    coefficients: tuple[tuple[int, int], ...]
    """(position of the column, coefficient)"""
    lower: int | None = None
    upper: int | None = None

    def reduced(self) -> Row:
        """The same row for whole columns, divided by what its coefficients have in common."""
        common = gcd(*(factor for _, factor in self.coefficients))
        if common <= 1:
            return self
        return Row(
            tuple((column, factor // common) for column, factor in self.coefficients),
            None if self.lower is None else -(-self.lower // common),
            None if self.upper is None else self.upper // common,
        )


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Columns and rows, the objective to be minimised, and perhaps where to start from."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    start: Mapping[int, int] = field(default_factory=lambda: _NO_START)
    """Column → value of a solution known beforehand; may leave columns out."""


class Status(StrEnum):
    """How a solver came back."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within-gap"
    """A solution, and a bound that says how far it may be from the best."""
    INFEASIBLE = "infeasible"
    NOTHING = "nothing"
    """Neither a solution nor a proof that there is none, in the time given."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found: values by column, and the bound it proved of the objective."""

    status: Status
    values: tuple[float, ...] = ()
    objective: float | None = None
    bound: float | None = None


class Solver(Protocol):
    """Whoever can solve a linear model within a time."""

    def __call__(self, model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
        """Solve within that many seconds and up to that relative gap."""
