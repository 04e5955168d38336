"""The forecast of the fall from claim to final, and the tables of its page."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.forecast import QUARTILES_FROM, deepest, outlook, quantile, shifts, spread
from selaras.pure.numbers import exact, parse
from selaras.pure.scoring import score
from selaras.pure.scoring.weights import weights_of
from tests.docs.test_algorithms import NONE, table
from tests.pure.scoring.instruments import case

PAGE = "forecast.md"
FALLS = st.lists(st.fractions(-4, 4, max_denominator=100), min_size=1, max_size=30)


def shares(instrument) -> dict[str, Fraction]:
    weights = weights_of(instrument)
    return {number: weights.share(number) for number in weights.by_number}


def test_where_bontang_fell() -> None:
    instrument, claim = case("Bontang 2018 mandiri")
    _same, final = case("Bontang 2018 akhir")
    found = shifts(shares(instrument), claim, final, 1)
    *rows, total = table(PAGE, "shifts Bontang 2018")
    assert [list(row.values()) for row in rows] == [
        [
            shift.number,
            exact(claim[shift.number]),
            exact(final[shift.number]),
            exact(shift.mean),
            exact(shares(instrument)[shift.number] * 100),
            exact(shift.effect),
        ]
        for shift in found
    ]
    before, after = score(instrument, claim).index, score(instrument, final).index
    assert before is not None
    assert after is not None
    assert total["Effect"] == exact(after - before) == exact(sum(s.effect for s in found))
    assert [shift.number for shift in deepest(found, 3)] == ["21", "35-3", "34"]


def test_the_outlooks_of_the_page() -> None:
    for row in table(PAGE, "outlooks"):
        falls = spread([parse(fall) for fall in row["Falls"].split()], least=int(row["At least"]))
        told = (NONE,) * 4
        if falls is not None:
            seen = outlook(parse(row["Claim"]), falls, lowest=Fraction(1), highest=Fraction(5))
            told = (
                exact(falls.mean),
                f"{exact(falls.low)} … {exact(falls.high)}",
                exact(seen.expected),
                f"{exact(seen.low)} … {exact(seen.high)}",
            )
        assert tuple(list(row.values())[4:]) == told, row["Case"]


def test_too_few_say_nothing() -> None:
    assert spread([], least=0) is None
    assert spread([Fraction(-1)], least=2) is None
    with pytest.raises(ValueError, match="no observation"):
        shifts({}, {}, {}, 0)


def test_what_no_observation_rated_is_left_out() -> None:
    one, half = Fraction(1), Fraction(1, 2)
    assert shifts({"1": half, "2": half}, {"1": one}, {"1": one, "2": one}, 1)[0].number == "1"
    assert len(shifts({"1": half, "2": half}, {"1": one}, {"1": one, "2": one}, 1)) == 1


@given(FALLS)
def test_the_range_lies_within_what_was_observed(falls: list[Fraction]) -> None:
    found = spread(falls, least=1)
    assert found is not None
    assert min(falls) <= found.low <= found.high <= max(falls)
    assert min(falls) <= found.mean <= max(falls)
    assert found.is_middle_half == (len(falls) >= QUARTILES_FROM)
    assert found == spread(falls[::-1], least=1)


@given(FALLS, st.fractions(1, 5, max_denominator=100))
def test_the_outlook_stays_on_the_scale(falls: list[Fraction], claim: Fraction) -> None:
    found = spread(falls, least=1)
    assert found is not None
    seen = outlook(claim, found, lowest=Fraction(1), highest=Fraction(5))
    assert 1 <= seen.low <= seen.high <= 5
    assert 1 <= seen.expected <= 5


def test_quantiles_as_spreadsheets_put_them() -> None:
    figures = [Fraction(n) for n in (1, 2, 4, 8)]
    assert quantile(figures, Fraction(1, 4)) == Fraction(7, 4)
    assert quantile(figures, Fraction(1, 2)) == 3
    assert quantile(figures, Fraction(0)) == 1
    assert quantile(figures, Fraction(1)) == 8
