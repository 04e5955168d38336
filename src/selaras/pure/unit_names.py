"""Reading the cell of a table that lists units: several names in one text, short and as spoken.

"Dinas Perijinan, Dinas Dukcapil, dll" are two units and a word that says there are more; "Badan
Kepegawaian, Pendidikan dan Pelatihan" is one. The longest known name is looked for first; where no
known name begins, a new unit begins only at a word with which names of units begin, at a short name
in capitals, or after a semicolon or a slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

LIKE = 0.84
"""Share of letters in common from which two names are taken for the same unit's."""
SHORTEST_CAPITALS = 3

_TOKEN = re.compile(r"[^\W_]+|[,;/&\n]")
_SEPARATORS = frozenset({",", ";", "/", "&", "\n", "dan", "serta"})
_FIRM = frozenset({";", "\n"})
"""Separators that always end a name."""
_FILLERS = frozenset({"dan", "&", "serta", "dgn", "dengan"})
_MORE = frozenset({"dll", "dsb", "dkk", "dst", "lainnya", "lain", "terkait"})
"""Words that say there are more units, without naming them."""
_LONG_FORMS = {
    "bag": "bagian",
    "bid": "bidang",
    "kel": "kelurahan",
    "kec": "kecamatan",
    "din": "dinas",
    "sekda": "setda",
    "perizinan": "perijinan",
    "barjas": "barang jasa",
}
_HEADS = frozenset(
    {"badan", "bagian", "bidang", "biro", "dinas", "inspektorat", "kantor", "kecamatan"}
    | {"kelurahan", "puskesmas", "rsud", "satpol", "satuan", "sekretariat", "sub", "subbagian"}
    | {"unit", "upt", "uptd", "direktorat", "pusat", "deputi", "desa", "rumah"}
)
"""Words with which names of units begin."""
_OF_THE_SECRETARIAT = (("setda",), ("sekretariat", "daerah"))
_BELOW_IT = frozenset({"bagian", "biro"})
_SPOKEN = {
    "dukcapil": "kependudukan pencatatan sipil",
    "kominfo": "komunikasi informatika",
    "bappeda": "badan perencanaan pembangunan daerah",
    "bapelitbang": "badan perencanaan penelitian pengembangan",
    "bappelitbang": "badan perencanaan penelitian pengembangan",
    "inspektorat": "inspektorat daerah",
    "setda": "sekretariat daerah",
    "setwan": "sekretariat dewan perwakilan rakyat daerah",
    "naker": "tenaga kerja",
    "pbj": "pengadaan barang jasa",
}
"""Short names spoken everywhere, as the words they stand for; "dis" before one means dinas."""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that a text may mean; ``key`` is the caller's."""

    key: int
    name: str
    abbreviation: str = ""


class Sureness(Enum):
    """How a name was found."""

    SAME = "sama"
    NEAR = "dekat"
    NONE = "tidak ada"


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One unit a text names: its words there, the name written out, and the unit proposed."""

    text: str
    name: str
    key: int | None
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What a text says: the units in its order, and whether it hints at more of them."""

    parts: tuple[UnitPart, ...]
    has_more: bool = False

    @property
    def keys(self) -> tuple[int, ...]:
        """The proposed units, each once."""
        return tuple(dict.fromkeys(part.key for part in self.parts if part.key is not None))


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    """Lower case, short forms written out."""
    begins: int
    ends: int
    is_capitals: bool = False

    @property
    def is_break(self) -> bool:
        return self.word in _SEPARATORS


