"""The what-if form of the result page: fields to values, values to a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine, Result
from selaras.pure.numbers import exact, parse
from selaras.pure.scoring import Distance, WhatIf, distance, what_if

PREFIX = "coba-"
"""Field names are this and the indicator's number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that cannot be read, with what to do about it."""

    number: str
    message: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One indicator of the simulation: where it stands and where it is tried."""

    line: IndicatorLine
    tried: Fraction
    effect: Fraction | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the index would be. ``outcome`` is None while nothing valid was changed."""

    outcome: WhatIf | None
    distance: Distance | None
    moved: tuple[Moved, ...]
    tried: dict[str, Fraction]
    faults: tuple[Fault, ...]

    def address(self, data: QueryDict) -> QueryDict:
        """The address with the fields that say something: tried values and unreadable ones."""
        faulty = {fault.number for fault in self.faults}
        kept = QueryDict(mutable=True)
        for name in data:
            number = name.removeprefix(PREFIX)
            if number == name or number in faulty:
                kept.setlist(name, data.getlist(name))
            elif number in self.tried:
                kept[name] = exact(self.tried[number])
        return kept


def simulate(result: Result, data: QueryDict) -> Simulation:
    """Read the tried values out of the address and score them."""
    tried, faults = _read(result, data)
    outcome = what_if(result.instrument, result.values, tried) if tried else None
    after = outcome.after.index if outcome else None
    effects = {part.number: part.effect for part in outcome.parts} if outcome else {}
    moved = tuple(
        Moved(line, tried[line.number], effects.get(line.number))
        for line in result.lines
        if line.number in tried
    )
    return Simulation(
        outcome=outcome,
        distance=None if after is None else distance(result.instrument, after),
        moved=moved,
        tried=tried,
        faults=tuple(faults),
    )


def _read(result: Result, data: QueryDict) -> tuple[dict[str, Fraction], list[Fault]]:
    """Changed values by number, and the fields nobody can read. Untouched fields are neither."""
    tried: dict[str, Fraction] = {}
    faults: list[Fault] = []
    for line in result.lines:
        text = data.get(f"{PREFIX}{line.number}", "").strip()
        if not text:
            continue
        try:
            value = parse(text)
        except ValueError:
            faults.append(Fault(line.number, _("“%(text)s” bukan angka.") % {"text": text[:40]}))
            continue
        if not _fits(result, value):
            faults.append(Fault(line.number, _off_scale(result, text)))
        elif value != line.value:
            tried[line.number] = value
    return tried, faults


def _fits(result: Result, value: Fraction) -> bool:
    scale = result.instrument.scale
    return scale.minimum <= value <= scale.maximum and not (scale.whole and value.denominator != 1)


def _off_scale(result: Result, text: str) -> str:
    scale = result.instrument.scale
    words = {"text": text[:40], "low": exact(scale.minimum), "high": exact(scale.maximum)}
    if scale.whole:
        return _("“%(text)s” di luar skala. Isi tingkat bulat %(low)s sampai %(high)s.") % words
    return _("“%(text)s” di luar skala. Isi angka %(low)s sampai %(high)s.") % words
