"""Recommendations follow the actions that answer them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import telling_last
from selaras.improvement.models import Action, ActionPlan, Recommendation, RequiredEvidence
from selaras.improvement.queries.recommendations_answers import answers_to
from selaras.improvement.services.actions import cancel_action
from selaras.improvement.services.following import follow_actions
from selaras.improvement.states import PlanState, RecommendationState
from tests.improvement_fixtures import FollowUp, make_action
from tests.people_fixtures import SYSTEM
from tests.work_fixtures import make_document

OPEN, PLANNED, WORKING = (
    RecommendationState.OPEN,
    RecommendationState.PLANNED,
    RecommendationState.WORKING,
)


@pytest.fixture
def answer(follow_up: FollowUp) -> Action:
    """A fresh action for the open third recommendation."""
    action = make_action(follow_up.plan, 3, "Menetapkan manajemen data", follow_up.world.office)
    action.recommendations.add(follow_up.recommendations[2])
    return action


def followed(row: Recommendation) -> str:
    follow_actions([row.pk], actor=SYSTEM)
    row.refresh_from_db()
    return row.state


def test_an_action_with_unit_and_day_plans_it(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    assert followed(row) == PLANNED
    assert row.version == 1
    event = Event.objects.latest("sequence")
    assert (event.old, event.new) == (
        {"keadaan": "terbuka"},
        {"keadaan": "direncanakan", "karena": "aksi"},
    )
    assert followed(row) == PLANNED
    assert row.version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"target_on": None},
        {"cancelled_at": clock.now()},
    ],
)
def test_less_than_that_leaves_it_open_or_opens_it_again(
    follow_up: FollowUp, answer: Action, changes: dict[str, Any]
) -> None:
    row = follow_up.recommendations[2]
    assert followed(row) == PLANNED
    Action.objects.filter(pk=answer.pk).update(**changes)
    assert followed(row) == OPEN


def test_without_a_unit_in_charge_it_stays_open(follow_up: FollowUp, answer: Action) -> None:
    answer.unit_rows.update(is_lead=False)
    assert followed(follow_up.recommendations[2]) == OPEN


def test_a_closed_plan_plans_nothing_and_a_draft_does(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    type(follow_up.plan).objects.update(state=PlanState.CLOSED)
    assert followed(row) == OPEN
    type(follow_up.plan).objects.update(state=PlanState.DRAFT)
    assert followed(row) == PLANNED


def test_the_first_step_done_begins_it(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    step = answer.steps.create(position=1, title="Menyusun")
    assert followed(row) == PLANNED
    step.done_on = date(2025, 2, 1)
    step.save()
    assert followed(row) == WORKING


def test_both_steps_are_told_when_it_begins_at_once(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    answer.steps.create(position=1, title="Menyusun", done_on=date(2025, 2, 1))
    assert followed(row) == WORKING
    told = Event.objects.filter(kind="recommendation.moved").order_by("sequence")
    assert [event.new["keadaan"] for event in told] == ["direncanakan", "dikerjakan"]
    assert row.version == 1


def test_a_document_begins_it_only_once_the_plan_runs(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    RequiredEvidence.objects.create(
        action=answer, text="Peraturan", document=make_document(follow_up.world)
    )
    type(follow_up.plan).objects.update(state=PlanState.DRAFT)
    assert followed(row) == PLANNED
    type(follow_up.plan).objects.update(state=PlanState.RUNNING)
    assert followed(row) == WORKING


@pytest.mark.parametrize(
    "state", [s for s in RecommendationState.values if s not in {OPEN, PLANNED}]
)
def test_later_states_are_somebodys_word(follow_up: FollowUp, state: str) -> None:
    row = follow_up.recommendation
    follow_up.action.recommendations.clear()
    Recommendation.objects.filter(pk=row.pk).update(state=state)
    assert followed(row) == state


def test_one_of_several_actions_is_enough(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    second = make_action(follow_up.plan, 4, "Sosialisasi", None, target_on=None)
    second.recommendations.add(row)
    assert followed(row) == PLANNED


def test_a_withdrawn_one_follows_nothing(follow_up: FollowUp, answer: Action) -> None:
    row = follow_up.recommendations[2]
    Recommendation.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    assert followed(row) == OPEN


def test_an_action_of_two_answers_only_those_asked_for(follow_up: FollowUp, answer: Action) -> None:
    first, _second, third = follow_up.recommendations
    answer.recommendations.add(first)
    answers = answers_to([third.pk])
    assert answers.keys() == {third.pk}
    assert answers[third.pk].actions == 1
    assert answers_to([first.pk])[first.pk].actions == 2


def test_it_costs_the_same_for_one_and_for_many(
    follow_up: FollowUp, answer: Action, django_assert_num_queries: Any
) -> None:
    for row in follow_up.recommendations:
        answer.recommendations.add(row)
    pks = [row.pk for row in follow_up.recommendations]
    Recommendation.objects.filter(pk__in=pks).update(state=OPEN)

    def asked(some: list[int]) -> int:
        Recommendation.objects.filter(pk__in=pks).update(state=OPEN)
        with CaptureQueriesContext(connection) as context:
            follow_actions(some, actor=SYSTEM)
        return len(context)

    assert asked(pks[1:]) == asked(pks[2:])
    with django_assert_num_queries(0):
        follow_actions([], actor=SYSTEM)


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="here writers wait for each other anyway"
)
@pytest.mark.django_db(transaction=True)
def test_two_who_drop_its_last_two_actions_at_once_leave_it_open(follow_up: FollowUp) -> None:
    """Each in a plan of its own, so that no plan keeps them apart."""
    answered, first = follow_up.recommendations[1], follow_up.actions[1]
    plan = ActionPlan.objects.get(pk=follow_up.plan.pk)
    plan.pk, plan.name = None, "Rencana kedua"
    plan.save(force_insert=True)
    second = make_action(plan, 1, "Menyusun peta rencana lagi", follow_up.world.office)
    second.recommendations.add(answered)
    done = threading.Event()

    def drop_first() -> None:
        try:
            with telling_last():
                cancel_action(first, reason="Digabung", version=0, actor=SYSTEM)
                done.set()
                time.sleep(0.5)
        finally:
            connection.close()

    def drop_second() -> None:
        try:
            done.wait(10)
            cancel_action(second, reason="Digabung", version=0, actor=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for running in [pool.submit(drop_first), pool.submit(drop_second)]:
            running.result()
    answered.refresh_from_db()
    assert answered.state == OPEN
