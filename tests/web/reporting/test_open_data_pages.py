"""Open data and public results: for everybody, and only what is open, at every moment."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from selaras.assessments.models import Assessment, OpenAgreement, Stage
from selaras.assessments.services.cycles import publish_results
from selaras.assessments.services.openness import agree, withdraw
from selaras.assessments.services.results import record_values
from selaras.people.roles import Role
from selaras.reporting.open_data import files
from selaras.reporting.open_data.datasets import DATASETS
from selaras.reporting.open_data.state import state
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation, make_nation

FILES = [(one.code, suffix) for one in DATASETS for suffix in ("csv", "json", "xlsx")]


@pytest.fixture
def nation(db: None, settings: Any, tmp_path: Any) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.fixture
def opened(nation: Nation) -> Nation:
    """The city's results of 2021 and 2022 are announced and agreed to; 2020 is not announced."""
    chosen = Assessment.objects.filter(institution=nation.world.city, cycle__year__in=(2021, 2022))
    assert publish_results(chosen, actor=SYSTEM) == 2
    agree(nation.world.city, basis="SK 7/2024", actor=nation.world.person(Role.COORDINATOR))
    return nation


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def read(code: str, suffix: str, year: int | None = None) -> bytes:
    name = "open_data:file" if year is None else "open_data:file_of_year"
    arguments = [code, suffix] if year is None else [code, year, suffix]
    answer = Client().get(reverse(name, args=arguments))
    assert answer.status_code == 200
    content = body(answer)
    assert len(content) == int(answer["Content-Length"])
    return content


def rows(code: str, year: int | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(code, "csv", year).decode(), newline="")))


def test_a_visitor_reads_an_open_result_and_nothing_else(opened: Nation) -> None:
    slug = opened.world.city.slug
    visitor = Client()
    page = visitor.get(reverse("open_data:result", args=[slug, 2022]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "resmi" in text
    assert "noindex" not in text
    assert "/hasil/" not in text
    assert "diklaim mandiri" not in text
    for year in (2019, 2020, 2025):
        assert visitor.get(reverse("open_data:result", args=[slug, year])).status_code == 404
    listed = visitor.get(reverse("open_data:results")).content.decode()
    assert listed.count(f"/publik/{slug}/") == 2


def test_the_claim_never_shows(opened: Nation) -> None:
    """A claim of five beside a final two: no page and no file may hold it."""
    one = Assessment.objects.get(institution=opened.world.city, cycle__year=2022)
    numbers = one.cycle.instrument.indicators.values_list("number", flat=True)
    record_values(one, Stage.SELF, dict.fromkeys(numbers, 5), actor=SYSTEM)  # type: ignore[arg-type]
    assert {row["nilai"] for row in rows("nilai-indikator", 2022)} == {"2"}
    assert {row["indeks"] for row in rows("indeks", 2022)} == {"2.00"}
    page = Client().get(reverse("open_data:result", args=[opened.world.city.slug, 2022]))
    assert not [line for line in page.context["result"].lines if line.claimed is not None]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.COORDINATOR, Role.READER])
def test_signed_in_people_read_no_more_on_public_pages(opened: Nation, role: Role) -> None:
    client = Client()
    client.force_login(opened.world.person(role))
    slug = opened.world.city.slug
    assert client.get(reverse("open_data:result", args=[slug, 2020])).status_code == 404
    page = client.get(reverse("open_data:result", args=[slug, 2022]))
    assert page.context["result"].staged.spoken == (Stage.FINAL,)
    assert "rail" in page.content.decode()


def test_withdrawing_empties_every_page_and_file_at_once(opened: Nation) -> None:
    before = {key: read(*key) for key in FILES}
    assert b"kota-contoh" in before["indeks", "csv"]
    withdraw(opened.world.city, actor=opened.world.person(Role.INSTITUTION_ADMIN))
    after = {key: read(*key) for key in FILES}
    for key, content in after.items():
        if key[1] != "xlsx":
            assert b"Kota Contoh" not in content, key
    for code in ("indeks", "nilai-domain-aspek", "nilai-indikator", "rata-rata-kelompok"):
        assert rows(code) == []
        assert json.loads(after[code, "json"])["data"] == []
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(after[code, "xlsx"]))
        assert len(workbook.get_sheet_by_index(0).to_python()) == 1
    visitor = Client()
    gone = reverse("open_data:file_of_year", args=["indeks", 2022, "csv"])
    assert visitor.get(gone).status_code == 404
    page = reverse("open_data:result", args=[opened.world.city.slug, 2022])
    assert visitor.get(page).status_code == 404
    for name in ("open_data:results", "open_data:home"):
        assert "Kota Contoh" not in visitor.get(reverse(name)).content.decode()
    preview = visitor.get(reverse("open_data:dataset", args=["indeks"])).content.decode()
    assert "kota-contoh" not in preview


def test_the_three_formats_hold_the_same(opened: Nation) -> None:
    for dataset in DATASETS:
        table = rows(dataset.code)
        data = json.loads(read(dataset.code, "json"), parse_float=str, parse_int=str)
        assert data["metadata"]["himpunan"] == dataset.code
        plain = [{k: "" if v is None else str(v) for k, v in row.items()} for row in data["data"]]
        assert plain == table
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(read(dataset.code, "xlsx")))
        sheet = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert sheet[0] == dataset.names
        assert len(sheet) == len(table) + 1


