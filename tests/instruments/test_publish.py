"""Publishing is idempotent; what is published never changes, whoever asks."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from selaras.foundation import clock
from selaras.foundation.access import DeniedError, System
from selaras.foundation.trail.models import Event
from selaras.instruments import queries
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.instruments.permissions import may_publish_instruments, may_view_instruments
from selaras.instruments.queries import current, definition, definitions, versions
from selaras.instruments.services.publish import PublishedOtherwiseError, load
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.pure.instrument.digest import canonical, digest_of
from selaras.pure.instrument.faults import InvalidInstrumentError

SYSTEM = System("uji")


def documents():
    return [open_instrument(path).document for path in instrument_files()]


def person(**given):
    return User.objects.create(email="orang@uji.test", name="Orang", **given)


def appoint(user, role):
    return Appointment.objects.create(user=user, role=role, valid_from=clock.today())


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    first = load(documents(), actor=SYSTEM)
    rows = list(InstrumentVersion.objects.order_by("pk").values())
    events = Event.objects.count()
    second = load(documents(), actor=SYSTEM)
    assert [p.added for p in first] == [True, True, True]
    assert [p.added for p in second] == [False, False, False]
    assert [p.version.pk for p in second] == [p.version.pk for p in first]
    assert list(InstrumentVersion.objects.order_by("pk").values()) == rows
    assert Event.objects.count() == events == 3


@pytest.mark.django_db
def test_indicators_get_rows_in_the_instruments_order(published):
    for version in published.values():
        numbers = [i.number for i in definition(version).indicators()]
        rows = IndicatorRow.objects.filter(version=version).order_by("position")
        assert [row.number for row in rows] == numbers


@pytest.mark.django_db
def test_a_stored_document_gives_the_same_instrument_and_digest(published):
    for version in published.values():
        stored = InstrumentVersion.objects.get(pk=version.pk)
        assert digest_of(stored.document) == version.digest
        assert sum(i.weight for i in definition(stored).indicators()) == Fraction(100)


@pytest.mark.django_db
def test_other_content_under_a_published_version_is_refused(published):
    changed = copy.deepcopy(documents()[0])
    changed["nama"] = "Nama lain"
    with pytest.raises(PublishedOtherwiseError) as refused:
        load([changed], actor=SYSTEM)
    assert (refused.value.code, refused.value.version, refused.value.free) == ("PEMDI-2026", 1, 2)
    assert current("PEMDI-2026").name != "Nama lain"


@pytest.mark.django_db
def test_a_raised_version_follows_and_becomes_current(published):
    changed = copy.deepcopy(documents()[0])
    changed.update(nama="Nama lain", versi=3)
    (publication,) = load([changed], actor=SYSTEM)
    assert publication.added
    assert current("PEMDI-2026").version == 3
    between = {**changed, "versi": 2}
    (publication,) = load([between], actor=SYSTEM)
    assert publication.added
    assert current("PEMDI-2026").version == 3
    assert [v.version for v in versions().filter(code="PEMDI-2026")] == [3, 2, 1]


@pytest.mark.django_db
def test_loading_is_all_or_nothing():
    with pytest.raises(InvalidInstrumentError):
        load([*documents(), {"kode": "X"}], actor=SYSTEM)
    assert not InstrumentVersion.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"document": {}},
        {"digest": "0" * 64},
        {"version": 9},
        {"code": "LAIN"},
        {"name": "Lain"},
        {"published_at": clock.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_what_is_published(published, change):
    with (
        pytest.raises(DatabaseError, match="a published instrument version is immutable"),
        transaction.atomic(),
    ):
        InstrumentVersion.objects.filter(code="SPBE-2020").update(**change)
    version = InstrumentVersion.objects.get(code="SPBE-2020")
    for name, value in change.items():
        setattr(version, name, value)
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()


@pytest.mark.django_db
def test_the_database_refuses_plain_sql_too(published):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE instruments_instrumentversion SET name = 'x'")


@pytest.mark.django_db
def test_a_published_version_cannot_be_deleted(published):
    with pytest.raises(ProtectedError):
        InstrumentVersion.objects.all().delete()


@pytest.mark.django_db
def test_publishing_writes_the_trail():
    load(documents()[:1], actor=SYSTEM)
    changed = {**documents()[0], "versi": 2}
    load([changed], actor=SYSTEM)
    first, second = Event.objects.order_by("sequence")
    assert (first.kind, first.actor_label) == ("instrument.published", "uji")
    assert (first.old, first.new["kode"], first.new["versi"]) == ({}, "PEMDI-2026", 1)
    assert (second.old, second.new["versi"]) == ({"versi": 1}, 2)
    assert second.new["sidik"] == current("PEMDI-2026").digest


@pytest.mark.django_db
def test_only_system_administrators_publish_and_everyone_reads():
    user = person()
    assert may_view_instruments(user)
    assert not may_publish_instruments(user)
    with pytest.raises(DeniedError):
        load(documents(), actor=user)
    assert not InstrumentVersion.objects.exists()
    appoint(user, Role.SYSTEM_ADMIN)
    admin = User.objects.get(pk=user.pk)
    assert may_publish_instruments(admin)
    assert all(p.added for p in load(documents(), actor=admin))


@pytest.mark.django_db
def test_definitions_are_built_once_and_read_in_one_query(
    published, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(queries, "_remembered", {})
    rows = list(versions())
    with django_assert_num_queries(1):
        found = definitions(rows)
    assert len(found) == len(published)
    row = versions().get(code="SPBE-2020")
    with django_assert_num_queries(0):
        assert definition(row) is found[row.pk]
        assert definitions(rows) == found


def test_the_digest_ignores_layout_and_knows_content():
    document = documents()[2]
    shuffled = dict(reversed(list(document.items())))
    assert digest_of(shuffled) == digest_of(document)
    assert digest_of({**document, "versi": 2}) != digest_of(document)
    assert canonical({"b": 1.3, "a": {2: "x"}}) == '{"a":{"2":"x"},"b":"1.3"}'
