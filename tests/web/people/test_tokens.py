"""The page of a person's own access tokens."""

from __future__ import annotations

import re

import pytest

from selaras.people.models import AccessToken
from selaras.people.queries.tokens import holder_of
from selaras.people.roles import Role
from tests.people_fixtures import World

PAGE = "/akun/token/"
ASKED = {"name": "Dasbor kota", "scopes": ["baca", "bukti"], "days": "30"}


@pytest.fixture
def operator(world: World, client):
    person = world.person(Role.UNIT_OPERATOR)
    client.force_login(person)
    return person


def test_the_secret_is_shown_once_and_opens(operator, client):
    page = client.post(PAGE, ASKED)
    assert page.status_code == 200
    secret = re.search(r"slr_[\w-]{43}", page.content.decode())[0]
    holder = holder_of(secret)
    assert holder.person == operator
    assert set(holder.scopes) == {"baca", "bukti"}
    assert "no-store" in page["Cache-Control"]
    assert secret not in client.get(PAGE).content.decode()


def test_what_was_typed_stays_when_it_is_refused(operator, client):
    page = client.post(PAGE, {**ASKED, "days": "9999"})
    assert page.status_code == 422
    assert "Dasbor kota" in page.content.decode()
    assert not AccessToken.objects.exists()


def test_a_revoked_one_opens_nothing_and_is_told_as_ended(operator, client):
    page = client.post(PAGE, ASKED).content.decode()
    secret = re.search(r"slr_[\w-]{43}", page)[0]
    token = AccessToken.objects.get()
    client.post(f"{PAGE}{token.pk}/cabut/")
    assert holder_of(secret) is None
    assert "sudah berakhir" in client.get(PAGE).content.decode()


def test_nobody_ends_the_token_of_another(operator, client, world):
    client.post(PAGE, ASKED)
    token = AccessToken.objects.get()
    client.force_login(world.person(Role.SYSTEM_ADMIN))
    assert client.post(f"{PAGE}{token.pk}/cabut/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
