"""The forecast read from the database: own years, the group, and when it keeps silent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import Assessment, CycleKind, Stage
from selaras.assessments.queries.forecast import Forecast, forecast_of
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.services.cycles import open_assessment, open_cycle, publish_results
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.people.models import Category, Institution
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work, rate_all


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


def pair(
    work: Work,
    place: Institution,
    year: int,
    claim: int,
    final: dict[str, int] | int,
    *,
    announced: bool = True,
) -> None:
    """A recorded result: every indicator claimed alike, final values alike or by number."""
    version = work.assessment.cycle.instrument
    assessment = open_assessment(
        open_cycle(year, CycleKind.EVALUATION, version, actor=SYSTEM), place, actor=SYSTEM
    )
    numbers = list(version.indicators.values_list("number", flat=True))
    given = final if isinstance(final, dict) else {}
    rest = claim if isinstance(final, dict) else final
    for stage, values in (
        (Stage.SELF, dict.fromkeys(numbers, Fraction(claim))),
        (Stage.FINAL, {n: Fraction(given.get(n, rest)) for n in numbers}),
    ):
        record_values(assessment, stage, values, actor=SYSTEM)
    if announced:
        publish_results([assessment], actor=SYSTEM)


def others(count: int) -> list[Institution]:
    return [
        Institution.objects.create(name=f"Kota {n}", slug=f"kota-{n}", category=Category.CITY)
        for n in range(count)
    ]


def seen(work: Work) -> Forecast:
    return forecast_of(sheet_of(work.assessment))


def test_silence_without_history(work: Work) -> None:
    found = seen(work)
    assert not found.speaks
    assert found.claim is None
    assert found.missing == 46
    assert (found.own_years, found.group_count, found.deepest) == ((), 0, ())


def test_one_year_is_shown_and_says_nothing(work: Work) -> None:
    pair(work, work.world.city, 2024, 4, 3)
    found = seen(work)
    (year,) = found.own_years
    assert (year.year, year.claim, year.final, year.fall) == (2024, 4, 3, -1)
    assert not found.speaks


def test_two_own_years_move_the_claim(work: Work) -> None:
    pair(work, work.world.city, 2024, 4, 3)
    pair(work, work.world.city, 2023, 3, {"21": 1})
    rate_all(work, 3)
    found = seen(work)
    assert found.own is not None
    assert found.own.count == 2
    weight = next(
        line.indicator.weight for line in sheet_of(work.assessment).lines if line.number == "21"
    )
    falls = (Fraction(-1), -2 * weight / 100)
    assert found.own.mean == sum(falls) / 2
    outlook = found.own_outlook
    assert outlook is not None
    assert outlook.claim == 3
    assert outlook.expected == 3 + sum(falls) / 2
    assert (outlook.low, outlook.high) == (2, 3 + falls[1])
    assert found.deepest[0].shift.number == "21"
    assert found.deepest[0].shift.mean == Fraction(-3, 2)
    assert found.deepest_are_own


def test_a_final_value_under_consolidation_is_no_history_yet(work: Work) -> None:
    pair(work, work.world.city, 2024, 4, 3, announced=False)
    rows = Assessment.objects.filter(institution=work.world.city, cycle__year=2024)
    rows.update(state=State.CONSOLIDATION)
    assert not seen(work).own_years
    rows.update(state=State.FINAL)
    assert len(seen(work).own_years) == 1


def test_the_group_needs_five_announced_others(work: Work) -> None:
    rate_all(work, 3)
    places = others(6)
    for place in places[:4]:
        pair(work, place, 2024, 4, 3)
    pair(work, places[4], 2024, 4, 1, announced=False)
    pair(work, work.world.province, 2024, 4, 1)
    found = seen(work)
    assert found.group is None
    assert (found.group_year, found.group_count) == (2024, 4)
    assert found.deepest == ()
    pair(work, places[5], 2024, 4, 4)
    found = seen(work)
    assert found.group is not None
    assert found.group.mean == Fraction(-4, 5)
    assert found.group_outlook is not None
    assert found.group_outlook.expected == Fraction(11, 5)
    assert not found.deepest_are_own
    assert found.own is None


def test_the_newest_cycle_with_enough_counts(work: Work) -> None:
    places = others(5)
    for place in places:
        pair(work, place, 2022, 4, 3)
    pair(work, places[0], 2024, 4, 1)
    found = seen(work)
    assert (found.group_year, found.group_count) == (2022, 5)
    assert found.group is not None
    assert found.group.mean == -1


def test_two_queries_however_many_there_are(work: Work) -> None:
    places = others(8)
    counts = []
    for upto in (5, 8):
        for place in places[upto - 5 if upto == 5 else 5 : upto]:
            pair(work, place, 2024, 4, 3)
        sheet = sheet_of(work.assessment)
        with CaptureQueriesContext(connection) as asked:
            forecast_of(sheet)
        counts.append(len(asked))
    assert counts == [2, 2]
