from fractions import Fraction

import pytest

from selaras.pure.charts.trend import BARE, LABELLED, trend


def figures(*values):
    return [None if value is None else Fraction(value) for value in values]


def drawn(values, **more):
    return trend(values, 1, 5, width=480, height=200, **more)


def test_years_are_spread_evenly_known_or_not():
    shape = drawn(figures(1, None, 3))
    assert shape.columns == (LABELLED.left, 240, 480 - LABELLED.right)


def test_one_year_stands_in_the_middle():
    assert drawn(figures(3)).columns == (240,)


def test_no_year_at_all_draws_the_level_lines_only():
    shape = drawn([])
    assert shape.dots == ()
    assert [line.level for line in shape.grid] == [1, 2, 3, 4, 5]


def test_higher_is_higher():
    low, high = drawn(figures(1, 5)).dots
    assert (low.y, high.y) == (200 - LABELLED.bottom, LABELLED.top)


def test_a_missing_year_breaks_the_line():
    shape = drawn(figures(1, 2, None, 4, 5))
    assert [len(piece) for piece in shape.pieces] == [2, 2]


def test_a_lone_year_has_a_dot_and_no_line():
    shape = drawn(figures(1, None, 3))
    assert len(shape.dots) == 2
    assert shape.pieces == ()


def test_target_lies_on_the_same_scale():
    shape = drawn(figures(3), target=Fraction(3))
    assert shape.target == shape.dots[0].y


def test_sparkline_keeps_inside_its_frame():
    shape = trend(figures(1, 5, 3), 1, 5, width=72, height=22, margins=BARE)
    assert all(4 <= dot.x <= 68 and 4 <= dot.y <= 18 for dot in shape.dots)


def test_a_value_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="outside the scale"):
        drawn(figures(0))
