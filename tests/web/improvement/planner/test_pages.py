"""The pages of the planner: from the form to an answer, its options, and the plan it becomes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from selaras.improvement.models import ActionPlan, Scenario
from selaras.improvement.services.planning import compute_scenario
from selaras.improvement.services.scenario_options import OptionFacts, set_options
from selaras.improvement.states import ScenarioState
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import User
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import SYSTEM, World
from tests.planner_fixtures import compute, keep_only, make_question, make_result

CODE = "SPBE-2020"


@pytest.fixture
def follow_up(world: World) -> FollowUp:
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return make_follow_up(world, current(CODE))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(follow_up: FollowUp) -> Client:
    return signed_in(follow_up.world.person(Role.RESPONSIBLE))


def place(name: str, scenario: Scenario | None = None) -> str:
    args: list[Any] = ["kota-contoh"] + ([scenario.pk] if scenario else [])
    return reverse(f"planner:{name}", args=args)


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form on the page would send."""
    page = client.get(address)
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form}
    sent |= {"beginning": form.beginning.key, "version": page.context["seen"], **changes}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def small(follow_up: FollowUp, **changes: Any) -> Scenario:
    scenario = make_question(follow_up.world, follow_up.instrument, index=1, **changes)
    keep_only(scenario, "1", "2", use="wajib", unit=follow_up.world.office.pk)
    return compute(scenario)


def test_the_form_is_answered_as_it_comes(follow_up: FollowUp, client: Client) -> None:
    make_result(follow_up.world, follow_up.instrument)
    page = client.get(place("create"))
    form = page.context["form"]
    assert form.beginning.stage == "akhir"
    assert form["predicate"].value() == "Baik"
    assert form["plan"].value() == follow_up.plan.pk
    sent = filled(client, place("create"), hitung="1")
    made = client.post(place("create"), sent)
    scenario = Scenario.objects.get()
    assert made.status_code == 302
    assert made["Location"] == place("scenario", scenario)
    assert scenario.state == ScenarioState.WAITING
    waiting = client.get(place("scenario", scenario)).content.decode()
    assert "Menunggu giliran" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    compute_scenario.func(scenario.pk, scenario.run)
    shown = client.get(place("scenario", scenario)).content.decode()
    assert "Baik tercapai pada" in shown
    assert "simulasi" in shown
    assert "Terbukti paling ringan" in shown
    assert "Jadikan rencana aksi" in shown


def test_whoever_turns_to_a_predicate_is_offered_the_next_one(
    follow_up: FollowUp, client: Client
) -> None:
    new = filled(client, place("create"))
    assert new["predicate"]
    assert client.post(place("create"), new).status_code == 302
    again = filled(client, place("create"))
    assert again["name"] == f"{new['name']} (2)", "the form is answered as it comes, twice"
    assert client.post(place("create"), again).status_code == 302
    new["name"] = "Lain"
    client.post(place("create"), {**new, "goal": "indeks", "index": "3,5", "predicate": ""})
    scenario = Scenario.objects.latest("pk")
    assert scenario.predicate == ""
    assert filled(client, place("change", scenario))["predicate"] == new["predicate"]


def test_polling_ends_with_a_fresh_page(follow_up: FollowUp, client: Client) -> None:
    scenario = small(follow_up)
    answer = client.get(
        place("scenario", scenario),
        headers={"HX-Request": "true", "HX-Target": "kemajuan"},
    )
    assert answer["HX-Refresh"] == "true"


