"""The three-way merge: the page's table, and what no merge may ever do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.merging import ASKING, UNREADABLE, Outcome, Side, merge, reads_alike
from tests.docs.test_algorithms import table

EMPTY = "(kosong)"
ABSENT = "(tidak ada)"
BROKEN = "(tidak terbaca)"

texts = st.sampled_from(["", "a", "b", "c"])
returns = st.one_of(st.none(), st.just(UNREADABLE), texts)
choices = st.sampled_from([None, Side.FILE, Side.STORED])


def _text(cell: str) -> str:
    return "" if cell == EMPTY else cell


def test_the_table_of_the_page():
    rows = table("worksheet-merge.md", "outcomes")
    met = set()
    for row in rows:
        said = {ABSENT: None, BROKEN: UNREADABLE}.get(row["Returned"], _text(row["Returned"]))
        found = merge(_text(row["Base"]), _text(row["Current"]), said)
        met.add(found.outcome)
        assert found.outcome.value == row["Outcome"], row
        assert found.result() == _text(row["Stands"]), row
        assert found.result(Side.FILE) == _text(row["Stands if the file is chosen"]), row
        assert found.result(Side.STORED) == found.result()
    assert met == set(Outcome)


@given(texts, texts, returns, choices)
def test_what_somebody_changed_never_gives_way_without_a_choice(base, current, returned, choice):
    found = merge(base, current, returned)
    if found.result(choice) != current and current != base:
        assert (found.outcome, choice) == (Outcome.CONFLICT, Side.FILE)


@given(texts, texts, returns, choices)
def test_nothing_is_emptied_without_a_choice(base, current, returned, choice):
    found = merge(base, current, returned)
    if current and not found.result(choice):
        assert found.outcome in ASKING
        assert choice is Side.FILE


@given(texts, texts, returns, choices)
def test_what_stands_was_there_or_is_on_the_paper(base, current, returned, choice):
    assert merge(base, current, returned).result(choice) in {current, returned}


@given(texts, texts, returns, choices)
def test_the_same_paper_again_changes_nothing(base, current, returned, choice):
    once = merge(base, current, returned).result(choice)
    again = merge(base, once, returned)
    assert again.result() == once
    assert again.result(choice) == once


@given(texts, texts)
def test_the_paper_nobody_touched_changes_nothing(base, current):
    assert merge(base, current, base).result(Side.FILE) == current


@given(st.text(max_size=40), st.text(max_size=40))
def test_reading_alike_has_two_sides(one, other):
    assert reads_alike(one, one)
    assert reads_alike(one, other) == reads_alike(other, one)


def test_what_programs_change_on_their_own_is_no_change():
    assert reads_alike("Satu.\r\nDua.  \n", "\nSatu.\nDua.")
    assert reads_alike("caf\u00e9", "cafe\u0301")
    assert not reads_alike("Satu. Dua.", "Satu.\nDua.")
    assert not reads_alike("Satu", "satu")
