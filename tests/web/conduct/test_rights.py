"""Who reaches which page in which state: address × role × state."""

from __future__ import annotations

import pytest
from django.urls import reverse

from selaras.assessments.permissions import STEP_ROLES
from selaras.assessments.states import COURSE, FROZEN, State, Step
from selaras.people.roles import Role

RUNNING = [state for state in State if state != State.RECORDED]
INSIDE = frozenset(Role) - {Role.ASSESSOR, Role.READER}
HISTORIANS = {
    Role.SYSTEM_ADMIN,
    Role.INSTITUTION_ADMIN,
    Role.COORDINATOR,
    Role.RESPONSIBLE,
    Role.ENTRY,
    Role.TEAM_MEMBER,
}


def knows(role: Role, state: State) -> bool:
    """Whether the work exists for this role: colleagues, and assessors once it was sent."""
    if state == State.RECORDED:
        return role in {Role.SYSTEM_ADMIN, Role.RESPONSIBLE, Role.INSTITUTION_ADMIN}
    return role in INSIDE or (role == Role.ASSESSOR and state in FROZEN)


@pytest.mark.parametrize("state", State)
def test_hub_signing_and_history(work, signed_in, state):
    work.move(state)
    for role in Role:
        client = signed_in(role)
        expected = 200 if knows(role, state) else 404
        for name in ("hub", "sign"):
            address = reverse(f"work:{name}", args=[work.assessment.pk])
            assert client.get(address).status_code == expected, (name, role)
        address = reverse("work:history", args=[work.assessment.pk])
        allowed = 200 if role in HISTORIANS else 403
        expected = allowed if knows(role, state) else 404
        assert client.get(address).status_code == expected, ("history", role)
    for name in ("hub", "sign", "history"):
        address = reverse(f"work:{name}", args=[work.assessment.pk])
        assert signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize("step", Step)
def test_steps(work, signed_in, step):
    state = State(COURSE[step].sources[0])
    work.move(state)
    address = reverse("work:step", args=[work.assessment.pk, step.value])
    inside = step in (Step.SIGN, Step.WITHDRAW_SIGNATURE)
    for role in Role:
        mine = role in STEP_ROLES[step] or (role == Role.SYSTEM_ADMIN and not inside)
        answer = signed_in(role).get(address)
        if not knows(role, state):
            assert answer.status_code == 404, role
        elif not mine:
            assert answer.status_code == 403, role
        else:
            assert answer.status_code in (200, 302), role
            if step in (Step.APPROVE, Step.SIGN, Step.SUBMIT):
                assert answer.status_code == 302
    assert signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize("state", RUNNING)
def test_only_those_who_may_move_an_assessment(work, signed_in, state):
    """A form sent from any state by anyone moves it only along the table."""
    work.move(state)
    for step in (Step.CHECK, Step.SUBMIT, Step.REPORT):
        for role in (Role.UNIT_OPERATOR, Role.READER, Role.LEADER):
            address = reverse("work:step", args=[work.assessment.pk, step.value])
            answer = signed_in(role).post(address, {"version": work.assessment.version})
            assert answer.status_code in (403, 404)
    work.assessment.refresh_from_db()
    assert work.assessment.state == state
