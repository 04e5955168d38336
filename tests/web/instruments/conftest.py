"""What page tests of instruments share."""

from __future__ import annotations

import pytest

from selaras.people.models import User
from tests.instruments.conftest import published  # noqa: F401  the same instruments as there


@pytest.fixture
def reader(client, db):
    """A browser in which a person without any appointment is signed in."""
    client.force_login(User.objects.create(email="pembaca@uji.test", name="Pembaca"))
    return client
