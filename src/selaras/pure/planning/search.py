"""One question put to a solver, and its answer judged exactly.

A solver computes with tolerances. Whatever it answers is evaluated in whole numbers; an answer
that breaks a limit by a hair is refused and the question put again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from selaras.pure.linear import Solver, Status
from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.outcome import Outcome, evaluate
from selaras.pure.planning.problem import Problem, Schedule
from selaras.pure.planning.programme import Programme, Want, programme, tie_of

ATTEMPTS = 8
"""How often a question is put again before it counts as not answered."""

TOLERANCE = 1e-6
"""How far a solver's bound may be off, absolute and relative."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question. ``outcome`` holds exactly; None with INFEASIBLE and NOTHING."""

    status: Status
    outcome: Outcome | None = None
    bound: int | None = None
    """What the solver proved of the objective: no smaller value exists."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A solver with the time it may take for one question, and the gap it may leave."""

    solver: Solver
    seconds: float
    gap: float = 0.0

    def ask(self, problem: Problem, want: Want, start: Schedule | None = None) -> Found:
        """The best schedule for what is wanted. ``start`` is one that is known to hold."""
        for _ in range(ATTEMPTS):
            built = programme(problem, want, start)
            answer = self.solver(built.model, seconds=self.seconds, gap=self.gap)
            if answer.status in (Status.INFEASIBLE, Status.NOTHING):
                return Found(answer.status)
            outcome = evaluate(problem, built.schedule(answer.values))
            if not outcome.breaches and keeps(problem, want, outcome):
                return Found(answer.status, outcome, _bound(built, answer.bound))
            want = replace(want, never=(*want.never, outcome.schedule))
        return Found(Status.NOTHING)


def keeps(problem: Problem, want: Want, outcome: Outcome) -> bool:
    """Whether an outcome is what was asked for, in whole numbers."""
    end = outcome.years[-1]
    known = ladders(problem)
    return (
        (want.index is None or end.index >= known.index(want.index))
        and (want.floor is None or min(end.values.values()) >= want.floor)
        and (want.price is None or outcome.price <= want.price)
        and (want.tie is None or tie_of(problem, outcome) <= want.tie)
        and (want.among is None or outcome.schedule.keys() <= want.among)
    )


def _bound(built: Programme, bound: float | None) -> int | None:
    if bound is None:
        return None
    return ceil(bound - TOLERANCE * max(1.0, abs(bound))) * built.unit
