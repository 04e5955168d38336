"""Assessments to hand worksheets out of: with last year's values, with values of any instrument."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.instruments.models import InstrumentVersion
from tests.people_fixtures import SYSTEM, World

Values = Mapping[str, Fraction]


def add_last_year(world: World, version: InstrumentVersion) -> None:
    """The city's final values of 2024: 2 for all, 3 for the first."""
    cycle = open_cycle(2024, CycleKind.MONITORING, version, actor=SYSTEM)
    earlier = open_assessment(cycle, world.city, actor=SYSTEM)
    numbers = version.indicators.values_list("number", flat=True)
    values = {**dict.fromkeys(numbers, Fraction(2)), "1": Fraction(3)}
    record_values(earlier, Stage.FINAL, values, actor=SYSTEM)


def add_rated(world: World, version: InstrumentVersion, values: Values) -> Assessment:
    """An assessment of 2026 in which the team has settled on these values."""
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.EVALUATION, instrument=version)
    assessment = Assessment.objects.create(
        cycle=cycle, institution=world.city, state=State.FILLING, state_since=clock.now()
    )
    record_values(assessment, Stage.SELF, values, actor=SYSTEM)
    return assessment
