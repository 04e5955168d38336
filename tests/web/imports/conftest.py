"""The import's small country, behind its pages."""

from __future__ import annotations

import pytest

from tests.assessments.conftest import (
    admin,
    documents,
    instruments,
    own_files,
    person,
    places,
    serang,
    spbe2020,
)

__all__ = [
    "admin",
    "documents",
    "instruments",
    "own_files",
    "person",
    "places",
    "serang",
    "spbe2020",
]


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
