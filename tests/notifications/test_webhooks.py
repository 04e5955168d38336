"""Webhooks: who manages them, what they are told, how often they are tried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ObjectDoesNotExist

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.notifications.models import Delivery, Topic, Webhook
from selaras.notifications.queries.topics import FAMILIES, kinds_of
from selaras.notifications.queries.webhooks import webhooks_of
from selaras.notifications.services.delivering import DEAF, deliver, forget, gather
from selaras.notifications.services.webhooks import (
    WebhookFacts,
    change_webhook,
    make_webhook,
    pause_webhook,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_again,
    send_trial,
)
from selaras.notifications.states import DeliveryState
from selaras.people.roles import Role
from selaras.people.services.institutions import change_institution
from selaras.pure.retries import WAITS
from tests.foundation.test_outgoing import Receiver
from tests.people_fixtures import SYSTEM, World

EVERYTHING = tuple(Topic.values)


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with Receiver() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hook(world: World, receiver: Receiver) -> Webhook:
    facts = WebhookFacts("Dasbor kota", receiver.url, EVERYTHING)
    return make_webhook(world.city, facts, actor=world.person(Role.INSTITUTION_ADMIN))


def happen(world: World, name: str = "Kota Baru") -> Event:
    """Something the city's webhook is told of."""
    place = world.city
    place.refresh_from_db()
    change_institution(
        place,
        name=name,
        category=place.category,
        code=place.code,
        province=place.province,
        version=place.version,
        actor=SYSTEM,
    )
    return Event.objects.latest("sequence")


def later(hours: float) -> None:
    """Let time pass for what is waiting."""
    for row in Delivery.objects.filter(state=DeliveryState.WAITING):
        Delivery.objects.filter(pk=row.pk).update(due_at=row.due_at - timedelta(hours=hours))


def test_every_topic_has_kinds_and_no_kind_stands_in_two():
    seen = [code for topic in FAMILIES for code in kinds_of([topic])]
    assert set(FAMILIES) == set(Topic)
    assert len(seen) == len(set(seen))
    assert all(kinds_of([topic]) for topic in Topic)
    assert kinds_of(["entah"]) == frozenset()


def test_what_happens_reaches_the_receiver_without_saying_what(world, hook, receiver):
    event = happen(world)
    assert gather() >= 1
    assert deliver() >= 1
    told = [json.loads(body) for _headers, body in receiver.got]
    mine = next(one for one in told if one["data"]["sequence"] == event.sequence)
    assert mine["type"] == "people.institution_changed"
    assert mine["data"]["subject"] == {"type": "people.institution", "id": str(world.city.pk)}
    assert "Kota Baru" not in json.dumps(told)
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert gather() == deliver() == 0


def test_another_institution_and_secret_scopes_are_not_told(world, hook, receiver):
    change_institution(
        world.other_city,
        name="Tempat lain",
        category=world.other_city.category,
        code="",
        province=None,
        version=world.other_city.version,
        actor=SYSTEM,
    )
    gather()
    kinds = set(Delivery.objects.values_list("kind", flat=True))
    assert "people.institution_changed" not in kinds


def test_a_hook_for_everything_hears_all_but_what_assessors_keep(world, receiver):
    facts = WebhookFacts("Nasional", receiver.url, EVERYTHING)
    hook = make_webhook(None, facts, actor=SYSTEM)
    event = happen(world)
    Event.objects.filter(pk=event.pk).update(scope=f"assessors:{world.city.pk}")
    other = happen(world, "Kota Baru Sekali")
    gather()
    told = set(hook.deliveries.values_list("sequence", flat=True))
    assert other.sequence in told
    assert event.sequence not in told


def test_a_receiver_that_is_down_is_tried_again_and_loses_nothing(world, hook, receiver):
    receiver.status = 503
    happen(world)
    gather()
    deliver()
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    count = waiting.count()
    assert count
    first = waiting.first()
    assert (first.attempts, first.answered) == (1, 503)
    assert deliver() == 0, "not due yet"
    receiver.status = 200
    later(1)
    assert deliver() == count
    bodies = [body for _headers, body in receiver.got]
    assert bodies[0] == bodies[count], "the same bytes"
    ids = [headers["webhook-id"] for headers, _body in receiver.got]
    assert ids[0] == ids[count], "the same id, by which a receiver knows it again"


def test_one_that_stays_deaf_is_given_up_and_paused(world, hook, receiver):
    receiver.status = 500
    send_trial(hook, actor=SYSTEM)
    for _attempt in range(len(WAITS) + 1):
        later(48)
        deliver()
    message = Delivery.objects.get()
    assert (message.state, message.attempts) == (DeliveryState.GIVEN_UP, len(WAITS) + 1)
    hook.refresh_from_db()
    assert hook.paused_at is not None
    assert Event.objects.filter(kind="webhook.paused").count() == 1
    assert send_again(message, actor=SYSTEM)
    assert not send_again(Delivery.objects.get(), actor=SYSTEM), "it is waiting already"


