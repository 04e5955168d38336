"""Reporting on an action: who may, what is refused, what the trail says, what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from selaras.evidence.models import Document
from selaras.evidence.services.documents import remove
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionStep
from selaras.improvement.services.working import (
    attach_evidence,
    detach_evidence,
    finish_step,
    raise_blocker,
    reopen_step,
    resolve_blocker,
)
from selaras.improvement.states import PlanState, RecommendationState
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.work_fixtures import Work

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 20)


def step_of(action: Action) -> ActionStep:
    """The step that is not done."""
    return action.steps.get(done_on__isnull=True)


def version_of(action: Action) -> int:
    return Action.objects.get(pk=action.pk).version


def test_the_operator_of_its_unit_reports_a_stage_done(follow_up: FollowUp):
    operator, action = follow_up.world.person(Role.UNIT_OPERATOR), follow_up.action
    finish_step(step_of(action), on=ON, version=action.version, actor=operator)
    done = action.steps.get(position=2)
    assert (done.done_on, done.done_by) == (ON, operator)
    assert version_of(action) == action.version + 1
    event = Event.objects.get(kind="action.step_done")
    assert event.actor_id == operator.pk
    assert event.new == {"tahapan": "Menetapkan", "selesai pada": "2025-06-20"}
    assert event.scope == follow_up.plan.scope


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.COORDINATOR, Role.READER, Role.ASSESSOR], ids=str
)
def test_who_neither_keeps_the_plan_nor_has_the_unit_does_not_report(follow_up, role):
    action = follow_up.action
    with pytest.raises(DeniedError):
        finish_step(step_of(action), on=ON, version=0, actor=follow_up.world.person(role))
    assert version_of(action) == action.version
    assert not Event.objects.filter(kind="action.step_done").exists()


def test_an_operator_of_another_unit_does_not_report(follow_up: FollowUp):
    other = follow_up.actions[1]
    with pytest.raises(DeniedError):
        raise_blocker(other, "x", version=0, actor=follow_up.world.person(Role.UNIT_OPERATOR))


def test_nothing_is_reported_on_a_cancelled_action_or_a_closed_plan(follow_up: FollowUp):
    action, editor = follow_up.action, follow_up.world.person(Role.RESPONSIBLE)
    Action.objects.filter(pk=action.pk).update(cancelled_at=clock.now())
    with pytest.raises(DeniedError):
        finish_step(step_of(action), on=ON, version=0, actor=editor)
    Action.objects.filter(pk=action.pk).update(cancelled_at=None)
    follow_up.plan.state = PlanState.CLOSED
    follow_up.plan.save(update_fields=["state"])
    with pytest.raises(DeniedError):
        finish_step(step_of(action), on=ON, version=0, actor=editor)


def test_a_stage_is_not_done_tomorrow_nor_years_before_the_plan(follow_up: FollowUp):
    action, editor = follow_up.action, follow_up.world.person(Role.ENTRY)
    for day in (clock.today() + timedelta(days=1), date(2015, 1, 1)):
        with pytest.raises(RefusedError) as refused:
            finish_step(step_of(action), on=day, version=0, actor=editor)
        assert refused.value.problems[0].field == "on"
    assert version_of(action) == 0


def test_whoever_saw_an_older_state_is_told(follow_up: FollowUp):
    action, editor = follow_up.action, follow_up.world.person(Role.ENTRY)
    step = step_of(action)
    raise_blocker(action, "Anggaran belum turun", version=0, actor=editor)
    with pytest.raises(ChangedMeanwhileError):
        finish_step(step, on=ON, version=0, actor=editor)
    finish_step(step, on=ON, version=1, actor=editor)
    with pytest.raises(ChangedMeanwhileError):
        finish_step(step, on=ON, version=2, actor=editor)
    assert version_of(action) == 2


def test_a_stage_is_opened_again(follow_up: FollowUp):
    action, editor = follow_up.action, follow_up.world.person(Role.TEAM_MEMBER)
    done = action.steps.get(position=1)
    reopen_step(done, version=0, actor=editor)
    assert not action.steps.filter(done_on__isnull=False).exists()
    event = Event.objects.get(kind="action.step_reopened")
    assert event.old["selesai pada"] == "2025-03-20"
    with pytest.raises(ChangedMeanwhileError):
        reopen_step(done, version=1, actor=editor)


def test_a_document_of_the_library_is_attached_replaced_and_detached(
    follow_up: FollowUp, work: Work
):
    operator, action = follow_up.world.person(Role.UNIT_OPERATOR), follow_up.action
    required = action.evidence.get(position=1)
    attach_evidence(required, work.document, version=0, actor=operator)
    required.refresh_from_db()
    assert required.document == work.document
    event = Event.objects.get(kind="action.evidence_attached")
    assert event.old == {}
    assert event.new["dokumen"] == work.document.title
    with pytest.raises(RefusedError):
        attach_evidence(required, work.document, version=1, actor=operator)
    detach_evidence(required, version=1, actor=operator)
    required.refresh_from_db()
    assert required.document is None
    with pytest.raises(ChangedMeanwhileError):
        detach_evidence(required, version=2, actor=operator)


def test_a_document_that_hangs_on_an_action_stays_and_says_why(follow_up: FollowUp, work: Work):
    keeper, document = follow_up.world.person(Role.ENTRY), work.document
    required = follow_up.action.evidence.get(position=1)
    attach_evidence(required, document, version=0, actor=keeper)
    with pytest.raises(RefusedError) as both:
        remove(document, actor=keeper)
    assert len(both.value.problems) == 2
    work.item.delete()
    with pytest.raises(RefusedError) as held:
        remove(document, actor=keeper)
    (problem,) = held.value.problems
    assert "rencana aksi" in str(problem.message)
    detach_evidence(required, version=1, actor=keeper)
    remove(document, actor=keeper)
    assert not Document.objects.exists()


def test_a_document_the_actor_cannot_open_or_of_elsewhere_is_refused(
    follow_up: FollowUp, work: Work
):
    operator, document = follow_up.world.person(Role.UNIT_OPERATOR), work.document
    required = follow_up.action.evidence.get(position=1)
    document.is_restricted, document.unit, document.author = True, follow_up.world.division, None
    document.save(update_fields=["is_restricted", "unit", "author"])
    with pytest.raises(RefusedError):
        attach_evidence(required, document, version=0, actor=operator)
    document.is_restricted, document.unit = False, None
    document.institution = follow_up.world.other_city
    document.save(update_fields=["is_restricted", "unit", "institution"])
    with pytest.raises(RefusedError):
        attach_evidence(
            required, document, version=0, actor=follow_up.world.person(Role.SYSTEM_ADMIN)
        )
    required.refresh_from_db()
    assert required.document is None


def test_a_blocker_holds_until_it_is_resolved_with_words(follow_up: FollowUp):
    operator, action = follow_up.world.person(Role.UNIT_OPERATOR), follow_up.action
    with pytest.raises(RefusedError):
        raise_blocker(action, "  ", version=0, actor=operator)
    blocker = raise_blocker(action, " Anggaran belum turun ", version=0, actor=operator)
    assert (blocker.text, blocker.raised_by) == ("Anggaran belum turun", operator)
    with pytest.raises(RefusedError):
        resolve_blocker(blocker, "", version=1, actor=operator)
    resolve_blocker(blocker, "Memakai anggaran perubahan", version=1, actor=operator)
    blocker.refresh_from_db()
    assert blocker.resolved_at is not None
    assert blocker.resolution == "Memakai anggaran perubahan"
    with pytest.raises(ChangedMeanwhileError):
        resolve_blocker(blocker, "Lagi", version=2, actor=operator)


def test_the_recommendation_follows_the_first_stage_done(follow_up: FollowUp):
    action, answered = follow_up.action, follow_up.recommendations[0]
    action.steps.update(done_on=None)
    answered.state = RecommendationState.PLANNED
    answered.save(update_fields=["state"])
    step = action.steps.get(position=1)
    finish_step(step, on=ON, version=0, actor=follow_up.world.person(Role.UNIT_OPERATOR))
    answered.refresh_from_db()
    assert answered.state == RecommendationState.WORKING
