"""Every schedule there is, one after the other: for small problems, and to check the planner."""

from __future__ import annotations

from itertools import product

from selaras.pure.planning.outcome import Outcome, evaluate, merit, reached
from selaras.pure.planning.problem import Goal, Problem


def brute_force(problem: Problem, goal: Goal) -> Outcome | None:
    """The best outcome of all schedules, or None when none meets the goal.

    (years + 1) to the power of the number of options are tried.
    """
    best: Outcome | None = None
    keys = [option.key for option in problem.options]
    for years in product(range(problem.years + 1), repeat=len(keys)):
        schedule = {key: year for key, year in zip(keys, years, strict=True) if year}
        outcome = evaluate(problem, schedule)
        if outcome.breaches or not reached(goal, outcome):
            continue
        if best is None or merit(goal, outcome) < merit(goal, best):
            best = outcome
    return best
