"""What can be wrong with a problem, as data: a kind, the option it speaks of, and a detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from selaras.pure.planning.order import cyclic
from selaras.pure.planning.problem import MOST_YEARS, Option, Problem


class FaultKind(StrEnum):
    """Why a problem cannot be planned."""

    YEARS = "tahun"
    MISSING_VALUE = "nilai-kosong"
    VALUE_OFF_SCALE = "nilai-di-luar-skala"
    LIMIT = "batas"
    DUPLICATE = "ganda"
    UNKNOWN_PREREQUISITE = "prasyarat-tidak-dikenal"
    CYCLE = "prasyarat-melingkar"
    UNKNOWN_INDICATOR = "indikator-tidak-dikenal"
    LEVEL_OFF_SCALE = "tingkat-di-luar-skala"
    AMOUNT = "besaran"
    REQUIRED_TOO_LONG = "wajib-tidak-muat"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``option`` is a key, or empty; ``detail`` says which value it is about."""

    kind: FaultKind
    option: str = ""
    detail: str = ""


class UnsoundProblemError(ValueError):
    """The problem cannot be planned; ``faults`` says everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{f.kind} {f.option} {f.detail}".strip() for f in faults))
        self.faults = faults


def faults(problem: Problem) -> tuple[Fault, ...]:
    """Everything wrong with a problem; empty when it can be planned."""
    found = [*_of_values(problem), *_of_limits(problem)]
    for option in problem.options:
        found += _of_amounts(option, problem)
        found += _of_steps(option, problem)
    return (*found, *_of_order(problem))


def demand_sound(problem: Problem) -> None:
    """Raises UnsoundProblemError unless the problem can be planned."""
    found = faults(problem)
    if found:
        raise UnsoundProblemError(found)


def _of_values(problem: Problem) -> Iterator[Fault]:
    scale = problem.instrument.scale
    known = {indicator.number for indicator in problem.instrument.indicators()}
    for number in sorted({*problem.base, *problem.fixed} - known):
        yield Fault(FaultKind.UNKNOWN_INDICATOR, detail=number)
    for number in sorted(known):
        if number not in problem.base and number not in problem.fixed:
            yield Fault(FaultKind.MISSING_VALUE, detail=number)
        elif not scale.minimum <= problem.value(number) <= scale.maximum:
            yield Fault(FaultKind.VALUE_OFF_SCALE, detail=number)


def _of_limits(problem: Problem) -> Iterator[Fault]:
    if not 1 <= problem.years <= MOST_YEARS:
        yield Fault(FaultKind.YEARS, detail=str(problem.years))
    if problem.money and len(problem.money) != problem.years:
        yield Fault(FaultKind.LIMIT, detail="money")
    limits = (*problem.money, problem.budget, *problem.capacity.values())
    if any(limit is not None and limit < 0 for limit in limits):
        yield Fault(FaultKind.LIMIT, detail="negative")


def _of_amounts(option: Option, problem: Problem) -> Iterator[Fault]:
    good = {
        "cost": option.cost is None or option.cost >= 0,
        "effort": option.effort >= 1,
        "months": option.months >= 1,
        "confidence": 1 <= option.confidence <= 100,
        "earliest": option.earliest >= 1,
    }
    for name, holds in good.items():
        if not holds:
            yield Fault(FaultKind.AMOUNT, option.key, name)
    if option.required and option.earliest + option.years - 1 > problem.years:
        yield Fault(FaultKind.REQUIRED_TOO_LONG, option.key)


def _of_steps(option: Option, problem: Problem) -> Iterator[Fault]:
    known = {indicator.number for indicator in problem.instrument.indicators()}
    scale = problem.instrument.scale
    for number, level in sorted(option.fulfils):
        if number not in known:
            yield Fault(FaultKind.UNKNOWN_INDICATOR, option.key, number)
        elif not scale.minimum <= level <= scale.maximum:
            yield Fault(FaultKind.LEVEL_OFF_SCALE, option.key, f"{number}:{level}")


def _of_order(problem: Problem) -> Iterator[Fault]:
    count = Counter(option.key for option in problem.options)
    for key in sorted(key for key, times in count.items() if times > 1):
        yield Fault(FaultKind.DUPLICATE, key)
    for option in problem.options:
        for key in sorted(option.prerequisites - count.keys()):
            yield Fault(FaultKind.UNKNOWN_PREREQUISITE, option.key, key)
    for key in cyclic(problem.options):
        yield Fault(FaultKind.CYCLE, key)
