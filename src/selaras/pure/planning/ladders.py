"""The levels that can be climbed, with what each adds to the index in whole units.

Criteria count in order: an indicator stands on a level when every criterion above its base up to
that level is fulfilled. A decimal value stays as it is until the next whole level is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, lcm

from selaras.pure.planning.problem import Problem, Step
from selaras.pure.scoring.weights import weights_of


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every indicator's base and the steps above it that some option fulfils without a hole."""

    values: Mapping[str, Fraction]
    """Where every indicator stands before anything is done, in the instrument's order."""
    base: Mapping[str, int]
    """The level already reached."""
    makers: Mapping[Step, tuple[str, ...]]
    """Step → the options that fulfil it; steps of one indicator follow each other."""
    gains: Mapping[Step, int]
    """Step → units of index that reaching it adds."""
    start: int
    """Units of the index before anything is done."""
    unit: int
    """Units in one point of index."""
    steps_of: Mapping[str, frozenset[Step]]
    """Option → the steps among ``makers`` it fulfils."""

    def index(self, units: int) -> Fraction:
        """Units as an index."""
        return Fraction(units, self.unit)

    def units(self, index: Fraction) -> int:
        """The least whole number of units that is at least this index."""
        return -(-index.numerator * self.unit // index.denominator)

    def levels(self, finished: Iterable[str]) -> dict[str, int]:
        """Number → level of the indicators that finished options lift above their base."""
        covered = {step for key in finished for step in self.steps_of[key]}
        found = {}
        for number in {number for number, _ in covered}:
            level = self.base[number]
            while (number, level + 1) in covered:
                level += 1
            if level > self.base[number]:
                found[number] = level
        return found

    def units_of(self, levels: Mapping[str, int]) -> int:
        """Units of the index with these indicators lifted."""
        return self.start + sum(
            self.gains[number, level]
            for number, reached in levels.items()
            for level in range(self.base[number] + 1, reached + 1)
        )


@lru_cache(maxsize=32)
def ladders(problem: Problem) -> Ladders:
    """The ladders of a problem. Raises InconsistentWeightsError."""
    weights = weights_of(problem.instrument)
    values = {number: problem.value(number) for number in weights.by_number}
    base = {number: floor(value) for number, value in values.items()}
    common = lcm(*(value.denominator for value in values.values()))
    makers = _makers(problem, base)
    gains = {
        (number, level): int(min(level - values[number], Fraction(1)) * common)
        * weights.by_number[number]
        for number, level in makers
    }
    start = sum(int(values[n] * common) * weight for n, weight in weights.by_number.items())
    steps_of = {o.key: frozenset(s for s in o.fulfils if s in makers) for o in problem.options}
    return Ladders(values, base, makers, gains, start, weights.total * common, steps_of)


def _makers(problem: Problem, base: Mapping[str, int]) -> dict[Step, tuple[str, ...]]:
    """The steps without a hole below them, lowest first."""
    offered: dict[Step, list[str]] = {}
    for option in problem.options:
        for step in sorted(option.fulfils):
            offered.setdefault(step, []).append(option.key)
    found = {}
    for number, reached in base.items():
        level = reached + 1
        while number not in problem.fixed and (number, level) in offered:
            found[number, level] = tuple(offered[number, level])
            level += 1
    return found
