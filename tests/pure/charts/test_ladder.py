from fractions import Fraction

import pytest

from selaras.pure.charts.ladder import LARGE, TINY, ladder


def filled(shape):
    return [step.filled / step.width for step in shape.steps]


def test_whole_level_fills_its_steps_and_no_more():
    assert filled(ladder(1, 5, 3)) == [1, 1, 1, 0, 0]


def test_decimal_fills_the_next_step_in_part():
    assert filled(ladder(1, 5, Fraction("1.26"))) == pytest.approx([1, 0.26, 0, 0, 0])


def test_lowest_level_is_filled_whatever_the_scale_starts_at():
    assert filled(ladder(0, 5, 0)) == [1, 0, 0, 0, 0, 0]
    assert filled(ladder(1, 5, 1)) == [1, 0, 0, 0, 0]


def test_nothing_is_filled_without_a_value():
    shape = ladder(1, 5, None)
    assert filled(shape) == [0, 0, 0, 0, 0]
    assert shape.reached is None


def test_reached_is_the_whole_level_below_a_decimal():
    assert ladder(1, 5, Fraction("3.99")).reached == 3


@pytest.mark.parametrize("size", [TINY, LARGE])
def test_steps_rise_stand_on_one_ground_and_fill_the_width(size):
    shape = ladder(0, 5, 2, size=size)
    heights = [step.height for step in shape.steps]
    assert heights == sorted(heights)
    assert len(set(heights)) == 6
    assert {step.y + step.height for step in shape.steps} == {size.above + size.high}
    assert shape.steps[-1].x + shape.steps[-1].width == shape.width


def test_marker_of_a_whole_level_stands_over_the_middle_of_its_step():
    shape = ladder(1, 5, 2, [("last", Fraction(4))])
    step = shape.steps[3]
    assert (shape.markers[0].x, shape.markers[0].y) == (step.x + step.width / 2, step.y)


def test_marker_of_the_highest_level_stands_on_the_last_step():
    shape = ladder(1, 5, 2, [("last", Fraction(5))])
    step = shape.steps[-1]
    assert (shape.markers[0].x, shape.markers[0].y) == (step.x + step.width / 2, step.y)


def test_target_stands_under_the_steps():
    shape = ladder(1, 5, 2, [("target", Fraction("2.6"))])
    marker = shape.markers[0]
    assert marker.y == TINY.above + TINY.high
    assert shape.steps[1].x + 9.5 < marker.x < shape.steps[2].x + 9.5


def test_markers_on_one_spot_stand_side_by_side_around_it():
    shape = ladder(1, 5, 2, [("claimed", Fraction(3)), ("assessor", Fraction(3))])
    first, second = shape.markers
    middle = shape.steps[2].x + shape.steps[2].width / 2
    assert second.x - first.x >= 8
    assert (first.x + second.x) / 2 == middle


def test_more_fills_more():
    areas = [sum(s.filled for s in ladder(1, 5, Fraction(v, 10)).steps) for v in range(10, 51)]
    assert areas == sorted(areas)
    assert len(set(areas)) == len(areas)


@pytest.mark.parametrize("value", [0, 6, Fraction("5.01")])
def test_a_value_off_the_scale_is_refused(value):
    with pytest.raises(ValueError, match="outside the scale"):
        ladder(1, 5, value)


def test_a_marker_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="outside the scale"):
        ladder(1, 5, 3, [("last", Fraction(0))])


def test_a_scale_of_one_level_is_refused():
    with pytest.raises(ValueError, match="two levels"):
        ladder(3, 3, 3)
