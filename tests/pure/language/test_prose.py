"""Sentences that read as if a person had written them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.language.prose import (
    closed,
    counted,
    inside,
    leading,
    listed,
    named,
    opened,
    way,
    without_repeats,
)
from tests.docs.test_algorithms import table

NAMES = st.lists(
    st.text("abcdefghij KLM", min_size=1, max_size=20)
    .map(lambda s: " ".join(s.split()))
    .filter(bool),
    max_size=8,
)


def _items(cell: str) -> list[str]:
    return [] if cell == "–" else cell.split(" / ")


@pytest.mark.parametrize("row", table("prose.md", "lists"), ids=lambda row: row["Items"])
def test_the_lists_of_the_page(row):
    items = _items(row["Items"])
    assert listed(items) == row["Indonesian"].replace("–", "")
    assert listed(items, "en") == row["English"].replace("–", "")


@pytest.mark.parametrize("row", table("prose.md", "names"), ids=lambda row: row["Names"])
def test_the_names_of_the_page(row):
    assert named(_items(row["Names"])) == row["Said"]


@pytest.mark.parametrize("row", table("prose.md", "counts"), ids=lambda row: row["Count"])
def test_the_counts_of_the_page(row):
    assert counted(int(row["Count"])) == row["Indonesian"]
    assert counted(int(row["Count"]), "en") == row["English"]


def test_a_long_list_names_the_first_and_counts_the_rest():
    items = ["A", "B", "C", "D"]
    assert listed(items, most=2) == "A, B, dan 2 lainnya"
    assert listed(items, "en", most=2) == "A, B, and 2 more"
    assert listed(items, most=3) == "A, B, C, dan D", "one left over is named, not counted"
    with pytest.raises(ValueError, match="at least one"):
        listed(items, most=0)


def test_lists_of_lists_are_kept_apart():
    assert listed(["A dan B", "C"], apart=True) == "A dan B; serta C"
    assert listed(["A", "B", "C"], apart=True) == "A; B; dan C"


@given(NAMES)
def test_no_item_is_lost_and_only_long_lists_have_commas(items):
    text = listed(items)
    at = 0
    for item in items:
        at = text.index(item, at) + len(item)
    assert text.count(",") == (len(items) - 1 if len(items) > 2 else 0)


@given(NAMES.filter(lambda names: len(set(names)) == len(names)))
def test_shortened_names_can_be_told_apart_and_put_back(names):
    short = without_repeats(names)
    assert len(short) == len(names)
    assert len(set(short[1:])) == len(short[1:])
    assert all(one for one in short)
    for whole, own in zip(names, short, strict=True):
        assert whole.endswith(own)


def test_names_without_a_common_opening_stay_whole():
    assert without_repeats(["Layanan Data", "Audit TIK"]) == ["Layanan Data", "Audit TIK"]
    assert without_repeats(["Layanan", "Layanan Data"]) == ["Layanan", "Layanan Data"]
    assert without_repeats(["Audit TIK", "Audit TIK"]) == ["Audit TIK", "Audit TIK"]
    assert without_repeats(["Audit TIK"]) == ["Audit TIK"]


def test_sentences_begin_large_and_end_with_one_stop():
    assert opened("indeks naik") == "Indeks naik"
    assert opened("") == ""
    assert closed("Indeks naik") == "Indeks naik."
    assert closed("Sudah?") == "Sudah?"
    assert closed("Butir pertama; ") == "Butir pertama."
    assert closed("") == ""


def test_a_sentence_inside_another_begins_small_unless_it_begins_with_a_name():
    assert inside("Kebijakan sudah ditetapkan.") == "kebijakan sudah ditetapkan"
    assert inside("SPBE dinilai.") == "SPBE dinilai"
    assert inside("") == ""


def test_direction_is_told_by_exact_figures():
    assert way(Fraction(2491, 1000), Fraction(249, 100)) == "down"
    assert way(Fraction(1, 3), Fraction(1, 3)) == "same"
    assert way(Fraction(1), Fraction(2)) == "up"


def test_a_decimal_comma_parts_no_items():
    assert listed(["naik (0,06)", "turun (0,05)"]) == "naik (0,06) dan turun (0,05)"


@pytest.mark.parametrize("row", table("prose.md", "openings"), ids=lambda row: row["Count"])
def test_the_openings_of_the_page(row):
    assert leading(int(row["Count"])) == row["Indonesian"]
    assert leading(int(row["Count"]), "en") == row["English"]


def test_counts_below_zero_are_refused():
    with pytest.raises(ValueError, match="below 0"):
        counted(-1)
