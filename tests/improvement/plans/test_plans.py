"""Plans: made, changed, started, closed and resumed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import Assessment, Cycle, CycleKind
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionPlan, Endorsement
from selaras.improvement.queries.plans import guards_of, moves_of, plan_lines, plan_of
from selaras.improvement.services.actions import ActionFacts, add_actions, cancel_action
from selaras.improvement.services.plans import PlanFacts, change_plan, make_plan, move_plan
from selaras.improvement.states import PlanMove, PlanState, RecommendationState
from selaras.people.roles import Role
from tests.improvement_fixtures import make_action

FACTS = PlanFacts("Rencana aksi 2026", 2026, 2027, "Baris satu\nBaris dua")


def last_event() -> Event:
    return Event.objects.order_by("-sequence")[0]


def refused(run) -> dict[str, str]:
    with pytest.raises(RefusedError) as caught:
        run()
    assert not isinstance(caught.value, ChangedMeanwhileError)
    return {problem.field: str(problem.message) for problem in caught.value.problems}


def test_a_plan_begins_as_a_draft(follow_up, world, instrument, keeper):
    plan = make_plan(world.city, instrument, FACTS, actor=keeper)
    plan.refresh_from_db()
    assert (plan.state, plan.note, plan.author_id) == (
        PlanState.DRAFT,
        "Baris satu\nBaris dua",
        keeper.pk,
    )
    event = last_event()
    assert (event.kind, event.scope) == ("plan.made", world.city.scope)
    assert event.new["tahun"] == "2026–2027"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, name="Rencana aksi 2025"), ""),
        (replace(FACTS, name=" "), "name"),
        (replace(FACTS, name="a" * 201), "name"),
        (replace(FACTS, last_year=2025), ""),
        (replace(FACTS, last_year=2029), ""),
        (replace(FACTS, first_year=2014, last_year=2014), ""),
    ],
)
def test_what_a_plan_may_not_say(follow_up, world, instrument, keeper, facts, field):
    assert field in refused(lambda: make_plan(world.city, instrument, facts, actor=keeper))
    assert ActionPlan.objects.count() == 1


def test_a_plan_starts_from_a_result_of_its_own_institution(follow_up, world, instrument, keeper):
    from_elsewhere = _result(world.other_city, instrument)
    facts = replace(FACTS, assessment=from_elsewhere)
    found = refused(lambda: make_plan(world.city, instrument, facts, actor=keeper))
    assert "instansi ini" in found["assessment"]
    facts = replace(FACTS, assessment=_result(world.city, instrument))
    assert make_plan(world.city, instrument, facts, actor=keeper).assessment == facts.assessment


def _result(institution, instrument):
    cycle, _made = Cycle.objects.get_or_create(
        year=2024, instrument=instrument, defaults={"kind": CycleKind.MONITORING}
    )
    return Assessment.objects.create(cycle=cycle, institution=institution)


def test_a_change_tells_old_and_new(follow_up, keeper):
    plan = follow_up.plan
    change_plan(plan, PlanFacts("Rencana baru", 2025, 2027), version=0, actor=keeper)
    event = last_event()
    assert event.kind == "plan.changed"
    assert event.old == {"nama": "Rencana aksi 2025", "tahun": "2025–2026"}
    assert event.new == {"nama": "Rencana baru", "tahun": "2025–2027"}
    with pytest.raises(ChangedMeanwhileError):
        change_plan(plan, PlanFacts("Lagi", 2025, 2027), version=0, actor=keeper)
    before = Event.objects.count()
    change_plan(plan, PlanFacts("Rencana baru", 2025, 2027), version=1, actor=keeper)
    assert Event.objects.count() == before


def test_years_may_not_leave_dates_outside(follow_up, keeper):
    Action.objects.filter(pk=follow_up.actions[1].pk).update(
        starts_on=date(2026, 1, 1), target_on=date(2026, 5, 1)
    )
    found = refused(
        lambda: change_plan(
            follow_up.plan, PlanFacts("Rencana aksi 2025", 2025, 2025), version=0, actor=keeper
        )
    )
    assert "1 aksi" in found["last_year"]
    cancel_action(follow_up.actions[1], reason="Tidak jadi", version=0, actor=keeper)
    change_plan(follow_up.plan, PlanFacts("Rencana aksi 2025", 2025, 2025), version=0, actor=keeper)


def test_an_empty_plan_cannot_start(follow_up, world, instrument, keeper):
    plan = make_plan(world.city, instrument, FACTS, actor=keeper)
    assert [guard.fatal for guard in guards_of(plan, PlanMove.START)] == [True]
    found = refused(lambda: move_plan(plan, PlanMove.START, version=0, actor=keeper))
    assert "belum punya aksi" in found[""]


def test_what_actions_lack_is_said_but_does_not_hold_the_plan_up(
    follow_up, world, instrument, keeper
):
    plan = make_plan(world.city, instrument, FACTS, actor=keeper)
    make_action(plan, 1, "Tanpa unit", None)
    make_action(plan, 2, "Tanpa target", world.office, target_on=None)
    guards = guards_of(plan, PlanMove.START)
    assert [(str(guard.sentence)[:6], guard.fatal, guard.query) for guard in guards] == [
        ("1 aksi", False, "kurang=unit"),
        ("1 aksi", False, "kurang=target"),
        ("2 aksi", False, "kurang=sasaran"),
    ]
    assert moves_of(plan) == [PlanMove.START]
    move_plan(plan, PlanMove.START, version=0, actor=keeper)
    plan.refresh_from_db()
    assert (plan.state, plan.version) == (PlanState.RUNNING, 1)
    assert last_event().new == {"keadaan": "berjalan"}


def test_closing_says_what_is_unfinished_and_resuming_asks_why(follow_up, keeper):
    plan = follow_up.plan
    (guard,) = guards_of(plan, PlanMove.CLOSE)
    assert not guard.fatal
    assert "1 aksi" in str(guard.sentence)
    move_plan(plan, PlanMove.CLOSE, version=0, actor=keeper)
    plan.refresh_from_db()
    follow_up.recommendations[1].refresh_from_db()
    assert follow_up.recommendations[1].state == RecommendationState.OPEN, "nothing plans it now"
    found = refused(lambda: move_plan(plan, PlanMove.RESUME, version=1, actor=keeper))
    assert "note" in found
    move_plan(plan, PlanMove.RESUME, note="Ditutup terlalu awal", version=1, actor=keeper)
    follow_up.recommendations[1].refresh_from_db()
    assert follow_up.recommendations[1].state == RecommendationState.PLANNED
    assert last_event().kind in {"plan.moved", "recommendation.moved"}


def test_a_closed_plan_is_not_changed(follow_up, keeper):
    move_plan(follow_up.plan, PlanMove.CLOSE, version=0, actor=keeper)
    found = refused(
        lambda: change_plan(follow_up.plan, PlanFacts("Lain", 2025, 2026), version=1, actor=keeper)
    )
    assert "ditutup" in found[""]


def test_a_move_from_another_state_or_version_is_told(follow_up, keeper):
    for move, version in ((PlanMove.START, 0), (PlanMove.CLOSE, 9)):
        with pytest.raises(ChangedMeanwhileError):
            move_plan(follow_up.plan, move, version=version, actor=keeper)


@pytest.mark.parametrize("role", [Role.LEADER, Role.UNIT_OPERATOR, Role.COORDINATOR])
def test_only_keepers_write_plans(follow_up, world, instrument, role):
    actor = world.person(role)
    for run in (
        lambda: make_plan(world.city, instrument, FACTS, actor=actor),
        lambda: change_plan(follow_up.plan, FACTS, version=0, actor=actor),
        lambda: move_plan(follow_up.plan, PlanMove.CLOSE, version=0, actor=actor),
        lambda: make_plan(world.city, instrument, FACTS, actor=world.stranger),
    ):
        with pytest.raises(DeniedError):
            run()


def test_the_list_counts_actions_cost_and_sign_offs(follow_up, world, instrument, keeper):
    plan = make_plan(world.city, instrument, FACTS, actor=keeper)
    cancelled = add_actions(plan, [ActionFacts(title="A", cost=7)], actor=keeper)[0]
    cancel_action(cancelled, reason="Tidak jadi", version=0, actor=keeper)
    Endorsement.objects.create(
        plan=follow_up.plan,
        unit=world.office,
        unit_name="Dinas Kominfo",
        name="Kepala Dinas",
        title="Kepala Dinas",
        fingerprint="0" * 64,
        at=plan.made_at,
    )
    with CaptureQueriesContext(connection) as told:
        newest, older = plan_lines(world.city)
    assert len(told) == 3
    assert (newest.plan, newest.actions, newest.cost, newest.units) == (plan, 0, None, 0)
    assert (older.actions, older.cost, older.uncosted, older.units, older.endorsed) == (
        2,
        50_000_000,
        1,
        2,
        1,
    )


def test_a_plan_of_another_institution_is_not_found(follow_up, world):
    assert plan_of(world.city, follow_up.plan.pk) == follow_up.plan
    assert plan_of(world.other_city, follow_up.plan.pk) is None
