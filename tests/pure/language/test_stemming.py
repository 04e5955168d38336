"""The documented families of words, and what a question and an excerpt make of a text."""

from __future__ import annotations

import pytest

from selaras.pure.language.stemming import stem
from selaras.pure.language.words import excerpt, keys, question
from tests.docs.test_algorithms import table

FAMILIES = [(row["Key"], row["Forms"].split(", ")) for row in table("stemming.md", "stems")]


@pytest.mark.parametrize(("key", "forms"), FAMILIES, ids=[key for key, _ in FAMILIES])
def test_the_forms_of_a_word_meet(key: str, forms: list[str]) -> None:
    assert {form: stem(form) for form in forms} == dict.fromkeys(forms, key)


@pytest.mark.parametrize(
    ("one", "other"),
    [("nilai", "nikah"), ("peta", "data"), ("masalah", "masa"), ("tetapi", "tetap"),
     ("dinas", "nasional"), ("layanan", "laporan"), ("sistem", "sisa"), ("periode", "metode")],
)  # fmt: skip
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["spbe", "tik", "2024", "a1", "", "di", "x" * 60])
def test_short_words_and_figures_are_their_own_key(word: str) -> None:
    assert stem(word) == word


def test_reduplication_and_broken_words() -> None:
    assert keys("undang-undang") == "undang undang"
    assert keys("penyeleng-\ngaraan").split()[-1] == "selenggara"
    assert keys("Nomor 12/2024, é") == "nomor 12 2024 e"


def test_a_question_leaves_function_words_out_unless_there_is_nothing_else() -> None:
    assert question("Peraturan tentang dan untuk arsitektur") == ("atur", "arsitektur")
    assert question("dan atau") == ("dan", "atau")
    assert question("?!") == ()
    assert len(question(" ".join(f"kata{n}" for n in range(50)))) == 12


def test_an_excerpt_shows_the_place_where_most_words_meet() -> None:
    text = (
        "awal " * 100
        + "Arsitektur saja. "
        + "isi " * 100
        + "pengelolaan arsitektur data "
        + "z " * 99
    )
    parts = excerpt(text, {"arsitektur", "elola"}, length=120)
    assert [part.text for part in parts if part.is_hit] == ["pengelolaan", "arsitektur"]
    whole = "".join(part.text for part in parts)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= 130


def test_an_excerpt_without_a_hit_is_the_beginning() -> None:
    assert "".join(p.text for p in excerpt("satu dua", {"tiga"})) == "satu dua"
    assert excerpt("", {"tiga"}) == ()
