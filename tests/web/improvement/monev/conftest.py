"""The nation with a follow-up, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from selaras.people.models import User
from tests.web.nation import Nation, make_nation


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.fixture
def signed_in(nation) -> Callable[[str], Client]:
    """A browser in which the person of that role is signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=nation.world.people[str(role)].pk))
        return client

    return sign_in
