"""Spread, quantiles, shares, ranks and movers, against what holds for any figures."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.standings import HALF, Moved, movers, moves, quantile, ranks, shares, spread

FIGURES = st.fractions(min_value=1, max_value=5, max_denominator=300)


@given(st.lists(FIGURES, min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(values):
    found = spread(values)
    assert found is not None
    assert [found.lower, found.median, found.upper] == statistics.quantiles(
        values, n=4, method="inclusive"
    )
    assert found.mean == statistics.mean(values)
    assert found.median == statistics.median(values)


@given(st.lists(FIGURES, min_size=1, max_size=40))
def test_rank_is_one_plus_those_above(values):
    places = ranks(dict(enumerate(values)))
    assert places == {
        key: 1 + sum(other > value for other in values) for key, value in enumerate(values)
    }


@given(st.dictionaries(st.integers(0, 30), FIGURES), st.dictionaries(st.integers(0, 30), FIGURES))
def test_movers_are_the_extremes_of_all_moves(before, after):
    every = moves(before, after)
    found = movers(every, 3)
    assert {one.key for one in every} == before.keys() & after.keys()
    rises = sorted((one.change for one in every if one.change > 0), reverse=True)
    falls = sorted(one.change for one in every if one.change < 0)
    assert [one.change for one in found.risen] == rises[:3]
    assert [one.change for one in found.fallen] == falls[:3]
    assert found.more_risen == sum(one == rises[2] for one in rises[3:])
    assert found.more_fallen == sum(one == falls[2] for one in falls[3:])


def test_who_stands_still_is_no_mover():
    found = movers([Moved("a", Fraction(2), Fraction(2))], 5)
    assert (found.risen, found.fallen) == ((), ())


def test_shares_sum_to_a_hundred_and_need_somebody():
    assert shares({"a": 1, "b": 2, "c": 0}) == {
        "a": Fraction(100, 3),
        "b": Fraction(200, 3),
        "c": 0,
    }
    assert shares({"a": 0}) == {}


@pytest.mark.parametrize(("values", "share"), [([], HALF), ([Fraction(1)], Fraction(2))])
def test_there_is_no_such_quantile(values, share):
    with pytest.raises(ValueError, match="quantile"):
        quantile(values, share)


def test_nobody_asked_for_movers():
    with pytest.raises(ValueError, match="nobody"):
        movers([], 0)
