"""Geometry of the line of price against index."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.pure.charts.frontier import frontier


def test_prices_run_to_the_right_and_the_index_upwards() -> None:
    points = [(0, Fraction(2)), (10, Fraction("2.4")), (37, Fraction("2.9"))]
    shape = frontier(points, width=480, height=240, chosen=(10, Fraction("2.4")))
    assert [dot.x for dot in shape.dots] == sorted(dot.x for dot in shape.dots)
    assert [dot.y for dot in shape.dots] == sorted((dot.y for dot in shape.dots), reverse=True)
    assert shape.chosen == (shape.dots[1].x, shape.dots[1].y)
    assert [tick.value for tick in shape.prices] == [0, 10, 20, 30, 40]
    assert shape.indices[0].value <= 2
    assert shape.indices[-1].value >= Fraction("2.9")
    assert shape.dots[0].x == shape.left
    assert all(0 <= dot.y <= shape.bottom for dot in shape.dots)


def test_the_target_lies_inside_though_no_point_reaches_it() -> None:
    shape = frontier([(0, Fraction(2))], width=480, height=240, target=Fraction(4))
    assert shape.target is not None
    assert 0 < shape.target < shape.dots[0].y


def test_free_points_still_have_an_axis() -> None:
    shape = frontier([(0, Fraction(3))], width=480, height=240)
    assert [tick.value for tick in shape.prices] == [0, 1]


def test_without_points_there_is_no_line() -> None:
    with pytest.raises(ValueError, match="points"):
        frontier([], width=480, height=240)
