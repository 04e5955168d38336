"""Putting words together: lists, counted things, names that repeat, and where figures went.

Sentences themselves stand whole in the translations; what varies in them comes from here. Lists
follow the Indonesian spelling rules (EYD, fifth edition, II.B.1) and plain English usage: a comma
before the last joining word as soon as there are three items. See docs/algorithms/prose.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Literal

from selaras.pure.spelling import spelled

Language = Literal["id", "en"]
Way = Literal["up", "down", "same"]
"""Where a figure went."""

MOST_SPELLED = 10
"""Counts up to this stand as words inside a sentence."""

_AND = {"id": "dan", "en": "and"}
_AND_BESIDE = {"id": "serta", "en": "as well as"}
"""Joins the last item where the items themselves already say "and"."""
_OTHERS = {"id": "{} lainnya", "en": "{} more"}
_COMMA = re.compile(r",(?!\d)")
"""A comma that parts words; one before a digit belongs to a figure."""
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(
    items: Sequence[str],
    language: Language = "id",
    *,
    most: int | None = None,
    apart: bool = False,
) -> str:
    """Items as part of a sentence: "A", "A dan B", "A, B, dan C".

    Items that hold a comma between words are parted by semicolons, and so are all with ``apart``,
    for items that are lists themselves. Where one already says "and", the last is joined by
    "serta". With ``most`` the rest is counted: "A, B, dan 4 lainnya". Nothing gives "". Raises
    ValueError for ``most`` below 1.
    """
    if most is not None and most < 1:
        raise ValueError(f"at least one item must be named: {most}")
    named = list(items)
    if most is not None and len(named) > most + 1:
        named = [*named[:most], _OTHERS[language].format(len(named) - most)]
    if len(named) < 2:
        return "".join(named)
    word = (_AND_BESIDE if _says_and(named, language) else _AND)[language]
    stop = ";" if apart or any(_COMMA.search(item) for item in named) else ","
    if len(named) == 2:
        pause = stop if stop == ";" else ""
        return f"{named[0]}{pause} {word} {named[1]}"
    return f"{f'{stop} '.join(named[:-1])}{stop} {word} {named[-1]}"


def named(names: Sequence[str], language: Language = "id", *, most: int | None = None) -> str:
    """Names as part of a sentence, an opening they all share said once.

    "Layanan Perencanaan", "Layanan Keuangan" become "Layanan Perencanaan dan Keuangan".
    """
    return listed(without_repeats(names), language, most=most)


def without_repeats(names: Sequence[str]) -> list[str]:
    """The names, those after the first without the words with which all of them begin.

    Every name keeps at least one word of its own; names that differ in none stay whole.
    """
    words = [name.split() for name in names]
    if len(words) < 2:
        return list(names)
    columns = list(zip(*(w[:-1] for w in words), strict=False))
    shared = len(list(takewhile(lambda column: len(set(column)) == 1, columns)))
    if shared == 0 or len(set(names)) < len(names):
        return list(names)
    return [names[0], *(" ".join(own[shared:]) for own in words[1:])]


def counted(number: int, language: Language = "id") -> str:
    """A count inside a sentence: in words up to ten, in digits beyond.

    Raises ValueError for a number below 0.
    """
    if number < 0:
        raise ValueError(f"nothing is counted below 0: {number}")
    if number > MOST_SPELLED:
        return str(number)
    return _ENGLISH[number] if language == "en" else spelled(number)


def leading(number: int, language: Language = "id") -> str:
    """A count at the beginning of a sentence, which in Indonesian no digit opens.

    "Tiga", "Sebanyak 12"; "Three", "12". Raises ValueError for a number below 0.
    """
    if number > MOST_SPELLED:
        return f"Sebanyak {number}" if language == "id" else str(number)
    return opened(counted(number, language))


def opened(sentence: str) -> str:
    """The sentence with a capital letter at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def closed(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own."""
    trimmed = text.rstrip()
    return trimmed if not trimmed or trimmed[-1] in ".!?:…" else f"{trimmed.rstrip(';,')}."


def inside(text: str) -> str:
    """A sentence as part of another: small at its beginning, without its full stop.

    An abbreviation keeps its capitals: "SPBE dinilai." gives "SPBE dinilai".
    """
    trimmed = text.strip().removesuffix(".")
    first = trimmed.split(" ", 1)[0]
    is_name = any(letter.isupper() for letter in first[1:])
    return trimmed if is_name else trimmed[:1].lower() + trimmed[1:]


def way(before: Fraction, after: Fraction) -> Way:
    """Where a figure went, told by the exact figures, never by rounded ones."""
    if after == before:
        return "same"
    return "up" if after > before else "down"


def _says_and(items: Sequence[str], language: Language) -> bool:
    joined = (f" {_AND[language]} ", f" {_AND_BESIDE[language]} ")
    return any(word in item for item in items for word in joined)