def test_figures_are_exact_and_words_are_keys(opened: Nation) -> None:
    (row,) = rows("indeks", 2022)
    assert row["indeks"] == "2.00"
    assert row["indeks_tepat"] == "2"
    assert (row["kategori"], row["jenis_siklus"], row["tahun"]) == ("kota", "pemantauan", "2022")
    assert row["diumumkan"]
    assert len(row["sidik_instrumen"]) == 64
    assert {line["nilai"] for line in rows("nilai-domain-aspek", 2022)} == {"2.00"}
    weights = [line["bobot_tepat"] for line in rows("instrumen")]
    assert "2.75" in weights
    assert not [weight for weight in weights if "," in weight]


def test_whoever_has_the_file_is_told_so_until_it_changes(opened: Nation) -> None:
    visitor, address = Client(), reverse("open_data:file", args=["indeks", "csv"])
    first = visitor.get(address)
    body(first)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    assert 'rel="describedby"' in first["Link"]
    again = visitor.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    modified = visitor.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert modified.status_code == 304
    withdraw(opened.world.city, actor=opened.world.person(Role.COORDINATOR))
    fresh = visitor.get(address, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert b"kota-contoh" not in body(fresh)


def test_a_file_that_was_overtaken_is_never_found_again(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened while a file was being written and closed again, the old state comes back."""
    coordinator = nation.world.person(Role.COORDINATOR)
    chosen = Assessment.objects.filter(institution=nation.world.city, cycle__year=2022)
    publish_results(chosen, actor=SYSTEM)
    before, plain = state(), files.envelope

    def meanwhile(*given: Any) -> dict[str, Any]:
        monkeypatch.setattr(files, "envelope", plain)
        agree(nation.world.city, basis="", actor=coordinator)
        return plain(*given)

    monkeypatch.setattr(files, "envelope", meanwhile)
    # Rows are read after the state was asked for, and this one is open by then.
    assert nation.world.city.slug in read("indeks", "json").decode()
    withdraw(nation.world.city, actor=coordinator)
    assert state() == before
    assert nation.world.city.slug not in read("indeks", "json").decode()


def test_what_changes_without_end_is_answered_with_come_again(
    opened: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = iter(range(100))
    monkeypatch.setattr(files, "state_now", lambda: f"keadaan-{next(count)}")
    for address in (
        reverse("open_data:file", args=["indeks", "csv"]),
        reverse("open_data:dataset", args=["indeks"]),
        reverse("open_data:catalog"),
    ):
        answer = Client().get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_old_files_do_not_stay_on_the_disk(opened: Nation, tmp_path: Any) -> None:
    read("indeks", "csv")
    withdraw(opened.world.city, actor=opened.world.person(Role.COORDINATOR))
    read("indeks", "csv")
    lying = [path for path in (tmp_path / "open_data").rglob("*/*") if path.is_file()]
    assert len(lying) == 1
    assert b"kota-contoh" not in lying[0].read_bytes()


def test_private_pages_have_no_open_door(opened: Nation) -> None:
    answer = Client().get(reverse("assessments:result", args=[opened.world.city.slug, 2022]))
    assert answer.status_code == 302
    assert not answer.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize(
    "address",
    [
        "/data/tidak-ada/",
        "/data/indeks/unduh.exe",
        "/data/instrumen/2022/unduh.csv",
        "/data/indeks/2020/unduh.csv",
        "/data/x/skema.json",
    ],
)
def test_what_does_not_exist_is_not_found(opened: Nation, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_list_is_searched_filtered_and_sorted(opened: Nation) -> None:
    visitor, address = Client(), reverse("open_data:results")
    for query, count in (
        ("tahun=2022", 1),
        ("kategori=kota", 2),
        ("kategori=provinsi", 0),
        ("cari=contoh&urut=-nama", 2),
        ("cari=zzz", 0),
        ("urut=tahun", 2),
    ):
        found = visitor.get(f"{address}?{query}")
        assert len(found.context["rows"]) == count, query
    assert "Tidak ada hasil yang cocok" in visitor.get(f"{address}?cari=zzz").content.decode()


def test_the_institution_opens_and_closes_on_its_page(nation: Nation) -> None:
    publish_results(Assessment.objects.filter(cycle__year=2022), actor=SYSTEM)
    slug = nation.world.city.slug
    address = reverse("open_data:agreement", args=[slug])
    client = Client()
    client.force_login(nation.world.person(Role.COORDINATOR))
    assert "1 hasil yang sudah diumumkan" in client.get(address).content.decode()
    typed = {"lakukan": "buka", "basis": "SK 7/2024"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert 'value="SK 7/2024"' in refused.content.decode()
    assert not OpenAgreement.objects.exists()
    too_long = client.post(address, {"lakukan": "buka", "basis": "x" * 201, "paham": "1"})
    assert too_long.status_code == 422
    assert "x" * 201 in too_long.content.decode()
    assert client.post(address, typed | {"paham": "1"}).status_code == 302
    assert Client().get(reverse("open_data:result", args=[slug, 2022])).status_code == 200
    assert client.post(address, {"lakukan": "tutup"}).status_code == 302
    assert Client().get(reverse("open_data:result", args=[slug, 2022])).status_code == 404
    assert client.post(address, {"lakukan": "tutup"}).status_code == 422
    assert address in client.get(reverse("people:institution", args=[slug])).content.decode()
