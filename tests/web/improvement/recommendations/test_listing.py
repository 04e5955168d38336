"""The list of recommendations: filters, counts, order, pages and export."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from selaras.foundation import clock
from selaras.improvement.models import Recommendation, RecommendationUnit, Source
from selaras.improvement.queries.recommendations import (
    RecommendationFilter,
    choices_of,
    counts,
    recommendations,
)
from selaras.improvement.states import RecommendationState
from selaras.people.models import Institution
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp, make_recommendation
from tests.web.improvement.recommendations.conftest import Browser


def texts(client: Client, follow_up: FollowUp, query: str = "") -> list[str]:
    """The recommendations the list shows, by their number."""
    page = client.get(f"/rekomendasi/{follow_up.world.city.slug}/{query}")
    assert page.status_code == 200
    return [line.row.number for line in page.context["rows"] or ()]


@pytest.fixture
def reader(browser: Browser) -> Client:
    return browser(Role.LEADER)


def test_one_goes_to_the_own_institution(browser: Browser, follow_up: FollowUp) -> None:
    answer = browser(Role.LEADER).get("/rekomendasi/")
    assert answer.headers["Location"] == f"/rekomendasi/{follow_up.world.city.slug}/"
    assert "Kota Lain" in browser(Role.SYSTEM_ADMIN).get("/rekomendasi/").content.decode()
    assert browser(Role.READER).get("/rekomendasi/").status_code == 404


def test_a_nation_is_searched_by_name(browser: Browser, follow_up: FollowUp) -> None:
    admin = browser(Role.SYSTEM_ADMIN)
    Institution.objects.bulk_create(
        Institution(
            name=f"Kabupaten Uji {place:03}", slug=f"kabupaten-uji-{place}", category="kabupaten"
        )
        for place in range(250)
    )
    page = admin.get("/monev/").content.decode()
    assert "instansi lain tidak ditampilkan" in page
    assert "Kota Lain" not in page
    found = admin.get("/monev/?cari=lain+kota").content.decode()
    assert "Kota Lain" in found
    assert "Kabupaten Uji" not in found
    assert "Tidak ada instansi yang cocok" in admin.get("/monev/?cari=entah").content.decode()


def test_each_filter_narrows(reader: Client, follow_up: FollowUp) -> None:
    _first, second, third = follow_up.recommendations
    RecommendationUnit.objects.filter(recommendation=second).update(unit=follow_up.world.division)
    RecommendationUnit.objects.filter(recommendation=third).delete()
    yesterday = clock.today() - timedelta(days=1)
    Recommendation.objects.filter(pk=third.pk).update(
        year=2023, source=Source.ASSESSOR, due_on=yesterday
    )
    office, division = follow_up.world.office.pk, follow_up.world.division.pk
    for query, expected in {
        "": ["1", "2", "3"],
        "?tahun=2023": ["3"],
        "?sumber=asesor": ["3"],
        "?keadaan=direncanakan": ["2"],
        f"?unit={office}": ["1"],
        f"?unit={division}": ["2"],
        "?unit=(kosong)": ["3"],
        "?aspek=SPBE-2020:A1": ["1", "2", "3"],
        "?aspek=SPBE-2020:A2": [],
        "?indikator=2": ["2"],
        "?lewat=1": ["3"],
        "?cari=peta+rencana": ["2"],
        "?cari=peta+arsitektur": [],
        "?tahun=abc&keadaan=x&unit=-1&urut=x": ["1", "2", "3"],
    }.items():
        assert texts(reader, follow_up, query) == expected, query


def test_overdue_is_what_is_owed_past_its_last_day(follow_up: FollowUp, reader: Client) -> None:
    today = clock.today()
    _first, second, third = follow_up.recommendations
    Recommendation.objects.update(due_on=today - timedelta(days=3))
    Recommendation.objects.filter(pk=second.pk).update(state=RecommendationState.VERIFIED)
    Recommendation.objects.filter(pk=third.pk).update(due_on=today)
    assert texts(reader, follow_up, "?lewat=1") == ["1"]
    page = reader.get(f"/rekomendasi/{follow_up.world.city.slug}/")
    assert "lewat 3 hari" in page.content.decode()
    assert "hari ini" in page.content.decode()


def test_counts_follow_the_other_filters(follow_up: FollowUp) -> None:
    city, today = follow_up.world.city, clock.today()
    Recommendation.objects.filter(pk=follow_up.recommendations[0].pk).update(
        due_on=today - timedelta(days=1)
    )
    gone = make_recommendation(follow_up.world, follow_up.instrument, "4", "Ganda.")
    Recommendation.objects.filter(pk=gone.pk).update(withdrawn_at=clock.now())
    choices = choices_of(city, today)
    found = counts(city, RecommendationFilter(state="terbuka", overdue=True), choices, today)
    assert (found.total, found.overdue, found.withdrawn) == (3, 1, 1)
    assert {state: n for state, n in found.states.items() if n} == {
        "terbuka": 1,
        "direncanakan": 1,
        "dikerjakan": 1,
    }
    assert counts(city, RecommendationFilter(indicator="2"), choices, today).total == 1


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("tenggat", ["3", "1", "2"]),
        ("-tenggat", ["2", "1", "3"]),
        ("keadaan", ["3", "2", "1"]),
        ("-indikator", ["3", "2", "1"]),
        ("-unit", ["3", "1", "2"]),
    ],
)
def test_the_list_sorts(
    follow_up: FollowUp, reader: Client, order: str, expected: list[str]
) -> None:
    first, second, third = follow_up.recommendations
    Recommendation.objects.filter(pk=first.pk).update(due_on=date(2026, 6, 1))
    Recommendation.objects.filter(pk=third.pk).update(due_on=date(2026, 1, 1))
    RecommendationUnit.objects.filter(recommendation=second).update(unit=follow_up.world.division)
    assert texts(reader, follow_up, f"?urut={order}") == expected


@pytest.mark.parametrize("order", ["", "tahun", "-tenggat", "keadaan", "indikator", "-unit"])
def test_pages_hold_every_row_once(follow_up: FollowUp, order: str) -> None:
    city, today = follow_up.world.city, clock.today()
    for number in range(4, 12):
        make_recommendation(follow_up.world, follow_up.instrument, str(number), "Isi.")
    choices, wanted = choices_of(city, today), RecommendationFilter(order=order)
    met: list[int] = []
    cursor = ""
    while True:
        page = recommendations(city, wanted, choices, today, cursor=cursor, size=3)
        met += [line.pk for line in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert len(met) == len(set(met)) == 11


def test_the_list_costs_the_same_for_more_rows(
    follow_up: FollowUp, django_assert_num_queries: Any
) -> None:
    city, today = follow_up.world.city, clock.today()
    choices = choices_of(city, today)
    for number in range(4, 14):
        make_recommendation(follow_up.world, follow_up.instrument, str(number), "Isi.")
    with django_assert_num_queries(3):
        recommendations(city, RecommendationFilter(), choices, today)


def test_withdrawn_ones_are_shown_only_when_asked_for(follow_up: FollowUp, reader: Client) -> None:
    Recommendation.objects.filter(pk=follow_up.recommendation.pk).update(withdrawn_at=clock.now())
    assert texts(reader, follow_up) == ["2", "3"]
    assert texts(reader, follow_up, "?keadaan=ditarik") == ["1"]


def test_the_file_is_exactly_the_view(follow_up: FollowUp, reader: Client) -> None:
    slug = follow_up.world.city.slug
    answer = reader.get(f"/rekomendasi/{slug}/unduh.csv?keadaan=direncanakan")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(
        csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    )
    assert len(rows) == 2
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Nomor"], row["Indikator"], row["Tingkat"], row["Unit"], row["Aksi"]) == (
        "2",
        "2",
        "3",
        "Dinas Kominfo",
        "1",
    )
    xlsx = reader.get(f"/rekomendasi/{slug}/unduh.xlsx")
    assert xlsx.content.startswith(b"PK")
    assert reader.get(f"/rekomendasi/{slug}/unduh.txt").status_code == 404


def test_nothing_yet_leads_on(follow_up: FollowUp, browser: Browser) -> None:
    slug = follow_up.world.city.slug
    Recommendation.objects.all().delete()
    page = browser(Role.ENTRY).get(f"/rekomendasi/{slug}/").content.decode()
    for way in (
        reverse("imports:list"),
        reverse("recommendations:suggest", args=[slug]),
        f"{reverse('recommendations:suggest', args=[slug])}?dari=instrumen",
        reverse("recommendations:add", args=[slug]),
    ):
        assert f'href="{way}"' in page, way
    quiet = browser(Role.LEADER).get(f"/rekomendasi/{slug}/").content.decode()
    assert reverse("recommendations:add", args=[slug]) not in quiet


def test_what_is_offered_depends_on_the_role(follow_up: FollowUp, browser: Browser) -> None:
    def offered(role: Role) -> list[str]:
        page = browser(role).get(f"/rekomendasi/{follow_up.world.city.slug}/")
        return [value for value, _label in page.context["bulk_steps"]]

    assert offered(Role.LEADER) == []
    assert offered(Role.UNIT_OPERATOR) == ["kerjakan", "ajukan_bukti"]
    assert offered(Role.ENTRY) == [
        "ubah",
        "rencanakan",
        "lepas_rencana",
        "kerjakan",
        "ajukan_bukti",
    ]
    assert "selesaikan" in offered(Role.RESPONSIBLE)


def test_a_view_can_be_saved(follow_up: FollowUp, browser: Browser) -> None:
    client, address = browser(Role.ENTRY), f"/rekomendasi/{follow_up.world.city.slug}/"
    answer = client.post(
        reverse("people:saved_view_save"),
        {"name": "Terbuka", "address": f"{address}?keadaan=terbuka"},
    )
    assert answer.status_code == 302
    assert "Terbuka" in client.get(address).content.decode()
