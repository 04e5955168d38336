"""The shape of an instrument document: which keys there are, which must be, what each holds.

The same shape as ``instruments/schema.json``, which a test holds beside it; this one speaks in
sentences and needs nothing but the standard library.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from selaras.pure.instrument import faults as say
from selaras.pure.instrument.exact import is_exact
from selaras.pure.instrument.faults import Fault, Path


class Kind(Protocol):
    """What a place in the document may hold."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Everything wrong with the value at that path."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text with something in it; a figure stands for its digits."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Nothing, a list or a mapping is no text."""
        fits = isinstance(value, str | int | float) and not isinstance(value, bool)
        if not fits or not str(value).strip():
            yield Fault(path, say.NOT_TEXT)


@dataclass(frozen=True, slots=True)
class Code:
    """A short name for machines and addresses: letters, digits, hyphens."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Refuse what could not stand in an address."""
        fits = isinstance(value, str | int) and not isinstance(value, bool)
        if not fits or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", str(value)):
            yield Fault(path, say.NOT_A_CODE, {"value": value})


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in a range."""

    low: int
    high: int

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Text and decimals are refused, so are numbers out of range."""
        fits = isinstance(value, int) and not isinstance(value, bool)
        if not (fits and isinstance(value, int) and self.low <= value <= self.high):
            yield Fault(path, say.NOT_WHOLE, {"value": value, "low": self.low, "high": self.high})


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact figure: whole, decimal, or a fraction in quotes."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Refuse what is not one figure."""
        if not is_exact(value):
            yield Fault(path, say.NOT_EXACT, {"value": value})


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Words like "ya" are not understood by other readers of the file, so not by us."""
        if not isinstance(value, bool):
            yield Fault(path, say.NOT_A_FLAG, {"value": value})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Name the choices when it is none of them."""
        if value not in self.words:
            yield Fault(path, say.NOT_A_CHOICE, {"value": value, "choices": ", ".join(self.words)})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two exact figures."""

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Anything but a list of two figures is refused as a whole."""
        if not isinstance(value, list) or len(value) != 2 or not all(map(is_exact, value)):
            yield Fault(path, say.NOT_A_PAIR)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of things of one kind."""

    item: Kind
    least: int = 1

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Check the list, then every item."""
        if not isinstance(value, list):
            yield Fault(path, say.NOT_A_LIST)
        elif len(value) < self.least:
            yield Fault(path, say.EMPTY_LIST)
        else:
            for position, item in enumerate(value):
                yield from self.item.check(item, (*path, position))


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping with free keys and values of one kind; ``levels`` means the keys are levels."""

    item: Kind
    levels: bool = False

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Check the mapping, then every value."""
        if not isinstance(value, Mapping):
            yield Fault(path, say.NOT_A_MAPPING)
            return
        for key, item in value.items():
            place = (*path, str(key))
            if self.levels and not re.fullmatch(r"\d{1,2}", str(key)):
                yield Fault(place, say.NOT_A_LEVEL, {"key": key})
            yield from self.item.check(item, place)


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys, some of which must be there."""

    must: Mapping[str, Kind]
    may: Mapping[str, Kind]

    def check(self, value: object, path: Path) -> Iterator[Fault]:
        """Missing keys, unknown keys, and what is wrong below."""
        if not isinstance(value, Mapping):
            yield Fault(path, say.NOT_A_MAPPING)
            return
        known = {**self.must, **self.may}
        for key in self.must:
            if key not in value:
                yield Fault(path, say.MISSING_KEY, {"key": key})
        for key, item in value.items():
            kind = known.get(str(key))
            if kind is None:
                yield _unknown(str(key), known, (*path, str(key)))
            else:
                yield from kind.check(item, (*path, str(key)))


def _unknown(key: str, known: Mapping[str, Kind], path: Path) -> Fault:
    like = difflib.get_close_matches(key, known, n=1)
    if like:
        return Fault(path, say.UNKNOWN_KEY_LIKE, {"key": key, "like": like[0]})
    return Fault(path, say.UNKNOWN_KEY, {"key": key})


ROUNDING_RULES = ("setengah-genap", "setengah-atas", "setengah-bawah")
SOURCE_MARKS = ("ditemukan", "disimpulkan")
MOST_LEVELS = 20
"""Levels are walked one by one, so a scale may not be endless."""

_texts = Many(Text())
_mark = Choice(SOURCE_MARKS)
_criterion = Record(must={"kriteria": Text(), "sumber": _mark}, may={})

INDICATOR = Record(
    must={
        "nomor": Code(),
        "kode": Code(),
        "nama": Text(),
        "bobot": Exact(),
        "kapabilitas": Text(),
        "level": Named(_criterion, levels=True),
    },
    may={
        "bobot_desimal": Exact(),
        "instans": Many(Code()),
        "bobot_per_instans": Exact(),
        "bobot_per_instans_desimal": Exact(),
        "pertanyaan": Text(),
        "pertanyaan_sumber": _mark,
        "objek_penilaian": Text(),
        "indeks_luar": Text(),
        "level_0": _criterion,
        "bukti_lazim": _texts,
        "bukti_per_level": Named(_texts, levels=True),
        "padanan": Named(Many(Code(), least=0)),
        "tingkat_terkonfirmasi": Many(Whole(0, MOST_LEVELS)),
        "catatan": Text(),
        "sumber": _texts,
    },
)
ASPECT = Record(
    must={"kode": Code(), "nama": Text(), "bobot": Exact(), "indikator": Many(INDICATOR)}, may={}
)
DOMAIN = Record(
    must={"kode": Code(), "nama": Text(), "bobot": Exact(), "aspek": Many(ASPECT)},
    may={"semu": Flag()},
)
EXTERNAL = Record(
    must={"nama": Text(), "titik": Many(Pair()), "cara": Text(), "sumber": Text()}, may={}
)
DOCUMENT = Record(
    must={
        "kode": Code(),
        "versi": Whole(1, 9999),
        "nama": Text(),
        "dasar_hukum": _texts,
        "status": Text(),
        "skala": Record(
            must={"min": Whole(0, MOST_LEVELS), "maks": Whole(1, MOST_LEVELS), "bulat": Flag()},
            may={"catatan": Text()},
        ),
        "pembulatan": Record(
            must={"desimal": Whole(0, 6), "cara": Choice(ROUNDING_RULES)}, may={"catatan": Text()}
        ),
        "kapabilitas": Named(Named(Text(), levels=True)),
        "domain": Many(DOMAIN),
        "predikat": Many(
            Record(must={"batas_bawah": Exact(), "nama": Text(), "teks": Text()}, may={})
        ),
    },
    may={
        "target": Record(must={}, may={"indikator": Exact(), "indeks": Exact(), "sumber": Text()}),
        "format_bobot": Text(),
        "alias": Named(_texts),
        "keyakinan": Named(Text()),
        "makna_tingkat": Named(Named(Text(), levels=True)),
        "rumus": Named(Text()),
        "kegiatan": Named(_texts),
        "kegiatan_sumber": Text(),
        "indeks_luar": Named(EXTERNAL),
        "aturan": Many(Record(must={"kode": Code(), "teks": Text(), "sumber": Text()}, may={})),
    },
)
