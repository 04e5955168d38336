"""A table of states says every way a thing can go, and says so when it is wrong."""

from __future__ import annotations

import pytest

from selaras.pure.states import Machine, Transition

DOOR = Machine(
    ("tertutup", "terbuka", "terkunci"),
    (
        Transition("buka", ("tertutup",), "terbuka"),
        Transition("tutup", ("terbuka",), "tertutup"),
        Transition("kunci", ("tertutup",), "terkunci"),
        Transition("buka_kunci", ("terkunci",), "tertutup", reasoned=True),
    ),
)


def test_what_leads_out_of_a_state_comes_in_the_order_of_the_table() -> None:
    assert [t.name for t in DOOR.leaving("tertutup")] == ["buka", "kunci"]
    assert [t.name for t in DOOR.leaving("terkunci")] == ["buka_kunci"]
    assert DOOR["buka_kunci"].reasoned
    assert DOOR.reachable("terkunci") == {"tertutup", "terbuka", "terkunci"}


@pytest.mark.parametrize(
    ("states", "transitions", "complaint"),
    [
        (("a", "b"), (Transition("x", ("a",), "b"), Transition("x", ("b",), "a")), "twice"),
        (("a", "b"), (Transition("x", ("a",), "c"),), "unknown"),
        (("a", "b"), (Transition("x", ("a", "z"), "b"),), "unknown"),
        (("a", "b"), (), "unreachable"),
    ],
)
def test_a_wrong_table_does_not_begin(states, transitions, complaint) -> None:
    with pytest.raises(ValueError, match=complaint):
        Machine(states, transitions)


def test_an_unknown_transition_is_an_error() -> None:
    with pytest.raises(KeyError):
        DOOR["dobrak"]
