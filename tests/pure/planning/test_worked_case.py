"""The worked case of docs/algorithms/target-planner.md, computed again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from selaras.foundation.optimisation.highs import solve
from selaras.pure.numbers import exact, parse
from selaras.pure.planning import (
    EFFORT_OF_LEVEL,
    BestIndex,
    Goal,
    Lifted,
    LimitKind,
    Option,
    Outcome,
    Plan,
    Problem,
    Reach,
    generated_options,
    plan,
)
from tests.docs.test_algorithms import NONE, Row, table
from tests.pure.scoring.instruments import case

PAGE = "target-planner.md"
MILLION = 1_000_000


def options() -> Iterator[Option]:
    for row in table(PAGE, "options"):
        steps = (step.split(":") for step in row["Fulfils"].split())
        yield Option(
            key=row["Option"],
            fulfils=frozenset((number, int(level)) for number, level in steps),
            effort=int(row["Points"]),
            cost=int(row["Cost"]) * MILLION,
            months=int(row["Months"]),
            unit=row["Unit"],
            prerequisites=frozenset({row["Needs"]} - {NONE}),
            confidence=int(row["Confidence"]),
        )


def problem(**limits: Any) -> Problem:
    instrument, values = case("Serang 2022")
    capacity = {("Kominfo", 1): 8, ("Kominfo", 2): 8}
    given = {"money": (240 * MILLION,) * 2, "capacity": capacity} | limits
    return Problem(instrument, values, 2, tuple(options()), **given)


LIMITS: dict[str, dict[str, Any]] = {
    NONE: {},
    "budget 250": {"budget": 250 * MILLION},
    "confidence 90": {"least_confidence": 90},
}


def goal(text: str) -> Goal:
    kind, figure = text.split()
    if kind == "best":
        return BestIndex(int(figure) * MILLION)
    return Reach(floor=int(figure)) if kind == "floor" else Reach(parse(figure))


@cache
def planned(wanted: str, limits: str = NONE) -> Plan:
    return plan(problem(**LIMITS[limits]), goal(wanted), solve)


def spelled(outcome: Outcome | None) -> str:
    if outcome is None or not outcome.schedule:
        return NONE
    return " ".join(f"{key}{year}" for key, year in outcome.schedule.items())


def price(outcome: Outcome | None) -> str:
    return NONE if outcome is None else str(outcome.price // MILLION)


def figures(outcome: Outcome | None) -> tuple[str, str, str]:
    index = NONE if outcome is None else exact(outcome.index)
    return spelled(outcome), price(outcome), index


def of_plans() -> Iterator[list[str]]:
    for row in table(PAGE, "plans"):
        found = planned(row["Goal"], row["Limit"])
        chosen, quick = found.chosen, found.greedy
        yield [row["Goal"], row["Limit"], *figures(chosen), *figures(quick)]


def of_years() -> Iterator[list[str]]:
    chosen = planned("index 2.6").chosen
    assert chosen is not None
    for year in chosen.years:
        load = chosen.load.get(("Kominfo", year.year), 0)
        done = " ".join(year.finished)
        cost = str(year.cost // MILLION)
        yield [str(year.year), cost, str(load), done, exact(year.index), year.predicate.name]


def of_losses() -> Iterator[list[str]]:
    for loss in planned("best 480").losses:
        falls = " ".join(loss.falls_with) or NONE
        yield [loss.option, falls, exact(loss.loss), str(loss.confidence)]


def of_the_line() -> Iterator[list[str]]:
    for point in planned("index 2.6").curve:
        chosen = " ".join(point.outcome.schedule) or NONE
        yield [exact(point.target), price(point.outcome), chosen, exact(point.index)]


def of_alternatives() -> Iterator[list[str]]:
    for other in planned("index 2.6").alternatives:
        here, there = " ".join(other.only_here) or NONE, " ".join(other.only_chosen) or NONE
        dearer = str(other.dearer // MILLION)
        yield [spelled(other.outcome), here, there, dearer, exact(other.outcome.index)]


def told(lifted: tuple[Lifted, ...], kind: LimitKind, *, alone: bool = True) -> str:
    found = [one for one in lifted if one.kind is kind and (one.unit is None) == alone]
    words = {True: "yes", False: "no", None: "?"}
    return " ".join(str(one.years or words[one.helps]) for one in found) or NONE


def of_obstacles() -> Iterator[list[str]]:
    for row in table(PAGE, "obstacles"):
        why = planned(row["Goal"], row["Limit"]).obstacles
        assert why is not None
        kinds = (
            LimitKind.MONEY, LimitKind.BUDGET, LimitKind.CAPACITY, LimitKind.YEARS,
            LimitKind.CONFIDENCE,
        )  # fmt: skip
        yield [
            row["Goal"],
            row["Limit"],
            exact(why.best),
            NONE if why.short is None else exact(why.short),
            str(len(why.held_back)),
            *(told(why.lifted, kind) for kind in kinds),
            " ".join([price(why.needed), *(kind.name.lower() for kind in why.needed_without)]),
        ]


TABLES = {
    "plans": of_plans,
    "years": of_years,
    "losses": of_losses,
    "line": of_the_line,
    "alternatives": of_alternatives,
    "obstacles": of_obstacles,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_page(name: str) -> None:
    rows: list[Row] = table(PAGE, name)
    assert [list(row.values()) for row in rows] == list(TABLES[name]())


def test_the_assumed_effort() -> None:
    rows = {int(row["Level"]): int(row["Points"]) for row in table(PAGE, "effort")}
    assert rows == EFFORT_OF_LEVEL


def test_criteria_alone() -> None:
    (row,) = table(PAGE, "criteria alone")
    instrument, values = case("Serang 2022")
    made = generated_options(instrument, values)
    found = plan(Problem(instrument, values, 2, made), Reach(parse("2.6")), solve)
    chosen = found.chosen
    assert chosen is not None
    figures = [len(made), len(chosen.schedule), chosen.price, exact(chosen.index)]
    assert list(row.values()) == list(map(str, figures))
