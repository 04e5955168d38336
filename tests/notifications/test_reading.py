"""The trail is read once, in order, and told to those whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from selaras.assessments.models import Audience, Comment, Meeting, MeetingKind
from selaras.assessments.services.answers import hand_in, save_answer
from selaras.assessments.services.conduct import move_on
from selaras.assessments.services.plotting import Change, Mode, change_plotting
from selaras.assessments.states import State, Step
from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.notifications.models import InboxItem, TrailPosition
from selaras.notifications.queries.rules import RULES
from selaras.notifications.services import reading
from selaras.notifications.services.reading import read_on
from selaras.people.models import Appointment
from selaras.people.roles import Role
from tests.notifications.conftest import reached, tell, told
from tests.work_fixtures import Work


def person(work: Work, role: Role):
    return work.world.person(role)


def test_handing_in_reaches_the_member_and_the_responsible(work: Work) -> None:
    operator = person(work, Role.UNIT_OPERATOR)
    answer = save_answer(
        work.assessment, "2", actor=operator, seen=1, fact="Ada.", justification="Ya.", claim=2
    )
    hand_in(answer, actor=operator, seen=answer.version)
    read_on()
    sentence = "Operator unit menyerahkan jawaban indikator 2"
    assert told(person(work, Role.TEAM_MEMBER)) == [sentence]
    assert told(person(work, Role.RESPONSIBLE)) == [sentence]
    assert reached() == {"Anggota tim asesor internal", "Penanggung jawab"}


def test_plotting_reaches_the_newly_named_in_one_message(work: Work) -> None:
    member = work.world.people[Role.TEAM_MEMBER.value].pk
    change = Change(Mode.ADD, units=(work.world.office.pk,), members=(member,))
    change_plotting(
        work.assessment, ["3", "4", "5", "6"], change, actor=person(work, Role.RESPONSIBLE)
    )
    read_on()
    sentence = "Indikator 4, 5 dan 6 ditugaskan kepada Anda"
    assert told(person(work, Role.UNIT_OPERATOR)) == [sentence]
    assert told(person(work, Role.TEAM_MEMBER)) == [sentence]
    assert reached() == {"Operator unit", "Anggota tim asesor internal"}


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [
        (
            "evidence.returned",
            {"jenis": "tidak_terbaca", "catatan": "Pindai ulang."},
            "Bukti dukung indikator 1 dikembalikan: Tidak terbaca",
        ),
        ("evidence.returned", {}, "Bukti dukung indikator 1 dikembalikan: "),
        ("evidence.requested", {}, "Bukti dukung indikator 1 belum ada dan diminta"),
    ],
)
def test_returned_evidence_reaches_its_units(work: Work, code, facts, sentence) -> None:
    tell(code, work.item, actor=person(work, Role.TEAM_MEMBER), new=facts)
    read_on()
    assert told(person(work, Role.UNIT_OPERATOR)) == [sentence]
    assert InboxItem.objects.get().facts.get("note", "") == facts.get("catatan", "")
    assert reached() == {"Operator unit"}


def test_what_one_act_returns_is_one_message(work: Work) -> None:
    with transaction.atomic():
        for number in ("1", "2", "3"):
            tell("answer.returned", work.answer(number), new={"catatan": "Lengkapi."})
    Event.objects.filter(kind="answer.returned").update(request_id="satu")
    read_on()
    assert told(person(work, Role.UNIT_OPERATOR)) == ["Jawaban indikator 1, 2 dan 3 dikembalikan"]


def test_a_mention_reaches_those_who_may_read_it(work: Work) -> None:
    assessor = person(work, Role.ASSESSOR)
    member = person(work, Role.TEAM_MEMBER)
    work.move(State.DOCUMENT)
    for audience, reaches in ((Audience.INTERNAL, 0), (Audience.SHARED, 1)):
        comment = Comment.objects.create(
            assessment=work.assessment,
            indicator=work.indicator("1"),
            audience=audience,
            body="Mohon dilihat",
            at=clock.now(),
        )
        comment.mentions.set([assessor, member])
        tell("discussion.commented", comment, actor=member)
        read_on()
        assert len(told(assessor)) == reaches
    assert told(member) == []


@pytest.mark.parametrize("state", [s for s in State if s != State.RECORDED])
def test_every_state_is_told_to_somebody_who_may_open_it(work: Work, state: State) -> None:
    work.move(state)
    tell(
        "assessment.moved",
        work.assessment,
        old={"keadaan": State.RECORDED},
        new={"keadaan": state, "alasan": "Sebab"},
    )
    read_on()
    assert reached()
    for role in Role:
        for sentence in told(person(work, role)):
            assert "–" not in sentence
            assert sentence != "Pesan dari versi lain Selaras"


def test_a_step_back_says_so_with_its_reason(work: Work) -> None:
    responsible = person(work, Role.RESPONSIBLE)
    moved = move_on(work.assessment, Step.CHECK, actor=responsible, seen=0)
    move_on(moved, Step.RETURN, actor=responsible, seen=1, reason="Bukti kurang")
    read_on()
    operator = person(work, Role.UNIT_OPERATOR)
    assert told(operator) == ["Penilaian dikembalikan ke pengisian"]
    assert InboxItem.objects.get(person=operator).facts["note"] == "Bukti kurang"
    assert told(responsible) == []


@pytest.mark.parametrize("code", ["planned", "changed", "held", "cancelled"])
def test_meetings_reach_both_sides(work: Work, code: str) -> None:
    work.move(State.INTERVIEW)
    start = clock.now()
    meeting = Meeting.objects.create(
        assessment=work.assessment,
        kind=MeetingKind.INTERVIEW,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
    )
    tell(f"meeting.{code}", meeting, actor=person(work, Role.ASSESSOR))
    read_on()
    assert reached() == {"Penanggung jawab", "Koordinator", "Anggota tim asesor internal"}


def test_windows_reach_a_person_once(work: Work) -> None:
    tell("cycle.windows_set", work.assessment.cycle)
    read_on()
    assert told(person(work, Role.COORDINATOR)) == ["Jadwal tahapan diubah"]
    assert told(person(work, Role.ASSESSOR)) == []
    assert told(work.world.stranger) == []


def test_nobody_hears_of_what_they_may_not_open(work: Work) -> None:
    Appointment.objects.filter(role=Role.UNIT_OPERATOR).update(valid_to=clock.today())
    tell("evidence.returned", work.item)
    read_on()
    assert reached() == set()


def test_odd_events_are_passed_and_the_rest_is_told(work: Work, caplog) -> None:
    tell("assessment.moved", work.assessment, new={"keadaan": "bulan"})
    tell("assessment.moved", work.assessment)
    tell("plotting.changed", work.assessment, new={"1": "bukan daftar", "sumber": "2024"})
    tell("answer.handed_in", work.assessment)
    tell("meeting.planned", work.assessment)
    tell("discussion.commented", work.assessment)
    tell("evidence.returned", work.item)
    Event.objects.filter(kind="meeting.planned").update(subject_id="x")
    read_on()
    assert len(told(person(work, Role.UNIT_OPERATOR))) == 1
    assert "cannot be told" in caplog.text
    assert TrailPosition.objects.get().sequence == Event.objects.count()


def test_every_kind_of_event_that_is_told_is_declared() -> None:
    from selaras.foundation.trail.kinds import declared_kinds

    assert RULES.keys() <= {kind.code for kind in declared_kinds()}


def test_reading_again_tells_nothing_again(work: Work) -> None:
    tell("evidence.returned", work.item)
    assert read_on() == 1
    assert read_on() == 0
    TrailPosition.objects.update(sequence=0)
    read_on()
    assert InboxItem.objects.count() == 1


def test_of_two_readers_one_writes(work: Work, monkeypatch) -> None:
    tell("evidence.returned", work.item)
    items = reading._items

    def overtaken(events, now):
        found = items(events, now)
        TrailPosition.objects.update(sequence=Event.objects.order_by("sequence").last().sequence)
        return found

    monkeypatch.setattr(reading, "_items", overtaken)
    assert read_on() == 0
    assert InboxItem.objects.count() == 0


def test_old_news_is_no_news(work: Work) -> None:
    tell("evidence.returned", work.item)
    Event.objects.filter(kind="evidence.returned").update(at=clock.now() - timedelta(days=31))
    assert read_on() == 0


def test_many_events_take_as_many_queries_as_few(work: Work, django_assert_num_queries) -> None:
    tell("answer.returned", work.answer("1"))
    with django_assert_num_queries(13):
        read_on()
    for _ in range(20):
        tell("answer.returned", work.answer("2"))
    with django_assert_num_queries(13):
        read_on()
