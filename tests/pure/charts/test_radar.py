from fractions import Fraction
from itertools import combinations
from math import hypot

import pytest

from selaras.pure.charts.radar import Series, radar

LONG = "Layanan Administrasi Pemerintahan Berbasis Elektronik"


def figures(*values):
    return tuple(None if value is None else Fraction(value) for value in values)


def names(count):
    return [f"{LONG} {k}" for k in range(count)]


def box(label):
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * label.width
    return label.x - shift, label.top, label.x - shift + label.width, label.top + label.height


@pytest.mark.parametrize("count", range(3, 13))
@pytest.mark.parametrize(("radius", "room"), [(128, 120), (84, 76)])
def test_long_names_never_cover_each_other_and_stay_in_the_frame(count, radius, room):
    shape = radar(names(count), [], 5, radius=radius, room=room)
    boxes = [box(label) for label in shape.labels]
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert c <= e + 0.5 or g <= a + 0.5 or d <= f + 0.5 or h <= b + 0.5
    for left, top, right, bottom in boxes:
        assert shape.left <= left
        assert right <= shape.left + shape.width
        assert shape.top <= top
        assert bottom <= shape.top + shape.height


def test_first_axis_points_up_and_the_others_follow_clockwise():
    shape = radar(["a", "b", "c", "d"], [], 5, radius=100)
    assert shape.spokes == ((0, -100), (100, 0), (0, 100), (-100, 0))


def test_distance_from_the_centre_is_the_value():
    shape = radar(names(5), [Series("now", "x", figures(1, 2, 3, 4, 5))], 5, radius=100)
    lengths = [hypot(x, y) for x, y in shape.shapes[0].pieces[0]]
    assert lengths == pytest.approx([20, 40, 60, 80, 100], abs=0.02)


def test_one_ring_per_level():
    assert [ring.level for ring in radar(names(3), [], 5).rings] == [1, 2, 3, 4, 5]


def test_a_series_without_gaps_is_closed():
    shape = radar(names(3), [Series("now", "x", figures(1, 2, 3))], 5).shapes[0]
    assert shape.closed
    assert len(shape.pieces) == 1


def test_a_gap_opens_the_line_and_runs_on_across_the_first_axis():
    shape = radar(names(5), [Series("now", "x", figures(1, 2, None, 4, 5))], 5).shapes[0]
    assert not shape.closed
    assert [len(piece) for piece in shape.pieces] == [4]


def test_two_gaps_leave_two_pieces():
    shape = radar(names(6), [Series("now", "x", figures(1, None, 3, 4, None, 5))], 5).shapes[0]
    assert sorted(len(piece) for piece in shape.pieces) == [2, 2]


def test_nothing_known_draws_nothing():
    shape = radar(names(3), [Series("now", "x", figures(None, None, None))], 5).shapes[0]
    assert shape.pieces == ()


@pytest.mark.parametrize("count", [2, 13])
def test_too_few_and_too_many_axes_are_refused(count):
    with pytest.raises(ValueError, match="3 to 12"):
        radar(names(count), [], 5)


def test_a_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 values for 3 axes"):
        radar(names(3), [Series("now", "x", figures(1, 2))], 5)


def test_a_value_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="outside the scale"):
        radar(names(3), [Series("now", "x", figures(1, 2, 6))], 5)
