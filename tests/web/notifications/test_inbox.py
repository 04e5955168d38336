"""The inbox as its owner sees it, and as nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.notifications.kinds import KINDS
from selaras.notifications.models import CalendarKey, DigestChoice, InboxItem
from selaras.notifications.queries.inbox import notice
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.web.notifications.inbox import address
from tests.work_fixtures import Work


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def message(work: Work, person: User, kind: str = "evidence.returned", **facts) -> InboxItem:
    return InboxItem.objects.create(
        person=person,
        sequence=0,
        kind=kind,
        assessment=work.assessment,
        facts={"numbers": ["1"], "kind": "tidak_terbaca", **facts},
        at=clock.now(),
    )


@pytest.fixture
def operator(work: Work) -> User:
    return work.world.person(Role.UNIT_OPERATOR)


def test_unread_first_and_all_on_demand(work: Work, operator: User) -> None:
    message(work, operator, note="Pindai <b>ulang</b>.")
    read = message(work, operator, kind="answer.returned")
    InboxItem.objects.filter(pk=read.pk).update(read_at=clock.now())
    client = client_of(operator)
    page = client.get(reverse("inbox:list")).content.decode()
    assert "Bukti dukung indikator 1 dikembalikan: Tidak terbaca" in page
    assert "Pindai &lt;b&gt;ulang&lt;/b&gt;." in page
    assert "Jawaban indikator 1 dikembalikan" not in page
    everything = client.get(reverse("inbox:list") + "?tampil=semua").content.decode()
    assert "Jawaban indikator 1 dikembalikan" in everything


def test_the_bell_counts_what_is_unread(work: Work, operator: User) -> None:
    client = client_of(operator)
    assert "belum dibaca" not in client.get("/akun/").content.decode()
    message(work, operator)
    message(work, work.world.person(Role.COORDINATOR))
    assert ": 1 belum dibaca" in client.get("/akun/").content.decode()


def test_opening_marks_as_read_and_leads_on(work: Work, operator: User) -> None:
    item = message(work, operator, kind="result.published")
    answer = client_of(operator).post(reverse("inbox:open", args=[item.pk]))
    item.refresh_from_db()
    assert item.read_at is not None
    assert answer.status_code == 302
    assert answer["Location"] == "/hasil/kota-contoh/2025/"


def test_marking_leaves_what_came_in_since(work: Work, operator: User) -> None:
    first, second = message(work, operator), message(work, operator)
    client_of(operator).post(reverse("inbox:mark_all"), {"sampai": first.pk})
    assert list(InboxItem.objects.filter(read_at=None)) == [second]


@pytest.mark.parametrize("odd", ["", "x", "9" * 30, "-1", "٣"])
def test_an_odd_mark_all_marks_nothing(work: Work, operator: User, odd: str) -> None:
    message(work, operator)
    answer = client_of(operator).post(reverse("inbox:mark_all"), {"sampai": odd})
    assert answer.status_code == 302
    assert InboxItem.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("name", ["inbox:open", "inbox:mark"])
def test_messages_of_others_do_not_exist(work: Work, operator: User, name: str) -> None:
    item = message(work, operator)
    other = client_of(work.world.person(Role.SYSTEM_ADMIN))
    assert other.post(reverse(name, args=[item.pk])).status_code == 404
    item.refresh_from_db()
    assert item.read_at is None


@pytest.mark.parametrize("state", list(State))
def test_what_may_no_longer_be_opened_is_no_longer_told(work: Work, state: State) -> None:
    """An assessor hears of a claim once it was sent; whoever lost the role hears nothing."""
    assessor, operator = work.world.person(Role.ASSESSOR), work.world.person(Role.UNIT_OPERATOR)
    work.move(state)
    for person in (assessor, operator):
        message(work, person, note="rahasia")
    sent = list(State).index(state) >= list(State).index(State.SUBMITTED)
    page = client_of(assessor).get(reverse("inbox:list")).content.decode()
    assert ("rahasia" in page) is sent
    assert ("tidak lagi dapat Anda buka" in page) is not sent
    assert ("Kota Contoh" in page) is sent
    Appointment.objects.filter(user=operator).update(valid_to=clock.today())
    page = client_of(operator).get(reverse("inbox:list")).content.decode()
    assert "rahasia" not in page
    assert "Kota Contoh" not in page


def test_places_lead_somewhere(work: Work, operator: User) -> None:
    for kind in KINDS:
        item = InboxItem.objects.get(pk=message(work, operator, kind=kind).pk)
        assert address(notice(item, operator)).startswith(("/penilaian/", "/hasil/"))


def test_the_list_asks_as_often_for_many_as_for_one(
    work: Work, operator: User, django_assert_max_num_queries
) -> None:
    for _ in range(25):
        message(work, operator)
    client = client_of(operator)
    with django_assert_max_num_queries(7):
        client.get(reverse("inbox:list"))


def test_choices_are_kept(work: Work, operator: User) -> None:
    client = client_of(operator)
    answer = client.post(reverse("inbox:settings"), {"frequency": "mingguan", "language": "en"})
    assert answer.status_code == 302
    choice = DigestChoice.objects.get(person=operator)
    assert (choice.frequency, choice.language) == ("mingguan", "en")
    wrong = client.post(reverse("inbox:settings"), {"frequency": "jam", "language": "en"})
    assert wrong.status_code == 422


def test_the_calendar_address_is_shown_once_and_can_be_taken_back(
    work: Work, operator: User
) -> None:
    client = client_of(operator)
    page = client.post(reverse("inbox:calendar_key"))
    address = page.context["address"]
    assert address in page.content.decode()
    stranger = Client()
    feed = stranger.get(address)
    assert feed.status_code == 200
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert not feed.cookies
    assert address not in client.get(reverse("inbox:settings")).content.decode()
    fresh = client.post(reverse("inbox:calendar_key")).context["address"]
    assert stranger.get(address).status_code == 404
    assert stranger.get(fresh).status_code == 200
    assert CalendarKey.objects.count() == 1
    client.post(reverse("inbox:calendar_revoke"))
    assert stranger.get(fresh).status_code == 404


def test_a_calendar_ends_with_the_account(work: Work, operator: User) -> None:
    address = client_of(operator).post(reverse("inbox:calendar_key")).context["address"]
    User.objects.filter(pk=operator.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
