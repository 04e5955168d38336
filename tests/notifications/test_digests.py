"""Summaries leave once, to those who want them, with nothing secret in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from selaras.foundation import clock
from selaras.notifications.models import Digest, DigestChoice, InboxItem
from selaras.notifications.services import digests
from selaras.notifications.services.digests import send_digests
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from tests.work_fixtures import Work

MONDAY = datetime(2025, 9, 1, 1, 0, tzinfo=UTC)
"""Eight o'clock in Jakarta."""


@pytest.fixture
def operator(work: Work) -> User:
    return work.world.person(Role.UNIT_OPERATOR)


def message(work: Work, person: User) -> InboxItem:
    facts = {"numbers": ["1"], "kind": "tidak_terbaca", "note": "catatan rahasia"}
    return InboxItem.objects.create(
        person=person,
        sequence=0,
        kind="evidence.returned",
        assessment=work.assessment,
        facts=facts,
        at=clock.now(),
    )


def test_a_summary_leaves_once(work: Work, operator: User) -> None:
    message(work, operator)
    assert send_digests(MONDAY) == 1
    assert send_digests(MONDAY + timedelta(hours=3)) == 0
    assert send_digests(MONDAY + timedelta(days=1)) == 0
    (letter,) = mail.outbox
    assert letter.to == [operator.email]
    assert letter.subject == "Selaras: 1 pesan belum dibaca"
    assert "Bukti dukung indikator 1 dikembalikan: Tidak terbaca" in letter.body
    assert "rahasia" not in letter.body
    assert letter.extra_headers["List-Unsubscribe"].endswith("/kotak-masuk/pengaturan/>")
    assert InboxItem.objects.get().mailed_at == MONDAY
    message(work, operator)
    assert send_digests(MONDAY + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("frequency", "days"),
    [(Digest.NEVER, []), (Digest.DAILY, [0, 1, 2, 3, 4, 7]), (Digest.WEEKLY, [0, 7])],
)
def test_how_often_is_the_persons_choice(
    work: Work, operator: User, frequency: Digest, days: list[int]
) -> None:
    DigestChoice.objects.create(person=operator, frequency=frequency)
    found = []
    for day in range(8):
        message(work, operator)
        if send_digests(MONDAY + timedelta(days=day)):
            found.append(day)
    assert found == days


def test_a_missed_monday_is_made_up(work: Work, operator: User) -> None:
    DigestChoice.objects.create(
        person=operator, frequency=Digest.WEEKLY, sent_at=MONDAY - timedelta(days=7)
    )
    message(work, operator)
    assert send_digests(MONDAY + timedelta(days=2)) == 1


def test_nothing_leaves_at_night(work: Work, operator: User) -> None:
    message(work, operator)
    assert send_digests(MONDAY - timedelta(hours=4)) == 0


def test_it_speaks_the_persons_language(work: Work, operator: User) -> None:
    DigestChoice.objects.create(person=operator, language="en")
    message(work, operator)
    send_digests(MONDAY)
    assert mail.outbox[0].to == [operator.email]


def test_demo_people_get_none_outside_a_demo(work: Work, operator: User, settings) -> None:
    message(work, operator)
    User.objects.filter(pk=operator.pk).update(is_demo=True)
    assert send_digests(MONDAY) == 0
    settings.DEMO, settings.MAIL = True, True
    assert send_digests(MONDAY) == 0
    settings.MAIL = False
    assert send_digests(MONDAY) == 1


def test_inactive_people_get_none(work: Work, operator: User) -> None:
    message(work, operator)
    User.objects.filter(pk=operator.pk).update(is_active=False)
    assert send_digests(MONDAY) == 0


def test_what_may_no_longer_be_opened_is_not_mailed(work: Work, operator: User) -> None:
    message(work, operator)
    Appointment.objects.filter(user=operator).update(valid_to=clock.today())
    assert send_digests(MONDAY) == 0
    assert mail.outbox == []


def test_a_refusing_mail_server_is_asked_again(work: Work, operator: User, monkeypatch) -> None:
    message(work, operator)

    def refuse(_mail, *_arguments):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        assert send_digests(MONDAY) == 0
    assert InboxItem.objects.get().mailed_at is None
    assert send_digests(MONDAY + timedelta(hours=1)) == 1


def test_killed_before_the_mail_left_it_is_not_sent_twice(
    work: Work, operator: User, monkeypatch
) -> None:
    message(work, operator)

    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            send_digests(MONDAY)
    assert send_digests(MONDAY + timedelta(hours=1)) == 0
    assert InboxItem.objects.filter(read_at=None).count() == 1


def test_two_workers_send_one(work: Work, operator: User, monkeypatch) -> None:
    message(work, operator)
    claim = digests._claim

    def overtaken(person, choice, now):
        assert claim(person, choice, now)
        return claim(person, choice, now)

    monkeypatch.setattr(digests, "_claim", overtaken)
    assert send_digests(MONDAY) == 0


def test_a_long_list_is_counted(work: Work, operator: User) -> None:
    for _ in range(50):
        message(work, operator)
    send_digests(MONDAY)
    assert "dan 10 pesan lagi" in mail.outbox[0].body
