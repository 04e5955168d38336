"""What the pages of the instrument browser show, made from an instrument's definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.instruments.models import InstrumentVersion
from selaras.pure.instrument.model import (
    Aspect,
    Band,
    Criterion,
    Domain,
    ExternalIndex,
    Indicator,
    Instrument,
    RoundingRule,
)
from selaras.pure.instrument.naming import short_names

ROUNDING: Mapping[RoundingRule, str | Promise] = {
    "setengah-genap": _("tepat setengah ke angka genap"),
    "setengah-atas": _("tepat setengah menjauhi nol"),
    "setengah-bawah": _("tepat setengah mendekati nol"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """An instrument version in the list."""

    version: InstrumentVersion
    instrument: Instrument

    @property
    def address(self) -> str:
        """Where its page is."""
        return address_of(self.version)

    @property
    def aspects(self) -> int:
        """How many aspects it has."""
        return len(list(self.instrument.aspects()))

    @property
    def groups(self) -> int:
        """How many indicators it has, an indicator with several instances counted once."""
        return len({i.group for i in self.instrument.indicators()})

    @property
    def rows(self) -> int:
        """How many values a result has: every instance counts."""
        return len(list(self.instrument.indicators()))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the structure: a domain, an aspect, or an indicator."""

    kind: str
    """"domain", "aspek" or "indikator"."""
    code: str
    name: str
    weight: Fraction
    address: str = ""
    note: str = ""

    @property
    def share(self) -> float:
        """The weight as a length of 100, for drawing."""
        return float(self.weight)


def structure(instrument: Instrument, query: str) -> Iterator[Row]:
    """The whole tree, line by line; the shell of an instrument without domains is left out."""
    short = short_names(instrument)
    for domain in instrument.domains:
        if not domain.pseudo:
            yield Row("domain", domain.code, domain.name, domain.weight)
        for aspect in domain.aspects:
            yield Row("aspek", aspect.code, aspect.name, aspect.weight)
            for indicator in aspect.indicators:
                yield Row(
                    "indikator",
                    indicator.number,
                    short[indicator.number],
                    indicator.weight,
                    indicator_address(instrument.code, indicator.number, query),
                    indicator.external_index,
                )


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a ladder of level names."""

    level: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """A capability with its levels."""

    name: str
    steps: tuple[Step, ...]


def ladders(instrument: Instrument) -> list[Ladder]:
    """Every capability, in alphabetical order."""
    return [ladder(instrument, name) for name in sorted(instrument.level_names)]


def ladder(instrument: Instrument, capability: str) -> Ladder:
    """The names and meanings of one capability's levels."""
    meanings = instrument.level_meanings.get(capability, {})
    return Ladder(
        capability,
        tuple(
            Step(level, name, meanings.get(level, ""))
            for level, name in instrument.level_names[capability].items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """A predicate with the range it covers; ``upper`` is None for the highest."""

    band: Band
    lower: Fraction
    upper: Fraction | None


def reaches(instrument: Instrument) -> list[Reach]:
    """The predicates from the highest down; none begins below the scale."""
    bands = instrument.bands
    found = [
        Reach(
            band,
            max(band.lower, instrument.scale.minimum),
            bands[place + 1].lower if place + 1 < len(bands) else None,
        )
        for place, band in enumerate(bands)
    ]
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of an indicator: what it is called and what it asks."""

    level: int
    name: str
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Twin:
    """A related indicator of another instrument."""

    instrument: str
    number: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator with everything its page shows."""

    domain: Domain
    aspect: Aspect
    indicator: Indicator
    name: str
    rungs: tuple[Rung, ...]
    external: ExternalIndex | None
    uses: tuple[Twin, ...]
    """Indicators of other instruments whose evidence serves this one."""
    used_by: tuple[Twin, ...]
    """Indicators of other instruments that use this one's evidence."""
    siblings: tuple[str, ...]
    """Numbers of all instances, this one among them; empty when there is just one."""
    before: Row | None
    after: Row | None

    @property
    def has_level_evidence(self) -> bool:
        """Whether evidence is given level by level."""
        return any(rung.criterion.evidence for rung in self.rungs)


def indicator_page(
    instrument: Instrument, number: str, others: list[Instrument], query: str
) -> IndicatorPage:
    """The page of an indicator. ``others`` are the current instruments. Raises KeyError."""
    domain, aspect, indicator = instrument.place(number)
    names = instrument.level_names[indicator.capability]
    rows = [row for row in structure(instrument, query) if row.kind == "indikator"]
    place = next(k for k, row in enumerate(rows) if row.code == number)
    group = tuple(i.number for i in instrument.indicators() if i.group == indicator.group)
    return IndicatorPage(
        domain=domain,
        aspect=aspect,
        indicator=indicator,
        name=short_names(instrument)[number],
        rungs=tuple(Rung(c.level, names.get(c.level, ""), c) for c in indicator.criteria),
        external=next(
            (e for e in instrument.external_indices if e.code == indicator.external_index), None
        ),
        uses=tuple(_uses(indicator, others)),
        used_by=tuple(_used_by(instrument, indicator, others)),
        siblings=group if len(group) > 1 else (),
        before=rows[place - 1] if place else None,
        after=rows[place + 1] if place + 1 < len(rows) else None,
    )


def _uses(indicator: Indicator, others: list[Instrument]) -> Iterator[Twin]:
    known = {other.code: other for other in others}
    for twin in indicator.counterparts:
        other = known.get(twin.instrument)
        found = other.indicator(twin.number) if other else None
        if other and found:
            yield _twin(other, found)


def _used_by(
    instrument: Instrument, indicator: Indicator, others: list[Instrument]
) -> Iterator[Twin]:
    for other in others:
        for candidate in other.indicators():
            for twin in candidate.counterparts:
                if (twin.instrument, twin.number) == (instrument.code, indicator.number):
                    yield _twin(other, candidate)


def _twin(instrument: Instrument, indicator: Indicator) -> Twin:
    return Twin(
        instrument.code,
        indicator.number,
        short_names(instrument)[indicator.number],
        indicator_address(instrument.code, indicator.number, ""),
    )


def labelled(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Keys of a file as people read them ("struktur_dan_bobot" → "Struktur dan bobot")."""
    return [(key.replace("_", " ").capitalize(), text) for key, text in words.items()]


def address_of(version: InstrumentVersion) -> str:
    """Where a version's page is; the current one needs no number."""
    return reverse("instruments:instrument", args=[version.code]) + query_of(version)


def query_of(version: InstrumentVersion) -> str:
    """What an address needs to stay on this version."""
    return "" if version.is_current else f"?versi={version.version}"


def indicator_address(code: str, number: str, query: str) -> str:
    """Where an indicator's page is."""
    return reverse("instruments:indicator", args=[code, number]) + query
