"""Other sets that meet the same goal for little more, as different as there are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from selaras.pure.planning.greedy import without_needless
from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.outcome import Outcome, evaluate
from selaras.pure.planning.problem import BestIndex, Goal, Problem, Reach
from selaras.pure.planning.programme import Aim, Want
from selaras.pure.planning.results import Alternative
from selaras.pure.planning.search import Asker

MOST = 3
PERCENT = 5
"""How much worse than the chosen set another one may be."""


def alternatives(
    problem: Problem, goal: Goal, chosen: Outcome, asker: Asker
) -> tuple[Alternative, ...]:
    """Up to three other sets at most 5 percent dearer, each with its difference to the chosen one.

    Each shares as few options as possible with the chosen set and those before it, and holds none
    that its goal can do without; the cheapest comes first. For the best index, whose total cannot
    be exceeded, others may instead miss up to 5 percent of what the chosen set gains.
    """
    index = goal.index if isinstance(goal, Reach) else _little_less(problem, chosen)
    target = Reach(index, goal.floor)
    price = chosen.price * (100 + PERCENT) // 100
    if isinstance(goal, BestIndex):
        price = chosen.price if goal.total is None else goal.total
    want = Want(
        Aim.LIKENESS,
        index=None if index is None else ladders(problem).units(index),
        floor=goal.floor,
        price=price,
        unlike=(frozenset(chosen.schedule),),
    )
    found: list[Alternative] = []
    while len(found) < MOST:
        other = asker.ask(problem, want).outcome
        if other is None:
            break
        lean = evaluate(problem, without_needless(problem, target, other.schedule))
        early = _earliest(problem, want, lean, asker)
        found.append(_beside(chosen, early))
        want = replace(want, unlike=(*want.unlike, frozenset(early.schedule)))
    return tuple(sorted(found, key=lambda other: (other.dearer, -other.outcome.index)))


def _little_less(problem: Problem, chosen: Outcome) -> Fraction:
    known = ladders(problem)
    base = known.index(known.start)
    return chosen.index - (chosen.index - base) * PERCENT / 100


def _earliest(problem: Problem, want: Want, outcome: Outcome, asker: Asker) -> Outcome:
    """The same set, sooner."""
    among = frozenset(outcome.schedule)
    paced = replace(want, aim=Aim.PACE, price=outcome.price, among=among, unlike=())
    found = asker.ask(problem, paced, outcome.schedule).outcome
    same = found is not None and found.schedule.keys() == among and found.pace > outcome.pace
    return found if found is not None and same else outcome


def _beside(chosen: Outcome, other: Outcome) -> Alternative:
    return Alternative(
        outcome=other,
        dearer=other.price - chosen.price,
        only_here=tuple(key for key in other.schedule if key not in chosen.schedule),
        only_chosen=tuple(key for key in chosen.schedule if key not in other.schedule),
    )
