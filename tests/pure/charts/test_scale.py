from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.pure.charts.scale import ABOVE, Band, Mark, predicate_scale
from selaras.pure.charts.text import LINE, width_of

BANDS = [
    Band("Kurang", Fraction(0)),
    Band("Cukup", Fraction("1.8"), "≥ 1,80"),
    Band("Baik", Fraction("2.6"), "≥ 2,60"),
    Band("Sangat Baik", Fraction("3.5"), "≥ 3,50"),
    Band("Memuaskan", Fraction("4.2"), "≥ 4,20"),
]
ONE, FIVE = Fraction(1), Fraction(5)
SIZE = 12.5


def scale(marks=(), width=560.0, bands=BANDS):
    return predicate_scale(ONE, FIVE, bands, marks, width=width)


def extent(flag):
    long = width_of(flag.label, SIZE, bold=flag.kind == "now")
    left = {"start": 0.0, "middle": long / 2, "end": long}[flag.anchor]
    return flag.label_x - left, flag.label_x - left + long


def test_bands_start_at_their_lower_bound_and_fill_the_frame():
    boxes = scale().bands
    assert [round(box.x, 6) for box in boxes] == [0, 112, 224, 350, 448]
    assert boxes[-1].x + boxes[-1].width == 560


def test_what_lies_below_the_scale_is_cut():
    assert scale().bands[0].x == 0


def test_a_mark_stands_at_its_value():
    assert scale([Mark(Fraction(3), "3,00")]).flags[0].x == 280


def test_figures_of_the_prototype_do_not_collide_on_a_phone():
    marks = [Mark(Fraction("2.49"), "2,49"), Mark(Fraction("2.97"), "2021: 2,97", "last")]
    first, second = scale(marks, 270.0).flags
    assert extent(first)[1] < extent(second)[0] or first.label_y != second.label_y


def assert_clear(flags, width):
    line = SIZE * LINE
    for flag in flags:
        left, right = extent(flag)
        assert left >= -0.01
        assert right <= width + 0.01
    for one, other in combinations(flags, 2):
        if abs(one.label_y - other.label_y) < line * 0.9:
            a, b = extent(one), extent(other)
            assert a[1] <= b[0] or b[1] <= a[0], (one, other)
        low, high = (one, other) if one.label_y > other.label_y else (other, one)
        if high.label_y < low.label_y:
            left, right = extent(low)
            assert not left < high.x < right, (low, high)


values = st.fractions(min_value=1, max_value=5, max_denominator=100)


@settings(max_examples=120, deadline=None)
@given(values, values, values, st.sampled_from([270.0, 560.0]))
def test_labels_never_cover_each_other_nor_are_cut_by_a_pole(now, last, target, width):
    marks = [
        Mark(now, "2,49"),
        Mark(last, "2021: 2,97", "last"),
        Mark(target, "target 2,60", "target"),
    ]
    shape = scale(marks, width)
    assert_clear(shape.flags, width)


def test_four_marks_on_one_spot_get_four_places():
    marks = [
        Mark(Fraction("2.6"), text, kind)
        for text, kind in [
            ("2,60", "now"),
            ("2021: 2,60", "last"),
            ("rata-rata kota 2,60", "average"),
            ("target 2,60", "target"),
        ]
    ]
    for width in (270.0, 560.0):
        assert_clear(scale(marks, width).flags, width)


def test_labels_stay_above_the_bands():
    shape = scale([Mark(Fraction(2), "2,00"), Mark(Fraction("2.01"), "2021: 2,01", "last")])
    assert all(flag.label_y < shape.bar_top - ABOVE / 2 for flag in shape.flags)
    assert all(flag.label_y > 0 for flag in shape.flags)


def test_words_too_long_for_the_frame_still_get_a_row_each():
    marks = [Mark(Fraction(3), "x" * 60), Mark(Fraction(3), "y" * 60, "last")]
    rows = {flag.label_y for flag in scale(marks, 270.0).flags}
    assert len(rows) == 2


@pytest.mark.parametrize("width", [270.0, 560.0])
def test_band_words_do_not_run_into_each_other(width):
    boxes = scale(width=width).bands
    for left, right in combinations(boxes, 2):
        for text, y in zip([*left.lines, left.note], left.baselines, strict=False):
            for other, z in zip([*right.lines, right.note], right.baselines, strict=False):
                if abs(y - z) < SIZE and not right.ends:
                    assert left.x + width_of(text, SIZE) <= right.x + 1, (text, other)


def test_the_last_word_ends_at_the_frame_when_it_is_too_long():
    narrow, wide = scale(width=200.0), scale(width=560.0)
    assert narrow.bands[-1].ends
    assert not wide.bands[-1].ends


def test_a_mark_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="outside the scale"):
        scale([Mark(Fraction("5.1"), "5,10")])
