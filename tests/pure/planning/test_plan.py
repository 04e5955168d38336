"""The planner with its real solver, against every schedule there is."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from selaras.foundation.optimisation.highs import solve
from selaras.pure.planning import (
    BestIndex,
    Goal,
    Outcome,
    Plan,
    PlanStatus,
    Problem,
    Reach,
    brute_force,
    evaluate,
    greedy,
    merit,
    plan,
    plan_as_dict,
    reached,
    sure_enough,
)
from selaras.pure.planning.brute import every_outcome
from tests.pure.planning.problems import GOALS, option, problem, problems

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def planned(given: Problem, goal: Goal) -> Plan:
    return plan(given, goal, solve)


@SLOW
@given(problems(), GOALS)
def test_equal_to_brute_force(given: Problem, goal: Goal) -> None:
    sure, left_out = sure_enough(given)
    every, found = list(every_outcome(sure)), planned(given, goal)
    meeting = (outcome for outcome in every if reached(goal, outcome))
    best = min(meeting, key=lambda outcome: merit(goal, outcome), default=None)
    assert found.left_out == left_out
    if best is None:
        assert found.status is PlanStatus.IMPOSSIBLE
        assert found.chosen is None
        assert found.obstacles is not None
        return
    assert found.status is PlanStatus.OPTIMAL
    assert found.chosen is not None
    assert merit(goal, found.chosen) == merit(goal, best)
    assert found.gap == 0
    assert found.bound == (best.index if isinstance(goal, BestIndex) else best.price)
    assert evaluate(sure, found.chosen.schedule) == found.chosen
    assert reached(goal, found.chosen)
    assert not found.chosen.breaches
    assert found.obstacles is None
    _curve_is_exact(every, found)
    _alternatives_hold(sure, goal, found)
    json.dumps(plan_as_dict(found))


def _curve_is_exact(every: list[Outcome], found: Plan) -> None:
    assert found.curve
    for point in found.curve:
        prices = [outcome.price for outcome in every if outcome.index >= point.target]
        assert point.price == min(prices)
        assert point.index == max(o.index for o in every if o.price == point.price)
        assert point.index >= point.target
        assert point.proven
        assert not point.outcome.breaches
    assert found.curve[-1].index == max(outcome.index for outcome in every)
    for before, after in zip(found.curve, found.curve[1:], strict=False):
        assert before.target < after.target
        assert before.price <= after.price
        assert before.index <= after.index


def _alternatives_hold(sure: Problem, goal: Goal, found: Plan) -> None:
    assert found.chosen is not None
    sets = [frozenset(found.chosen.schedule)]
    for other in found.alternatives:
        assert not other.outcome.breaches
        if isinstance(goal, Reach):
            assert reached(goal, other.outcome)
            assert 100 * other.outcome.price <= 105 * found.chosen.price
        assert other.dearer == other.outcome.price - found.chosen.price
        assert frozenset(other.outcome.schedule) not in sets
        assert (
            set(other.only_chosen) == found.chosen.schedule.keys() - other.outcome.schedule.keys()
        )
        sets.append(frozenset(other.outcome.schedule))


def test_of_equal_sets_in_one_year_the_better_one_is_taken() -> None:
    given = problem(option("a", ("1", 2)), option("b", ("2", 2)), years=1)
    found = planned(given, Reach(Fraction("1.1")))
    assert found.chosen is not None
    assert found.chosen.schedule == {"b": 1}


@SLOW
@given(problems(), GOALS)
def test_step_by_step_is_never_better(given: Problem, goal: Goal) -> None:
    sure, _ = sure_enough(given)
    best, quick = brute_force(sure, goal), greedy(sure, goal)
    if quick is not None:
        assert best is not None
        assert not quick.breaches
        assert reached(goal, quick)
        assert merit(goal, best) <= merit(goal, quick)
