import json
from datetime import timedelta

import pytest
from django.db import transaction

from selaras.cli.main import main
from selaras.foundation.trail.kinds import UndeclaredKindError, kind
from selaras.foundation.trail.models import Event, TrailHead
from selaras.foundation.trail.queries import ActivityFilter, activity, history, kind_choices
from selaras.foundation.trail.services import (
    GENESIS,
    Break,
    digest_of,
    record,
    telling_last,
    verify,
)
from selaras.people import events
from selaras.people.models import Category, Institution
from selaras.people.services.units import create_unit
from tests.foundation.trail.race import EACH, WRITERS
from tests.homes import Home
from tests.people_fixtures import START, SYSTEM, World


@pytest.fixture
def chain(db: None) -> Institution:
    place = Institution.objects.create(name="Kota A", slug="kota-a", category=Category.CITY)
    for number in range(5):
        write(place, number)
    return place


def write(place: Institution, number: int) -> None:
    with transaction.atomic():
        record(
            events.INSTITUTION_CHANGED,
            place,
            actor=SYSTEM,
            old={"code": str(number)},
            new={"code": str(number + 1)},
            scope=place.scope,
        )


def reasons() -> set[tuple[int, str]]:
    return {(found.sequence, found.reason) for found in verify()[1]}


def test_an_untouched_chain_holds(chain: Institution) -> None:
    assert verify() == (5, [])
    first = Event.objects.order_by("sequence")[0]
    assert first.previous_digest == GENESIS
    assert first.digest == digest_of(first)


@pytest.mark.parametrize(
    "change",
    [
        {"actor_label": "orang lain"},
        {"new": {"code": "99"}},
        {"kind": "people.unit_closed"},
        {"scope": ""},
        {"actor_id": 7},
        {"subject_label": "Kota B"},
    ],
)
def test_a_changed_row_shows(chain: Institution, change: dict[str, object]) -> None:
    Event.objects.filter(sequence=3).update(**change)
    assert reasons() == {(3, "isi")}


def test_a_moved_instant_shows(chain: Institution) -> None:
    event = Event.objects.get(sequence=2)
    Event.objects.filter(sequence=2).update(at=event.at + timedelta(microseconds=1))
    assert reasons() == {(2, "isi")}


def test_a_row_changed_with_its_digest_breaks_the_next_one(chain: Institution) -> None:
    event = Event.objects.get(sequence=3)
    event.actor_label = "orang lain"
    event.digest = digest_of(event)
    event.save()
    assert reasons() == {(4, "rantai")}


def test_a_removed_row_shows(chain: Institution) -> None:
    Event.objects.filter(sequence=3).delete()
    assert reasons() == {(4, "urutan")}
    Event.objects.filter(sequence__lte=2).delete()
    assert (4, "urutan") in reasons()


def test_a_removed_row_shows_even_when_the_rest_moves_up(chain: Institution) -> None:
    Event.objects.filter(sequence=3).delete()
    for sequence in (4, 5):
        event = Event.objects.get(sequence=sequence)
        Event.objects.filter(pk=event.pk).update(sequence=sequence - 1)
    assert (3, "rantai") in reasons()


def test_losing_the_last_rows_shows(chain: Institution) -> None:
    Event.objects.filter(sequence__gte=4).delete()
    assert reasons() == {(5, "akhir")}
    write(chain, 9)
    assert reasons() == {(6, "urutan")}


def test_losing_every_row_shows(chain: Institution) -> None:
    Event.objects.all().delete()
    assert verify() == (0, [Break(5, "akhir")])


def test_a_last_row_changed_with_its_digest_shows(chain: Institution) -> None:
    event = Event.objects.get(sequence=5)
    event.actor_label = "orang lain"
    event.digest = digest_of(event)
    event.save()
    assert reasons() == {(5, "akhir")}


def test_a_row_added_behind_the_end_shows(chain: Institution) -> None:
    event = Event.objects.get(sequence=5)
    event.pk, event.sequence, event.previous_digest = None, 6, event.digest
    event.digest = digest_of(event)
    event.save(force_insert=True)
    assert reasons() == {(5, "akhir")}


