from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.template.backends.django import Template as DjangoTemplate
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from selaras.people.models import User
from selaras.people.roles import Role
from tests.web.matrix import MATRIX
from tests.web.nation import Nation, make_nation
from tests.web.statuses import ANONYMOUS, VISITORS, Row


def every_name(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of all addresses of the project; an address without a name reads as its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_name(pattern, inner)
        else:
            yield f"{space}{pattern.name or str(pattern.pattern)}"


def test_every_address_is_in_the_table() -> None:
    # Those of the programming interface have a table of their own: tests/api/matrix.py.
    names = {name for name in every_name() if not name.startswith("api:")}
    missing, unknown = sorted(names - MATRIX.keys()), sorted(MATRIX.keys() - names)
    assert not missing, f"add rows to tests/web/matrix.py: {missing}"
    assert not unknown, f"rows without an address in tests/web/matrix.py: {unknown}"


def test_every_row_speaks_of_every_visitor() -> None:
    for name, row in MATRIX.items():
        assert set(row.get) == set(VISITORS), name
        assert row.post is None or set(row.post) == set(VISITORS), name


DRAWN = {Role.SYSTEM_ADMIN.value, Role.INSTITUTION_ADMIN.value, Role.READER.value}
"""For whom every page is drawn: one who may do everything, one who may much, one who may little."""


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_gets_what(nation: Nation, visitor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if visitor not in DRAWN:
        # Who gets in is decided before a page is drawn.
        monkeypatch.setattr(DjangoTemplate, "render", lambda *_arguments, **_named: "")
    cookies = signed_in(nation, visitor)
    wrong = []
    for name, row in MATRIX.items():
        address = reverse(name, kwargs=row.address(nation)) + row.query
        for method, expected in (("get", row.get[visitor]), ("post", post_of(row, visitor))):
            status = answered(cookies, method, address)
            if status != expected:
                wrong.append(f"{method.upper()} {name}: {status}, expected {expected}")
    assert not wrong, "\n".join([visitor, *wrong])


def signed_in(nation: Nation, visitor: str) -> dict[str, str]:
    """The cookies of a browser in which the visitor is signed in."""
    client = Client()
    if visitor != ANONYMOUS:
        client.force_login(User.objects.get(pk=nation.world.people[visitor].pk))
    return {name: cookie.value for name, cookie in client.cookies.items()}


def post_of(row: Row, visitor: str) -> int:
    """A page that knows no POST asks strangers to sign in before it says so."""
    if row.post is not None:
        return row.post[visitor]
    public = visitor != ANONYMOUS or row.get[ANONYMOUS] != 302
    return 405 if public else 302


def let_go(answer: Any) -> None:
    """Close a file that was being handed out, as a server does at the end of a request.

    ``answer.close()`` would also tell Django that the request has ended, which closes the database
    connection in the middle of the test's transaction.
    """
    for close in answer._resource_closers:
        close()


def answered(cookies: dict[str, str], method: str, address: str) -> int:
    """The status of one request, after which everything is as before."""
    client = Client(raise_request_exception=False)
    client.cookies.load(cookies)
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    let_go(answer)
    status: int = answer.status_code
    return status
