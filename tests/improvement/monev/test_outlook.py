"""The outlook reads what running plans promise, in one query."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from selaras.foundation import clock
from selaras.improvement.models import ActionTarget
from selaras.improvement.queries.outlook import doing_about, outlook_of
from selaras.improvement.states import PlanState
from selaras.instruments.queries import definition
from tests.improvement_fixtures import FollowUp, make_action

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 1)
END = date(2025, 12, 31)


def outlook(follow_up: FollowUp, value=2):
    instrument = definition(follow_up.instrument)
    values = {indicator.number: Fraction(value) for indicator in instrument.indicators()}
    return outlook_of(follow_up.world.city, instrument, values, today=TODAY)


def test_it_moves_by_what_running_plans_promise(follow_up):
    found = outlook(follow_up)
    assert [point.day for point in found.points] == [END]
    assert found.points[0].index == Fraction("2.026")
    assert found.targets == {"1": 3, "2": 3}
    (move, _other) = found.points[0].moved
    assert [promise.title for promise in found.of(move)] == ["Menetapkan peraturan arsitektur"]


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CLOSED])
def test_only_running_plans_count(follow_up, state):
    follow_up.plan.state = state
    follow_up.plan.save(update_fields=["state"])
    assert outlook(follow_up).points == ()


def test_cancelled_actions_promise_nothing(follow_up):
    follow_up.action.cancelled_at = clock.now()
    follow_up.action.save(update_fields=["cancelled_at"])
    assert outlook(follow_up).targets == {"2": 3}


@pytest.mark.parametrize("count", [5, 100])
def test_one_query_for_the_outlook_and_five_for_an_indicator(
    follow_up, count, django_assert_num_queries
):
    for place in range(count):
        made = make_action(follow_up.plan, place + 3, f"Aksi {place}", follow_up.world.office)
        ActionTarget.objects.create(action=made, indicator=follow_up.indicator("1"), level=3)
    definition(follow_up.instrument)
    with django_assert_num_queries(1):
        found = outlook(follow_up)
    with django_assert_num_queries(5):
        assert len(doing_about(found, "1", today=TODAY)) == count + 1
    with django_assert_num_queries(0):
        assert doing_about(found, "9", today=TODAY) == []
