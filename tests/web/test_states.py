"""Whatever state an assessment is in, outsiders learn nothing of the work in it.

The pages' own tests say who may do what; this wall says what holds for every page in every state.
"""

from __future__ import annotations

import re

import pytest
from django.template.backends.django import Template as DjangoTemplate
from django.urls import reverse

from selaras.assessments.states import FROZEN, State
from selaras.people.roles import Role
from tests.people_fixtures import STRANGER
from tests.web.matrix import MATRIX
from tests.web.nation import Nation, make_nation
from tests.web.statuses import ANONYMOUS
from tests.web.test_matrix import answered, signed_in

SPACES = ("work", "plotting", "workspace", "review", "external", "evidence")
RIGHTS = {200, 302, 303, 404, 405, 403, 400, 409, 422}


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def work_pages(nation: Nation) -> dict[str, str]:
    """The pages that speak of one thing in the running assessment, with their addresses."""
    found = {}
    for name, row in MATRIX.items():
        if name.split(":")[0] in SPACES:
            address = reverse(name, kwargs=row.address(nation)) + row.query
            if re.search(r"/(penilaian|bukti)/(.*/)?\d+", address):
                found[name] = address
    return found


@pytest.mark.slow
@pytest.mark.parametrize("state", list(State))
def test_outsiders_learn_nothing(nation: Nation, state: State, monkeypatch) -> None:
    monkeypatch.setattr(DjangoTemplate, "render", lambda *_arguments, **_named: "")
    nation.work.move(state)
    pages = work_pages(nation)
    wrong = []
    for visitor in (ANONYMOUS, STRANGER, Role.READER.value, Role.ASSESSOR.value):
        cookies = signed_in(nation, visitor)
        for name, address in pages.items():
            for method in ("get", "post"):
                status = answered(cookies, method, address)
                if visitor == ANONYMOUS:
                    right = {302}
                elif visitor == Role.ASSESSOR.value and state in FROZEN:
                    right = RIGHTS
                else:
                    right = {404, 405}
                if status not in right:
                    wrong.append(f"{visitor} {method.upper()} {name}: {status}")
    assert not wrong, "\n".join([str(state), *wrong])


@pytest.mark.slow
@pytest.mark.parametrize("state", list(State))
def test_no_page_breaks_in_any_state(nation: Nation, state: State) -> None:
    nation.work.move(state)
    pages = work_pages(nation)
    wrong = []
    insiders = [role for role in Role if role != Role.READER]
    for visitor in insiders:
        cookies = signed_in(nation, visitor.value)
        for name, address in pages.items():
            methods = ("get",) if visitor in {Role.LEADER, Role.SYSTEM_ADMIN} else ("get", "post")
            for method in methods:
                status = answered(cookies, method, address)
                if status not in RIGHTS:
                    wrong.append(f"{visitor} {method.upper()} {name}: {status}")
    assert not wrong, "\n".join([str(state), *wrong])