def test_one_that_heard_lately_is_not_paused(world, hook, receiver):
    send_trial(hook, actor=SYSTEM)
    deliver()
    receiver.status = 500
    message = send_trial(hook, actor=SYSTEM)
    for _attempt in range(len(WAITS) + 1):
        later(48)
        deliver()
    message.refresh_from_db()
    hook.refresh_from_db()
    assert message.state == DeliveryState.GIVEN_UP
    assert hook.paused_at is None
    hook.deliveries.filter(state=DeliveryState.SENT).update(sent_at=clock.now() - DEAF * 2)


def test_a_claimed_message_is_not_sent_twice_at_once_and_comes_back(world, hook, receiver):
    message = send_trial(hook, actor=SYSTEM)
    Delivery.objects.filter(pk=message.pk).update(
        attempts=1, due_at=clock.now() + timedelta(minutes=5)
    )
    assert deliver() == 0, "somebody is sending it"
    later(1)
    assert deliver() == 1, "who was sending it died"


def test_a_pause_sends_nothing_and_what_happened_meanwhile_is_not_told(world, hook, receiver):
    gather()
    deliver()
    receiver.got.clear()
    pause_webhook(hook, actor=SYSTEM)
    pause_webhook(hook, actor=SYSTEM)
    happen(world)
    assert gather() == deliver() == 0
    resume_webhook(hook, actor=SYSTEM)
    missed = set(Delivery.objects.values_list("kind", flat=True))
    assert "people.institution_changed" not in missed
    event = happen(world, "Kota Lagi")
    gather()
    deliver()
    assert any(f'"sequence":{event.sequence}'.encode() in body for _h, body in receiver.got)
    assert Event.objects.filter(kind="webhook.paused").count() == 1


def test_a_removed_one_is_gone_with_what_was_waiting(world, hook, receiver):
    send_trial(hook, actor=SYSTEM)
    remove_webhook(hook, actor=SYSTEM)
    assert deliver() == 0
    assert webhooks_of(world.person(Role.INSTITUTION_ADMIN)) == []
    Webhook.objects.filter(pk=hook.pk).update(removed_at=clock.now() - timedelta(days=31))
    assert forget(clock.now()) == 1


def test_settled_messages_are_forgotten_after_a_month_and_waiting_ones_never(world, hook, receiver):
    send_trial(hook, actor=SYSTEM)
    deliver()
    receiver.status = 500
    send_trial(hook, actor=SYSTEM)
    Delivery.objects.update(made_at=clock.now() - timedelta(days=40))
    assert forget(clock.now()) == 1
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_the_secret_is_derived_changes_and_is_never_told(world, hook, receiver):
    before = hook.secret
    assert before.startswith("whsec_")
    renewed = renew_secret(hook, actor=world.person(Role.INSTITUTION_ADMIN))
    assert renewed.secret != before
    trail = json.dumps(list(Event.objects.values("old", "new", "subject_label")))
    assert renewed.secret not in trail
    assert renewed.seed not in trail


def test_a_host_that_is_no_longer_named_gets_nothing(world, hook, receiver, settings):
    settings.WEBHOOK_HOSTS = []
    send_trial(hook, actor=SYSTEM)
    assert deliver() == 0
    assert receiver.got == []
    assert "SELARAS_WEBHOOK_HOSTS" in Delivery.objects.get().failure


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (WebhookFacts("", "http://127.0.0.1/x", EVERYTHING), "name"),
        (WebhookFacts("Dasbor", "http://jahat.com/x", EVERYTHING), "url"),
        (WebhookFacts("Dasbor", "javascript:alert(1)", EVERYTHING), "url"),
        (WebhookFacts("Dasbor", "http://127.0.0.1/x", ()), "topics"),
        (WebhookFacts("Dasbor", "http://127.0.0.1/x", ("entah",)), "topics"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(world, receiver, facts, field):
    with pytest.raises(RefusedError) as refused:
        make_webhook(world.city, facts, actor=SYSTEM)
    assert field in {problem.field for problem in refused.value.problems}
    assert not Webhook.objects.exists()


def test_only_administrators_of_the_place_manage_its_webhooks(world, hook, receiver):
    facts = WebhookFacts("Lain", receiver.url, EVERYTHING)
    for role in (Role.RESPONSIBLE, Role.COORDINATOR, Role.UNIT_OPERATOR, Role.READER):
        person = world.person(role)
        with pytest.raises(DeniedError):
            make_webhook(world.city, facts, actor=person)
        for act in (pause_webhook, resume_webhook, remove_webhook, renew_secret, send_trial):
            with pytest.raises(DeniedError):
                act(hook, actor=person)
        with pytest.raises(ObjectDoesNotExist):
            Webhook.objects.visible_to(person).get(pk=hook.pk)
    with pytest.raises(DeniedError):
        make_webhook(None, facts, actor=world.person(Role.INSTITUTION_ADMIN))


def test_two_people_who_edit_notice_each_other(world, hook, receiver):
    mine = WebhookFacts("Satu", receiver.url, ("hasil",))
    change_webhook(hook, mine, version=1, actor=SYSTEM)
    with pytest.raises(ChangedMeanwhileError):
        change_webhook(hook, WebhookFacts("Dua", receiver.url, ("hasil",)), version=1, actor=SYSTEM)
    hook.refresh_from_db()
    assert hook.name == "Satu"
    assert verify()[1] == []