def test_a_form_with_faults_comes_back_with_what_was_typed(
    follow_up: FollowUp, client: Client
) -> None:
    sent = filled(client, place("create"), goal="indeks", index="9", budget="seribu")
    answer = client.post(place("create"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "seribu" in page
    assert not Scenario.objects.exists()
    sent = filled(client, place("create"), goal="indeks", index="9")
    answer = client.post(place("create"), sent)
    assert answer.status_code == 422
    assert "Indeks harus berada dalam skala" in answer.content.decode()


def test_a_value_from_outside_needs_its_source(follow_up: FollowUp, client: Client) -> None:
    sent = filled(client, place("create"), **{"external-3": "2,5"})
    answer = client.post(place("create"), sent)
    assert answer.status_code == 422
    assert "Tuliskan dari mana nilai luar indikator 3" in answer.content.decode()
    made = client.post(place("create"), {**sent, "note-3": "Indeks SPIP"})
    assert made.status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.external == {"3": {"nilai": "2.5", "catatan": "Indeks SPIP"}}
    assert "Indeks SPIP" in client.get(place("scenario", scenario)).content.decode()


def test_a_change_meanwhile_is_shown_and_the_next_try_stands(
    follow_up: FollowUp, client: Client
) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    sent = filled(client, place("change", scenario), name="Nama baru")
    option = scenario.options.all()[0]
    set_options(scenario, {option.pk: OptionFacts(effort=9)}, version=0, actor=SYSTEM)
    answer = client.post(place("change", scenario), sent)
    assert answer.status_code == 409
    assert "Nama baru" in answer.content.decode()
    again = client.post(place("change", scenario), {**sent, "version": answer.context["seen"]})
    assert again.status_code == 302
    scenario.refresh_from_db()
    assert scenario.name == "Nama baru"


def test_an_outdated_answer_says_so_and_what_to_do(follow_up: FollowUp, client: Client) -> None:
    scenario = small(follow_up, plan=follow_up.plan)
    assert "kedaluwarsa" not in client.get(place("scenario", scenario)).content.decode()
    follow_up.action.version += 1
    follow_up.action.save(update_fields=["version"])
    page = client.get(place("scenario", scenario)).content.decode()
    assert "kedaluwarsa" in page
    assert "aksi atau rekomendasi yang menjadi sumber" in page
    assert "Jadikan rencana aksi" not in page
    done = client.post(
        place("scenario", scenario), {"langkah": "perbarui", "version": scenario.version}
    )
    assert done.status_code == 302
    late = client.post(
        place("scenario", scenario), {"langkah": "perbarui", "version": scenario.version}
    )
    assert late.status_code == 409


def test_an_unreachable_target_names_levers(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(
        follow_up.world, follow_up.instrument, goal="lantai", floor=2, index=None
    )
    keep_only(scenario, "1")
    page = client.get(place("scenario", compute(scenario))).content.decode()
    assert "tidak terjangkau sampai akhir 2027" in page
    assert "tidak ada pilihan aksi untuk tingkat 2" in page
    assert f"{place('options', scenario)}?sasaran=" in page
    tight = make_question(follow_up.world, follow_up.instrument, name="Sempit", budget=10)
    keep_only(tight, "1", "2", "3", "4", cost=40_000_000)
    Scenario.objects.filter(pk=tight.pk).update(index=10_100)
    page = client.get(place("scenario", compute(tight))).content.decode()
    assert f"{place('change', tight)}#id_budget" in page
    assert "Yang akan dibutuhkan" in page


def test_moves_that_cannot_be_taken_are_refused(follow_up: FollowUp, client: Client) -> None:
    scenario = small(follow_up)
    address = place("scenario", scenario)
    assert client.post(address, {"langkah": "hapus"}).status_code == 422
    assert client.post(address, {"langkah": "terbang"}).status_code == 422
    copied = client.post(address, {"langkah": "salin"})
    copy = Scenario.objects.exclude(pk=scenario.pk).get()
    assert copied["Location"] == place("change", copy)
    gone = client.post(place("scenario", copy), {"langkah": "hapus"})
    assert gone["Location"] == place("list")
    assert Scenario.objects.count() == 1


def test_a_running_computation_is_cancelled_from_its_page(
    follow_up: FollowUp, client: Client
) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    client.post(place("scenario", scenario), {"langkah": "hitung"})
    client.post(place("scenario", scenario), {"langkah": "batalkan"})
    scenario.refresh_from_db()
    assert scenario.state == ScenarioState.CANCELLED


def rows_of(client: Client, address: str) -> dict[str, Any]:
    """What the table on the page would send."""
    page = client.get(address)
    sent: dict[str, Any] = {"baris": [], "langkah": "simpan"}
    sent["version"] = page.context["scenario"].version
    for row in page.context["rows"]:
        sent["baris"].append(row.option.pk)
        sent |= {f"{row.option.pk}-{name}": text for name, text in row.words.items()}
    return sent


def test_rows_are_saved_as_typed(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    address = place("options", scenario)
    first, second = scenario.options.all()[:2]
    sent = rows_of(client, address)
    sent |= {
        f"{first.pk}-cost": "Rp 25.000.000",
        f"{first.pk}-unit": "dinas kominfo",
        f"{first.pk}-use": "wajib",
        f"{second.pk}-prerequisites": str(first.position),
    }
    assert client.post(address, sent).status_code == 302
    first.refresh_from_db()
    assert (first.cost, first.unit, first.use) == (
        25_000_000,
        follow_up.world.office,
        "wajib",
    )
    assert list(second.prerequisites.all()) == [first]
    assert client.post(address, sent).status_code == 409


def test_a_wrong_row_keeps_everything_typed(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    address = place("options", scenario)
    first, second = scenario.options.all()[:2]
    sent = rows_of(client, address)
    sent |= {f"{first.pk}-effort": "banyak", f"{second.pk}-unit": "Dinas Antah"}
    sent[f"{second.pk}-cost"] = "777"
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "banyak" in page
    assert 'value="777"' in page
    assert "Tidak ada unit bernama ini" in page
    second.refresh_from_db()
    assert second.cost is None


def test_many_rows_are_set_at_once_on_other_pages_too(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, criteria_levels=2)
    address = place("options", scenario)
    some = [option.pk for option in scenario.options.all()[:3]]
    sent = {**rows_of(client, address), "langkah": "massal", "massal-cost": "1.000.000"}
    assert client.post(address, sent).status_code == 422, "nothing is ticked"
    assert client.post(address, {**sent, "pilih": some}).status_code == 302
    assert set(scenario.options.filter(cost=1_000_000).values_list("pk", flat=True)) == set(some)
    sent = {**rows_of(client, address), "langkah": "massal", "massal-months": "6", "semua": "1"}
    assert client.post(address, sent).status_code == 302
    assert not scenario.options.exclude(months=6).exists()
    assert scenario.options.count() > len(sent["baris"])


def test_the_table_is_filtered_and_paged(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(
        follow_up.world, follow_up.instrument, plan=follow_up.plan, criteria_levels=2
    )
    address = place("options", scenario)
    page = client.get(address)
    assert len(page.context["rows"]) == 50
    assert page.context["next"]
    only = client.get(f"{address}?asal=aksi").context["rows"]
    assert {row.option.kind for row in only} == {"aksi"}
    found = client.get(f"{address}?cari=peraturan+arsitektur").context["rows"]
    assert [row.option.action_id for row in found] == [follow_up.action.pk]
    assert client.get(f"{address}?hal=99").context["rows"]


def test_an_option_is_added_by_hand(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    address = place("options", scenario)
    sent = {
        "langkah": "tambah",
        "version": 0,
        "baru-title": "Pusat data bersama",
        "baru-targets": "3:2, 4:2",
        "baru-effort": "9",
        "baru-months": "12",
        "baru-confidence": "80",
        "baru-use": "boleh",
        "baru-earliest": "1",
    }
    wrong = client.post(address, {**sent, "baru-targets": "tiga"})
    assert wrong.status_code == 422
    assert "Pusat data bersama" in wrong.content.decode()
    assert client.post(address, sent).status_code == 302
    assert scenario.options.get(kind="sendiri").targets == [["3", 2], ["4", 2]]


def test_adopting_leads_to_the_grid_of_one_plan(follow_up: FollowUp, client: Client) -> None:
    scenario = small(follow_up)
    address = place("adopt", scenario)
    page = client.get(address).content.decode()
    assert "2 aksi baru" in page
    sent = {"pilihan": "0", "run": scenario.run, "name": "Rencana 2026"}
    assert client.post(address, {**sent, "name": " "}).status_code == 422
    taken = client.post(address, {**sent, "name": follow_up.plan.name})
    assert taken.status_code == 422
    first, second = client.post(address, sent), client.post(address, sent)
    plan = ActionPlan.objects.get(name="Rencana 2026")
    assert (
        first["Location"]
        == second["Location"]
        == reverse("plans:grid", args=["kota-contoh", plan.pk])
    )
    assert ActionPlan.objects.count() == 2
    assert "sudah menjadi rencana aksi" in client.get(address).content.decode()
    assert "Rencana 2026" in client.get(place("scenario", scenario)).content.decode()
    assert client.post(address, {**sent, "run": 99}).status_code == 409
    assert client.get(f"{address}?pilihan=77").status_code == 404


def test_nothing_is_adopted_before_there_is_an_answer(follow_up: FollowUp, client: Client) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    assert client.get(place("adopt", scenario)).status_code == 404


def test_strangers_do_not_know_of_scenarios_and_members_only_read(follow_up: FollowUp) -> None:
    scenario = small(follow_up)
    stranger = signed_in(follow_up.world.stranger)
    operator = signed_in(follow_up.world.person(Role.UNIT_OPERATOR))
    leader = signed_in(follow_up.world.person(Role.LEADER))
    for name in ("scenario", "change", "options", "adopt"):
        assert stranger.get(place(name, scenario)).status_code == 404, name
    assert operator.get(place("scenario", scenario)).status_code == 200
    assert operator.post(place("scenario", scenario), {"langkah": "hitung"}).status_code == 403
    assert operator.get(place("options", scenario)).status_code == 403
    assert leader.get(place("options", scenario)).status_code == 200
    assert leader.get(place("adopt", scenario)).status_code == 403
    page = leader.get(place("scenario", scenario)).content.decode()
    assert "Ubah masukan" in page
    assert "jadikan-rencana" not in page


def test_a_scenario_of_another_city_is_not_found_under_this_one(
    follow_up: FollowUp, client: Client
) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    Scenario.objects.filter(pk=scenario.pk).update(institution=follow_up.world.other_city)
    assert client.get(place("scenario", scenario)).status_code == 404


def test_the_list_shows_goals_and_answers(follow_up: FollowUp, client: Client) -> None:
    assert "Belum ada skenario" in client.get(place("list")).content.decode()
    small(follow_up)
    page = client.get(place("list")).content.decode()
    assert "Indeks 1,00" in page
    assert "2 aksi" in page
