"""What is told and reminded of recommendations, plans and actions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionPlan, ActionStep, ActionUnit
from selaras.improvement.states import PlanState, RecommendationState
from selaras.instruments.queries import current
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.calendar import entries_of
from selaras.notifications.queries.inbox import notice, with_places
from selaras.notifications.services.digests import send_digests
from selaras.notifications.services.reading import read_on
from selaras.notifications.services.reminders import DAYS, remind
from selaras.people.models import Appointment
from selaras.people.roles import Role
from selaras.people.standing import forget_standing
from tests.improvement_fixtures import FollowUp, make_action, make_follow_up
from tests.notifications.conftest import CODE, reached, tell, told
from tests.work_fixtures import Work

TARGET = date(2025, 12, 31)
KEEPERS = {"Penanggung jawab", "Pelaksana data entri"}


@pytest.fixture
def follow_up(work: Work) -> FollowUp:
    """The city's follow-up, in a world whose trail has been read."""
    made = make_follow_up(work.world, current(CODE))
    read_on()
    return made


def operator(follow_up: FollowUp):
    return follow_up.world.person(Role.UNIT_OPERATOR)


def test_an_action_is_told_to_the_operators_of_its_units(follow_up):
    tell("action.added", follow_up.action, new={"unit": ["Dinas Kominfo"]})
    read_on()
    assert reached() == {"Operator unit"}
    assert told(operator(follow_up)) == [
        "Aksi diberikan kepada unit Anda: Menetapkan peraturan arsitektur"
    ]
    item = InboxItem.objects.get()
    assert (item.plan, item.action) == (follow_up.plan, follow_up.action)


def test_only_units_that_are_new_are_told_of_a_change(follow_up):
    named = {"unit": ["Dinas Kominfo"]}
    tell("action.changed", follow_up.action, old=named, new=named)
    tell("action.changed", follow_up.action, old={"judul": "Lama"}, new={"judul": "Baru"})
    read_on()
    assert reached() == set()


def test_actions_of_a_draft_are_nobodys_work_until_the_plan_runs(follow_up):
    ActionPlan.objects.update(state=PlanState.DRAFT)
    tell("action.added", follow_up.action, new={"unit": ["Dinas Kominfo"]})
    read_on()
    assert reached() == set()
    ActionPlan.objects.update(state=PlanState.RUNNING)
    tell("plan.moved", follow_up.plan, old={"keadaan": "draf"}, new={"keadaan": "berjalan"})
    read_on()
    assert told(operator(follow_up)) == ["Rencana aksi mulai berjalan: kerjakan aksi unit Anda"]


def test_many_actions_of_one_act_are_one_message(follow_up):
    second = make_action(follow_up.plan, 3, "Menyusun pedoman", follow_up.world.office)
    for action in (follow_up.action, second):
        tell("action.added", action, new={"unit": ["Dinas Kominfo"]})
    Event.objects.filter(kind="action.added").update(request_id="satu")
    read_on()
    assert told(operator(follow_up)) == ["2 aksi diberikan kepada unit Anda"]
    item = InboxItem.objects.get()
    assert (item.plan, item.action) == (follow_up.plan, None)


def test_a_successor_is_told_of_the_work_it_takes_over(follow_up):
    tell("action.moved_to_successor", follow_up.action)
    read_on()
    assert reached() == set(), "nothing was carried over"
    ActionUnit.objects.filter(action=follow_up.action).update(predecessor=follow_up.world.division)
    tell("action.moved_to_successor", follow_up.action)
    read_on()
    assert reached() == {"Operator unit"}


def test_a_blocker_is_told_to_whoever_is_responsible(follow_up):
    tell("action.blocker_raised", follow_up.action, new={"kendala": "Anggaran belum ada"})
    read_on()
    responsible = follow_up.world.person(Role.RESPONSIBLE)
    assert reached() == {"Penanggung jawab"}
    (item,) = with_places(InboxItem.objects.filter(person=responsible))
    one = notice(item, responsible)
    assert one.sentence == "Kendala dicatat pada aksi: Menetapkan peraturan arsitektur"
    assert one.note == "Anggaran belum ada"
    assert one.where == ("Kota Contoh", "Rencana aksi 2025")


@pytest.mark.parametrize(
    ("state", "people", "sentence"),
    [
        (
            RecommendationState.RETURNED,
            {"Operator unit", *KEEPERS},
            "Rekomendasi nomor 1 dikembalikan",
        ),
        (
            RecommendationState.EVIDENCE,
            {"Penanggung jawab", "Anggota tim asesor internal"},
            "Rekomendasi nomor 1 menunggu verifikasi",
        ),
        (RecommendationState.DONE, set(), ""),
    ],
)
def test_a_moved_recommendation_is_told_to_those_whose_turn_it_is(
    follow_up, state, people, sentence
):
    new = {"keadaan": str(state), "alasan": "Lampiran kurang"}
    tell("recommendation.moved", follow_up.recommendation, new=new)
    read_on()
    assert reached() == people
    assert told(follow_up.world.person(Role.RESPONSIBLE)) == ([sentence] if sentence else [])


