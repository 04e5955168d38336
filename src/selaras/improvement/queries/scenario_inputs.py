"""A scenario as the problem the planner is given, with fingerprints of everything in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selaras.improvement.models import (
    GoalKind,
    Scenario,
    ScenarioMeasure,
    ScenarioOption,
    Use,
)
from selaras.improvement.queries.scenario_base import Base, base_of
from selaras.improvement.queries.scenario_sources import source_marks
from selaras.instruments.queries import definition
from selaras.pure.fingerprint import fingerprint
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import exact
from selaras.pure.planning import (
    BestIndex,
    Goal,
    Measure,
    Option,
    Problem,
    Reach,
    UnitKey,
    reach_band,
)

BASE, AIM, OPTIONS, SOURCES = "titik_awal", "sasaran", "pilihan", "sumber"
"""Parts of the inputs that are watched, each with its own fingerprint."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything one computation depends on."""

    instrument: Instrument
    base: Base
    options: Sequence[ScenarioOption]
    """All of them, those not to be used included."""
    waits: Mapping[int, tuple[int, ...]]
    """Option → options it waits for, by key of the row."""
    problem: Problem
    goal: Goal
    unused: tuple[int, ...]
    """Options left out: not to be used, or waiting for one that is not."""
    prints: Mapping[str, str]
    """Part of the inputs → its fingerprint."""


def inputs_of(scenario: Scenario) -> Inputs:
    """Read them; at most five queries beside the scenario with its instrument and assessment."""
    instrument = definition(scenario.instrument)
    base = base_of(scenario)
    options = list(scenario.options.select_related("unit"))
    waits = waits_of(scenario)
    unused = _unused(options, waits)
    used = [option for option in options if option.pk not in unused]
    problem = Problem(
        instrument=instrument,
        base=base.values,
        years=scenario.years,
        options=tuple(_option(option, waits) for option in used),
        fixed=base.fixed,
        money=_money(scenario),
        budget=scenario.budget,
        capacity=_capacity(scenario),
        least_confidence=scenario.least_confidence,
        asked=Measure.EFFORT if scenario.measure == ScenarioMeasure.EFFORT else None,
    )
    return Inputs(
        instrument=instrument,
        base=base,
        options=options,
        waits=waits,
        problem=problem,
        goal=_goal(scenario, instrument),
        unused=tuple(option.pk for option in options if option.pk in unused),
        prints=_prints(scenario, base, options, waits),
    )


def waits_of(scenario: Scenario) -> dict[int, tuple[int, ...]]:
    """What every option of a scenario waits for; one query."""
    links = scenario.options.filter(prerequisites__isnull=False).order_by("pk", "prerequisites")
    found: dict[int, tuple[int, ...]] = {}
    for key, before in links.values_list("pk", "prerequisites"):
        found[key] = (*found.get(key, ()), before)
    return found


def _unused(
    options: Sequence[ScenarioOption], waits: Mapping[int, tuple[int, ...]]
) -> frozenset[int]:
    """Those not to be used, and over all steps those that wait for one of them."""
    out = {option.pk for option in options if option.use == Use.NEVER}
    while more := {
        option.pk
        for option in options
        if option.pk not in out and out.intersection(waits.get(option.pk, ()))
    }:
        out |= more
    return frozenset(out)


def _option(option: ScenarioOption, waits: Mapping[int, tuple[int, ...]]) -> Option:
    return Option(
        key=str(option.pk),
        fulfils=frozenset((number, level) for number, level in option.targets),
        effort=option.effort,
        cost=option.cost,
        months=option.months,
        unit=option.unit_id,
        prerequisites=frozenset(str(key) for key in waits.get(option.pk, ())),
        confidence=option.confidence,
        required=option.use == Use.MUST,
        earliest=option.earliest,
    )


def _money(scenario: Scenario) -> tuple[int | None, ...]:
    """One limit for each year; empty where no year has one."""
    limits = [*scenario.yearly_money, *[None] * scenario.years][: scenario.years]
    return tuple(limits) if any(limit is not None for limit in limits) else ()


def _capacity(scenario: Scenario) -> dict[tuple[UnitKey, int], int]:
    return {
        (int(unit), year): points
        for unit, points in scenario.capacity.items()
        for year in range(1, scenario.years + 1)
    }


def _goal(scenario: Scenario, instrument: Instrument) -> Goal:
    if scenario.goal == GoalKind.BEST:
        return BestIndex(total=scenario.total, floor=scenario.floor)
    if scenario.goal == GoalKind.PREDICATE:
        return Reach(index=reach_band(instrument, scenario.predicate).index, floor=scenario.floor)
    if scenario.goal == GoalKind.INDEX:
        return Reach(index=scenario.index_goal, floor=scenario.floor)
    return Reach(floor=scenario.floor)


def _prints(
    scenario: Scenario,
    base: Base,
    options: Sequence[ScenarioOption],
    waits: Mapping[int, tuple[int, ...]],
) -> dict[str, str]:
    parts: dict[str, Any] = {
        BASE: {
            "instrumen": scenario.instrument.digest,
            "nilai": {number: exact(value) for number, value in base.values.items()},
            "luar": {number: exact(value) for number, value in base.fixed.items()},
        },
        AIM: {
            "jenis": str(scenario.goal),
            "predikat": scenario.predicate,
            "indeks": scenario.index,
            "lantai": scenario.floor,
            "jumlah": scenario.total,
            "tahun": [scenario.first_year, scenario.years],
            "dana": list(_money(scenario)),
            "anggaran": scenario.budget,
            "ukuran": str(scenario.measure),
            "keyakinan": scenario.least_confidence,
            "kapasitas": dict(scenario.capacity),
        },
        OPTIONS: [
            [
                option.pk,
                option.title,
                option.targets,
                option.cost,
                option.effort,
                option.months,
                option.unit_id,
                option.confidence,
                str(option.use),
                option.earliest,
                list(waits.get(option.pk, ())),
            ]
            for option in options
        ],
        SOURCES: source_marks(scenario),
    }
    return {name: fingerprint(content) for name, content in parts.items()}
