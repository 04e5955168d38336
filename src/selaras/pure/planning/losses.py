"""What is lost when an option of a plan is taken out, and which options are too unsure to be in."""

from __future__ import annotations

from dataclasses import replace

from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.order import needed_by, startable
from selaras.pure.planning.problem import Problem, Schedule
from selaras.pure.planning.results import Loss


def losses(problem: Problem, schedule: Schedule) -> tuple[Loss, ...]:
    """Every chosen option with what the index loses without it, in the problem's order.

    Measured at the end of the last year; the schedule must hold. The losses of several options do
    not add up: two that fulfil the same criterion lose nothing each and much together.
    """
    known = ladders(problem)
    needs = needed_by([option for option in problem.options if option.key in schedule])
    whole = known.units_of(known.levels(schedule))
    found = []
    for option in problem.options:
        if option.key not in schedule:
            continue
        falling = {key for key in needs if option.key in needs[key]}
        rest = known.units_of(known.levels(key for key in schedule if key not in falling))
        others = tuple(o.key for o in problem.options if o.key in falling - {option.key})
        gap = known.index(whole) - known.index(rest)
        found.append(Loss(option.key, others, gap, option.confidence))
    return tuple(found)


def sure_enough(problem: Problem) -> tuple[Problem, tuple[str, ...]]:
    """The problem without options less sure than it asks for, and the keys that were left out.

    What is required stays, with everything it needs; what needs something left out goes as well.
    The measure does not change by what is left out.
    """
    needs = needed_by(problem.options)
    kept = {o.key for o in problem.options if o.confidence >= problem.least_confidence}
    kept = kept.union(*(needs[o.key] for o in problem.options if o.required))
    kept &= startable(problem.options, kept)
    left_out = tuple(option.key for option in problem.options if option.key not in kept)
    if not left_out:
        return problem, ()
    options = tuple(option for option in problem.options if option.key in kept)
    return replace(problem, options=options, asked=problem.measure), left_out