class UnitNames:
    """Reads texts against the units of one institution; names of two units count for neither."""

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        found: dict[tuple[str, ...], set[int]] = {}
        self._names: list[tuple[str, int]] = []
        for unit in units:
            for words in _ways(unit):
                found.setdefault(words, set()).add(unit.key)
            self._names.append((" ".join(_content(_tokens(unit.name))), unit.key))
        self._exact = {words: keys.copy().pop() for words, keys in found.items() if len(keys) == 1}
        self._longest = max((len(words) for words in self._exact), default=0)

    def read(self, text: str) -> UnitReading:
        """The units a text names."""
        has_more = False
        parts: list[UnitPart] = []
        head = ""
        for whole in self._chunks(_tokens(text)):
            chunk = whole
            words = [token.word for token in chunk]
            if all(word in _MORE or word in _FILLERS for word in words):
                has_more = has_more or any(word in _MORE for word in words)
                continue
            if words[-1] in _MORE:
                has_more = True
                chunk = chunk[:-1]
            parts.append(self._part(text, chunk, head))
            if chunk[0].word in _HEADS:
                head = chunk[0].word
        return UnitReading(tuple(_once(parts)), has_more)

    def _part(self, text: str, chunk: Sequence[_Token], head: str) -> UnitPart:
        said = " ".join(text[chunk[0].begins : chunk[-1].ends].split())
        words = _content(chunk)
        tries = [words]
        if head and chunk[0].word not in _HEADS and not chunk[0].is_capitals:
            tries.append((head, *words))
        for words_tried in tries:
            key = self._exact.get(words_tried)
            if key is not None:
                return UnitPart(said, _written(said, head, words_tried), key, Sureness.SAME)
        last = tries[-1]
        near = self._near(last)
        sureness = Sureness.NONE if near is None else Sureness.NEAR
        return UnitPart(said, _written(said, head, last), near, sureness)

    def _near(self, words: tuple[str, ...]) -> int | None:
        """The unit whose name is most alike, if it is alike and no other is as much."""
        text = " ".join(_spoken(words))
        ranked = sorted(
            ((_likeness(text, name), key) for name, key in self._names), key=lambda r: -r[0]
        )
        if not ranked or ranked[0][0] < LIKE:
            return None
        if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
            return None
        return ranked[0][1]

    def _chunks(self, tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
        """The tokens of each unit."""
        chunk: list[_Token] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if not chunk:
                end = 0 if token.is_break else self._known_at(tokens, place)
                if end:
                    yield list(tokens[place:end])
                    place = end
                    continue
                if not token.is_break:
                    chunk.append(token)
            elif token.is_break and self._ends(tokens, place, chunk):
                yield _trimmed(chunk)
                chunk = []
            else:
                chunk.append(token)
            place += 1
        if _trimmed(chunk):
            yield _trimmed(chunk)

    def _known_at(self, tokens: Sequence[_Token], place: int) -> int:
        """Where the longest known name that begins here ends, 0 when none does."""
        best = 0
        words: list[str] = []
        for end in range(place, len(tokens)):
            token = tokens[end]
            if token.word in _FIRM:
                break
            if not token.is_break:
                words.append(token.word)
            after = tokens[end + 1] if end + 1 < len(tokens) else None
            closed = after is None or after.is_break or after.word in _MORE
            if closed and not token.is_break and _without_office(words) in self._exact:
                best = end + 1
            if len(words) > self._longest + 2:
                break
        return best

    def _ends(self, tokens: Sequence[_Token], place: int, chunk: Sequence[_Token]) -> bool:
        """Whether the separator at this place ends the name read so far."""
        following = next((t for t in tokens[place + 1 :] if not t.is_break), None)
        if following is None or tokens[place].word in _FIRM:
            return True
        if all(token.word in _HEADS for token in chunk):
            return False  # "Bag, Hukum": a beginning alone is no name
        if tokens[place].word == "/":
            return True
        begins = tokens.index(following)
        return (
            following.word in _HEADS
            or following.word in _MORE
            or following.is_capitals
            or bool(self._known_at(tokens, begins))
        )


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        plain = word.casefold()
        capitals = word.isupper() and len(word) >= SHORTEST_CAPITALS
        found += [
            _Token(part, match.start(), match.end(), capitals)
            for part in _LONG_FORMS.get(plain, plain).split(" ")
        ]
    return found


def _trimmed(chunk: Sequence[_Token]) -> list[_Token]:
    kept = list(chunk)
    while kept and kept[-1].is_break:
        kept.pop()
    return kept


def _content(tokens: Iterable[_Token]) -> tuple[str, ...]:
    """The words that name: without separators, fillers and the office above."""
    words = [t.word for t in tokens if not t.is_break and t.word not in _FILLERS]
    return _without_office(words)


def _without_office(words: Sequence[str]) -> tuple[str, ...]:
    """The words without the office above a part of the secretariat: "Bagian Hukum Setda"."""
    for office in _OF_THE_SECRETARIAT:
        size = len(office)
        if len(words) > size + 1 and tuple(words[-size:]) == office and words[0] in _BELOW_IT:
            return tuple(words[:-size])
    return tuple(words)


def _ways(unit: KnownUnit) -> Iterator[tuple[str, ...]]:
    """How a unit may be written so that nothing is left to guess."""
    words = _content(_tokens(unit.name))
    if not words:
        return
    yield words
    if unit.abbreviation:
        yield _content(_tokens(unit.abbreviation))
    if len(words) >= SHORTEST_CAPITALS:
        yield ("".join(word[0] for word in words),)
    for short, long in _SPOKEN.items():
        meant = tuple(long.split())
        if words == meant:
            yield (short,)
        if words == ("dinas", *meant):
            yield (f"dis{short}",)
            yield ("dinas", short)
        if words == ("bagian", *meant):
            yield ("bagian", short)


def _spoken(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        short = word.removeprefix("dis")
        if word.startswith("dis") and short in _SPOKEN:
            yield f"dinas {_SPOKEN[short]}"
        else:
            yield _SPOKEN.get(word, word)


def _likeness(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _written(said: str, head: str, words: Sequence[str]) -> str:
    """The name as a unit would be called: short forms of its first word written out."""
    first, _blank, rest = said.partition(" ")
    long = _LONG_FORMS.get(first.strip(".,").casefold())
    if long in _HEADS:
        return f"{long.capitalize()} {rest}".strip()
    if head and words and words[0] == head and first.casefold() != head:
        return f"{head.capitalize()} {said}"
    return said


def _once(parts: Sequence[UnitPart]) -> Iterator[UnitPart]:
    """Each unit once, where it is named first."""
    seen: set[int | str] = set()
    for part in parts:
        mark = part.name.casefold() if part.key is None else part.key
        if mark not in seen:
            seen.add(mark)
            yield part
