"""The list of plans, making one and changing it."""

from __future__ import annotations

from typing import Any

import pytest

from selaras.improvement.models import ActionPlan
from selaras.people.roles import Role
from tests.web.nation import Nation, make_nation


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_nation()


@pytest.fixture
def keeper(nation, client):
    client.force_login(nation.world.person(Role.TEAM_MEMBER))
    return client


@pytest.fixture
def home(nation) -> str:
    return f"/rencana-aksi/{nation.world.city.slug}/"


def said(nation, **changes: Any) -> dict[str, Any]:
    given = {
        "version": 0,
        "name": "Rencana 2026",
        "first_year": 2026,
        "last_year": 2027,
        "instrument": nation.follow_up.instrument.pk,
        "assessment": "",
        "note": "Satu\r\nDua",
    }
    return {**given, **changes}


def test_the_list_shows_what_plans_weigh(keeper, home):
    page = keeper.get(home).content.decode()
    for words in ("Rencana aksi 2025", "Rp\N{NO-BREAK SPACE}50.000.000", "1 tanpa biaya"):
        assert words in page
    assert "0 dari 2 unit" in page


def test_a_plan_is_made_and_chosen_recommendations_go_with_it(keeper, nation, home):
    third = nation.follow_up.recommendations[2]
    assert f"?dari={third.pk}" in keeper.get(f"{home}?dari={third.pk}&dari=x").content.decode()
    answer = keeper.post(f"{home}tambah/?dari={third.pk}", said(nation))
    made = ActionPlan.objects.get(name="Rencana 2026")
    assert answer["Location"] == f"{home}{made.pk}/?dari={third.pk}"
    assert made.note == "Satu\nDua"
    assert third.text in keeper.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Ada yang perlu diperbaiki"),
        ({"name": "Rencana aksi 2025"}, "Sudah ada rencana aksi dengan nama ini"),
        ({"last_year": 2029}, "satu sampai tiga tahun"),
    ],
)
def test_a_refused_plan_keeps_what_was_typed(keeper, nation, home, changes, words):
    answer = keeper.post(f"{home}tambah/", said(nation, note="jangan hilang", **changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "jangan hilang" in page


def test_a_plan_is_changed_and_two_who_do_so_notice(keeper, nation, home):
    at = f"{home}{nation.follow_up.plan.pk}/ubah/"
    assert "Rencana aksi 2025" in keeper.get(at).content.decode()
    sent = said(nation, first_year=2025, last_year=2026, name="Satu")
    assert keeper.post(at, sent).status_code == 302
    answer = keeper.post(at, {**sent, "name": "Dua"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Dua"' in page
    assert "Yang tersimpan sekarang" in page
    assert 'name="version" value="1"' in page
    assert keeper.post(at, {**sent, "name": "Dua", "version": 1}).status_code == 302
    plan = ActionPlan.objects.get(pk=nation.follow_up.plan.pk)
    assert (plan.name, plan.version) == ("Dua", 2)
