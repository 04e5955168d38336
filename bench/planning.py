"""The target planner on a problem of full size: 47 indicators, 200 options, three years."""

from __future__ import annotations

import random
import resource
import time
from fractions import Fraction

from selaras.foundation.optimisation.highs import solve
from selaras.instruments.files import instrument_files, open_instrument
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import instrument_from
from selaras.pure.planning import Option, Problem

UNITS = 15
MILLION = 1_000_000


def instrument(code: str) -> Instrument:
    path = next(path for path in instrument_files() if path.stem == code)
    return instrument_from(open_instrument(path).document)


def problem(seed: int, *, options: int = 200, years: int = 3, tight: bool = True) -> Problem:
    """A city of middling ratings whose units offer actions of every size, from a seed."""
    chance = random.Random(seed)
    rules = instrument("SPBE-2020")
    base = {i.number: Fraction(chance.choice((1, 1, 2, 2, 2, 3, 3))) for i in rules.indicators()}
    offered = tuple(_option(chance, place, base) for place in range(options))
    spent = sum(option.cost or 0 for option in offered)
    work = sum(option.effort for option in offered)
    units = {option.unit for option in offered if option.unit is not None}
    return Problem(
        rules,
        base,
        years,
        offered,
        money=(spent // 9,) * years if tight else (),
        capacity={
            (unit, year): max(work // (5 * UNITS), 8) for unit in units for year in range(1, years + 1)
        }
        if tight
        else {},
    )


def _option(chance: random.Random, place: int, base: dict[str, Fraction]) -> Option:
    numbers = list(base)
    steps = set()
    for number in chance.sample(numbers, chance.choice((1, 1, 1, 1, 2, 2, 3))):
        level = min(int(base[number]) + chance.choice((1, 1, 1, 2, 2, 3)), 5)
        steps.add((number, level))
        if chance.random() < 0.3 and level < 5:
            steps.add((number, level + 1))
    weight = sum(level for _, level in steps)
    before = chance.sample(range(place), 1) if place > 9 and chance.random() < 0.2 else []
    return Option(
        key=f"aksi:{place}",
        fulfils=frozenset(steps),
        effort=weight + chance.randint(0, 3),
        cost=weight * chance.randint(5, 80) * 5 * MILLION,
        months=chance.choice((3, 4, 6, 6, 9, 12, 12, 18)),
        unit=chance.randrange(UNITS),
        prerequisites=frozenset(f"aksi:{other}" for other in before),
        confidence=chance.choice((50, 70, 80, 90, 100)),
    )
