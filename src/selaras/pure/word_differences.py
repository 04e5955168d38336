"""What one text says otherwise than another, word by word, so that long texts can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MOST_WORDS = 1_500
"""Words of a text that are compared one by one; longer texts are shown whole, old and new."""
AROUND = 8
"""Unchanged words left on each side of a difference."""
GAP = "…"

_WORD = re.compile(r"\S+\s*|\s+")


class Kind(Enum):
    """Where a stretch of text stands."""

    BOTH = "sama"
    REMOVED = "hilang"
    ADDED = "baru"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that stands in both, only in the old, or only in the new one."""

    kind: Kind
    text: str


def word_differences(old: str, new: str) -> tuple[Stretch, ...]:
    """The new text with what it lost and what it gained, in reading order.

    The stretches of both and of the new one put together are the new text; those of both and of
    the old one are the old.
    """
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return tuple(_whole(old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Stretch] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.append(Stretch(Kind.BOTH, "".join(after[first:last])))
        else:
            found += _whole("".join(before[start:end]), "".join(after[first:last]))
    return tuple(found)


def shortened(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The same with long unchanged stretches cut down to the words around what differs."""
    last = len(stretches) - 1
    if not last:
        return stretches
    return tuple(
        Stretch(one.kind, _cut(one.text, at_start=place == 0, at_end=place == last))
        if one.kind is Kind.BOTH
        else one
        for place, one in enumerate(stretches)
    )


def _whole(old: str, new: str) -> Iterator[Stretch]:
    if old:
        yield Stretch(Kind.REMOVED, old)
    if new:
        yield Stretch(Kind.ADDED, new)


def _cut(text: str, *, at_start: bool, at_end: bool) -> str:
    """Leave ``AROUND`` words towards each difference."""
    words = _words(text)
    if len(words) <= 2 * AROUND + 1:
        return text
    head = "" if at_start else "".join(words[:AROUND])
    tail = "" if at_end else "".join(words[-AROUND:])
    return f"{head}{GAP} {tail}" if tail else f"{head}{GAP}"


def _words(text: str) -> list[str]:
    """Words, each with the blanks after it."""
    return _WORD.findall(text)
