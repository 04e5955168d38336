"""The outlook reaches levels in order and only by what is promised."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.outlook import Pledge, outlook
from selaras.pure.scoring import score
from tests.pure.scoring.instruments import case

TODAY = date(2025, 7, 1)
SERANG, VALUES = case("Serang 2022")
NUMBERS = [indicator.number for indicator in SERANG.indicators()]
pledges = st.lists(
    st.builds(
        Pledge,
        st.integers(1, 9),
        st.sampled_from(NUMBERS),
        st.integers(1, 5),
        st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    ),
    max_size=30,
)


@given(pledges)
def test_it_never_falls_never_runs_backwards_and_ends_where_its_moves_lead(promised):
    found = outlook(SERANG, VALUES, promised, today=TODAY)
    indices = [found.index, *(point.index for point in found.points)]
    assert indices == sorted(indices)
    assert len(set(indices)) == len(indices), "every point moves the index"
    days = [point.day for point in found.points]
    assert days == sorted(set(days))
    assert all(day >= TODAY for day in days)
    reached = VALUES | {
        number: Fraction(one.moves[-1].level) for number, one in found.ahead.items() if one.moves
    }
    assert indices[-1] == score(SERANG, reached).index


@given(pledges)
def test_levels_come_one_after_the_other(promised):
    for number, one in outlook(SERANG, VALUES, promised, today=TODAY).ahead.items():
        levels = [move.level for move in one.moves]
        first = int(VALUES[number]) + 1
        assert levels == list(range(first, first + len(levels)))
        stops_at = first + len(levels)
        assert one.open_level == (stops_at if stops_at <= one.target else None)


def test_it_says_what_stops_an_indicator():
    found = outlook(SERANG, VALUES, [Pledge(1, "21", 3, date(2025, 12, 31))], today=TODAY)
    assert (found.ahead["21"].open_level, found.ahead["21"].is_named) == (2, False)
    found = outlook(SERANG, VALUES, [Pledge(1, "21", 2, None)], today=TODAY)
    assert (found.ahead["21"].open_level, found.ahead["21"].is_named) == (2, True)
    assert found.ahead["21"].next is None


def test_what_the_instrument_does_not_know_and_what_is_not_rated_is_left_out():
    values = {number: value for number, value in VALUES.items() if number != "21"}
    promised = [Pledge(1, "21", 2, TODAY), Pledge(1, "99", 2, TODAY), Pledge(1, "3", 4, TODAY)]
    found = outlook(SERANG, values, promised, today=TODAY)
    assert list(found.ahead) == ["3"]
    assert found.points[0].index is None, "nothing is guessed while a rating is missing"