def test_a_revoked_sign_off_is_told_to_the_unit_and_the_keepers(follow_up):
    tell("plan.endorsement_revoked", follow_up.plan, old={"unit": "Dinas Kominfo"})
    read_on()
    assert reached() == {"Operator unit", *KEEPERS}
    assert told(operator(follow_up)) == ["Pengesahan bagian Dinas Kominfo dicabut"]


def test_actions_are_reminded_of_until_they_are_done(follow_up):
    for left in range(10, -10, -1):
        remind(TARGET - timedelta(days=left))
        remind(TARGET - timedelta(days=left))
    sentence = "1 aksi belum selesai, target 31 Desember 2025"
    assert told(operator(follow_up)) == [sentence] * len(DAYS)
    assert reached() == {"Operator unit", *KEEPERS}
    follow_up.action.evidence.all().delete()
    ActionStep.objects.update(done_on=TARGET)
    InboxItem.objects.all().delete()
    remind(TARGET)
    assert told(operator(follow_up)) == []


def test_keepers_are_reminded_once_of_all_units(follow_up):
    remind(TARGET)
    assert told(follow_up.world.person(Role.ENTRY)) == [
        "2 aksi belum selesai, target 31 Desember 2025"
    ]


def test_stages_are_reminded_of_at_the_end_of_their_last_month(follow_up):
    remind(date(2025, 6, 30))
    assert told(operator(follow_up)) == [
        "1 tahapan kegiatan belum selesai, waktunya sampai 30 Juni 2025"
    ]
    InboxItem.objects.all().delete()
    remind(date(2025, 3, 31))
    assert reached() == set(), "the stage of March is done"


@pytest.mark.parametrize("change", ["cancelled", "draft", "closed"])
def test_what_does_not_run_is_not_reminded_of(follow_up, change):
    if change == "cancelled":
        Action.objects.update(cancelled_at=clock.now())
    else:
        ActionPlan.objects.update(state=PlanState.DRAFT if change == "draft" else PlanState.CLOSED)
    remind(TARGET)
    assert reached() == set()


@pytest.mark.parametrize("count", [0, 60])
def test_reminding_of_many_takes_as_many_queries(follow_up, count, django_assert_max_num_queries):
    for place in range(count):
        made = make_action(follow_up.plan, place + 3, f"Aksi {place}", follow_up.world.office)
        ActionStep.objects.create(
            action=made,
            position=1,
            title="Tahap",
            first_month=date(2025, 12, 1),
            last_month=date(2025, 12, 1),
        )
    with django_assert_max_num_queries(18):
        remind(TARGET)


def test_who_left_is_told_nothing_any_more(follow_up):
    tell("action.blocker_raised", follow_up.action, new={"kendala": "Anggaran"})
    read_on()
    responsible = follow_up.world.person(Role.RESPONSIBLE)
    Appointment.objects.filter(user=responsible).delete()
    forget_standing(responsible)
    (item,) = with_places(InboxItem.objects.filter(person=responsible))
    one = notice(item, responsible)
    assert one.is_lost
    assert "peraturan" not in one.sentence


def test_the_summary_by_mail_names_the_plan(follow_up, settings):
    settings.DEMO = False
    tell("action.added", follow_up.action, new={"unit": ["Dinas Kominfo"]})
    read_on()
    assert send_digests(clock.now().replace(year=2026, month=11, day=18, hour=3)) == 1
    assert "Kota Contoh · Rencana aksi 2025" in mail.outbox[0].body


def test_target_days_stand_in_the_calendar_of_the_unit(follow_up):
    entries = entries_of(operator(follow_up), site="contoh")
    targets = [entry for entry in entries if entry.uid.startswith("aksi-")]
    assert [(entry.title, entry.begins) for entry in targets] == [
        ("Target selesai: Menetapkan peraturan arsitektur", TARGET)
    ]
    ActionPlan.objects.update(state=PlanState.CLOSED)
    assert not [one for one in entries_of(operator(follow_up), site="contoh") if "aksi-" in one.uid]


def test_an_action_is_never_named_without_its_plan(follow_up):
    with pytest.raises(IntegrityError), transaction.atomic():
        InboxItem.objects.create(
            person=operator(follow_up),
            sequence=1,
            kind="action.given",
            action=follow_up.action,
            at=clock.now(),
        )
