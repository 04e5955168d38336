"""Kota Denpasar and a member of its team, behind the pages."""

from __future__ import annotations

import pytest

from selaras.people.roles import Role
from tests.improvement.imports.conftest import denpasar, described, member, own_files, spbe2018

__all__ = ["denpasar", "described", "member", "own_files", "spbe2018"]


@pytest.fixture
def sign_in(client, member, denpasar):
    """Sign a person with a role in Kota Denpasar in; gives the browser."""

    def enter(role: Role):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(member(role, denpasar), backend=backend)
        return client

    return enter
