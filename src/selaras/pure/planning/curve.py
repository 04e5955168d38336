"""The line of price against index: what each index costs at least, within the problem's limits."""

from __future__ import annotations

from fractions import Fraction

from selaras.pure.linear import Status
from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.outcome import Outcome
from selaras.pure.planning.problem import Problem, Schedule
from selaras.pure.planning.programme import Aim, Want
from selaras.pure.planning.results import Point
from selaras.pure.planning.search import Asker


def curve(problem: Problem, asker: Asker, points: int) -> tuple[Point, ...]:
    """Points at equal steps of index from today's to the best that can be reached, ascending.

    Each is the cheapest there is, and of those the one that reaches most. Asked from the dearest
    down, since what reaches more also reaches less. Empty when even what is
    required breaks a limit.
    """
    known = ladders(problem)
    best = asker.ask(problem, Want(Aim.INDEX))
    if best.outcome is None:
        return ()
    top = known.units(best.outcome.index)
    steps = max(points - 1, 1)
    targets = {known.start + (top - known.start) * step // steps for step in range(steps + 1)}
    outcomes, proven = [best.outcome], {}
    start: Schedule = best.outcome.schedule
    for target in sorted(targets, reverse=True):
        found = asker.ask(problem, Want(Aim.PRICE, index=target), start)
        proven[target] = found.status is Status.OPTIMAL and best.status is Status.OPTIMAL
        if found.outcome is not None:
            outcomes += _most(problem, asker, found.outcome)
            start = outcomes[-1].schedule
    return tuple(
        Point(known.index(target), _cheapest(outcomes, known.index(target)), proven[target])
        for target in sorted(targets)
    )


def _most(problem: Problem, asker: Asker, outcome: Outcome) -> list[Outcome]:
    """An outcome, and the one that reaches most for its price."""
    index = ladders(problem).units(outcome.index)
    want = Want(Aim.INDEX, index=index, price=outcome.price)
    more = asker.ask(problem, want, outcome.schedule).outcome
    return [outcome] if more is None else [outcome, more]


def _cheapest(outcomes: list[Outcome], target: Fraction) -> Outcome:
    """The cheapest outcome that reaches a target; of several the one that reaches most."""
    reaching = (outcome for outcome in outcomes if outcome.index >= target)
    return min(reaching, key=lambda outcome: (outcome.price, -outcome.index))
