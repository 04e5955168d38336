"""Asking for reports on their pages, following them, fetching them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.people.models import Category, Institution
from selaras.people.roles import Role
from selaras.reporting.models import ReportRun
from selaras.reporting.queries.outcome import institutions_with_results
from selaras.reporting.queries.years import places_with_years
from selaras.reporting.reports.answers import Question
from selaras.reporting.reports.report import Ask, Choice
from selaras.reporting.states import RunState
from selaras.web.reporting.reports.questions import MOST_FOUND, shown
from tests.people_fixtures import SYSTEM, World
from tests.reporting.test_runs import entry, lose, place

__all__ = ["place"]

LIST = "/laporan/"
YEARS = "/laporan/perbandingan-tahun/"


@pytest.fixture
def client(place: World) -> Client:
    client = Client()
    client.force_login(entry(place))
    return client


def sent(world: World, **more: str) -> dict[str, str]:
    return {"instansi": str(world.city.pk), "bentuk": "xlsx", "bahasa": "id", **more}


def busy_run(world: World, **facts) -> ReportRun:
    wish = {
        "report": "perbandingan-tahun",
        "given": {"instansi": str(world.city.pk)},
        "format": "pdf",
        "title": "Perbandingan",
        "author": entry(world),
        "asked_at": clock.now(),
        **facts,
    }
    return ReportRun.objects.create(**wish)


def test_from_the_form_to_the_file(place: World, client: Client) -> None:
    page = client.get(YEARS).content.decode()
    assert "Buat laporan" in page  # the only institution is chosen already
    done = client.post(YEARS, sent(place), follow=True)
    assert "Unduh Excel" in done.content.decode()
    run = ReportRun.objects.get()
    answer = client.get(reverse("reports:file", args=[run.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="{run.filename}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(b"".join(answer.streaming_content)) == run.size


def test_a_double_click_is_one_report(place: World, client: Client) -> None:
    first = client.post(YEARS, sent(place))
    assert client.post(YEARS, sent(place)).url == first.url
    assert ReportRun.objects.count() == 1


def test_without_script_one_goes_on_step_by_step(place: World) -> None:
    client = Client()
    client.force_login(place.person(Role.SYSTEM_ADMIN))
    page = client.get("/laporan/laporan-hasil/").content.decode()
    assert 'method="get"' in page
    assert "Lanjut" in page
    assert "Buat laporan" not in page


def test_where_nothing_can_be_chosen_one_is_told_why_and_led_back(world: World) -> None:
    client = Client()
    client.force_login(entry(world))
    for identifier, why in (
        ("laporan-hasil", "setelah dinilai atau diumumkan"),
        ("berita-acara", "setelah tim asesor internal"),
        ("kemajuan-unit", "setelah indikator dibagikan"),
        ("perbandingan-tahun", "hasil dua tahun"),
    ):
        page = client.get(f"/laporan/{identifier}/").content.decode()
        assert why in page
        assert "Lanjut" not in page
        assert "Buat laporan" not in page


def test_ones_own_institution_comes_first(place: World) -> None:
    other = place.other_city
    Institution.objects.filter(pk=other.pk).update(name="Aaa")
    for known in Assessment.objects.filter(institution=place.city):
        theirs = Assessment.objects.create(cycle=known.cycle, institution=other)
        numbers = known.cycle.instrument.indicators.values_list("number", flat=True)
        record_values(theirs, Stage.FINAL, dict.fromkeys(numbers, Fraction(3)), actor=SYSTEM)
        Assessment.objects.filter(pk=theirs.pk).update(is_published=True)
    actor = entry(place)
    assert [row[0] for row in places_with_years(actor)] == [place.city.pk, other.pk]
    places = [one.institution_id for one in institutions_with_results(actor)]
    assert places == [place.city.pk] * 3 + [other.pk] * 3


def test_wrong_answers_keep_the_rest(place: World, client: Client) -> None:
    wrong = client.post(YEARS, sent(place, dari="1066", bentuk="docx"))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Pilihan ini tidak ada" in page
    assert f'value="{place.city.pk}" selected' in page
    assert client.post(YEARS, {}).status_code == 422
    assert client.post(YEARS, sent(place, bentuk="exe")).status_code == 422
    assert not ReportRun.objects.exists()


def test_searching_in_the_form_makes_nothing(place: World, client: Client) -> None:
    answer = client.post(YEARS, sent(place, langkah="cari"))
    assert answer.status_code == 200
    assert not ReportRun.objects.exists()


def test_a_long_list_is_searched() -> None:
    choices = tuple(Choice(str(n), f"Kabupaten {n:03}", "Kabupaten") for n in range(640))
    ask = Ask("instansi", "Instansi", lambda _a, _g: choices)
    (asked,) = shown([Question(ask, choices, "7", is_astray=False)], {}, {})
    assert asked.is_long
    assert asked.found[0].value == "7"
    assert len(asked.found) == MOST_FOUND + 1
    (asked,) = shown(
        [Question(ask, choices, "7", is_astray=False)], {"cari-instansi": "kabupaten 635"}, {}
    )
    assert [one.value for one in asked.found] == ["7", "635"]
    assert asked.more == 0


def test_many_institutions_are_searched_on_the_page(place: World) -> None:
    Institution.objects.bulk_create(
        Institution(name=f"Kota Uji {n:03}", slug=f"uji-{n}", category=Category.CITY)
        for n in range(40)
    )
    client = Client()
    client.force_login(place.person(Role.SYSTEM_ADMIN))
    assert client.get(YEARS).status_code == 200


def test_nobody_else_sees_it(place: World, client: Client) -> None:
    client.post(YEARS, sent(place))
    run = ReportRun.objects.get()
    other = Client()
    other.force_login(place.person(Role.RESPONSIBLE))
    for name in ("reports:run", "reports:file"):
        assert other.get(reverse(name, args=[run.pk])).status_code == 404
    assert (
        other.post(reverse("reports:run", args=[run.pk]), {"langkah": "hapus"}).status_code == 404
    )


def test_rights_lost_close_the_file_and_say_so(place: World, client: Client) -> None:
    client.post(YEARS, sent(place))
    run = ReportRun.objects.get()
    lose(place, Role.ENTRY)
    assert client.get(reverse("reports:file", args=[run.pk])).status_code == 403
    page = client.get(reverse("reports:run", args=[run.pk])).content.decode()
    assert "tidak lagi berhak" in page
    assert "Unduh" not in page


def test_a_busy_report_refreshes_itself_and_can_be_cancelled(place: World, client: Client) -> None:
    run = busy_run(place, state=RunState.WORKING, progress=40, said="Membaca nilai")
    address = reverse("reports:run", args=[run.pk])
    htmx = {"HX-Request": "true", "HX-Target": "kemajuan"}
    part = client.get(address, headers=htmx).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "Membaca nilai" in part
    assert "<html" not in part
    listed = client.get(
        LIST, headers={"HX-Request": "true", "HX-Target": "laporan-saya"}
    ).content.decode()
    assert "every 3s" in listed
    assert "<html" not in listed
    client.post(address, {"langkah": "batalkan", "kembali": "daftar"})
    assert client.get(address, headers=htmx)["HX-Refresh"] == "true"
    assert "every 3s" not in client.get(LIST).content.decode()


def test_made_again_and_removed(place: World, client: Client) -> None:
    run = busy_run(place, state=RunState.FAILED, failure="Terhenti.", format="xlsx")
    address = reverse("reports:run", args=[run.pk])
    assert "Terhenti." in client.get(address).content.decode()
    assert "Unduh" in client.post(address, {"langkah": "ulangi"}, follow=True).content.decode()
    assert client.post(address, {"langkah": "lain"}).status_code == 422
    client.post(address, {"langkah": "hapus"})
    assert not ReportRun.objects.exists()


def test_fifty_reports_take_as_many_queries_as_one(place: World, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(LIST).status_code == 200
        return len(context.captured_queries)

    busy_run(place, state=RunState.FAILED)
    client.get(LIST)
    few = queries()
    for _number in range(50):
        busy_run(place, state=RunState.FAILED)
    assert queries() == few
    page = client.get(LIST).content.decode()
    assert "Berikutnya" in page


def test_the_list_is_narrowed(place: World, client: Client) -> None:
    busy_run(place, state=RunState.FAILED, title="Yang gagal")
    busy_run(place, state=RunState.WAITING, title="Yang menunggu")
    failed = client.get(f"{LIST}?keadaan=gagal").content.decode()
    assert "Yang gagal" in failed
    assert "Yang menunggu" not in failed
    assert "Yang menunggu" in client.get(f"{LIST}?cari=menunggu").content.decode()
    assert "Tidak ada yang cocok" in client.get(f"{LIST}?cari=apa+pun").content.decode()
    assert "Yang gagal" in client.get(f"{LIST}?jenis=%27&keadaan=x").content.decode()
