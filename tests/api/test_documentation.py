"""The page of the interface: complete, public, without anything from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from selaras.api.documentation import chapters
from selaras.api.problems import KINDS
from selaras.api.urls import api
from selaras.people.roles import Role
from tests.api.test_matrix import operations
from tests.people_fixtures import World


@pytest.mark.django_db
def test_the_page_shows_every_operation_and_every_problem(client: Client) -> None:
    page = client.get("/api/v1/")
    assert page.status_code == 200
    text = page.content.decode()
    for name, _method, _path in operations():
        assert f'id="{name}"' in text
    for code in KINDS:
        assert f'id="masalah-{code}"' in text
    assert not re.search(r"<script(?![^>]*src=)|style=|https?://(?!testserver)", text)


def test_signed_in_it_stands_in_the_frame(world: World, client: Client) -> None:
    client.force_login(world.person(Role.READER))
    assert 'class="rail"' in client.get("/api/v1/").content.decode()


def test_examples_can_be_copied(db: None) -> None:
    entries = [
        entry
        for chapter in chapters(api.get_openapi_schema(), "https://selaras.contoh")
        for entry in chapter.entries
    ]
    assert len(entries) == len(list(operations()))
    for entry in entries:
        address = re.search(r'"(https://[^"]+)"', entry.request)
        assert address, entry.name
        assert not re.search(r"[{}]", address[1]), entry.name
        changes = {part.name for part in entry.parts}
        assert ("If-Match" in changes) == ("If-Match" in entry.request)
