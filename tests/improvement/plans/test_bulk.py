"""Many actions at once, and actions drafted from recommendations."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, Recommendation, RecommendationTarget
from selaras.improvement.services.action_facts import ActionFacts, StepFacts, facts_of, led_by
from selaras.improvement.services.bulk import (
    BulkChange,
    BulkConflictError,
    change_many,
    preview_bulk,
)
from selaras.improvement.services.drafts import add_from_recommendations, draft_of
from selaras.improvement.states import RecommendationState
from selaras.people.roles import Role


@pytest.fixture
def seen(follow_up) -> dict[int, int]:
    return {action.pk: action.version for action in follow_up.actions}


@pytest.mark.parametrize(
    ("units", "lead", "after"),
    [
        ((), 9, (9,)),
        ((1, 2, 3), 1, (1, 2, 3)),
        ((1, 2, 3), 3, (3, 1, 2)),
        ((1, 2, 3), 9, (9, 2, 3)),
        ((1, 2, 3), None, ()),
    ],
)
def test_who_leads_afterwards(units, lead, after):
    assert led_by(units, lead) == after


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (BulkChange(lead=3), (3, 2)),
        (BulkChange(support=(3,)), (1, 2, 3)),
        (BulkChange(support=(2,)), (1, 2)),
        (BulkChange(release=(1,)), (2,)),
        (BulkChange(lead=3, release=(2,)), (3,)),
    ],
)
def test_what_becomes_of_units(change, after):
    assert change.of(ActionFacts(title="A", units=(1, 2))).units == after


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2025, 1, 15), 2, date(2025, 3, 15)),
        (date(2025, 12, 31), -10, date(2025, 2, 28)),
        (date(2025, 2, 28), 1, date(2025, 3, 31)),
        (date(2025, 1, 30), 1, date(2025, 2, 28)),
        (date(2025, 11, 1), 3, date(2026, 2, 1)),
    ],
)
def test_the_end_of_a_month_stays_the_end_of_its_month(day, count, later):
    facts = ActionFacts(
        title="A", target_on=day, steps=(StepFacts(title="S", first_month=day, last_month=day),)
    )
    assert BulkChange(shift=count).of(facts).target_on == later


def test_a_preview_tells_and_changes_nothing(follow_up, keeper, seen):
    change = BulkChange(shift=1, funding="apbd", cost=50_000_000)
    first, second = preview_bulk(follow_up.plan, change, seen, actor=keeper)
    assert ("sumber dana", "", "apbd") in first.differences
    assert ("target selesai", "2025-12-31", "2026-01-31") in first.differences
    assert "biaya" not in {name for name, _old, _new in first.differences}
    assert ("biaya", None, 50_000_000) in second.differences
    assert not first.problems
    assert not first.is_stale
    assert Action.objects.get(pk=follow_up.action.pk).funding == ""


def test_a_preview_says_what_forbids_a_change(follow_up, keeper, seen):
    lines = preview_bulk(follow_up.plan, BulkChange(shift=20), seen, actor=keeper)
    assert [line.changes for line in lines] == [False, False]
    assert "2025 sampai 2026" in str(lines[0].problems[0])


def test_all_of_them_change(follow_up, keeper, seen):
    change = BulkChange(shift=2, confidence=60)
    assert change_many(follow_up.plan, change, seen, actor=keeper) == 2
    facts = facts_of(Action.objects.get(pk=follow_up.action.pk))
    assert (facts.starts_on, facts.target_on, facts.confidence) == (
        date(2025, 3, 1),
        date(2026, 2, 28),
        60,
    )
    assert [(step.first_month, step.last_month) for step in facts.steps] == [
        (date(2025, 3, 1), date(2025, 5, 1)),
        (date(2025, 6, 1), date(2025, 8, 1)),
    ]
    assert Event.objects.filter(kind="action.changed").count() == 2


def test_nothing_changes_when_somebody_came_between(follow_up, keeper, seen):
    Action.objects.filter(pk=follow_up.actions[1].pk).update(version=3)
    with pytest.raises(BulkConflictError) as caught:
        change_many(follow_up.plan, BulkChange(cost=1), seen, actor=keeper)
    assert caught.value.keys == {follow_up.actions[1].pk}
    assert not Action.objects.filter(cost=1).exists()
    lines = preview_bulk(follow_up.plan, BulkChange(cost=1), seen, actor=keeper)
    assert [line.is_stale for line in lines] == [False, True]


def test_nothing_changes_when_one_of_them_may_not(follow_up, keeper, seen):
    Action.objects.filter(pk=follow_up.actions[1].pk).update(target_on=date(2026, 12, 31))
    with pytest.raises(RefusedError):
        change_many(follow_up.plan, BulkChange(shift=1), seen, actor=keeper)
    assert Action.objects.get(pk=follow_up.action.pk).version == 0


def test_many_are_cancelled_with_one_reason(follow_up, keeper, seen):
    with pytest.raises(RefusedError):
        change_many(follow_up.plan, BulkChange(cancel=True), seen, actor=keeper)
    change = BulkChange(cancel=True, reason="Digabung")
    (line, _other) = preview_bulk(follow_up.plan, change, seen, actor=keeper)
    assert line.changes
    assert change_many(follow_up.plan, change, seen, actor=keeper) == 2
    assert {action.cancel_reason for action in Action.objects.all()} == {"Digabung"}
    fresh = {action.pk: action.version for action in Action.objects.all()}
    assert change_many(follow_up.plan, change, fresh, actor=keeper) == 0
    lines = preview_bulk(follow_up.plan, BulkChange(cost=1), fresh, actor=keeper)
    assert all("dibatalkan" in str(line.problems[0]) for line in lines)


def test_only_keepers_change_many(follow_up, world, seen):
    with pytest.raises(DeniedError):
        change_many(follow_up.plan, BulkChange(cost=1), seen, actor=world.person(Role.LEADER))


def test_nothing_said_is_nothing_to_do():
    assert BulkChange().is_empty
    assert not BulkChange(shift=-1).is_empty
    assert not BulkChange(cost=0).is_empty
    assert not BulkChange(cancel=True, reason="A").is_empty


def test_a_recommendation_becomes_an_action(follow_up, world, keeper):
    answered = follow_up.recommendations[2]
    answered.due_on = date(2025, 9, 30)
    answered.save(update_fields=["due_on"])
    (made,) = add_from_recommendations(follow_up.plan, [answered.pk], actor=keeper)
    facts = facts_of(made)
    assert facts == ActionFacts(
        title="Kebijakan manajemen data sebaiknya ditetapkan.",
        units=(world.office.pk,),
        target_on=date(2025, 9, 30),
        targets=(("3", 3),),
        recommendations=(answered.pk,),
    )
    answered.refresh_from_db()
    assert answered.state == RecommendationState.PLANNED


def test_what_does_not_fit_is_left_out_of_the_draft(follow_up, world, keeper):
    one = follow_up.recommendations[2]
    RecommendationTarget.objects.filter(recommendation=one).update(level=None)
    world.office.valid_to = date(2025, 1, 1)
    world.office.save(update_fields=["valid_to"])
    Recommendation.objects.filter(pk=one.pk).update(due_on=date(2031, 1, 1), text="a" * 700)
    one.refresh_from_db()
    facts = draft_of(one, follow_up.plan, today=date(2025, 5, 1))
    assert (facts.units, facts.target_on, facts.targets) == ((), None, ())
    assert len(facts.title) == 500
    assert facts.note == "a" * 700


def test_withdrawn_ones_and_those_of_others_are_left_out(follow_up, world, keeper):
    mine, gone, others = follow_up.recommendations
    Recommendation.objects.filter(pk=gone.pk).update(withdrawn_at=gone.added_at)
    Recommendation.objects.filter(pk=others.pk).update(institution=world.other_city)
    keys = [others.pk, gone.pk, mine.pk, 0]
    made = add_from_recommendations(follow_up.plan, keys, actor=keeper)
    assert [facts_of(action).recommendations for action in made] == [(mine.pk,)]
