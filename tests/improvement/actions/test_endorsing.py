"""Signing a unit's part off: over what, by whom, and what a later change does to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionUnit, Endorsement
from selaras.improvement.queries.endorsements import endorsements_of, part_of, parts_of
from selaras.improvement.services.actions import change_action, facts_of
from selaras.improvement.services.endorsing import (
    SignerFacts,
    endorse_part,
    revoke_endorsement,
)
from selaras.improvement.services.working import finish_step
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp

pytestmark = pytest.mark.django_db
SIGNER = SignerFacts(name="Kepala Dinas", title="Kepala Dinas Kominfo", identity="19700101 1")


def endorsed(follow_up: FollowUp, unit: Unit | None = None) -> Endorsement:
    unit = unit or follow_up.world.office
    seen = part_of(follow_up.plan, unit).fingerprint
    leader = follow_up.world.person(Role.LEADER)
    return endorse_part(follow_up.plan, unit, SIGNER, seen=seen, actor=leader)


def view(follow_up: FollowUp, unit: Unit | None = None):
    return endorsements_of(follow_up.plan)[(unit or follow_up.world.office).pk]


def renamed(follow_up: FollowUp, **facts: object) -> None:
    """Change the office's action as an editor does."""
    action = Action.objects.get(pk=follow_up.action.pk)
    now = facts_of(action)
    new = type(now)(**{name: facts.get(name, getattr(now, name)) for name in now.__slots__})
    editor = follow_up.world.person(Role.ENTRY)
    change_action(action, new, version=action.version, actor=editor)


def test_the_head_signs_the_part_off_and_its_content_is_kept(follow_up: FollowUp):
    made = endorsed(follow_up)
    assert (made.name, made.title, made.unit_name) == (SIGNER.name, SIGNER.title, "Dinas Kominfo")
    found = view(follow_up)
    assert found.is_current
    assert found.is_intact
    assert not found.changes
    (action,) = found.actions
    assert action["judul"] == follow_up.action.title
    assert action["peran"] == "penanggung jawab"
    assert action["tahapan"][0]["uraian"] == "Menyusun rancangan"
    assert action["biaya"] == 50_000_000
    event = Event.objects.get(kind="plan.endorsed")
    assert event.new["sidik"] == made.fingerprint


@pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.ENTRY, Role.SYSTEM_ADMIN], ids=str)
def test_nobody_signs_in_the_place_of_the_head(follow_up: FollowUp, role):
    unit = follow_up.world.office
    seen = part_of(follow_up.plan, unit).fingerprint
    with pytest.raises(DeniedError):
        endorse_part(follow_up.plan, unit, SIGNER, seen=seen, actor=follow_up.world.person(role))


def test_a_signature_names_its_signer(follow_up: FollowUp):
    unit, leader = follow_up.world.office, follow_up.world.person(Role.LEADER)
    seen = part_of(follow_up.plan, unit).fingerprint
    with pytest.raises(RefusedError) as refused:
        endorse_part(follow_up.plan, unit, SignerFacts(name=" ", title=""), seen=seen, actor=leader)
    assert {problem.field for problem in refused.value.problems} == {"name", "title"}


def test_what_changed_after_it_was_read_is_not_signed(follow_up: FollowUp):
    unit, leader = follow_up.world.office, follow_up.world.person(Role.LEADER)
    seen = part_of(follow_up.plan, unit).fingerprint
    renamed(follow_up, cost=60_000_000)
    with pytest.raises(ChangedMeanwhileError):
        endorse_part(follow_up.plan, unit, SIGNER, seen=seen, actor=leader)
    assert not Endorsement.objects.exists()


def test_a_unit_without_actions_or_an_ended_one_has_nothing_to_sign(follow_up: FollowUp):
    idle = Unit.objects.create(
        institution=follow_up.world.city, name="Bagian Umum", valid_from=date(2020, 1, 1)
    )
    with pytest.raises(RefusedError):
        endorsed(follow_up, idle)
    follow_up.world.office.valid_to = clock.today()
    follow_up.world.office.save(update_fields=["valid_to"])
    with pytest.raises(RefusedError):
        endorsed(follow_up)


def test_reporting_leaves_the_signature_standing(follow_up: FollowUp):
    endorsed(follow_up)
    step = follow_up.action.steps.get(position=2)
    finish_step(step, on=clock.today(), version=0, actor=follow_up.world.person(Role.ENTRY))
    assert view(follow_up).is_current


def test_a_change_of_the_part_shows_and_says_what_differs(follow_up: FollowUp):
    endorsed(follow_up)
    other = follow_up.world.division
    ActionUnit.objects.create(action=follow_up.actions[1], unit=follow_up.world.office)
    renamed(follow_up, cost=60_000_000, title="Menetapkan peraturan arsitektur SPBE")
    found = view(follow_up)
    assert not found.is_current
    assert found.is_intact
    assert {str(change.field) for change in found.changes if change.field} == {
        "biaya",
        "uraian aksi",
    }
    assert [change.action for change in found.changes if change.is_added] == [
        "Menyusun peta rencana"
    ]
    assert other.pk not in endorsements_of(follow_up.plan)


def test_a_kept_content_that_somebody_altered_shows(follow_up: FollowUp):
    made = endorsed(follow_up)
    made.content["aksi"][str(follow_up.action.pk)]["biaya"] = 1
    made.save(update_fields=["content"])
    assert not view(follow_up).is_intact


def test_signing_again_replaces_what_no_longer_holds_and_nothing_else(follow_up: FollowUp):
    first = endorsed(follow_up)
    with pytest.raises(RefusedError):
        endorsed(follow_up)
    renamed(follow_up, cost=60_000_000)
    second = endorsed(follow_up)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert first.revocation
    assert view(follow_up).endorsement == second
    assert view(follow_up).is_current


def test_a_signature_is_revoked_with_a_reason_once(follow_up: FollowUp):
    made, leader = endorsed(follow_up), follow_up.world.person(Role.LEADER)
    with pytest.raises(RefusedError):
        revoke_endorsement(made, reason=" ", actor=leader)
    with pytest.raises(DeniedError):
        revoke_endorsement(made, reason="Salah", actor=follow_up.world.person(Role.ENTRY))
    revoke_endorsement(made, reason="Salah unit", actor=leader)
    made.refresh_from_db()
    assert made.revocation == "Salah unit"
    assert not endorsements_of(follow_up.plan)
    with pytest.raises(ChangedMeanwhileError):
        revoke_endorsement(made, reason="Lagi", actor=leader)


def test_parts_cost_the_same_however_many_actions(follow_up: FollowUp):
    with CaptureQueriesContext(connection) as few:
        parts_of(follow_up.plan)
    for place in range(3, 9):
        action = Action.objects.create(
            plan=follow_up.plan, position=place, title=f"Aksi {place}", made_at=clock.now()
        )
        ActionUnit.objects.create(action=action, unit=follow_up.world.office, is_lead=True)
    with CaptureQueriesContext(connection) as many:
        assert len(parts_of(follow_up.plan)[follow_up.world.office.pk].actions) == 7
    assert len(many) == len(few) == 6
