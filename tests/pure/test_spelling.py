"""Numbers in words, as dates of official documents write them."""

from __future__ import annotations

import pytest

from selaras.pure.spelling import spelled


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (31, "tiga puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (215, "dua ratus lima belas"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2025, "dua ribu dua puluh lima"),
        (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_in_words(number, words):
    assert spelled(number) == words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match="0 to 9999"):
        spelled(number)
