"""The edges: refusals, missing values, boundaries of predicates, conversions."""

from __future__ import annotations

import timeit
from dataclasses import replace
from fractions import Fraction

import pytest

from selaras.pure.scoring import (
    ExternalFigureError,
    InconsistentWeightsError,
    MissingValuesError,
    Step,
    UnknownIndicatorError,
    ValueOutOfScaleError,
    band_of,
    contributions,
    convert_external,
    distance,
    explain_change,
    mean,
    next_step,
    score,
    what_if,
)
from tests.pure.scoring.instruments import case, real, small

ALL = {"1": 3, "2": 3, "3": 3}


@pytest.mark.parametrize("value", [0, 6, -1, Fraction(7, 2), Fraction(51, 10)])
def test_values_off_the_scale_are_refused_by_name(value):
    with pytest.raises(ValueOutOfScaleError) as caught:
        score(small(), ALL | {"2": value})
    assert (caught.value.number, caught.value.value) == ("2", value)


def test_decimals_are_ratings_where_the_scale_says_so():
    found = score(small(whole=False), ALL | {"1": Fraction("1.26")})
    assert found.aspects["A1"].value == Fraction("2.42")
    with pytest.raises(ValueOutOfScaleError):
        score(small(whole=False), ALL | {"1": Fraction("5.01")})


def test_unknown_numbers_are_refused_by_name():
    with pytest.raises(UnknownIndicatorError) as caught:
        score(small(), ALL | {"99": 3})
    assert caught.value.number == "99"
    with pytest.raises(UnknownIndicatorError):
        next_step(small(), ALL, "99")


def test_weights_that_do_not_add_up_never_score():
    instrument = small()
    first = instrument.domains[0]
    heavy = replace(first, aspects=(replace(first.aspects[0], weight=Fraction(31)),))
    with pytest.raises(InconsistentWeightsError) as caught:
        score(replace(instrument, domains=(heavy, *instrument.domains[1:])), ALL)
    assert caught.value.code == "A1"


def test_nothing_rated_leaves_the_whole_scale_open():
    found = score(small(), {})
    assert found.bounds == (1, 5)
    assert found.missing == ("1", "2", "3")
    assert [band.name for band in found.possible] == ["Kurang", "Cukup", "Baik", "Unggul"]


def test_a_complete_node_has_a_value_beside_an_incomplete_one():
    found = score(small(), {"1": 2, "2": 5})
    assert found.aspects["A1"].value == 4
    assert found.aspects["A1"].missing == ()
    assert found.domains["D2"].value is None
    assert found.bounds == (Fraction("1.9"), Fraction("4.7"))


def test_the_predicate_follows_the_unrounded_index():
    instrument = small()
    assert band_of(instrument, Fraction("2.599999")).name == "Cukup"
    assert band_of(instrument, Fraction("2.6")).name == "Baik"
    assert band_of(instrument, Fraction(0)).name == "Kurang"
    assert band_of(instrument, Fraction(5)).name == "Unggul"
    way = distance(instrument, Fraction("2.599"))
    assert way is not None
    assert (way.band.name, way.gap) == ("Baik", Fraction("0.001"))
    assert distance(instrument, Fraction("4.2")) is None


def test_the_next_step_is_a_whole_level():
    instrument = small(whole=False)
    values = {"1": Fraction("1.26"), "2": Fraction(2), "3": Fraction(5)}
    assert next_step(instrument, values, "1") == Step(2, Fraction("0.74") / 10)
    assert next_step(instrument, values, "2") == Step(3, Fraction(1, 5))
    assert next_step(instrument, values, "3") is None
    assert next_step(instrument, {}, "1") is None


def test_a_change_needs_both_sides_whole():
    with pytest.raises(MissingValuesError) as caught:
        explain_change(small(), ALL, {"1": 3})
    assert caught.value.missing == ("2", "3")


def test_a_simulation_on_missing_values_tells_what_it_can():
    found = what_if(small(), {"1": 1, "2": 2}, {"2": 4, "3": 5})
    assert found.before.index is None
    assert found.after.index == Fraction("4.4")
    assert found.effect is None
    assert [(part.number, part.effect) for part in found.parts] == [("2", Fraction("0.4"))]


def test_contributions_leave_missing_values_out():
    assert contributions(small(), {"3": 2}) == {"3": Fraction("1.4")}


def test_the_mean_of_nothing_is_nothing():
    assert mean([]) is None


def test_external_indices_are_never_extrapolated():
    sdi = next(e for e in real("PEMDI-2026").external_indices if e.code == "SDI")
    assert convert_external(sdi, 25) == 2
    for figure in (-1, 101):
        with pytest.raises(ExternalFigureError) as caught:
            convert_external(sdi, figure)
        assert (caught.value.lowest, caught.value.highest) == (0, 100)


def test_scoring_47_values_stays_far_from_slow():
    """A loose guard against an accidental change of order; bench/ measures the real figure."""
    instrument, values = case("Serang 2022")
    best = min(timeit.repeat(lambda: score(instrument, values), number=20, repeat=5)) / 20
    assert best < 0.002
