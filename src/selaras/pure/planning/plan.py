"""The planner's journey: the cheapest set, its earliest sequence, the line, others, or why not.

The solver is handed in. Every answer has passed ``evaluate``; where the solver does not come to an
end in its time, the better of its answer and the step-by-step one is taken and the gap is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from selaras.pure.linear import Solver, Status
from selaras.pure.planning.alternatives import alternatives
from selaras.pure.planning.curve import curve
from selaras.pure.planning.faults import demand_sound
from selaras.pure.planning.greedy import greedy
from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.losses import losses, sure_enough
from selaras.pure.planning.obstacles import obstacles
from selaras.pure.planning.outcome import Outcome, merit
from selaras.pure.planning.problem import BestIndex, Goal, Problem
from selaras.pure.planning.programme import Aim, Want, tie_of
from selaras.pure.planning.results import Alternative, Plan, PlanStatus
from selaras.pure.planning.search import Asker, Found

POINTS = 10
"""Points of the line of price against index."""


class Stage(StrEnum):
    """What the planner is at, for whoever waits."""

    CHOOSE = "memilih"
    SEQUENCE = "mengurutkan"
    CURVE = "garis"
    ALTERNATIVES = "alternatif"
    OBSTACLES = "sebab"
    DONE = "selesai"


Told = Callable[[Stage], None]
"""Called before each stage; may raise to end the work."""


def plan(
    problem: Problem,
    goal: Goal,
    solver: Solver,
    *,
    seconds: float = 20.0,
    seconds_each: float = 4.0,
    points: int = POINTS,
    tell: Told = lambda _stage: None,
) -> Plan:
    """The plan for a goal.

    ``seconds`` is for choosing the set, ``seconds_each`` for every further question: the sequence,
    each point of the line, each alternative, each limit lifted. Raises UnsoundProblemError.
    """
    demand_sound(problem)
    sure, left_out = sure_enough(problem)
    asker = Asker(solver, seconds_each)
    tell(Stage.CHOOSE)
    choice = _Choice(sure, goal, Asker(solver, seconds), asker, tell).made()
    status, chosen = choice.status, choice.outcome
    tell(Stage.CURVE)
    line = curve(sure, asker, points)
    others: tuple[Alternative, ...] = ()
    why = None
    if chosen is not None:
        tell(Stage.ALTERNATIVES)
        others = alternatives(sure, goal, chosen, asker)
    elif status is PlanStatus.IMPOSSIBLE:
        tell(Stage.OBSTACLES)
        why = obstacles(problem, goal, asker)
    tell(Stage.DONE)
    return Plan(
        goal=goal,
        measure=problem.measure,
        status=status,
        chosen=chosen,
        bound=choice.bound,
        gap=choice.gap,
        earliest=choice.earliest,
        greedy=choice.greedy,
        losses=() if chosen is None else losses(sure, chosen.schedule),
        curve=line,
        alternatives=others,
        obstacles=why,
        left_out=left_out,
        unpriced=tuple(option.key for option in problem.options if option.cost is None),
    )


@dataclass
class _Choice:
    """The choice of the set and its sequence, one question after the other."""

    problem: Problem
    goal: Goal
    asker: Asker
    finer: Asker
    """For what makes the choice no cheaper."""
    tell: Told
    status: PlanStatus = PlanStatus.UNDECIDED
    outcome: Outcome | None = None
    bound: Fraction | None = None
    gap: Fraction | None = None
    earliest: bool = False
    greedy: Outcome | None = None

    def made(self) -> _Choice:
        self.outcome = self.greedy = greedy(self.problem, self.goal)
        proven = True
        for place, want in enumerate(self._wants()):
            if want.aim is Aim.PACE:
                self.tell(Stage.SEQUENCE)
            start = None if self.outcome is None else self.outcome.schedule
            asker = self.finer if want.aim in (Aim.TIE, Aim.PACE) else self.asker
            found = asker.ask(self.problem, want, start)
            if found.status is Status.INFEASIBLE and self.outcome is None:
                self.status = PlanStatus.IMPOSSIBLE
            self._better(found)
            if self.outcome is None:
                return self
            self.earliest = want.aim is Aim.PACE and found.status is Status.OPTIMAL
            if want.aim in (Aim.PRICE, Aim.INDEX):
                proven = proven and found.status is Status.OPTIMAL
                if place == 0:
                    self._gap(found)
        self.status = PlanStatus.OPTIMAL if proven else PlanStatus.WITHIN_GAP
        return self

    def _wants(self) -> Iterator[Want]:
        """The questions in their order; each keeps what the ones before it found."""
        goal, known = self.goal, ladders(self.problem)
        index = None
        if isinstance(goal, BestIndex):
            yield Want(Aim.INDEX, floor=goal.floor, price=goal.total)
            if self.outcome is not None:
                index = known.units(self.outcome.index)
        elif goal.index is not None:
            index = known.units(goal.index)
        total = goal.total if isinstance(goal, BestIndex) else None
        want = Want(Aim.PRICE, index=index, floor=goal.floor, price=total)
        yield want
        if self.outcome is None:
            return
        want = replace(want, price=self.outcome.price)
        yield replace(want, aim=Aim.TIE)
        yield replace(want, aim=Aim.PACE, tie=tie_of(self.problem, self.outcome))

    def _better(self, found: Found) -> None:
        """Keep the better of what is known and what was found."""
        both = [outcome for outcome in (self.outcome, found.outcome) if outcome is not None]
        self.outcome = min(both, key=lambda outcome: merit(self.goal, outcome), default=None)

    def _gap(self, found: Found) -> None:
        if self.outcome is None or found.bound is None:
            return
        if isinstance(self.goal, BestIndex):
            known = ladders(self.problem)
            own, self.bound = self.outcome.index, known.index(known.start - found.bound)
        else:
            own, self.bound = Fraction(self.outcome.price), Fraction(found.bound)
        if found.status is Status.OPTIMAL:
            self.bound = own
        self.gap = abs(own - self.bound) / own if own else Fraction(0)
