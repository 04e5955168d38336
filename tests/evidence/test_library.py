"""The library's list: filters, pages, the number of queries, and who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.evidence.models import Blob, Document, DocumentKind, TextState
from selaras.evidence.queries.library import (
    LibraryFilter,
    Missing,
    Validity,
    document_view,
    library,
)
from selaras.evidence.services.facts import stems_of
from selaras.foundation import clock
from selaras.people.models import User
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import make_document


@pytest.fixture
def reader(world: World) -> User:
    return world.person(Role.TEAM_MEMBER)


def make(world: World, title: str, **facts: Any) -> Document:
    document = make_document(world, title, **facts)
    Document.objects.filter(pk=document.pk).update(stems=stems_of(document))
    return document


def titles(actor: User, **wanted: Any) -> list[str]:
    return [row.document.title for row in library(actor, LibraryFilter(**wanted)).rows]


def test_every_filter(world: World, reader: User) -> None:
    today = clock.today()
    make(world, "a", kind=DocumentKind.DECREE, number="")
    make(world, "b", dated=None, unit=None)
    make(world, "c", signer="", valid_to=today - timedelta(days=1))
    make(world, "d", valid_to=today + timedelta(days=10))
    make(world, "e", author=reader, valid_to=today + timedelta(days=400))
    scan = make(world, "f")
    Blob.objects.filter(versions__document=scan).update(text_state=TextState.NONE)
    make(world, "g", institution=world.other_city, unit=None)
    assert titles(reader) == ["f", "e", "d", "c", "b", "a"]
    assert titles(reader, kind=DocumentKind.DECREE) == ["a"]
    assert titles(reader, missing=frozenset({Missing.NUMBER})) == ["a"]
    assert titles(reader, missing=frozenset({Missing.DATED, Missing.UNIT})) == ["b"]
    assert titles(reader, missing=frozenset({Missing.SIGNER})) == ["c"]
    assert titles(reader, validity=Validity.LAPSED) == ["c"]
    assert titles(reader, validity=Validity.LAPSING) == ["d"]
    assert titles(reader, validity=Validity.VALID) == ["f", "e", "d", "b", "a"]
    assert titles(reader, owner=reader.pk) == ["e"]
    assert titles(reader, text=TextState.NONE) == ["f"]
    assert titles(reader, year=2023) == []
    assert len(titles(reader, year=2024)) == 5
    assert titles(reader, unit=world.office.pk, institution=world.city.pk)[0] == "f"
    assert titles(reader, institution=world.other_city.pk) == []


def test_words_find_facts_in_any_form(world: World, reader: User) -> None:
    make(world, "Pedoman penyelenggaraan arsitektur")
    make(world, "Lain")
    assert titles(reader, words="menyelenggarakan") == ["Pedoman penyelenggaraan arsitektur"]
    assert titles(reader, words='"OR') == []


def test_pages_follow_each_other(world: World, reader: User) -> None:
    for number in range(5):
        make(world, str(number))
    first = library(reader, LibraryFilter(), size=2)
    second = library(reader, LibraryFilter(), first.next, size=2)
    assert [row.document.title for row in (*first.rows, *second.rows)] == ["4", "3", "2", "1"]
    assert library(reader, LibraryFilter(), "nonsense", size=2) == first


def test_two_queries_however_many_there_are(world: World, reader: User) -> None:
    for number in range(7):
        make(world, str(number))
        with CaptureQueriesContext(connection) as caught:
            rows = library(reader, LibraryFilter()).rows
            for row in rows:
                assert row.blob is not None
                assert row.document.institution.name
                assert str(row.document.unit)
                assert str(row.document.author)
        # One more asks for the reader's roles, once.
        assert len(caught) <= 3


def test_a_document_with_its_versions(world: World, reader: User) -> None:
    document = make(world, "a")
    view = document_view(reader, document.pk)
    assert view.current.revision == 1
    assert view.validity is Validity.VALID
    with pytest.raises(Document.DoesNotExist):
        document_view(world.stranger, document.pk)


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_a_restricted_document(world: World, role: Role) -> None:
    make(world, "terbatas", is_restricted=True, unit=world.division)
    make(world, "biasa")
    seen = titles(world.person(role))
    few = {Role.UNIT_OPERATOR: {"biasa", "terbatas"}, Role.LEADER: {"biasa"}}
    nothing = {Role.ASSESSOR, Role.READER}
    expected = set() if role in nothing else few.get(role, {"biasa", "terbatas"})
    assert set(seen) == expected
