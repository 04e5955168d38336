"""The judge: order in time, exact values year by year, and every limit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.planning import (
    Breach,
    BreachKind,
    Problem,
    Reach,
    evaluate,
    losses,
    reached,
    sure_enough,
)
from selaras.pure.planning.order import in_order, waits
from selaras.pure.scoring import score
from tests.pure.planning.problems import DECIMAL, option, problem, problems


def after(*keys: str) -> frozenset[str]:
    return frozenset(keys)


def kinds(given: Problem, **schedule: int) -> list[BreachKind]:
    return [breach.kind for breach in evaluate(given, schedule).breaches]


def test_levels_count_in_order() -> None:
    given = problem(option("a", ("3", 3)), option("b", ("3", 2)), years=2)
    ends = evaluate(given, {"a": 1, "b": 2}).years
    assert [end.values["3"] for end in ends] == [1, 3]
    assert [end.index for end in ends] == [1, Fraction(1 * 10 + 1 * 20 + 3 * 70, 100)]
    assert [end.predicate.name for end in ends] == ["Kurang", "Cukup"]
    assert [end.finished for end in ends] == [("a",), ("b",)]


def test_a_decimal_value_stays_until_the_next_whole_level() -> None:
    given = problem(
        option("a", ("1", 3)), option("b", ("1", 2)), values="1.26 1 1", instrument=DECIMAL
    )
    assert evaluate(given, {"a": 1}).years[-1].values["1"] == Fraction("1.26")
    assert evaluate(given, {"a": 1, "b": 1}).years[0].values["1"] == 3


def test_a_value_from_outside_cannot_be_bought() -> None:
    given = problem(option("a", ("1", 2), ("1", 3)), fixed={"1": Fraction(1)})
    assert evaluate(given, {"a": 1}).years[-1].values["1"] == 1


def test_costs_and_work_are_spread() -> None:
    given = problem(option("a", cost=7, effort=5, months=18, unit="u"), option("b", cost=1))
    found = evaluate(given, {"a": 1, "b": 2})
    assert [(end.cost, end.effort) for end in found.years] == [(4, 3), (4, 3)]
    assert (found.cost, found.effort, found.price) == (8, 6, 8)
    assert found.load == {("u", 1): 3, ("u", 2): 2}


@pytest.mark.parametrize(
    ("first", "second", "gap"), [(6, 6, 0), (1, 11, 0), (6, 7, 1), (12, 1, 1), (13, 1, 1)]
)
def test_a_pair_fits_into_one_year_up_to_twelve_months(first: int, second: int, gap: int) -> None:
    options = option("a", months=first), option("b", months=second, prerequisites=after("a"))
    assert waits(options) == {"a": {}, "b": {"a": gap}}


def test_a_chain_fits_into_one_year_up_to_twelve_months() -> None:
    chain = (
        option("c", months=5, prerequisites=after("b")),
        option("b", months=5, prerequisites=after("a")),
        option("a", months=5),
    )
    assert waits(chain)["c"] == {"b": 0, "a": 1}
    assert [o.key for o in in_order(chain)] == ["a", "b", "c"]
    assert kinds(problem(*chain), a=1, b=1, c=1) == [BreachKind.PREREQUISITE_LATE]
    assert kinds(problem(*chain), a=1, b=1, c=2) == []
    assert kinds(problem(*chain), a=1, b=2, c=2) == []


def test_what_follows_from_other_waits_is_not_said_twice() -> None:
    chain = (
        option("a", months=12),
        option("b", months=12, prerequisites=after("a")),
        option("c", months=12, prerequisites=after("b")),
    )
    assert waits(chain)["c"] == {"b": 1}


def test_whatever_is_broken_is_named() -> None:
    given = problem(
        option("a", cost=9, effort=4, unit="u", earliest=2),
        option("b", cost=2, months=18, prerequisites=after("a")),
        option("c", required=True, cost=0),
        money=(5, 5),
        budget=10,
        capacity={("u", 1): 3},
    )
    assert evaluate(given, {"a": 1, "b": 2, "x": 1}).breaches == (
        Breach(BreachKind.UNKNOWN_OPTION, "x"),
        Breach(BreachKind.TOO_EARLY, "a", year=1),
        Breach(BreachKind.UNFINISHED, "b", year=3),
        Breach(BreachKind.REQUIRED_MISSING, "c"),
        Breach(BreachKind.MONEY, year=1, excess=4),
        Breach(BreachKind.CAPACITY, unit="u", year=1, excess=1),
    )
    assert kinds(given, b=1, c=1) == [BreachKind.PREREQUISITE_MISSING]
    assert BreachKind.PREREQUISITE_LATE in kinds(given, a=2, b=1, c=1)


def test_the_budget_counts_all_years() -> None:
    given = problem(option("a", cost=6), option("b", cost=5), budget=10)
    assert evaluate(given, {"a": 1, "b": 2}).breaches == (Breach(BreachKind.BUDGET, excess=1),)


def test_a_floor_looks_at_every_indicator() -> None:
    given = problem(option("a", ("1", 2), ("2", 2)), fixed={"3": Fraction(1)})
    assert not reached(Reach(floor=2), evaluate(given, {"a": 1}))
    assert reached(Reach(floor=1), evaluate(given, {}))


@given(problems(), st.data())
def test_the_index_is_the_instruments_own(given: Problem, data: st.DataObject) -> None:
    years = st.integers(1, given.years)
    keys = [option.key for option in given.options]
    schedule = data.draw(st.dictionaries(st.sampled_from(keys), years))
    for end in evaluate(given, schedule).years:
        scored = score(given.instrument, end.values)
        assert (scored.index, scored.predicate) == (end.index, end.predicate)


def test_what_is_lost_includes_what_hangs_on_it() -> None:
    given = problem(
        option("a", ("1", 2), confidence=80),
        option("b", ("2", 2), prerequisites=after("a")),
        option("c", ("3", 2)),
        option("d", ("3", 2)),
    )
    found = losses(given, {"a": 1, "b": 1, "c": 1, "d": 1})
    assert [(loss.option, loss.falls_with, loss.loss, loss.confidence) for loss in found] == [
        ("a", ("b",), Fraction(3, 10), 80),
        ("b", (), Fraction(2, 10), 100),
        ("c", (), 0, 100),
        ("d", (), 0, 100),
    ]
    assert losses(given, {"c": 1})[0].loss == Fraction(7, 10)


def test_the_least_sure_are_left_out_with_what_needs_them() -> None:
    given = problem(
        option("a", confidence=50, cost=1),
        option("b", prerequisites=after("a"), cost=1),
        option("c", confidence=60, cost=1),
        option("d", confidence=50),
        option("e", required=True, confidence=40, cost=1, prerequisites=after("f")),
        option("f", confidence=40, cost=1),
        least_confidence=60,
    )
    sure, left_out = sure_enough(given)
    assert left_out == ("a", "b", "d")
    assert sure.measure is given.measure
    everything = problem(option("a", confidence=60), least_confidence=60)
    assert sure_enough(everything) == (everything, ())
