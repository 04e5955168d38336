"""The city's recommendations behind their pages, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from selaras.people.roles import Role
from tests.improvement.recommendations.conftest import follow_up, instrument
from tests.improvement_fixtures import FollowUp

__all__ = ["follow_up", "instrument"]

Browser = Callable[[Role], Client]


@pytest.fixture
def browser(follow_up: FollowUp) -> Browser:
    """A browser in which the person of that role is signed in."""

    def signed_in(role: Role) -> Client:
        client = Client()
        client.force_login(follow_up.world.person(role))
        return client

    return signed_in