def test_a_lost_note_of_the_end_shows(chain: Institution) -> None:
    TrailHead.objects.all().delete()
    assert reasons() == {(0, "akhir")}
    write(chain, 9)
    assert verify() == (6, [])


def test_an_inserted_row_shows(chain: Institution) -> None:
    for sequence in (5, 4):
        Event.objects.filter(sequence=sequence).update(sequence=sequence + 1)
    model = Event.objects.get(sequence=3)
    model.pk, model.sequence, model.previous_digest = None, 4, model.digest
    model.digest = digest_of(model)
    model.save(force_insert=True)
    assert (5, "isi") in reasons()
    assert (5, "rantai") in reasons()


def test_an_event_outside_a_transaction_is_refused(
    transactional_db: None,
) -> None:
    place = Institution.objects.create(name="Kota A", slug="kota-a", category=Category.CITY)
    with pytest.raises(RuntimeError):
        record(events.INSTITUTION_CHANGED, place, actor=SYSTEM)


def test_an_event_vanishes_with_the_change_it_describes(chain: Institution) -> None:
    with transaction.atomic():
        record(events.INSTITUTION_CHANGED, chain, actor=SYSTEM)
        transaction.set_rollback(True)
    assert verify() == (5, [])


def test_writers_at_once_keep_one_unbroken_chain(home: Home) -> None:
    told = home.python("from tests.foundation.trail.race import race; race()").splitlines()[-1]
    assert json.loads(told) == {"count": WRITERS * EACH, "breaks": 0, "errors": []}


def test_an_undeclared_kind_raises() -> None:
    with pytest.raises(UndeclaredKindError):
        kind("people.never")


def test_every_kind_has_a_sentence_about_its_subject() -> None:
    assert all("…" in sentence for _code, sentence in kind_choices())


def test_activity_is_newest_first_filtered_and_paged(
    world: World, django_assert_num_queries
) -> None:
    create_unit(institution=world.city, name="Seksi", valid_from=START, actor=SYSTEM)
    create_unit(institution=world.other_city, name="Balai", valid_from=START, actor=SYSTEM)
    with django_assert_num_queries(1):
        page = activity(None, ActivityFilter())
    sequences = [row.sequence for row in page.rows]
    assert sequences == sorted(sequences, reverse=True)
    own = activity(frozenset({world.other_city.scope}), ActivityFilter())
    assert [row.subject for row in own.rows] == ["Balai"]
    created = ActivityFilter(kind="people.unit_created", actor="tes", subject="sek")
    (found,) = activity(None, created).rows
    assert found.sentence == "Unit Seksi ditambahkan"


def test_a_kind_that_no_longer_exists_still_reads(chain: Institution) -> None:
    Event.objects.filter(sequence=5).update(kind="people.gone")
    assert history(chain, None)[0].sentence == "people.gone: Kota A"


def test_the_command_says_whether_the_trail_is_whole(
    chain: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trail", "verify"]) == 0
    assert "5" in capsys.readouterr().out
    Event.objects.filter(sequence=3).update(actor_label="orang lain")
    assert main(["trail", "verify"]) == 1
    told = capsys.readouterr()
    assert "3" in told.err
    assert told.out == ""


def fail_after_writing(place: Institution) -> None:
    with telling_last():
        write(place, 3)
        raise ZeroDivisionError


def test_what_is_told_last_keeps_its_order_and_leaves_out_what_failed(db: None) -> None:
    place = Institution.objects.create(name="Kota A", slug="kota-a", category=Category.CITY)
    with telling_last():
        write(place, 1)
        with telling_last():
            write(place, 2)
        with pytest.raises(ZeroDivisionError):
            fail_after_writing(place)
        write(place, 4)
        assert not Event.objects.exists()
    assert [event.old["code"] for event in Event.objects.order_by("sequence")] == ["1", "2", "4"]
    assert verify() == (3, [])
    write(place, 5)
    assert verify() == (4, [])
