"""Plotting and progress as people use them: change with preview, conflict, carry-over, lists."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import (
    Assessment,
    Cycle,
    CycleKind,
    UnitAssignment,
    Window,
)
from selaras.assessments.queries.board import NOBODY
from selaras.assessments.queries.plotting import Share, plotted_of
from selaras.assessments.services.plotting import Change, Mode, change_plotting
from selaras.assessments.states import FROZEN, Phase, State
from selaras.foundation import clock
from selaras.people.models import Succession, Unit
from selaras.people.roles import OUTSIDER_ROLES, Role
from tests.people_fixtures import LONG_NAME, START, SYSTEM
from tests.web.nation import Nation, make_nation
from tests.work_fixtures import YEAR

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def signed_in(nation: Nation, role: Role | str) -> Client:
    client = Client()
    client.force_login(nation.world.people[str(role)])
    return client


def at(nation: Nation, name: str, **more: object) -> str:
    return reverse(f"plotting:{name}", kwargs={"pk": nation.work.assessment.pk, **more})


def seen(nation: Nation, *numbers: str) -> dict[str, str]:
    now = plotted_of(nation.work.assessment)
    return {f"lihat_{number}": now[number].fingerprint for number in numbers}


def told(answer) -> str:
    return answer.content.decode()


# --- the plotting screen ---


def test_the_screen_shows_who_has_what_and_the_loads(nation: Nation) -> None:
    page = told(signed_in(nation, Role.RESPONSIBLE).get(at(nation, "plot")))
    assert "44 indikator belum memiliki unit" in page
    assert "Beban unit" in page
    assert LONG_NAME in page
    assert page.count('name="indikator"') == 47


def test_filters(nation: Nation) -> None:
    client = signed_in(nation, Role.RESPONSIBLE)
    for query, count in (
        ({"unit": nation.world.office.pk}, 3),
        ({"unit": NOBODY}, 44),
        ({"anggota": NOBODY}, 44),
        ({"unit": nation.world.office.pk, "cari": "peta rencana"}, 1),
        ({"unit": "9" * 50}, 0),
    ):
        page = told(client.get(at(nation, "plot"), query))
        assert page.count('name="indikator"') == count, query


def test_a_change_is_previewed_then_saved(nation: Nation) -> None:
    client = signed_in(nation, Role.RESPONSIBLE)
    division = nation.world.division
    sent = {"indikator": ["1", "4"], "cara": "tambah", "unit": [division.pk], "utama": division.pk}
    preview = client.post(at(nation, "plot"), {**sent, **seen(nation, "1", "4")})
    assert preview.status_code == 200
    assert "2 indikator akan berubah" in told(preview)
    assert plotted_of(nation.work.assessment)["4"].is_empty
    confirmed: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(told(preview)):
        confirmed.setdefault(name, []).append(value)
    answer = client.post(f"{at(nation, 'plot')}?aspek=x", {**confirmed, "langkah": "simpan"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?aspek=x")
    now = plotted_of(nation.work.assessment)
    assert now["4"].units == (Share(division.pk, True),)
    assert now["1"].units[0] == Share(division.pk, True)


def test_everything_shown_can_be_chosen_without_script(nation: Nation) -> None:
    client = signed_in(nation, Role.RESPONSIBLE)
    sent = {"semua": "1", "cara": "tambah", "unit": [nation.world.division.pk]}
    preview = told(client.post(at(nation, "plot"), {**sent, **seen(nation, "1", "2", "9")}))
    assert "3 indikator akan berubah" in preview


def test_two_people_at_once(nation: Nation) -> None:
    client = signed_in(nation, Role.RESPONSIBLE)
    sent = {
        "indikator": ["1", "2"],
        "cara": "ganti",
        "unit": [nation.world.division.pk],
        "langkah": "simpan",
        **seen(nation, "1", "2"),
    }
    other = Change(Mode.ADD, members=(nation.world.people[Role.ENTRY.value].pk,))
    change_plotting(nation.work.assessment, ["1"], other, actor=SYSTEM)
    answer = client.post(at(nation, "plot"), sent)
    assert answer.status_code == 409
    assert "Pembagian indikator 1 baru saja diubah orang lain" in told(answer)
    assert "Pelaksana data entri" in told(answer), "the newest state is shown"
    assert plotted_of(nation.work.assessment)["2"].units[0].unit == nation.world.office.pk
    again = dict(HIDDEN.findall(told(answer)))
    assert again["lihat_1"] == seen(nation, "1")["lihat_1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"indikator": []}, "Pilih paling sedikit satu indikator."),
        ({"unit": []}, "Pilih unit, anggota tim, atau isi tenggat."),
        ({"tenggat": "besok"}, "Tenggat"),
        ({"cara": "hapus"}, "Yang dilakukan"),
        ({"unit": ["99999"]}, "Unit"),
        ({"tenggat": "2099-01-01", "langkah": "simpan"}, "ditutup"),
    ],
)
def test_mistakes_lose_nothing(nation: Nation, change: dict[str, object], said: str) -> None:
    Window.objects.create(
        cycle=nation.work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=START,
        closes_on=clock.today(),
    )
    sent = {
        "indikator": ["4"],
        "cara": "tambah",
        "unit": [nation.world.division.pk],
        **seen(nation, "4"),
        **change,
    }
    answer = signed_in(nation, Role.RESPONSIBLE).post(at(nation, "plot"), sent)
    assert answer.status_code == 422
    assert said in told(answer)
    if change.get("unit") is None:
        box = re.search(rf'name="unit" value="{nation.world.division.pk}"[^>]*', told(answer))
        assert box is not None
        assert "checked" in box[0]


def test_export_is_what_is_shown(nation: Nation) -> None:
    client = signed_in(nation, Role.RESPONSIBLE)
    query = {"unit": nation.world.office.pk}
    answer = client.get(at(nation, "plot_export", suffix="csv"), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Nomor"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["Unit utama"] == "Dinas Kominfo"
    assert client.get(at(nation, "plot_export", suffix="xlsx")).status_code == 200
    assert client.get(at(nation, "plot_export", suffix="exe")).status_code == 404


# --- last year ---


def next_year(nation: Nation) -> str:
    version = nation.work.assessment.cycle.instrument
    cycle = Cycle.objects.create(year=YEAR + 1, kind=CycleKind.MONITORING, instrument=version)
    fresh = Assessment.objects.create(
        cycle=cycle, institution=nation.world.city, state=State.PREPARED
    )
    return reverse("plotting:carry", args=[fresh.pk])


def test_last_year_is_previewed_then_carried(nation: Nation) -> None:
    address = next_year(nation)
    heir = Unit.objects.create(
        institution=nation.world.city, name="Dinas Digital", valid_from=START
    )
    Unit.objects.filter(pk=nation.world.office.pk).update(valid_to=clock.today())
    Succession.objects.create(predecessor=nation.world.office, successor=heir)
    client = signed_in(nation, Role.INSTITUTION_ADMIN)
    page = told(client.get(address))
    assert "3 indikator" in page
    assert "meneruskan Dinas Kominfo" in page
    answer = client.post(address, {"lihat": dict(HIDDEN.findall(page))["lihat"]}, follow=True)
    assert "Pembagian tahun lalu dibawa ke 3 indikator." in told(answer)
    assert "Tidak ada yang perlu dibawa" in told(client.get(address))


def test_a_preview_that_is_old_is_shown_anew(nation: Nation) -> None:
    address = next_year(nation)
    answer = signed_in(nation, Role.INSTITUTION_ADMIN).post(address, {"lihat": "x"})
    assert answer.status_code == 409
    assert not UnitAssignment.objects.filter(assessment__cycle__year=YEAR + 1).exists()


def test_without_last_year_the_page_says_what_to_do(nation: Nation) -> None:
    page = told(signed_in(nation, Role.RESPONSIBLE).get(at(nation, "carry")))
    assert "Belum ada pembagian tahun lalu" in page


# --- progress ---


def test_progress_counts_and_lists_the_same(nation: Nation) -> None:
    client = signed_in(nation, Role.COORDINATOR)
    page = told(client.get(at(nation, "progress")))
    for word in ("belum", "draf", "diserahkan", "dikembalikan", "disetujui"):
        link = re.search(rf'keadaan={word}#daftar"><b>(\d+)</b>', page)
        assert link is not None, word
        listed = told(client.get(at(nation, "progress"), {"keadaan": word}))
        assert f">{link[1]} dari 47<" in listed.replace("\n", "")


def test_late_units_come_first(nation: Nation) -> None:
    today = clock.today()
    Window.objects.create(
        cycle=nation.work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=5),
    )
    division = nation.world.division
    late = Change(Mode.ADD, units=(division.pk,), due_on=today - timedelta(days=3))
    change_plotting(nation.work.assessment, ["2"], late, actor=SYSTEM)
    page = told(signed_in(nation, Role.LEADER).get(at(nation, "progress")))
    assert "lewat 3 hari" in page
    assert "5 hari lagi" in page
    units = page[page.index("Per unit") :]
    assert units.index("Bidang Aplikasi") < units.index("Dinas Kominfo")


def test_my_own_list(nation: Nation) -> None:
    operator = signed_in(nation, Role.UNIT_OPERATOR)
    assert "3 dari 47" in told(operator.get(at(nation, "progress"), {"unit": "saya"}))
    member = signed_in(nation, Role.TEAM_MEMBER)
    assert "3 dari 47" in told(member.get(at(nation, "progress"), {"anggota": "saya"}))


def test_the_forecast_is_marked_and_may_keep_silent(nation: Nation) -> None:
    page = told(signed_in(nation, Role.LEADER).get(at(nation, "progress")))
    assert "Indeks klaim belum lengkap: 46 indikator belum bernilai" in page
    Assessment.objects.get(cycle__year=2020).results.all().delete()
    page = told(signed_in(nation, Role.LEADER).get(at(nation, "progress")))
    assert "Belum cukup data untuk memperkirakan" in page
    assert "Ada 1 siklus sendiri" in page
    assert "simulasi" in page
    nation.work.move(State.FINAL)
    page = told(signed_in(nation, Role.LEADER).get(at(nation, "progress")))
    assert "Perkiraan nilai akhir" not in page


# --- rights over the states ---

OPEN = {State.PREPARED, State.FILLING, State.CHECKING}
PLOTTERS = {Role.SYSTEM_ADMIN, Role.RESPONSIBLE, Role.INSTITUTION_ADMIN}


def expected(role: Role | str, state: State, *, writes: bool) -> int:
    """404 for whom the work does not exist, 403 for whom it is not theirs."""
    if role == "stranger":
        return 404
    if state == State.RECORDED:
        return (403 if writes else 200) if role in PLOTTERS else 404
    if role in OUTSIDER_ROLES:
        return 403 if role == Role.ASSESSOR and state in FROZEN else 404
    if not writes:
        return 200
    return 200 if role in PLOTTERS and state in OPEN else 403


@pytest.mark.parametrize("role", [*Role, "stranger"])
def test_who_gets_what_in_which_state(nation: Nation, role: Role | str) -> None:
    client = signed_in(nation, role)
    sent = {"indikator": ["4"], "cara": "tambah", "unit": [nation.world.division.pk]}
    for state in State:
        nation.work.move(state)
        for name in ("plot", "progress"):
            status = client.get(at(nation, name)).status_code
            assert status == expected(role, state, writes=False), (state, name)
        writes = expected(role, state, writes=True)
        assert client.get(at(nation, "carry")).status_code == writes, state
        assert client.post(at(nation, "plot"), sent).status_code == writes, state
