"""Words of a text, their keys for the search index, and the stretch of text around what was met."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from selaras.pure.language.roots import FUNCTION_WORDS
from selaras.pure.language.stemming import stem

_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"([^\W\d_]+)-[ \t]*\r?\n\s*([^\W\d_]+)")
_BLANKS = re.compile(r"\s+")
_LONGEST_WORD = 60
MOST_WORDS = 12
"""Words of a question that count."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its key and its place in the text, in characters."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an excerpt; ``is_hit`` marks the words that were looked for."""

    text: str
    is_hit: bool


def words(text: str) -> Iterator[Word]:
    """Every word and figure of the text, in order."""
    for match in _WORD.finditer(text):
        yield Word(_key(match[0]), match.start(), match.end())


def keys(text: str) -> str:
    """The keys of all words, parted by blanks, as the search index keeps them.

    A word broken at the end of a line counts in its halves, which reduplication writes alike
    ("tugas-tugas"), and whole.
    """
    found = [word.key for word in words(text)]
    found += [_key(match[1] + match[2]) for match in _BROKEN.finditer(text)]
    return " ".join(found)


def question(text: str) -> tuple[str, ...]:
    """The keys to look for, each once; function words only when there is nothing else."""
    asked = [(match[0].lower(), _key(match[0])) for match in _WORD.finditer(text)]
    telling = [key for word, key in asked if word not in FUNCTION_WORDS]
    return tuple(dict.fromkeys(telling or [key for _, key in asked]))[:MOST_WORDS]


def excerpt(text: str, wanted: Collection[str], *, length: int = 240) -> tuple[Stretch, ...]:
    """About ``length`` characters around the place where most different wanted keys meet.

    Without a hit it is the beginning of the text.
    """
    hits = [word for word in words(text) if word.key in wanted]
    start, end = _window(text, hits, length)
    pieces: list[Stretch] = []
    at = start
    for hit in hits:
        if hit.start < at or hit.end > end:
            continue
        pieces.append(Stretch(_BLANKS.sub(" ", text[at : hit.start]), is_hit=False))
        pieces.append(Stretch(text[hit.start : hit.end], is_hit=True))
        at = hit.end
    pieces.append(Stretch(_BLANKS.sub(" ", text[at:end]), is_hit=False))
    if start > 0:
        pieces.insert(0, Stretch("… ", is_hit=False))
    if end < len(text.rstrip()):
        pieces.append(Stretch(" …", is_hit=False))
    return tuple(piece for piece in pieces if piece.text)


def _window(text: str, hits: list[Word], length: int) -> tuple[int, int]:
    """The densest stretch, widened to whole words."""
    best, met = 0, 0
    for place, hit in enumerate(hits):
        inside = {h.key for h in hits[place : place + 40] if h.end <= hit.start + length * 2 // 3}
        if len(inside) > met:
            best, met = hit.start, len(inside)
    start = max(0, best - length // 3)
    if start:
        blank = text.find(" ", start, best)
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + length)
    if end < len(text):
        blank = text.rfind(" ", best + 1, end)
        end = blank if blank > best else end
    return start, end


def _key(word: str) -> str:
    """The key of a word as written: small letters without marks, then its stem."""
    folded = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return stem(plain[:_LONGEST_WORD])
