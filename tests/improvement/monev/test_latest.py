"""From which ratings the status of a unit counts: only those the institution may read by now."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.assessments.models import Assessment, CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.improvement.queries.monev_unit import latest_values
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "value"), [(State.DOCUMENT, 2), (State.CONSOLIDATION, 4), (State.FINAL, 4)], ids=str
)
def test_values_of_assessors_at_work_are_not_told(
    follow_up: FollowUp, state: State, value: int
) -> None:
    cycle = open_cycle(2024, CycleKind.EVALUATION, follow_up.instrument, actor=SYSTEM)
    assessment = open_assessment(cycle, follow_up.world.city, actor=SYSTEM)
    numbers = follow_up.instrument.indicators.values_list("number", flat=True)
    for stage, given in ((Stage.SELF, 2), (Stage.DOCUMENT, 4)):
        values = dict.fromkeys(numbers, Fraction(given))
        record_values(assessment, stage, values, actor=SYSTEM)
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    latest = latest_values(follow_up.world.city, follow_up.instrument.code)
    assert (latest.year, latest.values["1"]) == (2024, Fraction(value))
