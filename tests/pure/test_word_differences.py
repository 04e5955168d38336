"""Texts compared word by word: nothing is lost, nothing is made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.word_differences import (
    AROUND,
    GAP,
    MOST_WORDS,
    Kind,
    Stretch,
    shortened,
    word_differences,
)

sentences = st.lists(st.sampled_from(["kebijakan", "telah", "ditetapkan", "\n", "2024."])).map(
    " ".join
)


def _without(kind: Kind, stretches: tuple[Stretch, ...]) -> str:
    return "".join(one.text for one in stretches if one.kind is not kind)


@given(sentences, sentences)
def test_both_texts_can_be_put_together_again(old, new):
    found = word_differences(old, new)
    assert _without(Kind.REMOVED, found) == new
    assert _without(Kind.ADDED, found) == old


def test_one_word_is_told_from_the_rest():
    found = word_differences("Perwali telah disusun 2023.", "Perwali telah ditetapkan 2023.")
    assert [(one.kind, one.text.strip()) for one in found] == [
        (Kind.BOTH, "Perwali telah"),
        (Kind.REMOVED, "disusun"),
        (Kind.ADDED, "ditetapkan"),
        (Kind.BOTH, "2023."),
    ]


def test_far_from_a_difference_nothing_is_repeated():
    words = [f"kata{place}" for place in range(60)]
    found = shortened(word_differences(" ".join([*words, "lama"]), " ".join([*words, "baru"])))
    head = found[0].text
    assert head.startswith(GAP)
    assert head.split()[1:] == words[-AROUND:]
    between = shortened(word_differences(f"a {' '.join(words)} b", f"c {' '.join(words)} d"))
    assert between[2].text.split() == [*words[:AROUND], GAP, *words[-AROUND:]]


def test_equal_texts_stay_whole():
    text = " ".join(["kata"] * 100)
    assert shortened(word_differences(text, text)) == (Stretch(Kind.BOTH, text),)


def test_very_long_texts_are_shown_whole():
    old, new = "a " * (MOST_WORDS + 1), "b " * 3
    assert word_differences(old, new) == (Stretch(Kind.REMOVED, old), Stretch(Kind.ADDED, new))
