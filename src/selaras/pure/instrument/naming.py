"""Short names for indicators: what nearly all say alike carries no information in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from selaras.pure.instrument.model import Instrument

MAJORITY = 2 / 3
"""Share of the names that must open alike before the opening is dropped from them."""


@lru_cache(maxsize=64)
def short_names(instrument: Instrument) -> Mapping[str, str]:
    """Indicator number → name without the words that open most indicators' names.

    "Tingkat Kematangan Layanan Keuangan" becomes "Layanan Keuangan" where two thirds of the names
    begin so; a name that begins otherwise stays whole.
    """
    names = {i.number: i.name.split() for i in instrument.indicators()}
    opening = _opening(list(names.values()))
    return MappingProxyType(
        {number: " ".join(_without(words, opening)) for number, words in names.items()}
    )


def _opening(names: list[list[str]]) -> list[str]:
    """The longest run of words that enough names begin with."""
    opening: list[str] = []
    while True:
        length = len(opening)
        following = Counter(
            words[length]
            for words in names
            if words[:length] == opening and len(words) > length + 1
        )
        word, count = next(iter(following.most_common(1)), ("", 0))
        if count < 2 or count < MAJORITY * len(names):
            return opening
        opening.append(word)


def _without(words: list[str], opening: list[str]) -> list[str]:
    return words[len(opening) :] if words[: len(opening)] == opening else words
