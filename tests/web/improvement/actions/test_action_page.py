"""The page of one action: what it says next, reporting on it, its documents, the guided steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.improvement.models import Action, ActionUnit
from selaras.improvement.services.working import attach_evidence, detach_evidence, raise_blocker
from selaras.improvement.states import PlanState
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation, make_nation

HTTP_CONFLICT, HTTP_INVALID = 409, 422


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def browser(nation: Nation, role: Role) -> Client:
    client = Client()
    client.force_login(nation.world.people[role.value])
    return client


def at(nation: Nation, view: str = "action", *more: object, action: Action | None = None) -> str:
    action = action or nation.follow_up.action
    args = [nation.world.city.slug, action.plan_id, action.pk, *more]
    return reverse(f"plans:{view}", args=args)


def version(nation: Nation) -> int:
    return Action.objects.get(pk=nation.follow_up.action.pk).version


def fresh(nation: Nation) -> Action:
    return Action.objects.get(pk=nation.follow_up.action.pk)


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def rows(prefix: str, *given: dict[str, object]) -> dict[str, object]:
    """What the rows of a guided step send."""
    sent: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(given),
        f"{prefix}-INITIAL_FORMS": 0,
    }
    for place, row in enumerate(given):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


def test_it_says_what_comes_next_and_what_is_missing(nation: Nation):
    page = shown(browser(nation, Role.UNIT_OPERATOR), at(nation))
    assert "Berikutnya" in page
    assert "Menetapkan" in page
    assert page.count("BELUM ADA") == 2
    assert "simulasi" in page
    assert "Rp\u00a050.000.000" in page or "Rp 50.000.000" in page
    other = nation.follow_up.actions[1]
    page = shown(browser(nation, Role.ENTRY), at(nation, action=other))
    assert "Susun tahapan dan data dukungnya" in page
    assert "belum lengkap" in page
    reader = shown(browser(nation, Role.UNIT_OPERATOR), at(nation, action=other))
    assert "belum lengkap" not in reader


def test_the_effect_climbs_the_ladder_and_names_the_rung_that_is_missing(nation: Nation):
    """Indicator 1 stands at 2 in the published year; level 3 is one rung, level 4 is not."""
    action, client = nation.follow_up.action, browser(nation, Role.ENTRY)
    page = shown(client, at(nation))
    assert "harus tercapai lebih dahulu" not in page
    action.targets.update(level=4)
    page = shown(client, at(nation))
    assert "Tingkat 3 harus tercapai lebih dahulu" in page


def test_the_operator_reports_a_stage_and_colleagues_read_it(nation: Nation):
    client, step = (
        browser(nation, Role.UNIT_OPERATOR),
        nation.follow_up.action.steps.get(position=2),
    )
    sent = {"version": 0, "lakukan": "selesai", "sasaran": step.pk, "on": "2026-01-05"}
    answer = client.post(at(nation), sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith("#tahapan")
    step.refresh_from_db()
    assert step.done_on == date(2026, 1, 5)
    page = shown(browser(nation, Role.LEADER), at(nation))
    assert "selesai 5 Januari 2026" in page
    assert "Tahapan aksi Menetapkan peraturan arsitektur selesai" in page
    assert "Tandai selesai" not in page


def test_a_refused_report_keeps_what_was_typed(nation: Nation):
    client, step = (
        browser(nation, Role.UNIT_OPERATOR),
        nation.follow_up.action.steps.get(position=2),
    )
    ahead = (clock.today() + timedelta(days=9)).isoformat()
    sent = {"version": 0, "lakukan": "selesai", "sasaran": step.pk, "on": ahead}
    answer = client.post(at(nation), sent)
    assert answer.status_code == HTTP_INVALID
    page = answer.content.decode()
    assert f'value="{ahead}"' in page
    assert "tidak boleh sesudah hari ini" in page


def test_a_report_on_an_older_state_keeps_the_words_and_shows_the_newer_state(nation: Nation):
    raise_blocker(nation.follow_up.action, "Anggaran belum turun", version=0, actor=SYSTEM)
    client = browser(nation, Role.UNIT_OPERATOR)
    sent = {"version": 0, "lakukan": "kendala", "kendala": "Menunggu bagian hukum"}
    answer = client.post(at(nation), sent)
    assert answer.status_code == HTTP_CONFLICT
    page = answer.content.decode()
    assert "Menunggu bagian hukum" in page
    assert "Anggaran belum turun" in page
    assert 'name="version" value="1"' in page
    assert client.post(at(nation), sent | {"version": 1}).status_code == 302


def test_a_blocker_is_resolved_from_the_page(nation: Nation):
    blocker = raise_blocker(nation.follow_up.action, "Anggaran", version=0, actor=SYSTEM)
    client = browser(nation, Role.UNIT_OPERATOR)
    assert "Atasi kendala" in shown(client, at(nation))
    sent = {"version": 1, "lakukan": "atasi", "sasaran": blocker.pk, "penyelesaian": "Sudah turun"}
    assert client.post(at(nation), sent).status_code == 302
    assert "Sudah turun" in shown(client, at(nation))


def test_a_document_is_chosen_from_the_library_and_attached_without_script(nation: Nation):
    client, document = browser(nation, Role.UNIT_OPERATOR), nation.work.document
    required = nation.follow_up.action.evidence.get(position=1)
    place = at(nation, "action_evidence", required.pk)
    assert f"untuk={place.replace('/', '%2F')}" in shown(client, place)
    answer = client.get(reverse("evidence:picker"), {"untuk": place})
    assert f'action="{place}"' in answer.content.decode()
    assert document.title in shown(client, f"{place}?dokumen={document.pk}")
    answer = client.post(place, {"version": 0, "dokumen": document.pk})
    assert answer.status_code == 302
    page = shown(client, at(nation))
    assert ">ADA<" in page
    assert document.title in page
    assert client.post(place, {"version": 1, "lakukan": "lepas"}).status_code == 302
    assert document.title not in shown(client, place)


def test_a_restricted_document_is_told_without_its_title(nation: Nation):
    required, document = nation.follow_up.action.evidence.get(position=1), nation.work.document
    required.document = document
    required.save(update_fields=["document"])
    Document.objects.filter(pk=document.pk).update(
        is_restricted=True,
        unit=nation.world.division,
        author=nation.world.people[Role.ENTRY.value],
        title="Rencana pengamanan pusat data",
    )
    for role, told in ((Role.LEADER, False), (Role.UNIT_OPERATOR, False), (Role.ENTRY, True)):
        page = shown(browser(nation, role), at(nation))
        assert ("Rencana pengamanan pusat data" in page) is told, role
        assert ("dokumen terbatas" in page) is not told, role


def test_the_history_of_an_action_keeps_the_title_of_a_restricted_document(nation: Nation):
    required, document = nation.follow_up.action.evidence.get(position=1), nation.work.document
    Document.objects.filter(pk=document.pk).update(
        is_restricted=True,
        unit=nation.world.division,
        author=nation.world.people[Role.ENTRY.value],
        title="Rencana pengamanan pusat data",
    )
    attach_evidence(required, document, version=0, actor=SYSTEM)
    page = shown(browser(nation, Role.UNIT_OPERATOR), at(nation))
    detach_evidence(required, version=1, actor=SYSTEM)
    page += shown(browser(nation, Role.LEADER), at(nation))
    assert page.count(f"dokumen terbatas #{document.pk}") >= 2
    assert "Rencana pengamanan pusat data" not in page


def test_a_new_action_goes_step_by_step_to_the_check(nation: Nation):
    client, plan = browser(nation, Role.ENTRY), nation.follow_up.plan
    third = nation.follow_up.recommendations[2]
    start = reverse("plans:action_add", args=[nation.world.city.slug, plan.pk])
    page = shown(client, f"{start}?rekomendasi={third.pk}")
    assert f'value="{third.pk}" id="id_recommendations_0" checked' in page
    sent = {"version": 0, "title": "Menetapkan pedoman data", "recommendations": [third.pk]}
    answer = client.post(start, sent | rows("kriteria", {"indicator": "", "level": ""}))
    made = Action.objects.get(title="Menetapkan pedoman data")
    assert answer["Location"] == at(nation, "action_change", "siapa", action=made)
    targets = made.targets.values_list("indicator__number", "level")
    assert list(targets) == [("3", 3)], "from the recommendation"

    page = shown(client, answer["Location"])
    office = nation.world.office
    assert f'<option value="{office.pk}" selected>' in page, "who owes the recommendation leads"
    sent = {
        "version": 0,
        "lead": office.pk,
        "supporting": [office.pk, nation.world.division.pk],
        "target_on": "2025-12-31",
    }
    answer = client.post(at(nation, "action_change", "siapa", action=made), sent)
    assert answer["Location"] == at(nation, "action_change", "tahapan", action=made)
    units = ActionUnit.objects.filter(action=made).values_list("unit", "is_lead")
    assert list(units) == [(office.pk, True), (nation.world.division.pk, False)]

    stages = rows(
        "tahap",
        {"title": "Menyusun", "first_month": "2025-02-01", "last_month": "2025-04-01"},
        {"title": "", "first_month": "", "last_month": ""},
        {"title": "Menetapkan", "first_month": "2025-05-01", "last_month": ""},
    )
    client.post(at(nation, "action_change", "tahapan", action=made), {"version": 1} | stages)
    assert list(made.steps.values_list("title", "last_month")) == [
        ("Menyusun", date(2025, 4, 1)),
        ("Menetapkan", date(2025, 5, 1)),
    ]

    place = at(nation, "action_change", "bukti", action=made)
    page = shown(client, place)
    assert 'name="usul" value="3:3:0"' in page, "proposed by the criterion"
    papers = rows("bukti", {"text": "Pedoman manajemen data", "criterion": "3:3"})
    client.post(place, {"version": 2, "usul": ["3:3:0"]} | papers)
    assert made.evidence.count() == 2
    assert made.evidence.first().level == 3

    money = {"version": 3, "cost": "Rp 75.000.000", "funding": "apbd", "confidence": 90}
    answer = client.post(at(nation, "action_change", "dana", action=made), money)
    made.refresh_from_db()
    assert (made.cost, made.funding, made.confidence) == (75_000_000, "apbd", 90)
    page = shown(client, answer["Location"])
    assert "Aksi nomor 3 tersimpan" in page
    assert "75.000.000" in page


def test_more_rows_are_given_without_judging_or_losing_what_was_typed(nation: Nation):
    client = browser(nation, Role.ENTRY)
    place = at(nation, "action_change", "tahapan")
    stages = rows("tahap", {"title": "Menyusun ulang", "first_month": "2025-02-01"})
    answer = client.post(place, {"version": 0, "tambah": 1} | stages)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Menyusun ulang"' in page
    assert 'name="tahap-2-title"' in page
    assert "Ada yang perlu diperbaiki" not in page
    assert version(nation) == 0


def test_what_is_refused_stays_typed(nation: Nation):
    client = browser(nation, Role.ENTRY)
    place = at(nation, "action_change", "siapa")
    sent = {"version": 0, "lead": nation.world.office.pk, "target_on": "2031-12-31"}
    answer = client.post(place, sent)
    assert answer.status_code == HTTP_INVALID
    assert 'value="2031-12-31"' in answer.content.decode()
    stages = rows("tahap", {"title": "", "first_month": "2025-02-01", "last_month": ""})
    answer = client.post(at(nation, "action_change", "tahapan"), {"version": 0} | stages)
    assert answer.status_code == HTTP_INVALID
    assert "Tulis nama tahapannya" in answer.content.decode()
    assert version(nation) == 0


def test_two_people_see_both_versions_and_saving_again_decides(nation: Nation):
    client = browser(nation, Role.ENTRY)
    place = at(nation, "action_change", "dana")
    mine = {"version": 0, "cost": "60.000.000", "confidence": 80, "note": "Menurut saya"}
    theirs = {"version": 0, "cost": "55.000.000", "confidence": 80, "note": "Kata orang lain"}
    assert browser(nation, Role.RESPONSIBLE).post(place, theirs).status_code == 302
    answer = client.post(place, mine)
    assert answer.status_code == HTTP_CONFLICT
    page = answer.content.decode()
    assert "Menurut saya" in page
    assert "Kata orang lain" in page
    assert "55.000.000" in page
    assert fresh(nation).note == "Kata orang lain"
    assert 'name="version" value="1"' in page
    client.post(place, mine | {"version": 1})
    assert (fresh(nation).note, fresh(nation).cost) == ("Menurut saya", 60_000_000)


def test_saving_the_list_of_documents_leads_to_the_library(nation: Nation):
    client, action = browser(nation, Role.ENTRY), nation.follow_up.action
    papers = rows(
        "bukti",
        {"text": "Peraturan wali kota", "criterion": "1:3"},
        {"text": "Laporan pemantauan", "criterion": "1:3"},
    )
    sent = {"version": 0, "pasang": "1"} | papers
    answer = client.post(at(nation, "action_change", "bukti"), sent)
    second = action.evidence.get(position=2)
    assert answer["Location"].startswith(reverse("evidence:picker"))
    assert f"data-dukung%2F{second.pk}%2F" in answer["Location"]


def test_a_step_that_does_not_exist_and_an_action_of_another_plan_are_not_found(nation: Nation):
    client = browser(nation, Role.ENTRY)
    assert client.get(at(nation, "action_change", "lain")).status_code == 404
    action = nation.follow_up.action
    for slug, plan in ((nation.world.other_city.slug, action.plan_id), ("kota-contoh", 999)):
        address = reverse("plans:action", args=[slug, plan, action.pk])
        assert client.get(address).status_code == 404


def test_an_action_is_cancelled_with_a_reason_and_brought_back(nation: Nation):
    client, place = browser(nation, Role.ENTRY), at(nation, "action_cancel")
    assert client.post(place, {"version": 0, "reason": " "}).status_code == HTTP_INVALID
    assert client.post(place, {"version": 0, "reason": "Digabung"}).status_code == 302
    page = shown(client, at(nation))
    assert "Digabung" in page
    assert "Pulihkan aksi" in page
    assert client.get(at(nation, "action_change", "apa")).status_code == 302
    assert client.post(place, {"version": 1}).status_code == 302
    assert fresh(nation).cancelled_at is None


def test_a_moved_unit_shows_what_it_was_called(nation: Nation):
    row = nation.follow_up.action.unit_rows.get()
    row.predecessor = nation.world.division
    row.save(update_fields=["predecessor"])
    page = shown(browser(nation, Role.LEADER), at(nation))
    assert f"dahulu {nation.world.division.name}" in page


def test_a_closed_plan_is_read_and_nothing_more(nation: Nation):
    plan = nation.follow_up.plan
    plan.state = PlanState.CLOSED
    plan.save(update_fields=["state"])
    for role in (Role.UNIT_OPERATOR, Role.ENTRY):
        client = browser(nation, role)
        page = shown(client, at(nation))
        assert "sudah ditutup" in page
        assert "Tandai selesai" not in page
        assert "Ubah aksi" not in page
        sent = {"version": 0, "lakukan": "kendala", "kendala": "x"}
        assert client.post(at(nation), sent).status_code == 403
        assert client.get(at(nation, "action_change", "apa")).status_code == 403
