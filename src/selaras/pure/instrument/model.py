"""What an assessment instrument is: domains, aspects, indicators, level criteria, weights, bands.

An instrument is data. Everything that scores, draws or explains reads these classes and knows
no indicator count, no weight and no cut point of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

RoundingRule = Literal["setengah-genap", "setengah-atas", "setengah-bawah"]
"""How an exact half is displayed: to the even digit, away from zero, or towards zero."""

INDEX = ""
"""The code of the whole, beside the codes of domains and aspects."""
INDEX_NAME = "Indeks"
"""What any table may call it; what else an instrument's own tables call it, its aliases say."""

_EMPTY: Mapping[str, str] = MappingProxyType({})
_NO_LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scale:
    """The range a rating may take; ``whole`` means only whole levels are ratings."""

    minimum: Fraction
    maximum: Fraction
    whole: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How exact figures are displayed. Never used before the last step of a computation."""

    places: int
    rule: RoundingRule
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A predicate: holds from ``lower`` (inclusive) up to the next band's lower bound."""

    name: str
    lower: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one level of one indicator asks for, and the evidence that usually shows it."""

    level: int
    text: str
    source: str
    evidence: tuple[str, ...] = ()
    confirmed: bool = False
    """Whether an official assessment document carries the text of this level as well."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An indicator of another instrument whose evidence can be used again."""

    instrument: str
    """Code of the other instrument."""
    number: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rated question. ``weight`` is in percent of the index, exact.

    ``number`` is unique within the instrument and is text: an indicator that is filled once per
    service has several instances ("35-1", "35-2"), all with the same ``group`` ("35").
    """

    number: str
    group: str
    code: str
    name: str
    weight: Fraction
    capability: str
    criteria: tuple[Criterion, ...]
    question: str = ""
    question_source: str = ""
    assessed_object: str = ""
    evidence: tuple[str, ...] = ()
    external_index: str = ""
    counterparts: tuple[Counterpart, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()

    def criterion(self, level: int) -> Criterion | None:
        """The criterion of a level, or None when the instrument has none for it."""
        return next((c for c in self.criteria if c.level == level), None)


@dataclass(frozen=True, slots=True)
class Aspect:
    """A group of indicators. ``weight`` is in percent of the index."""

    code: str
    name: str
    weight: Fraction
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A group of aspects. ``pseudo`` marks the shell around an instrument that has no domains."""

    code: str
    name: str
    weight: Fraction
    aspects: tuple[Aspect, ...]
    pseudo: bool = False


@dataclass(frozen=True, slots=True)
class ExternalIndex:
    """Another agency's index that feeds an indicator, with its piecewise linear conversion."""

    code: str
    name: str
    points: tuple[tuple[Fraction, Fraction], ...]
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the instrument in words, with where it was found."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """One version of an instrument, immutable; equal only to itself, so it can be a key."""

    code: str
    name: str
    scale: Scale
    rounding: Rounding
    bands: tuple[Band, ...]
    """Ascending by lower bound."""
    domains: tuple[Domain, ...]
    level_names: Mapping[str, Mapping[int, str]]
    """capability → level → name."""
    level_meanings: Mapping[str, Mapping[int, str]]
    aliases: Mapping[str, tuple[str, ...]]
    """node code → other names under which tables print it; the index stands under ``INDEX``."""
    version: int = 1
    target_index: Fraction | None = None
    target_value: Fraction | None = None
    """What every indicator should reach."""
    target_source: str = ""
    legal_basis: tuple[str, ...] = ()
    status: str = ""
    confidence: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    activities: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_LISTS)
    """kind of cycle → its steps, in order."""
    activities_source: str = ""
    weight_note: str = ""
    rules: tuple[Rule, ...] = ()
    external_indices: tuple[ExternalIndex, ...] = ()
    formula: Mapping[str, str] = field(default_factory=lambda: _EMPTY)

    def aspects(self) -> Iterator[Aspect]:
        """All aspects in the instrument's order."""
        for domain in self.domains:
            yield from domain.aspects

    def indicators(self) -> Iterator[Indicator]:
        """All indicators in the instrument's order."""
        for aspect in self.aspects():
            yield from aspect.indicators

    def indicator(self, number: str) -> Indicator | None:
        """The indicator with this number, or None."""
        return next((i for i in self.indicators() if i.number == number), None)

    def place(self, number: str) -> tuple[Domain, Aspect, Indicator]:
        """Where an indicator stands. Raises KeyError for an unknown number."""
        for domain in self.domains:
            for aspect in domain.aspects:
                for indicator in aspect.indicators:
                    if indicator.number == number:
                        return domain, aspect, indicator
        raise KeyError(number)

    def real_domains(self) -> tuple[Domain, ...]:
        """The domains a reader should see: none for an instrument without domains."""
        return tuple(d for d in self.domains if not d.pseudo)

    def node_named(self, name: str) -> str | None:
        """The code of the domain or aspect a table means by a name, ``INDEX`` for the index itself.

        Compares codes, names and aliases without regard to case and spacing; None when no node, or
        more than one, answers to the name.
        """
        wanted = plain_name(name)
        found = {code for code, names in self._names() if wanted in {plain_name(n) for n in names}}
        return found.pop() if len(found) == 1 else None

    def node_names(self) -> Iterator[str]:
        """Every name a table may print for the index, a domain or an aspect."""
        for _code, names in self._names():
            yield from names

    def _names(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield INDEX, (INDEX_NAME, *self.aliases.get(INDEX, ()))
        for domain in self.real_domains():
            yield domain.code, (domain.code, domain.name, *self.aliases.get(domain.code, ()))
        for aspect in self.aspects():
            yield aspect.code, (aspect.code, aspect.name, *self.aliases.get(aspect.code, ()))


def plain_name(name: str) -> str:
    """A name for comparing: lower case, single spaces."""
    return " ".join(name.casefold().split())
