"""Open work moves to the only successor; what is over keeps the name it was done under."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.jobs import timetable
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionUnit, RecommendationUnit
from selaras.improvement.queries.endorsements import endorsements_of, part_of
from selaras.improvement.queries.strays import heirs_of, strays_of
from selaras.improvement.services.endorsing import SignerFacts, endorse_part
from selaras.improvement.services.reorganised import (
    Moved,
    follow_everywhere,
    follow_successors,
    hand_over,
)
from selaras.improvement.states import PlanState, RecommendationState
from selaras.people.models import Unit
from selaras.people.roles import Role
from selaras.people.services.reorganisation import NewUnit, Plan, reorganise
from tests.improvement_fixtures import FollowUp, make_action
from tests.people_fixtures import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> date:
    return clock.today()


def became(
    follow_up: FollowUp, old: list[Unit], new: list[str], day: date, *, kept: tuple[Unit, ...] = ()
) -> list[Unit]:
    """A real reorganisation: the old units become new ones, or go up in kept ones."""
    ended = [Unit.objects.get(pk=unit.pk) for unit in old]
    children = Unit.objects.filter(parent__in=ended).exclude(pk__in=[u.pk for u in ended])
    plan = Plan(
        institution=follow_up.world.city,
        ended=ended,
        made=[NewUnit(name) for name in new],
        kept=list(kept),
        parent=None,
        moves=dict.fromkeys(children.values_list("pk", flat=True), -1),
        day=day,
        decree="Perda 1",
    )
    return reorganise(plan, versions={unit.pk: unit.version for unit in ended}, actor=SYSTEM)


def rows_of(action: Action) -> list[tuple[str, bool, str]]:
    rows = ActionUnit.objects.filter(action=action).select_related("unit", "predecessor")
    return [(r.unit.name, r.is_lead, r.predecessor.name if r.predecessor else "") for r in rows]


def test_open_work_moves_to_the_only_successor(follow_up: FollowUp, day: date):
    (heir,) = became(follow_up, [follow_up.world.office], ["Dinas Digital"], day)
    Action.objects.filter(pk=follow_up.action.pk).update(units_label="Diskominfo")
    moved = follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    assert moved == Moved(actions=1, recommendations=3)
    assert rows_of(follow_up.action) == [("Dinas Digital", True, "Dinas Kominfo")]
    fresh = Action.objects.get(pk=follow_up.action.pk)
    assert (fresh.version, fresh.units_label) == (1, "")
    owed = RecommendationUnit.objects.get(recommendation=follow_up.recommendation)
    assert (owed.unit, owed.predecessor) == (heir, follow_up.world.office)
    event = Event.objects.get(kind="action.moved_to_successor")
    assert event.old == {"unit": ["Dinas Kominfo"]}
    assert event.new == {"unit": ["Dinas Digital"]}
    assert follow_successors(follow_up.world.city, day=day, actor=SYSTEM) == Moved()


def test_before_the_day_nothing_moves(follow_up: FollowUp, day: date):
    became(follow_up, [follow_up.world.office], ["Dinas Digital"], day + timedelta(days=1))
    assert follow_successors(follow_up.world.city, day=day, actor=SYSTEM) == Moved()
    assert rows_of(follow_up.action) == [("Dinas Kominfo", True, "")]


def test_finished_cancelled_and_closed_work_keeps_the_old_unit(follow_up: FollowUp, day: date):
    office = follow_up.world.office
    finished = make_action(follow_up.plan, 3, "Sudah selesai", office)
    finished.steps.create(position=1, title="Satu", done_on=day)
    cancelled = make_action(follow_up.plan, 4, "Batal", office, cancelled_at=clock.now())
    over = type(follow_up.plan).objects.get(pk=follow_up.plan.pk)
    over.pk, over.name, over.state = None, "Rencana lama", PlanState.CLOSED
    over.save(force_insert=True)
    closed = make_action(over, 1, "Lama", office)
    done = follow_up.recommendations[2]
    done.state = RecommendationState.DONE
    done.save(update_fields=["state"])
    became(follow_up, [office], ["Dinas Digital"], day)
    moved = follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    assert moved == Moved(actions=1, recommendations=2)
    for action in (finished, cancelled, closed):
        assert rows_of(action) == [("Dinas Kominfo", True, "")]
    assert done.unit_rows.get().unit == office


def test_a_chain_of_successors_is_followed_to_its_end(follow_up: FollowUp, day: date):
    (first,) = became(
        follow_up, [follow_up.world.office], ["Dinas Informatika"], day - timedelta(days=40)
    )
    became(follow_up, [first], ["Dinas Digital"], day)
    follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    assert rows_of(follow_up.action) == [("Dinas Digital", True, "Dinas Kominfo")]


def test_a_chain_that_breaks_moves_nothing(follow_up: FollowUp, day: date):
    (first,) = became(
        follow_up, [follow_up.world.office], ["Dinas Informatika"], day - timedelta(days=40)
    )
    Unit.objects.filter(pk=first.pk).update(valid_to=day)
    assert follow_successors(follow_up.world.city, day=day, actor=SYSTEM) == Moved()
    heirs = heirs_of(follow_up.world.city, day)[follow_up.world.office.pk]
    assert (heirs.options, heirs.only) == ((), None)


def test_a_merger_never_doubles_a_unit_and_the_lead_stays_the_lead(follow_up: FollowUp, day: date):
    office, division = follow_up.world.office, follow_up.world.division
    supporting = follow_up.action
    ActionUnit.objects.create(action=supporting, unit=division, position=1)
    led_by_heir = make_action(follow_up.plan, 3, "Dipimpin penerus", None)
    heir = Unit.objects.create(
        institution=follow_up.world.city, name="Dinas Digital", valid_from=date(2020, 1, 1)
    )
    ActionUnit.objects.create(action=led_by_heir, unit=heir, is_lead=True)
    ActionUnit.objects.create(action=led_by_heir, unit=office, position=1)
    taken_up = make_action(follow_up.plan, 4, "Penerus mendukung", office)
    ActionUnit.objects.create(action=taken_up, unit=heir, position=1)
    became(follow_up, [office, division], [], day, kept=(heir,))
    follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    for action in (supporting, led_by_heir, taken_up):
        assert rows_of(action) == [("Dinas Digital", True, "Dinas Kominfo")]


def test_a_split_is_left_to_a_person(follow_up: FollowUp, day: date):
    city, entry = follow_up.world.city, follow_up.world.person(Role.ENTRY)
    one, two = became(follow_up, [follow_up.world.office], ["Dinas A", "Dinas B"], day)
    assert follow_successors(city, day=day, actor=SYSTEM) == Moved()
    waiting = strays_of(city, day)
    assert {stray.kind for stray in waiting} == {"aksi", "rekomendasi"}
    assert waiting[0].heirs.options == (one, two)
    choice = {waiting[0].key: two.pk}
    with pytest.raises(DeniedError):
        hand_over(city, choice, day=day, actor=follow_up.world.person(Role.UNIT_OPERATOR))
    assert hand_over(city, choice, day=day, actor=entry) == Moved(actions=1)
    assert rows_of(follow_up.action) == [("Dinas B", True, "Dinas Kominfo")]
    with pytest.raises(ChangedMeanwhileError):
        hand_over(city, choice, day=day, actor=entry)


def test_lines_that_meet_again_leave_nothing_to_guess(follow_up: FollowUp, day: date):
    one, two = became(
        follow_up, [follow_up.world.office], ["Dinas A", "Dinas B"], day - timedelta(days=40)
    )
    became(follow_up, [one, two], ["Dinas Digital"], day)
    follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    assert rows_of(follow_up.action) == [("Dinas Digital", True, "Dinas Kominfo")]


def test_only_standing_units_of_the_institution_take_work_over(follow_up: FollowUp, day: date):
    world = follow_up.world
    became(follow_up, [world.office], ["Dinas A", "Dinas B"], day)
    stray = strays_of(world.city, day)[0]
    for unit in (world.other_office, world.office):
        with pytest.raises(RefusedError) as refused:
            hand_over(world.city, {stray.key: unit.pk}, day=day, actor=world.person(Role.ENTRY))
        assert refused.value.problems[0].field == stray.field


def test_an_endorsed_plan_stays_readable_under_the_old_names(follow_up: FollowUp, day: date):
    office, leader = follow_up.world.office, follow_up.world.person(Role.LEADER)
    seen = part_of(follow_up.plan, office).fingerprint
    signer = SignerFacts(name="Kepala Dinas", title="Kepala Dinas Kominfo")
    endorse_part(follow_up.plan, office, signer, seen=seen, actor=leader)
    became(follow_up, [office], ["Dinas Digital"], day)
    assert endorsements_of(follow_up.plan)[office.pk].is_current, "until the work has moved"
    follow_successors(follow_up.world.city, day=day, actor=SYSTEM)
    found = endorsements_of(follow_up.plan)[office.pk]
    assert found.endorsement.unit_name == "Dinas Kominfo"
    assert found.actions[0]["unit"] == ["Dinas Kominfo"]
    assert found.is_intact
    assert not found.is_current
    assert [change.is_dropped for change in found.changes] == [True]


def test_the_timetable_follows_every_institution_once_a_day(follow_up: FollowUp, day: date):
    became(follow_up, [follow_up.world.office], ["Dinas Digital"], day)
    assert follow_everywhere.func() == 4
    assert follow_everywhere.func() == 0
    assert rows_of(follow_up.action) == [("Dinas Digital", True, "Dinas Kominfo")]
    job = next(j for j in timetable.declared() if j.name == "improvement.follow_successors")
    assert job.every == timedelta(hours=24)
