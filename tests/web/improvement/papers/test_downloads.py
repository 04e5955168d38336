"""The addresses papers are fetched from: formats, forms, units, whose they are."""

from __future__ import annotations

import pytest
from django.urls import reverse

from selaras.instruments.models import InstrumentVersion
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import SYSTEM
from tests.web.nation import CODE, instrument_files, load, open_instrument

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORMS = ("resmi", "tindak-lanjut-monev", "tindak-lanjut-evaluasi", "tindak-lanjut-asal")
KINDS = {"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "pdf": b"%PDF"}


@pytest.fixture
def follow_up(world) -> FollowUp:
    files = [path for path in instrument_files() if path.stem.upper() == CODE]

    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return make_follow_up(world, InstrumentVersion.objects.get(code=CODE, is_current=True))


@pytest.fixture
def reader(client, world, follow_up):
    client.force_login(world.person(Role.UNIT_OPERATOR), backend=BACKEND)
    return client


def address(follow_up, suffix, **query):
    slug = follow_up.world.city.slug
    where = reverse("plans:paper", args=[slug, follow_up.plan.pk, suffix])
    return where + "?" + "&".join(f"{name}={value}" for name, value in query.items())


def body(response):
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts)


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_in_every_format(reader, follow_up, form, suffix):
    answer = reader.get(address(follow_up, suffix, bentuk=form))
    assert answer.status_code == 200
    assert body(answer).startswith(KINDS[suffix])
    assert f".{suffix}" in answer["Content-Disposition"]


def test_a_units_part_holds_its_rows_only(reader, follow_up):
    office = follow_up.world.office
    own = body(reader.get(address(follow_up, "csv", unit=office.pk))).decode()
    assert "Menetapkan peraturan arsitektur" in own
    assert "Menyusun peta rencana" not in own


@pytest.mark.parametrize(
    "query",
    [
        {"bentuk": "lain"},
        {"unit": "999999"},
        {"unit": "x"},
        {"unit": "9" * 40},
        {"unit": "other"},
    ],
)
def test_what_is_not_there_is_not_found(reader, follow_up, query):
    if query.get("unit") == "other":
        query = {"unit": follow_up.world.other_office.pk}
    assert reader.get(address(follow_up, "xlsx", **query)).status_code == 404
    assert reader.get(address(follow_up, "docx")).status_code == 404


def test_the_years_table_needs_a_year_that_is_there(reader, follow_up):
    where = reverse("plans:follow_up_table", args=[follow_up.world.city.slug, "csv"])
    found = body(reader.get(where + "?tahun=2024")).decode()
    assert all(row.text in found for row in follow_up.recommendations)
    for query in ("?tahun=2019", "?tahun=x", "?tahun=" + "9" * 5000, "?instrumen=LAIN"):
        assert reader.get(where + query).status_code == 404, query[:20]
    assert reader.get(where).status_code == 200


def test_strangers_see_nothing(client, follow_up):
    client.force_login(follow_up.world.stranger, backend=BACKEND)
    assert client.get(address(follow_up, "pdf")).status_code == 404
