"""Rows with words and columns of counts never cover each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.charts.rows import SIZE, columns, rows

WORDS = st.lists(st.text("ab ", min_size=0, max_size=80), min_size=1, max_size=12)


@given(WORDS, st.floats(20, 400))
def test_rows_follow_each_other(labels: list[str], room: float) -> None:
    laid = rows(labels, room)
    assert len(laid.rows) == len(labels)
    for upper, lower in pairwise(laid.rows):
        assert upper.top + upper.height == pytest.approx(lower.top)
        assert lower.baselines[0] - upper.baselines[-1] > SIZE
    for row in laid.rows:
        assert row.top < row.middle < row.top + row.height
        assert len(row.baselines) == len(row.lines)
    assert laid.height == pytest.approx(sum(row.height for row in laid.rows))


def test_columns_are_as_high_as_their_counts() -> None:
    shape = columns([("Kurang", 0), ("Baik", 30), ("Sangat Baik", 60)], width=300, tall=120)
    assert [one.height for one in shape.columns] == [0, 60, 120]
    assert all(one.top + one.height == shape.foot for one in shape.columns)
    assert all(a.x + a.width < b.x for a, b in pairwise(shape.columns))
    assert shape.columns[2].lines == ("Sangat Baik",)


def test_columns_of_nothing() -> None:
    assert columns([], width=300).columns == ()
    assert columns([("Kosong", 0)], width=300).columns[0].height == 0
    with pytest.raises(ValueError, match="below nothing"):
        columns([("x", -1)], width=300)
