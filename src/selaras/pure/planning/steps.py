"""Options for criteria nobody entered an action for, from an assumption that is written down.

The assumption: the higher the level, the more work its criterion takes, in effort points that grow
like the numbers people estimate with. It compares; it does not promise. One such option takes a
year at most. It needs no other: levels count in order anyway, so a level without the one below it
adds nothing and is never chosen for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from selaras.pure.instrument.model import Instrument
from selaras.pure.planning.problem import Option, UnitKey

EFFORT_OF_LEVEL: Mapping[int, int] = {1: 1, 2: 2, 3: 3, 4: 5, 5: 8}
"""Effort points of fulfilling the criterion of a level."""

PREFIX = "kriteria"


def effort_of(level: int) -> int:
    """The assumed effort points of a level's criterion; above the table that of its last level."""
    return EFFORT_OF_LEVEL[min(max(level, 1), max(EFFORT_OF_LEVEL))]


def key_of(number: str, level: int) -> str:
    """The key of the option made for a criterion: "kriteria:12:3"."""
    return f"{PREFIX}:{number}:{level}"


def generated_options(
    instrument: Instrument,
    base: Mapping[str, Fraction],
    entered: Iterable[Option] = (),
    *,
    fixed: Iterable[str] = (),
    units: Mapping[str, UnitKey] | None = None,
) -> tuple[Option, ...]:
    """An option for every criterion above today's level that no entered option fulfils.

    ``fixed`` are indicators whose value comes from outside, ``units`` says which unit would do the
    work, by indicator number. In the instrument's order, lower levels first.
    """
    offered = {step for option in entered for step in option.fulfils}
    outside = set(fixed)
    found = []
    for indicator in instrument.indicators():
        number = indicator.number
        if number in outside or number not in base:
            continue
        for level in range(floor(base[number]) + 1, floor(instrument.scale.maximum) + 1):
            if (number, level) not in offered:
                option = Option(
                    key=key_of(number, level),
                    fulfils=frozenset({(number, level)}),
                    effort=effort_of(level),
                    unit=(units or {}).get(number),
                )
                found.append(option)
    return tuple(found)
