"""Small scenarios of the target planner to test with, made by the services themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from selaras.assessments.models import Assessment, CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.improvement.models import GoalKind, Scenario, ScenarioOption
from selaras.improvement.services.planning import compute_scenario
from selaras.improvement.services.scenario_facts import ScenarioFacts
from selaras.improvement.services.scenario_options import OptionFacts, set_options
from selaras.improvement.services.scenarios import make_scenario, start_scenario
from selaras.instruments.models import InstrumentVersion
from tests.people_fixtures import SYSTEM, World

BAND = "Baik"


def make_result(world: World, instrument: InstrumentVersion, value: int = 2) -> Assessment:
    """A final result of 2023 with the same value everywhere."""
    cycle = open_cycle(2023, CycleKind.MONITORING, instrument, actor=SYSTEM)
    assessment = open_assessment(cycle, world.city, actor=SYSTEM)
    numbers = instrument.indicators.values_list("number", flat=True)
    record_values(assessment, Stage.FINAL, dict.fromkeys(numbers, Fraction(value)), actor=SYSTEM)
    return assessment


def facts(instrument: InstrumentVersion, **changes: Any) -> ScenarioFacts:
    """From level 1 everywhere to an index of 1.05, with the next criteria of the instrument."""
    given: dict[str, Any] = {
        "name": "Skenario uji",
        "instrument": instrument,
        "goal": GoalKind.INDEX,
        "index": Fraction(105, 100),
        "first_year": 2026,
        "years": 2,
        "uses_recommendations": False,
        "criteria_levels": 1,
    }
    return ScenarioFacts(**{**given, **changes})


def make_question(
    world: World, instrument: InstrumentVersion, *, actor: Any = SYSTEM, **changes: Any
) -> Scenario:
    """A draft of the city."""
    return make_scenario(world.city, facts(instrument, **changes), actor=actor)


def keep_only(scenario: Scenario, *numbers: str, **figures: Any) -> list[ScenarioOption]:
    """Let the planner choose among the criteria of these indicators, the others not at all."""
    options = list(scenario.options.order_by("position"))
    kept = [one for one in options if one.targets[0][0] in numbers]
    given: dict[str, Any] = {"effort": 2, "months": 12, "confidence": 90, **figures}
    changes = {
        one.pk: OptionFacts(**(given if one in kept else {**given, "use": "tidak"}))
        for one in options
    }
    set_options(scenario, changes, version=scenario.version, actor=SYSTEM)
    scenario.refresh_from_db()
    return list(scenario.options.filter(pk__in=[one.pk for one in kept]))


def compute(scenario: Scenario) -> Scenario:
    """Start it and let the job run, as the worker would."""
    started = start_scenario(scenario, actor=SYSTEM)
    compute_scenario.func(started.pk, started.run)
    return Scenario.objects.select_related("institution", "instrument", "assessment").get(
        pk=scenario.pk
    )
