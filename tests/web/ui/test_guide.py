import re

import pytest
from django.urls import reverse

from selaras.people.roles import Role
from selaras.web.ui.guide import COMPONENTS, GROUPS, component, guide
from selaras.web.ui.samples import samples

pytestmark = pytest.mark.django_db
NAMES = sorted(path.stem for path in COMPONENTS.glob("*.html"))
STYLE = re.compile(r"<[^>]+\s(?:style|on[a-z]+)=", re.IGNORECASE)


def test_every_component_is_in_the_guide_once():
    listed = [name for _title, names in GROUPS for name in names]
    assert sorted(listed) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_component_says_what_it_is_for_and_is_shown_by_its_own_tag(name):
    one = component(name)
    assert len(one.about) > 10
    tag = name.replace("_", "-")
    assert any(f"<c-{tag}" in example.markup for example in one.examples)


def test_every_name_in_an_example_has_a_sample():
    known = set(samples())
    for name in NAMES:
        for example in component(name).examples:
            for used in re.findall(r'\s:[a-z_]+="([a-z_]+)"', example.markup):
                assert used in known, (name, used)


def test_guide_draws_every_example(world, rf):
    request = rf.get("/ui/")
    request.user = world.person(Role.READER)
    shown = [entry for _title, entries in guide(request) for entry in entries]
    assert len(shown) == len(NAMES)
    for entry in shown:
        for one in entry.shown:
            assert "<c-" not in one.html, (entry.name, one.title)
            assert not STYLE.search(one.html), (entry.name, one.title)
            assert one.html.strip(), (entry.name, one.title)


def test_guide_is_there_for_every_signed_in_person(world, client):
    client.force_login(world.person(Role.READER))
    answer = client.get(reverse("ui:styleguide"))
    assert answer.status_code == 200
    assert "Panduan gaya" in answer.content.decode()


def test_guide_asks_others_to_sign_in(client):
    answer = client.get(reverse("ui:styleguide"))
    assert answer.status_code == 302
