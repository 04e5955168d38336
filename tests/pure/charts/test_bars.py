from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.pure.charts.bars import bars, waterfall

parts = st.lists(st.fractions(min_value=-3, max_value=3, max_denominator=100), max_size=12)


def test_gains_and_losses_part_at_the_zero_line():
    shape = bars([Fraction(3), Fraction(-1)])
    assert shape.zero == 25
    gain, loss = shape.bars
    assert (gain.x, gain.width, gain.rises) == (25, 75, True)
    assert (loss.x, loss.width, loss.rises) == (0, 25, False)


def test_bars_of_nothing_have_no_width():
    assert [bar.width for bar in bars([Fraction(0)]).bars] == [0]
    assert bars([]).bars == ()


@settings(deadline=None)
@given(parts)
def test_bars_are_as_long_as_their_values(values):
    shape = bars(values)
    longest = max((abs(v) for v in values), default=Fraction(0))
    for value, bar in zip(values, shape.bars, strict=True):
        assert bar.x >= -0.001
        assert bar.x + bar.width <= 100.001
        if longest:
            widest = max(b.width for b in shape.bars)
            assert bar.width == pytest.approx(widest * float(abs(value) / longest), abs=1e-6)


def test_waterfall_begins_where_the_part_before_ended():
    shape = waterfall(Fraction(3), [Fraction(-1), Fraction("-0.5"), Fraction("0.25")])
    first, second, third = shape.parts
    assert shape.start == 100
    assert (first.x, first.x + first.width) == pytest.approx((100 / 3, 100))
    assert (second.x, second.x + second.width) == pytest.approx((0, 100 / 3))
    assert (third.x, third.rises) == (0, True)
    assert shape.end == pytest.approx(third.width)


@settings(deadline=None)
@given(parts)
def test_waterfall_stays_in_its_frame_and_ends_at_the_sum(values):
    shape = waterfall(Fraction(2), values)
    assert len(shape.parts) == len(values)
    for bar in shape.parts:
        assert bar.x >= -0.001
        assert bar.x + bar.width <= 100.001
    moved = sum(b.width if b.rises else -b.width for b in shape.parts)
    assert shape.end - shape.start == pytest.approx(moved, abs=1e-6)
