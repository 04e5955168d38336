"""Cleaning cells: from what a person typed to a number, a year, a value, or a fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from selaras.assessments.models.value import UNIT
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import exact, localise, parse

EMPTY_MARKS = frozenset({"-", "–", "—"})
"""Cells that say on purpose that there is no value yet."""

_NUMBER = re.compile(r"(?:indikator|i)?\s*0*(\d+)(?:[.,]0+)?", re.IGNORECASE)
_INSTANCE = re.compile(r"(?:indikator|i)?\s*0*(\d+)\s*[-._/,–]\s*0*(\d+)", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})(?:\.0)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2015, 2100
"""The years a cycle can have."""


class CellError(ValueError):
    """A cell cannot be used; ``code`` and ``params`` make the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Numbers:
    """Reads indicator numbers of one instrument, or positions when the file counts 1 to N."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self.own = tuple(indicator.number for indicator in instrument.indicators())
        self._known = frozenset(self.own)
        self._by_position: Mapping[str, str] = {}
        self._seen: dict[str, str] = {}

    def read_as_positions(self, texts: frozenset[str]) -> bool:
        """Whether these are exactly 1 to N while the instrument counts otherwise; then they are
        read as positions from here on.
        """
        places = {str(place): number for place, number in enumerate(self.own, start=1)}
        plain = {self._plain(text) for text in texts}
        if plain != places.keys() or plain == self._known:
            return False
        self._by_position = places
        self._seen.clear()
        return True

    @property
    def moved(self) -> tuple[tuple[str, str], ...]:
        """Positions that stand for another number, in order."""
        return tuple((place, own) for place, own in self._by_position.items() if place != own)

    def read(self, text: str) -> str:
        """The instrument's number. Raises CellError."""
        known = self._seen.get(text)
        if known is None:
            known = self._seen[text] = self._read(text)
        return known

    def _read(self, text: str) -> str:
        if not text:
            raise CellError("number_empty")
        plain = self._plain(text)
        number = self._by_position.get(plain, plain)
        if number in self._known:
            return number
        facts = {"value": text[:60], "instrument": self._instrument.code}
        near = [own for own in self.own if own.startswith(f"{plain}-")]
        if near:
            raise CellError("number_unknown_near", near=", ".join(near), **facts)
        raise CellError("number_unknown", first=self.own[0], last=self.own[-1], **facts)

    def _plain(self, text: str) -> str:
        text = text.strip().rstrip(".")
        if text in self._known:
            return text
        if found := _NUMBER.fullmatch(text):
            return found[1]
        if found := _INSTANCE.fullmatch(text):
            return f"{found[1]}-{found[2]}"
        return text


class ValueReader:
    """Reads values within one instrument's scale. ``mean`` allows decimals between whole levels."""

    def __init__(self, instrument: Instrument, *, mean: bool = False) -> None:
        self._code = instrument.code
        self._scale = instrument.scale
        self._whole = instrument.scale.whole and not mean
        self.read = lru_cache(maxsize=2048)(self._read)

    def _read(self, text: str) -> Fraction:
        """The exact value. Raises CellError."""
        if not text:
            raise CellError("value_empty")
        try:
            value = parse(text)
        except ValueError:
            example = "3" if self._whole else "3,25"
            raise CellError("value_text", value=text[:60], example=example) from None
        shown = localise(text)
        limits = {
            "value": shown,
            "low": localise(exact(self._scale.minimum)),
            "high": localise(exact(self._scale.maximum)),
            "instrument": self._code,
        }
        if not self._scale.minimum <= value <= self._scale.maximum:
            raise CellError("value_outside", **limits)
        if self._whole and value.denominator != 1:
            raise CellError("value_not_whole", **limits)
        if UNIT % value.denominator:
            raise CellError("value_too_fine", value=shown)
        return value


@lru_cache(maxsize=512)
def year_of(text: str) -> int:
    """The year in a cell. Raises CellError."""
    found = _YEAR.fullmatch(text.strip())
    if found is None:
        raise CellError("year_wrong", value=text[:60])
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise CellError("year_outside", value=found[1], first=FIRST_YEAR, last=LAST_YEAR)
    return int(found[1])
