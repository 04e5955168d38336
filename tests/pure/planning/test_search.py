"""What the planner does with a solver that is late, wrong by a hair, or silent."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from selaras.foundation.optimisation.highs import solve
from selaras.pure.linear import Answer, LinearModel, Status
from selaras.pure.numbers import parse
from selaras.pure.planning import (
    BestIndex,
    Goal,
    PlanStatus,
    Problem,
    Reach,
    Stage,
    UnsoundProblemError,
    greedy,
    plan,
    plan_as_dict,
)
from tests.pure.planning.problems import option, problem

TARGET = Reach(Fraction("1.6"))


def misleading() -> Problem:
    """The cheap "a" gives much for its price and is of no use beside "b"."""
    return problem(
        option("a", ("1", 2), ("2", 2), cost=10, effort=5),
        option("b", ("3", 2), cost=44, effort=3, confidence=70),
        option("c", ("2", 2), cost=50),
        option("d", ("2", 3), cost=9),
        years=2,
        money=(60, 60),
    )


def silent(model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
    """A solver whose time is always over at once."""
    return Answer(Status.NOTHING)


def late(model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
    """A solver that has the answer but could prove no more than that it is not better by two."""
    answer = solve(model, seconds=seconds)
    if answer.objective is None:
        return answer
    return Answer(Status.WITHIN_GAP, answer.values, answer.objective, answer.objective - 2)


def generous(model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
    """A solver that does not see limits by less than a tenth."""
    rows = tuple(
        type(row)(
            row.coefficients,
            row.lower,
            row.upper + max(row.upper // 10, 0) if row.upper and row.upper > 20 else row.upper,
        )
        for row in model.rows
    )
    return solve(LinearModel(model.columns, rows, model.start), seconds=seconds)


def test_without_an_answer_the_step_by_step_plan_stands() -> None:
    given = misleading()
    found = plan(given, TARGET, silent)
    assert found.status is PlanStatus.WITHIN_GAP
    assert found.chosen == greedy(given, TARGET)
    assert (found.bound, found.gap, found.earliest) == (None, None, False)
    assert found.curve == found.alternatives == ()


def test_without_an_answer_and_a_plan_nothing_is_claimed() -> None:
    found = plan(problem(option("a", ("1", 2))), Reach(Fraction(3)), silent)
    assert found.status is PlanStatus.UNDECIDED
    assert found.chosen is None
    assert found.obstacles is None


@pytest.mark.parametrize("goal", [TARGET, BestIndex(60)])
def test_what_is_not_proved_tells_its_gap(goal: Goal) -> None:
    given = misleading()
    proved, found = plan(given, goal, solve), plan(given, goal, late)
    assert proved.chosen is not None
    assert found.chosen == proved.chosen
    assert found.status is PlanStatus.WITHIN_GAP
    assert not found.earliest
    assert found.gap is not None
    assert found.gap > 0
    assert not any(point.proven for point in found.curve)
    assert found.bound is not None
    if isinstance(goal, BestIndex):
        assert found.gap == (found.bound - found.chosen.index) / found.chosen.index
    else:
        assert found.bound == found.chosen.price - 2
        assert found.gap == Fraction(2, found.chosen.price)


def test_an_answer_that_breaks_a_limit_by_a_hair_is_asked_for_again() -> None:
    given = problem(
        option("a", ("1", 2), cost=31), option("b", ("2", 2), cost=33), years=1, money=(32,)
    )
    found = plan(given, BestIndex(), generous)
    assert found.chosen is not None
    assert found.chosen.schedule == {"a": 1}
    assert not found.chosen.breaches
    assert found.chosen == plan(given, BestIndex(), solve).chosen


def test_the_stages_are_told_in_order() -> None:
    told: list[Stage] = []
    plan(misleading(), TARGET, solve, tell=told.append)
    assert told == [Stage.CHOOSE, Stage.SEQUENCE, Stage.CURVE, Stage.ALTERNATIVES, Stage.DONE]
    told.clear()
    plan(misleading(), Reach(Fraction(5)), solve, tell=told.append)
    assert told == [Stage.CHOOSE, Stage.CURVE, Stage.OBSTACLES, Stage.DONE]


def test_whoever_is_told_may_end_the_work() -> None:
    def refuse(stage: Stage) -> None:
        if stage is Stage.CURVE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan(misleading(), TARGET, solve, tell=refuse)


def test_an_unsound_problem_is_refused() -> None:
    with pytest.raises(UnsoundProblemError):
        plan(problem(option("a", ("9", 2))), TARGET, solve)


@pytest.mark.parametrize(
    "goal", [TARGET, BestIndex(60, floor=1), Reach(Fraction(5)), Reach(floor=2)]
)
def test_a_stored_plan_is_plain_and_exact(goal: Goal) -> None:
    found = plan(misleading(), goal, solve)
    plain = plan_as_dict(found)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["status"] == found.status
    assert (plain["chosen"] is None) == (found.chosen is None)
    if found.chosen is not None:
        assert plain["chosen"]["schedule"] == found.chosen.schedule
        assert parse(plain["chosen"]["index"]) == found.chosen.index
        assert [parse(point["index"]) for point in plain["curve"]] == [
            point.index for point in found.curve
        ]
        assert [loss["option"] for loss in plain["losses"]] == list(found.chosen.schedule)
    if found.obstacles is not None:
        assert parse(plain["obstacles"]["best"]) == found.obstacles.best
        assert len(plain["obstacles"]["held_back"]) == len(found.obstacles.held_back)


def test_the_same_problem_gets_the_same_plan() -> None:
    assert plan(misleading(), TARGET, solve) == plan(misleading(), TARGET, solve)


def test_nothing_to_do() -> None:
    found = plan(problem(), Reach(Fraction(1)), solve)
    assert found.status is PlanStatus.OPTIMAL
    assert found.chosen is not None
    assert found.chosen.schedule == {}
    assert (found.alternatives, found.losses) == ((), ())
    assert [point.price for point in found.curve] == [0]
