"""Every schedule there is, one after the other: for small problems, and to check the planner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from selaras.pure.planning.outcome import Outcome, evaluate, merit, reached
from selaras.pure.planning.problem import Goal, Problem


def brute_force(problem: Problem, goal: Goal) -> Outcome | None:
    """The best outcome of all schedules, or None when none meets the goal."""
    meeting = (outcome for outcome in every_outcome(problem) if reached(goal, outcome))
    return min(meeting, key=lambda outcome: merit(goal, outcome), default=None)


def every_outcome(problem: Problem) -> Iterator[Outcome]:
    """Whatever keeps the limits; (years + 1) to the power of the number of options are tried."""
    keys = [option.key for option in problem.options]
    for years in product(range(problem.years + 1), repeat=len(keys)):
        outcome = evaluate(problem, {k: year for k, year in zip(keys, years, strict=True) if year})
        if not outcome.breaches:
            yield outcome
