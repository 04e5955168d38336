"""Figures as text and back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.instrument.model import Rounding
from selaras.pure.numbers import LONGEST, display, display_gap, exact, localise, parse

FIGURES = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)
RULES = ("setengah-genap", "setengah-atas", "setengah-bawah")


@pytest.mark.parametrize(
    ("figure", "even", "away", "towards"),
    [
        ("1.085", "1.08", "1.09", "1.08"),
        ("1.095", "1.10", "1.10", "1.09"),
        ("-1.085", "-1.08", "-1.09", "-1.08"),
        ("-1.095", "-1.10", "-1.10", "-1.09"),
        ("2.491", "2.49", "2.49", "2.49"),
        ("2.4951", "2.50", "2.50", "2.50"),
        ("3", "3.00", "3.00", "3.00"),
        ("0.004", "0.00", "0.00", "0.00"),
        ("-0.004", "0.00", "0.00", "0.00"),
        ("10/3", "3.33", "3.33", "3.33"),
    ],
)
def test_halves_follow_the_rule_and_nothing_else_does(figure, even, away, towards):
    shown = [display(Fraction(figure), Rounding(2, rule)) for rule in RULES]
    assert shown == [even, away, towards]


def test_no_places_show_no_point():
    assert display(Fraction(5, 2), Rounding(0, "setengah-genap")) == "2"
    assert display(Fraction(5, 2), Rounding(0, "setengah-atas")) == "3"


@given(FIGURES, st.sampled_from(RULES), st.integers(0, 4))
def test_what_is_shown_is_never_further_than_half_a_digit(figure, rule, places):
    shown = Fraction(display(figure, Rounding(places, rule)))
    assert abs(shown - figure) <= Fraction(1, 2 * 10**places)


@given(FIGURES)
def test_exact_text_loses_nothing(figure):
    assert parse(exact(figure)) == figure
    assert Fraction(exact(figure)) == figure


def test_exact_text_is_the_shortest_form():
    assert [exact(Fraction(text)) for text in ("2.4910", "3", "202/75", "-1/8", "5/10")] == [
        "2.491",
        "3",
        "202/75",
        "-0.125",
        "0.5",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,26", "1.26"), (" 3 ", "3"), ("+4.50", "4.5"), ("-1", "-1"), ("10/3", "10/3")],
)
def test_figures_are_read_as_people_write_them(text, value):
    assert parse(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "tiga",
        "1.234,5",
        "1,234.5",
        "1e3",
        "nan",
        "inf",
        "1_000",
        "٣",
        "3%",
        "1/0",
        ".5",
        "5.",
        "--1",
    ],
)
def test_anything_else_is_no_figure(text):
    with pytest.raises(ValueError, match="figure"):
        parse(text)


def test_endless_figures_are_refused():
    with pytest.raises(ValueError, match="too long"):
        parse("1" * (LONGEST + 1))


def test_the_comma_is_a_matter_of_language():
    assert localise("2.49") == "2,49"
    assert localise("2.49", comma=False) == "2.49"


@pytest.mark.parametrize(
    ("gap", "shown"),
    [("0.109", "0.11"), ("1/150", "0.01"), ("0.001", "0.01"), ("0.11", "0.11"), ("0", "0.00")],
)
def test_a_gap_is_never_told_too_small(gap, shown):
    assert display_gap(Fraction(gap), Rounding(2, "setengah-genap")) == shown
