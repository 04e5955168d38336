"""Talking about an indicator: who speaks to whom, who is mentioned, what outsiders see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from selaras.assessments.models import Audience, Comment
from selaras.assessments.queries.discussion import mentioned_in, people_to_mention, thread_of
from selaras.assessments.services.discussion import LONGEST, say
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from tests.people_fixtures import World, make_person
from tests.work_fixtures import Work, make_work

INSIDE, SHARED = Audience.INTERNAL, Audience.SHARED


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def operator(world: World) -> User:
    return world.person(Role.UNIT_OPERATOR)


@pytest.fixture
def assessor(world: World) -> User:
    return world.person(Role.ASSESSOR)


def test_a_comment_mentions_the_people_it_names_and_tells_whom(work, world, operator):
    member = world.person(Role.TEAM_MEMBER)
    comment = say(work.assessment, "1", f"@{member.name}, sudah benar?", INSIDE, actor=operator)
    assert list(comment.mentions.all()) == [member]
    event = Event.objects.latest("sequence")
    assert event.kind == "discussion.commented"
    assert event.new["sebutan"] == [member.pk]
    assert event.new["indikator"] == "1"
    assert event.new["penilaian"] == work.assessment.pk


def test_of_names_that_begin_alike_the_longest_is_meant():
    short, long = User(name="Budi"), User(name="Budi Santoso")
    assert mentioned_in("halo @budi santoso dan @Budi", [short, long]) == [long, short]
    assert mentioned_in("surel@contoh.go.id", [short]) == []


def test_nobody_from_outside_is_mentioned_before_the_work_was_sent(work, assessor, operator):
    say(work.assessment, "1", f"@{assessor.name} mohon dilihat", SHARED, actor=operator)
    assert not Comment.objects.get().mentions.exists()
    work.move(State.DOCUMENT)
    assert assessor in people_to_mention(work.assessment, SHARED)
    assert assessor not in people_to_mention(work.assessment, INSIDE)


def test_whoever_left_and_strangers_are_not_mentioned(work, world):
    gone = make_person("Sudah Pindah", world.city)
    Appointment.objects.create(
        user=gone,
        role=Role.ENTRY,
        institution=world.city,
        valid_from=clock.today() - timedelta(days=9),
        valid_to=clock.today(),
    )
    names = people_to_mention(work.assessment, SHARED)
    assert gone not in names
    assert world.stranger not in names


def test_someone_with_an_ended_and_a_running_appointment_is_still_there(work, world):
    person = world.person(Role.ENTRY)
    Appointment.objects.create(
        user=person,
        role=Role.RESPONSIBLE,
        institution=world.city,
        valid_from=clock.today() - timedelta(days=9),
        valid_to=clock.today() - timedelta(days=1),
    )
    assert person in people_to_mention(work.assessment, INSIDE)


def test_assessors_read_and_write_only_what_is_shared(work, operator, assessor):
    say(work.assessment, "1", "Hanya di antara kita.", INSIDE, actor=operator)
    say(work.assessment, "1", "Untuk asesor.", SHARED, actor=operator)
    work.move(State.DOCUMENT)
    assert [c.body for c in thread_of(assessor, work.assessment, "1")] == ["Untuk asesor."]
    assert len(thread_of(operator, work.assessment, "1")) == 2
    say(work.assessment, "1", "Terima kasih.", SHARED, actor=assessor)
    with pytest.raises(DeniedError):
        say(work.assessment, "1", "Diam-diam.", INSIDE, actor=assessor)


@pytest.mark.parametrize("state", list(State))
def test_strangers_and_readers_never_speak(work, world, state):
    work.move(state)
    for person in (world.stranger, world.person(Role.READER)):
        with pytest.raises(DeniedError):
            say(work.assessment, "1", "Halo.", SHARED, actor=person)


@pytest.mark.parametrize("body", ["", "   \n", "x" * (LONGEST + 1), "a\0"])
def test_a_comment_that_says_nothing_or_too_much_is_refused(work, operator, body):
    with pytest.raises(RefusedError):
        say(work.assessment, "1", body, INSIDE, actor=operator)
    assert not Comment.objects.exists()
