"""Targets that cannot be reached: every kind of reason is found and told alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from selaras.foundation.optimisation.highs import solve
from selaras.pure.planning import (
    BestIndex,
    Goal,
    LimitKind,
    Obstacles,
    Option,
    PlanStatus,
    Reach,
    plan,
)
from tests.pure.planning.problems import option, problem

TWO = Reach(Fraction(2))
"""Every indicator one level up."""


def why(*options: Option, goal: Goal = TWO, **given: Any) -> Obstacles:
    found = plan(problem(*options, **given), goal, solve)
    assert found.status is PlanStatus.IMPOSSIBLE
    assert found.chosen is None
    assert found.obstacles is not None
    return found.obstacles


def helpful(found: Obstacles) -> set[tuple[LimitKind, object]]:
    return {(lifted.kind, lifted.unit) for lifted in found.lifted if lifted.helps}


def three(**given: Any) -> list[Option]:
    """What lifts every indicator by one level."""
    return [option(number, (number, 2), cost=10, effort=4, **given) for number in "123"]


def test_no_option_for_the_next_level() -> None:
    found = why(*three()[:2], option("x", ("3", 3)))
    assert found.best == Fraction(13, 10)
    assert found.short == Fraction(7, 10)
    assert [(held.number, held.value, held.next_level, held.fixed) for held in found.held_back] == [
        ("3", 1, 2, False),
        ("2", 2, 3, False),
        ("1", 2, 3, False),
    ]
    assert found.lifted == ()
    assert found.needed is None


def test_a_value_from_outside_holds_the_floor() -> None:
    found = why(*three(), goal=Reach(floor=2), fixed={"3": Fraction(1)})
    assert found.short is None
    assert [(held.number, held.fixed) for held in found.held_back] == [("3", True)]


def test_yearly_money() -> None:
    found = why(*three(), money=(10, 10), years=2)
    assert helpful(found) == {(LimitKind.MONEY, None), (LimitKind.YEARS, None)}
    assert found.needed is not None
    assert found.needed.price == 30
    assert [year.cost for year in found.needed.years] == [30, 0]
    assert found.needed_without == ()


def test_budget() -> None:
    found = why(*three(), budget=29)
    assert helpful(found) == {(LimitKind.BUDGET, None)}
    assert found.needed is not None
    assert found.needed.price == 30


def test_the_total_of_the_goal() -> None:
    found = why(*three(), goal=BestIndex(total=29, floor=2))
    assert helpful(found) == {(LimitKind.TOTAL, None)}
    assert found.needed is not None
    assert found.needed.price == 30


def test_the_capacity_of_one_unit() -> None:
    options = [option("a", ("1", 2), ("2", 2), unit="free"), *three(unit="busy")]
    capacity = {("busy", 1): 3, ("busy", 2): 3, ("free", 1): 9}
    found = why(*options, capacity=capacity)
    assert helpful(found) == {(LimitKind.CAPACITY, None), (LimitKind.CAPACITY, "busy")}
    assert LimitKind.CAPACITY in {lifted.kind for lifted in found.lifted if not lifted.helps}
    assert found.needed_without == (LimitKind.CAPACITY,)


def test_the_years() -> None:
    chain = [
        option("1", ("1", 2), months=12),
        option("2", ("2", 2), months=12, prerequisites=frozenset("1")),
        option("3", ("3", 2), months=24, prerequisites=frozenset("2")),
    ]
    found = why(*chain, years=2)
    assert helpful(found) == {(LimitKind.YEARS, None)}
    assert [lifted.years for lifted in found.lifted] == [4]
    assert found.needed is not None
    assert found.needed_without == (LimitKind.YEARS,)
    assert found.needed.schedule == {"1": 1, "2": 2, "3": 3}


def test_confidence() -> None:
    found = why(*three(confidence=50), least_confidence=60)
    assert helpful(found) == {(LimitKind.CONFIDENCE, None)}
    assert found.needed_without == (LimitKind.CONFIDENCE,)


def test_two_limits_together() -> None:
    found = why(*three(unit="u"), budget=10, capacity={("u", 1): 4, ("u", 2): 0}, years=2)
    assert helpful(found) == set()
    assert {lifted.kind for lifted in found.lifted} == {
        LimitKind.BUDGET,
        LimitKind.CAPACITY,
        LimitKind.YEARS,
    }
    assert found.needed is not None
    assert found.needed.price == 30
    assert found.needed_without == (LimitKind.CAPACITY,)


def test_more_than_five_years() -> None:
    keys = [str(place) for place in range(7)]
    chain = [
        option(key, *([("3", 2)] if key == "6" else []), months=12, prerequisites=frozenset(before))
        for key, before in zip(keys, ["", *keys], strict=False)
    ]
    found = why(*chain, goal=Reach(Fraction("1.7")))
    assert [(lifted.kind, lifted.helps) for lifted in found.lifted] == [(LimitKind.YEARS, False)]
    assert found.needed is None


@pytest.mark.parametrize("goal", [TWO, BestIndex()])
def test_what_is_required_may_break_a_limit_itself(goal: Goal) -> None:
    found = why(*three(required=True), goal=goal, budget=29)
    assert helpful(found) == {(LimitKind.BUDGET, None)}
