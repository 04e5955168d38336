from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.pure.charts.distribution import distribution

ONE, FIVE = Fraction(1), Fraction(5)
values = st.lists(st.fractions(min_value=1, max_value=5, max_denominator=1000), max_size=60)


def test_a_figure_on_a_border_belongs_to_the_stretch_above():
    shape = distribution([Fraction(2)], ONE, FIVE, count=4)
    assert [one.count for one in shape.bins] == [0, 1, 0, 0]


def test_the_highest_figure_belongs_to_the_last_stretch():
    shape = distribution([FIVE], ONE, FIVE, count=4)
    assert [one.count for one in shape.bins] == [0, 0, 0, 1]


@settings(deadline=None)
@given(values)
def test_every_figure_is_counted_once(figures):
    shape = distribution(figures, ONE, FIVE)
    assert sum(one.count for one in shape.bins) == len(figures)


def test_the_fullest_stretch_fills_the_height():
    shape = distribution([ONE, ONE, FIVE], ONE, FIVE, count=4, height=80)
    assert [one.height for one in shape.bins] == [80, 0, 0, 40]
    assert all(one.y + one.height == 80 for one in shape.bins)


def test_own_figure_stands_at_its_value():
    assert distribution([], ONE, FIVE, width=400, own=Fraction(3)).own == 200


def test_a_figure_outside_is_refused():
    with pytest.raises(ValueError, match="outside the scale"):
        distribution([Fraction(6)], ONE, FIVE)
