"""The grid of a plan as people use it: rows edited, added, cancelled, many changed at once."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.services.actions import ActionFacts, add_actions
from selaras.improvement.states import PlanState
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation, make_nation


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_nation()


@pytest.fixture
def keeper(nation, client) -> Client:
    client.force_login(nation.world.person(Role.TEAM_MEMBER))
    return client


@pytest.fixture
def address(nation) -> str:
    return f"/rencana-aksi/{nation.world.city.slug}/{nation.follow_up.plan.pk}/"


def row(action: Action, **said: Any) -> dict[str, Any]:
    """What the form of a row sends, with what was typed in it."""
    lead = action.unit_rows.filter(is_lead=True).values_list("unit_id", flat=True).first()
    sent: dict[str, Any] = {
        "langkah": "baris",
        "aksi": action.pk,
        "version": action.version,
        "title": action.title,
        "lead": lead or "",
        "target_on": action.target_on.isoformat() if action.target_on else "",
        "cost": "" if action.cost is None else action.cost,
        "funding": action.funding,
        "note": action.note,
    }
    for place, step in enumerate(action.steps.all()):
        sent[f"first_{place}"] = step.first_month.isoformat()
        sent[f"last_{place}"] = step.last_month.isoformat()
    return {**sent, **said}


def test_a_row_is_saved_and_the_view_is_kept(keeper, nation, address):
    action = nation.follow_up.action
    sent = row(
        action,
        title="Menetapkan peraturan\r\nwali kota",
        lead=nation.world.division.pk,
        target_on="2026-03-31",
        cost="75.000.000",
        funding="apbd",
        note="Satu\r\nDua",
        first_0="2025-02-01",
    )
    answer = keeper.post(f"{address}?kelompok=unit&edit={action.pk}", sent)
    assert answer.status_code == 302
    assert answer["Location"] == f"{address}?kelompok=unit#aksi-{action.pk}"
    action = Action.objects.get(pk=action.pk)
    assert (action.title, action.cost, action.funding, action.note, action.version) == (
        "Menetapkan peraturan\nwali kota",
        75_000_000,
        "apbd",
        "Satu\nDua",
        1,
    )
    assert [unit.unit_id for unit in action.unit_rows.all()] == [nation.world.division.pk]
    first = action.steps.all()[0]
    assert (first.first_month.month, first.done_on is not None) == (2, True)
    assert "75.000.000" in keeper.get(address).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"cost": "50 juta"}, "misalnya 50.000.000"),
        ({"cost": "1.00"}, "misalnya 50.000.000"),
        ({"cost": "-5"}, "misalnya 50.000.000"),
        ({"cost": "9" * 30}, "misalnya 50.000.000"),
        ({"title": ""}, "Ada yang perlu diperbaiki"),
        ({"target_on": "2031-01-01"}, "2025 sampai 2026"),
        ({"first_0": "2025-06-01"}, "selesai sebelum mulai"),
        ({"last_0": ""}, "perlu bulan mulai dan bulan selesai"),
        ({"first_0": "2031-01-01"}, "Ada yang perlu diperbaiki"),
    ],
)
def test_a_refused_row_keeps_what_was_typed(keeper, nation, address, said, words):
    action = nation.follow_up.action
    answer = keeper.post(address, row(action, note="tulisan yang tidak boleh hilang", **said))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "tulisan yang tidak boleh hilang" in page
    if "cost" in said:
        assert f'value="{said["cost"]}"' in page
    assert Action.objects.get(pk=action.pk).version == 0


@pytest.mark.parametrize("typed", ["50000000", "50.000.000", "Rp 50.000.000", "rp50.000.000,00"])
def test_money_is_read_as_people_write_it(keeper, nation, address, typed):
    action = nation.follow_up.actions[1]
    assert keeper.post(address, row(action, cost=typed)).status_code == 302
    assert Action.objects.get(pk=action.pk).cost == 50_000_000


def test_two_versions_stand_side_by_side_and_nothing_is_lost(keeper, nation, address):
    action = nation.follow_up.action
    assert keeper.post(address, row(action, cost="1000", note="Orang lain")).status_code == 302
    answer = keeper.post(address, row(action, cost="2000", note="Saya"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Versi tersimpan" in page
    assert "Orang lain" in page
    assert "Saya" in page
    assert '<input type="hidden" name="version" value="1"' in page
    assert Action.objects.get(pk=action.pk).cost == 1000
    action.refresh_from_db()
    assert keeper.post(address, row(action, cost="2000", note="Saya")).status_code == 302
    assert Action.objects.get(pk=action.pk).note == "Saya"


def test_the_form_opens_without_script_and_htmx_gets_the_row_alone(keeper, nation, address):
    action = nation.follow_up.action
    whole = keeper.get(f"{address}?edit={action.pk}").content.decode()
    assert "<html" in whole
    assert 'name="first_1"' in whole
    part = keeper.get(f"{address}?edit={action.pk}", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert 'name="first_1"' in text
    assert "HX-Request" in part["Vary"]
    closed = keeper.get(f"{address}?baris={action.pk}", headers={"HX-Request": "true"})
    assert 'name="first_1"' not in closed.content.decode()
    assert action.title in closed.content.decode()
    assert keeper.get(f"{address}?edit=999999", headers={"HX-Request": "true"}).status_code == 404
    assert keeper.get(f"{address}?edit=abc").status_code == 200


def test_those_who_may_not_change_see_no_forms(client, nation, address):
    client.force_login(nation.world.person(Role.LEADER))
    action = nation.follow_up.action
    page = client.get(f"{address}?edit={action.pk}").content.decode()
    assert action.title in page
    assert 'name="langkah"' not in page
    assert client.post(address, row(action)).status_code == 403


def test_an_action_of_another_plan_does_not_exist_here(keeper, nation, address):
    other = ActionPlan.objects.create(
        institution=nation.world.city,
        instrument=nation.follow_up.instrument,
        name="Lain",
        first_year=2025,
        last_year=2025,
        state_since=nation.follow_up.plan.made_at,
        made_at=nation.follow_up.plan.made_at,
    )
    (stray,) = add_actions(other, [ActionFacts(title="Aksi lain")], actor=SYSTEM)
    assert keeper.post(address, row(stray)).status_code == 404
    slug = nation.world.other_city.slug
    assert keeper.get(f"/rencana-aksi/{slug}/{other.pk}/").status_code == 404


def test_a_row_is_added_in_a_few_words(keeper, nation, address):
    sent = {
        "langkah": "tambah",
        "title": "Menyusun pedoman",
        "unit": nation.world.office.pk,
        "indicator": "5",
        "level": "3",
    }
    assert keeper.post(address, sent).status_code == 302
    made = Action.objects.get(title="Menyusun pedoman")
    assert [(row.indicator.number, row.level) for row in made.targets.all()] == [("5", 3)]
    halves = keeper.post(address, {**sent, "title": "Lain", "level": ""})
    assert halves.status_code == 422
    assert "Pilih indikator bersama tingkatnya" in halves.content.decode()
    assert 'value="Lain"' in halves.content.decode()


def test_recommendations_become_actions(keeper, nation, address):
    first, _second, third = nation.follow_up.recommendations
    page = keeper.get(f"{address}?dari={first.pk},{third.pk}").content.decode()
    assert "sudah dijawab rencana ini" in page
    assert third.text in page
    answer = keeper.post(address, {"langkah": "dari", "dari": [third.pk]})
    assert answer.status_code == 302
    assert Action.objects.filter(recommendations=third).count() == 1
    assert keeper.post(address, {"langkah": "dari"}).status_code == 422


def test_a_cancelled_action_is_shown_when_asked_for_and_restored(keeper, nation, address):
    action = nation.follow_up.action
    Action.objects.filter(pk=action.pk).update(
        cancelled_at=nation.follow_up.plan.made_at, cancel_reason="Digabung"
    )
    assert action.title not in keeper.get(address).content.decode()
    page = keeper.get(f"{address}?status=dibatalkan").content.decode()
    assert "Digabung" in page
    sent = {"langkah": "pulihkan", "aksi": action.pk, "version": 0}
    assert keeper.post(address, {**sent, "version": 4}).status_code == 409
    assert keeper.post(address, sent).status_code == 302
    assert Action.objects.get(pk=action.pk).cancelled_at is None


def test_a_plan_is_closed_and_resumed(keeper, nation, address):
    page = keeper.get(address).content.decode()
    assert "belum selesai. Sesudah ditutup" in page, "told before the click"
    sent = {"langkah": "gerak", "gerak": "tutup", "version": 0}
    assert keeper.post(address, {**sent, "version": 9}).status_code == 409
    assert keeper.post(address, sent).status_code == 302
    assert ActionPlan.objects.get(pk=nation.follow_up.plan.pk).state == PlanState.CLOSED
    closed = keeper.get(address).content.decode()
    assert "Rencana ini sudah ditutup" in closed
    assert "data-edit-row" not in closed
    assert keeper.post(address, row(nation.follow_up.action)).status_code == 422
    sent = {"langkah": "gerak", "gerak": "lanjutkan", "version": 1}
    assert keeper.post(address, sent).status_code == 422
    assert keeper.post(address, {**sent, "note": "Terlalu awal"}).status_code == 302
    assert keeper.post(address, {"langkah": "gerak", "gerak": "terbang"}).status_code == 422


def chosen(nation, **said: Any) -> dict[str, Any]:
    actions = nation.follow_up.actions
    seen = {f"lihat_{action.pk}": action.version for action in actions}
    return {"aksi": [action.pk for action in actions], **seen, **said}


def test_many_are_previewed_then_changed(keeper, nation, address):
    to = f"{address}ubah-massal/?kelompok=aspek"
    page = keeper.post(to, chosen(nation, funding="apbn", shift="1", langkah="pratinjau"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "2 aksi akan berubah" in text
    assert "APBN" in text
    assert not Action.objects.filter(funding="apbn").exists()
    answer = keeper.post(to, chosen(nation, funding="apbn", shift="1", langkah="simpan"))
    assert answer["Location"] == f"{address}?kelompok=aspek"
    assert Action.objects.filter(funding="apbn").count() == 2


def test_a_change_of_many_tells_when_somebody_came_between(keeper, nation, address):
    sent = chosen(nation, cost="1.000", langkah="simpan")
    Action.objects.filter(pk=nation.follow_up.action.pk).update(version=1)
    page = keeper.post(f"{address}ubah-massal/", sent)
    assert page.status_code == 409
    text = page.content.decode()
    assert "baru diubah" in text
    assert f'name="lihat_{nation.follow_up.action.pk}" value="1"' in text
    assert not Action.objects.filter(cost=1000).exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Isi paling sedikit satu hal"),
        ({"cost": "banyak"}, "misalnya 50.000.000"),
        ({"cancel": "on"}, "Tuliskan alasan pembatalan"),
        ({"aksi": [], "cost": "1"}, "Pilih paling sedikit satu aksi"),
    ],
)
def test_what_a_change_of_many_asks(keeper, nation, address, said, words):
    page = keeper.post(f"{address}ubah-massal/", chosen(nation, **said))
    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_change_that_may_not_be_is_told_row_by_row(keeper, nation, address):
    sent = chosen(nation, shift="20", langkah="pratinjau")
    page = keeper.post(f"{address}ubah-massal/", sent)
    text = page.content.decode()
    assert "2025 sampai 2026" in text
    assert 'value="simpan"' not in text
    assert keeper.post(f"{address}ubah-massal/", {**sent, "langkah": "simpan"}).status_code == 422


def test_two_hundred_actions_stay_within_fifteen_queries(
    keeper, nation, address, django_assert_max_num_queries
):
    world, plan = nation.world, nation.follow_up.plan
    facts = [
        ActionFacts(
            title=f"Aksi {place}",
            units=(world.office.pk, world.division.pk),
            targets=(("3", 3),),
            recommendations=(nation.follow_up.recommendation.pk,),
        )
        for place in range(198)
    ]
    add_actions(plan, facts, actor=SYSTEM)
    keeper.get(address)
    with django_assert_max_num_queries(15):
        page = keeper.get(address).content.decode()
    action = nation.follow_up.action
    with django_assert_max_num_queries(15):
        assert 'name="first_1"' in keeper.get(f"{address}?edit={action.pk}").content.decode()
    assert "200 dari 200 aksi" in page
    assert "1–100 dari 200" in page
    assert page.count('class="plan-row"') == 100
    second = keeper.get(f"{address}?setelah=100").content.decode()
    assert "Aksi 197" in second
    assert "setelah=" in page


def test_the_schedule_reads_as_text_too(keeper, nation, address):
    page = keeper.get(f"{address}?jadwal=teks").content.decode()
    assert "Menyusun rancangan: Jan–Mar 2025, selesai" in page


def test_a_preview_writes_days_and_months_as_people_do(keeper, nation, address):
    page = keeper.post(f"{address}ubah-massal/", chosen(nation, shift="1", langkah="pratinjau"))
    text = page.content.decode()
    assert "31 Januari 2026" in text
    assert "Menyusun rancangan (Feb–Apr 2025)" in text


def test_a_view_is_taken_along_as_a_file(keeper, nation, address):
    plan, lead = nation.follow_up.plan, nation.follow_up.action.unit_rows.get(is_lead=True)
    facts = [
        ActionFacts(title="Murah", cost=1_000_000, units=(lead.unit_id,)),
        ActionFacts(title="Mahal", cost=90_000_000, units=(lead.unit_id,)),
        ActionFacts(title="Milik tidak seorang pun", cost=5),
    ]
    add_actions(plan, facts, actor=SYSTEM)
    view = f"?pj={lead.unit_id}&urut=-biaya&dari=1&setelah=3"
    page = keeper.get(f"{address}{view}").content.decode()
    whole = f"?pj={lead.unit_id}&amp;urut=-biaya"
    assert f'href="{address}tampilan.csv{whole}"' in page
    body = b"".join(keeper.get(f"{address}tampilan.csv{view}").streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    titles = [row["Rencana aksi"] for row in rows]
    assert titles.index("Mahal") < titles.index("Murah")
    assert "Milik tidak seorang pun" not in titles
    assert {row["Penanggung jawab"] for row in rows} == {lead.unit.name}
    assert [row["Biaya (rupiah)"] for row in rows if row["Rencana aksi"] == "Mahal"] == ["90000000"]
    assert keeper.get(f"{address}tampilan.xlsx").status_code == 200
    assert keeper.get(f"{address}tampilan.pdf").status_code == 404


def test_what_nobody_costed_is_not_said_to_cost_nothing(keeper, nation, address):
    Action.objects.update(cost=None)
    page = keeper.get(address).content.decode()
    assert "Rp\N{NO-BREAK SPACE}0" not in page
    Action.objects.update(cost=0)
    assert "Rp\N{NO-BREAK SPACE}0" in keeper.get(address).content.decode()
