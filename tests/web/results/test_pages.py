"""The pages of results as a person meets them: figures, links, what-if, exports, rights."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import openpyxl
import pytest
from django.urls import reverse

from selaras.assessments.models import Assessment, CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.instruments.queries import definition
from selaras.people.roles import Role
from tests.assessments.conftest import SYSTEM

SERANG = "/hasil/kota-serang/2022/"


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_result_page_says_every_printed_figure(coordinator, serang_years):
    page = text_of(coordinator.get(SERANG))
    for figure in ("2,49", "2,20", "1,90", "1,00", "3,44", "1,50", "2,00", "2,50", "3,40", "3,50"):
        assert f">{figure}<" in page
    assert "0,11 lagi ke <b>Baik</b>" in page
    assert "−0,618 ditambah +0,140 sama dengan −0,478" in page
    assert page.count("resmi</span>") >= 1


def test_english_readers_get_points_instead_of_commas(coordinator, serang_years):
    coordinator.cookies["django_language"] = "en"
    page = text_of(coordinator.get(SERANG))
    assert ">2.49<" in page
    assert ">2,49<" not in page


def test_a_gap_is_rounded_up_so_that_going_that_far_is_enough(coordinator, spbe2020, serang):
    values = {i.number: Fraction(3) for i in definition(spbe2020).indicators()}
    # 32 indicators of the services one level lower leave the index just below a bound.
    values |= {str(number): Fraction(2) for number in (*range(1, 15), 19)}
    cycle = open_cycle(2022, CycleKind.MONITORING, spbe2020, actor=SYSTEM)
    assessment = open_assessment(cycle, serang, actor=SYSTEM)
    record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
    page = text_of(coordinator.get(SERANG))
    # 3 − 0.13 − 0.10 − 0.025 = 2.745; to 3.5 it is 0.755, shown as at least 0.76.
    assert "0,76 lagi ke" in page


def test_the_newest_year_answers_without_a_year(coordinator, serang_years):
    assert coordinator.get("/hasil/kota-serang/").url == SERANG


@pytest.mark.parametrize(
    "address",
    [
        "/hasil/kota-serang/1999/",
        "/hasil/kota-entah/2022/",
        "/hasil/kota-entah/",
        "/hasil/kota-serang/2022/indikator/99/",
        "/hasil/kota-serang/2022/unduh.exe",
    ],
)
def test_what_is_not_there_is_not_found(coordinator, serang_years, address):
    assert coordinator.get(address).status_code == 404


def test_the_address_filters_and_sorts_the_table(coordinator, serang_years):
    response = coordinator.get(SERANG, {"saring": "turun", "urut": "dampak"})
    rows = response.context["rows"]
    assert len(rows) == 21
    assert rows[0].line.number == "46"
    assert text_of(response).count('class="num muted cell-no"') == 21


def test_htmx_gets_the_table_alone(coordinator, serang_years):
    response = coordinator.get(
        SERANG, {"cari": "aset"}, headers={"hx-request": "true", "hx-target": "indikator"}
    )
    page = text_of(response)
    assert page.startswith('<div id="indikator"')
    assert "<html" not in page
    assert response["HX-Replace-Url"] == f"{SERANG}?cari=aset"


def test_a_simulation_moves_the_index_and_nothing_else(coordinator, serang_years):
    response = coordinator.get(SERANG, {"simulasi": "1", "coba-6": "5"})
    page = text_of(response)
    assert response.context["simulation"].outcome.after.index == Fraction("2.491") + Fraction(
        "0.039"
    )
    assert "2,53" in page
    assert Assessment.objects.get(cycle__year=2022).results.get().index == "2.491"


def test_a_simulation_has_a_short_address(coordinator, serang_years):
    lines = coordinator.get(SERANG).context["result"].lines
    fields = {f"coba-{line.number}": "3" for line in lines}
    response = coordinator.get(SERANG, {"simulasi": "1", "saring": "turun", **fields})
    assert response.status_code == 302
    assert "coba-3=" not in response.url
    assert "coba-6=3" in response.url
    assert "saring=turun" in response.url
    again = coordinator.get(response.url)
    assert again.status_code == 200
    assert {moved.line.number for moved in again.context["simulation"].moved} == {
        line.number for line in lines if line.value != 3
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [("6", "di luar skala"), ("2,5", "Isi tingkat bulat"), ("tiga", "bukan angka")],
)
def test_a_value_nobody_can_rate_is_explained_and_kept(coordinator, serang_years, text, said):
    page = text_of(coordinator.get(SERANG, {"simulasi": "1", "coba-6": text, "coba-8": "4"}))
    assert said in page
    assert "Indikator 6:" in page
    assert "2,52" in page


def test_decimals_are_tried_with_a_comma(client, person, instruments, serang):
    version = instruments["PEMDI-2026"]
    values = {i.number: Fraction(2) for i in definition(version).indicators()}
    cycle = open_cycle(2026, CycleKind.EVALUATION, version, actor=SYSTEM)
    assessment = open_assessment(cycle, serang, actor=SYSTEM)
    record_values(assessment, Stage.SELF, values, actor=SYSTEM)
    client.force_login(person(Role.COORDINATOR, serang))
    response = client.get("/hasil/kota-serang/2026/", {"simulasi": "1", "coba-20": "2,26"})
    assert response.status_code == 302
    simulation = client.get(response.url).context["simulation"]
    assert simulation.outcome.effect == Fraction("0.26") * 15 / 100


def test_a_page_with_missing_values_gives_bounds(client, person, instruments, serang):
    version = instruments["PEMDI-2026"]
    values = {i.number: Fraction(2) for i in definition(version).indicators()}
    del values["5"]
    cycle = open_cycle(2026, CycleKind.EVALUATION, version, actor=SYSTEM)
    record_values(
        open_assessment(cycle, serang, actor=SYSTEM), Stage.DOCUMENT, values, actor=SYSTEM
    )
    client.force_login(person(Role.COORDINATOR, serang))
    page = text_of(client.get("/hasil/kota-serang/2026/"))
    assert "1,95<span>–</span>2,15" in page
    assert "Belum lengkap" in page
    assert "menunggu" in page
    assert text_of(client.get("/hasil/kota-serang/2026/hitungan/"))
    assert text_of(client.get("/hasil/kota-serang/2026/indikator/5/"))


def test_the_arithmetic_page_shows_exact_ratios(coordinator, serang_years):
    page = text_of(coordinator.get(f"{SERANG}hitungan/"))
    assert "2,491" in page
    assert "313/91" in page
    assert "Nilai aspek = 28,6 ÷ 13" in page


def test_the_indicator_page(coordinator, serang_years):
    page = text_of(coordinator.get(f"{SERANG}indikator/24/"))
    assert "Penerapan Manajemen Aset TIK" in page
    assert "Bila di tingkat 3: indeks 2,52 (+0,030), Cukup" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_the_comparison_page(coordinator, serang_years):
    columns = {"kolom": ["kota-serang:2022", "kota-serang:2021", "kota-serang:1990"]}
    page = text_of(coordinator.get("/bandingkan/", columns))
    assert "2,97" in page
    assert "kota-serang:1990" in page
    different = coordinator.get("/bandingkan/", columns | {"beda": "1"}).context["indicators"]
    assert len(different) == 25
    assert text_of(coordinator.get("/bandingkan/"))


def test_an_export_is_exactly_the_view(coordinator, serang_years):
    response = coordinator.get(f"{SERANG}unduh.csv", {"saring": "naik", "urut": "-dampak"})
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["37", "42", "33", "34"]
    assert rows[1][4:] == ["4", "2", "2", "0,11", "0,055"]
    book = openpyxl.load_workbook(
        io.BytesIO(coordinator.get(f"{SERANG}unduh.xlsx", {"saring": "naik"}).getvalue())
    )
    assert book.active.max_row == 5


def test_the_overview_and_its_export(coordinator, serang_years):
    page = text_of(coordinator.get("/hasil/", {"siklus": "2021"}))
    assert "Kota Serang" in page
    assert "2,97" in page
    response = coordinator.get("/hasil/unduh.csv", {"siklus": "2021"})
    assert "Kota Serang;Kota;2,97;2,9685;Baik" in response.getvalue().decode("utf-8-sig")


def test_the_comparison_export_keeps_ratios(coordinator, serang_years):
    response = coordinator.get("/bandingkan/unduh.csv", {"kolom": ["kota-serang:2022"]})
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1] == ";Indeks;2,491"
    assert any(line.startswith("D4;") and line.endswith(";'313/91") for line in lines)


def test_the_first_page_names_what_to_do(coordinator, serang_years):
    page = text_of(coordinator.get("/"))
    assert "Yang paling menurunkan sejak 2021" in page
    assert "Layanan Publik Sektor 2" in page
    assert "Langkah yang paling berarti" in page


def test_a_new_site_shows_its_administrator_where_to_begin(client, admin):
    client.force_login(admin)
    assert "Mulai di sini" in text_of(client.get("/"))


def test_a_person_without_results_is_told_what_will_come(client, person, places):
    client.force_login(person(Role.LEADER, places["bontang"]))
    assert "Belum ada hasil untuk instansi Anda" in text_of(client.get("/"))
    assert "Belum ada hasil yang dapat Anda lihat" in text_of(client.get("/hasil/"))


def test_a_stranger_never_learns_that_a_result_exists(client, person, places, spbe2020):
    cycle = open_cycle(2022, CycleKind.MONITORING, spbe2020, actor=SYSTEM)
    record_values(
        open_assessment(cycle, places["serang"], actor=SYSTEM),
        Stage.SELF,
        {"1": Fraction(1)},
        actor=SYSTEM,
    )
    client.force_login(person(Role.COORDINATOR, places["bontang"]))
    for name in ("result", "arithmetic"):
        address = reverse(f"assessments:{name}", args=["kota-serang", 2022])
        assert client.get(address).status_code == 404
    page = text_of(client.get("/bandingkan/", {"kolom": "kota-serang:2022"}))
    assert "Kota Serang" not in page


def test_anonymous_people_are_asked_to_sign_in(client, serang_years):
    for address in (SERANG, "/", "/hasil/", "/bandingkan/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/masuk/?next=")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("37,5", "menjadi nilai <b>2,50</b>, indeks <b>2,02</b>"),
        ("101", "Isi angka 0 sampai 100."),
        ("banyak", "Isi dengan angka"),
    ],
)
def test_another_agencys_figure_can_be_tried(client, person, instruments, serang, text, said):
    version = instruments["PEMDI-2026"]
    values = {i.number: Fraction(2) for i in definition(version).indicators()}
    cycle = open_cycle(2026, CycleKind.EVALUATION, version, actor=SYSTEM)
    record_values(open_assessment(cycle, serang, actor=SYSTEM), Stage.SELF, values, actor=SYSTEM)
    client.force_login(person(Role.COORDINATOR, serang))
    address = "/hasil/kota-serang/2026/indikator/5/"
    assert said in text_of(client.get(address, {"luar": text}))


def test_nobody_is_sent_to_a_profile_they_may_not_open(client, person, places, serang_years):
    for role, place, offered in (
        (Role.COORDINATOR, "serang", True),
        (Role.READER, "banten", True),
        (Role.LEADER, "bontang", False),
    ):
        client.force_login(person(role, places[place]))
        page = text_of(client.get(SERANG))
        assert ('href="/instansi/kota-serang/"' in page) is offered
        assert client.get("/instansi/kota-serang/").status_code == (200 if offered else 404)


def test_the_profile_lists_the_results_one_may_see(coordinator, serang_years):
    page = text_of(coordinator.get("/instansi/kota-serang/"))
    assert "Pemantauan 2022" in page
    assert "Evaluasi 2021" in page
    assert "<b>2,97</b>" in page
