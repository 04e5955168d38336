"""What the library says of a document that a signed claim rests on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from selaras.assessments.states import State
from selaras.people.roles import Role
from tests.web.evidence.conftest import Enter
from tests.web.nation import Nation

WARNING = "sidik isi berita acaranya tidak lagi cocok"


@pytest.mark.parametrize(
    ("state", "warned"),
    [(State.APPROVED, False), (State.SIGNED, True), (State.SUBMITTED, True), (State.FINAL, True)],
)
def test_whoever_may_change_its_facts_is_warned(
    nation: Nation, enter: Enter, state: State, warned: bool
) -> None:
    nation.work.move(state)
    key = nation.work.document.pk
    team = enter(nation.world.person(Role.TEAM_MEMBER))
    for name in ("document", "change"):
        page = team.get(reverse(f"evidence:{name}", args=[key])).content.decode()
        assert (WARNING in page) is warned, name
    leader = enter(nation.world.person(Role.LEADER))
    assert WARNING not in leader.get(reverse("evidence:document", args=[key])).content.decode()
