"""Progress counts parts: exact, additive, never outside 0 to 1."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.progress import Part, Tally, days_left, status, tally, total

TODAY = date(2025, 7, 1)
days = st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1))
parts = st.lists(st.builds(Part, days, st.booleans()), max_size=12)


@given(parts)
def test_shares_lie_between_nothing_and_all(given_parts):
    found = tally(given_parts, TODAY)
    if not given_parts:
        assert (found.share, found.planned, found.lag) == (None, None, None)
    else:
        assert 0 <= found.share <= 1
        assert 0 <= found.planned <= 1
        assert found.lag == found.planned - found.share


@given(parts, parts)
def test_a_group_is_measured_by_all_its_parts(one, other):
    assert total([tally(one, TODAY), tally(other, TODAY)]) == tally([*one, *other], TODAY)


@given(parts)
def test_time_only_makes_more_due(given_parts):
    later = tally(given_parts, TODAY + timedelta(days=30))
    assert later.due >= tally(given_parts, TODAY).due
    assert later.done == tally(given_parts, TODAY).done


def test_the_last_day_itself_is_not_over():
    assert tally([Part(TODAY, is_done=False)], TODAY).due == 0
    assert tally([Part(TODAY, is_done=False)], TODAY + timedelta(days=1)).due == 1


def test_no_group_is_an_empty_tally():
    assert total([]) == Tally()


def test_days_left_are_counted_from_the_target_day():
    assert days_left(None, TODAY) is None
    assert days_left(TODAY, TODAY) == 0
    assert days_left(TODAY - timedelta(days=3), TODAY) == -3


@given(st.none() | st.fractions(0, 1), st.none() | st.integers(-50, 50), st.booleans())
def test_only_finished_work_is_finished(share, left, begun):
    found = status(share=share, left=left, cancelled=False, blocked=False, begun=begun)
    assert (found == "selesai") == (share == Fraction(1))
    assert (found == "terlambat") == (share != 1 and left is not None and left < 0)
