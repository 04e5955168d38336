"""What a planner is given, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from selaras.pure.planning import (
    FaultKind,
    Measure,
    Problem,
    Reach,
    UnsoundProblemError,
    demand_sound,
    effort_of,
    faults,
    generated_options,
    key_of,
    reach_band,
    spread,
    years_of,
)
from tests.pure.planning.problems import DECIMAL, WHOLE, option, problem


@pytest.mark.parametrize(("months", "years"), [(1, 1), (12, 1), (13, 2), (24, 2), (25, 3)])
def test_months_occupy_whole_years(months: int, years: int) -> None:
    assert years_of(months) == years
    assert option("a", months=months).years == years


def test_what_is_left_over_falls_in_the_first_year() -> None:
    assert spread(10, 3) == (4, 3, 3)
    assert spread(11, 3) == (5, 3, 3)
    assert spread(7, 1) == (7,)
    assert spread(0, 2) == (0, 0)


def test_one_unknown_cost_turns_the_measure() -> None:
    known, unknown = option("a", cost=5, effort=3), option("b", effort=2)
    assert problem(known).measure is Measure.MONEY
    assert problem(known).price(known) == 5
    assert problem(known, unknown).measure is Measure.EFFORT
    assert problem(known, unknown).price(known) == 3
    assert problem(known, asked=Measure.EFFORT).price(known) == 3
    assert problem(known, unknown, asked=Measure.MONEY).measure is Measure.EFFORT


def test_a_predicate_is_its_lower_bound() -> None:
    assert reach_band(WHOLE, "Baik") == Reach(Fraction("2.6"))
    with pytest.raises(KeyError):
        reach_band(WHOLE, "Sempurna")


WRONG = {
    (FaultKind.YEARS, "", "0"): problem(years=0),
    (FaultKind.YEARS, "", "6"): problem(years=6),
    (FaultKind.MISSING_VALUE, "", "3"): problem(values="1 1"),
    (FaultKind.UNKNOWN_INDICATOR, "", "4"): problem(values="1 1 1 1"),
    (FaultKind.VALUE_OFF_SCALE, "", "2"): problem(values="1 6 1"),
    (FaultKind.LIMIT, "", "money"): problem(money=(1,)),
    (FaultKind.LIMIT, "", "negative"): problem(budget=-1),
    (FaultKind.DUPLICATE, "a", ""): problem(option("a"), option("a")),
    (FaultKind.UNKNOWN_PREREQUISITE, "a", "x"): problem(option("a", prerequisites=frozenset("x"))),
    (FaultKind.UNKNOWN_INDICATOR, "a", "9"): problem(option("a", ("9", 2))),
    (FaultKind.LEVEL_OFF_SCALE, "a", "1:6"): problem(option("a", ("1", 6))),
    (FaultKind.LEVEL_OFF_SCALE, "a", "1:0"): problem(option("a", ("1", 0))),
    (FaultKind.AMOUNT, "a", "cost"): problem(option("a", cost=-1)),
    (FaultKind.AMOUNT, "a", "effort"): problem(option("a", effort=0)),
    (FaultKind.AMOUNT, "a", "months"): problem(option("a", months=0)),
    (FaultKind.AMOUNT, "a", "confidence"): problem(option("a", confidence=0)),
    (FaultKind.AMOUNT, "a", "earliest"): problem(option("a", earliest=0)),
    (FaultKind.REQUIRED_TOO_LONG, "a", ""): problem(option("a", months=25, required=True)),
}


@pytest.mark.parametrize("wanted", WRONG, ids=lambda key: f"{key[0]} {key[2]}")
def test_what_is_wrong_is_named(wanted: tuple[FaultKind, str, str]) -> None:
    given = WRONG[wanted]
    assert wanted in [(fault.kind, fault.option, fault.detail) for fault in faults(given)]
    with pytest.raises(UnsoundProblemError, match=wanted[0]):
        demand_sound(given)


def test_every_kind_of_fault_is_tried() -> None:
    assert {kind for kind, _, _ in WRONG} | {FaultKind.CYCLE} == set(FaultKind)


def test_circles_of_prerequisites_are_named_with_what_hangs_on_them() -> None:
    needs = {"a": "b", "b": "a", "c": "b", "d": ""}
    given = problem(*(option(key, prerequisites=frozenset(n)) for key, n in needs.items()))
    assert [f.option for f in faults(given) if f.kind is FaultKind.CYCLE] == ["a", "b", "c"]
    alone = problem(option("a", prerequisites=frozenset("a")))
    assert [f.kind for f in faults(alone)] == [FaultKind.CYCLE]


def test_a_value_from_outside_fills_a_gap() -> None:
    given = problem(values="1 1", fixed={"3": Fraction(2)})
    assert faults(given) == ()
    assert given.value("3") == 2


def test_what_is_sound_passes() -> None:
    given = problem(option("a", ("1", 2)), option("b", prerequisites=frozenset("a")))
    assert faults(given) == ()
    demand_sound(given)
    assert faults(replace(given, money=(None, 5), budget=0)) == ()


def test_options_for_criteria_nobody_entered() -> None:
    base = {"1": Fraction(3), "2": Fraction("4.5"), "3": Fraction(5)}
    entered = option("a", ("1", 4))
    made = generated_options(DECIMAL, base, [entered], units={"1": 7})
    assert [(o.key, o.effort, o.unit) for o in made] == [
        (key_of("1", 5), effort_of(5), 7),
        (key_of("2", 5), effort_of(5), None),
    ]
    assert made[0].fulfils == {("1", 5)}
    assert all(o.cost is None and not o.prerequisites and o.years == 1 for o in made)
    assert [o.key for o in generated_options(DECIMAL, base, fixed=["1"])] == ["kriteria:2:5"]
    assert faults(Problem(DECIMAL, base, 1, (entered, *made))) == ()
    assert effort_of(9) == effort_of(5)
