"""Who owes what: a person's tasks, and the tally of an assessment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    EvidenceItem,
    UnitAssignment,
    Window,
)
from selaras.assessments.queries.tasks import Task, TaskKind, my_tasks
from selaras.assessments.states import AnswerState, ItemState, Phase, State, Step
from selaras.foundation import clock
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work, rate_all


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


def tasks_of(work: Work, role: Role) -> dict[str, Task]:
    return {task.step or task.kind: task for task in my_tasks(work.world.person(role))}


def window(work: Work, phase: Phase, closes: date) -> None:
    Window.objects.create(
        cycle=work.assessment.cycle,
        phase=phase,
        opens_on=closes - timedelta(days=30),
        closes_on=closes,
    )


def test_a_unit_owes_its_answers_until_its_own_last_day(work: Work) -> None:
    today = clock.today()
    window(work, Phase.FILLING, today + timedelta(days=10))
    task = tasks_of(work, Role.UNIT_OPERATOR)[TaskKind.ANSWER]
    assert task.numbers == ("2", "3")
    assert task.left == 10
    UnitAssignment.objects.filter(indicator__number="3").update(due_on=today - timedelta(days=2))
    task = tasks_of(work, Role.UNIT_OPERATOR)[TaskKind.ANSWER]
    assert (task.left, task.is_late) == (-2, True)
    work.move(State.CHECKING)
    assert not tasks_of(work, Role.UNIT_OPERATOR)


def test_what_came_back_to_the_unit(work: Work) -> None:
    Answer.objects.filter(indicator__number="1").update(state=AnswerState.RETURNED)
    EvidenceItem.objects.update(state=ItemState.RETURNED, return_kind="tidak_terbaca")
    found = tasks_of(work, Role.UNIT_OPERATOR)
    assert found[TaskKind.MEND].numbers == ("1",)
    assert found[TaskKind.EVIDENCE].numbers == ("1",)


def test_the_team_reviews_values_and_divides(work: Work) -> None:
    member = tasks_of(work, Role.TEAM_MEMBER)
    assert member[TaskKind.REVIEW].numbers == ("1",)
    assert member[TaskKind.VALUE].numbers == ("1",)
    head = tasks_of(work, Role.RESPONSIBLE)
    assert head[TaskKind.REVIEW].numbers == ("1",)
    assert len(head[TaskKind.PLOT].numbers) == 44
    rate_all(work)
    assert TaskKind.VALUE not in tasks_of(work, Role.TEAM_MEMBER)
    assert not tasks_of(work, Role.ENTRY), "who looks after nothing owes nothing"


STEPS = {
    State.FILLING: {Role.RESPONSIBLE: Step.CHECK},
    State.CHECKING: {Role.RESPONSIBLE: Step.APPROVE},
    State.APPROVED: {Role.COORDINATOR: Step.SIGN},
    State.SIGNED: {Role.RESPONSIBLE: Step.SUBMIT},
    State.SUBMITTED: {Role.ASSESSOR: Step.ASSESS_DOCUMENTS},
    State.FINAL: {Role.ASSESSOR: Step.REPORT},
}


def test_the_next_step_is_owed_by_whoever_takes_it(work: Work) -> None:
    Answer.objects.update(state=AnswerState.APPROVED)
    for state in State:
        work.move(state)
        for role in Role:
            steps = {task.step for task in my_tasks(work.world.person(role)) if task.step}
            wanted = STEPS.get(state, {}).get(role)
            assert steps == ({wanted} if wanted else set()), (state, role)


def test_assessors_rate_the_stage_that_runs(work: Work) -> None:
    for state in (State.DOCUMENT, State.INTERVIEW, State.VISIT, State.CONSOLIDATION):
        work.move(state)
        assert len(tasks_of(work, Role.ASSESSOR)[TaskKind.RATE].numbers) == 47
    work.move(State.FILLING)
    assert not tasks_of(work, Role.ASSESSOR)


def test_strangers_and_nobody_owe_nothing(work: Work) -> None:
    assert my_tasks(work.world.stranger) == []
    assert my_tasks(None) == []
    assert my_tasks(SYSTEM) == []


def test_tasks_ask_the_same_for_many_assessments(work: Work) -> None:
    def counted() -> int:
        person = work.world.person(Role.UNIT_OPERATOR)
        with CaptureQueriesContext(connection) as asked:
            assert my_tasks(person)
        return len(asked)

    few = counted()
    version = work.assessment.cycle.instrument
    for year in range(2026, 2032):
        cycle = Cycle.objects.create(year=year, kind=CycleKind.MONITORING, instrument=version)
        fresh = Assessment.objects.create(
            cycle=cycle, institution=work.world.city, state=State.FILLING
        )
        rows = list(version.indicators.all())
        Answer.objects.bulk_create([Answer(assessment=fresh, indicator=row) for row in rows])
        UnitAssignment.objects.bulk_create(
            [UnitAssignment(assessment=fresh, indicator=r, unit=work.world.office) for r in rows]
        )
    assert counted() == few <= 9
