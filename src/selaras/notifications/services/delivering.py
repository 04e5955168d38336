"""Telling other systems: from the trail into messages, and the messages to their receivers.

Every event gives a webhook at most one message, whoever reads the trail and however often. A
message is claimed by moving its due time before it is sent, so that one whose sender died is sent
again; a receiver may therefore get a message twice and knows it by its id.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.outgoing import Answer, is_allowed, post
from selaras.foundation.trail.models import Event, TrailHead
from selaras.foundation.trail.services import record, telling_last
from selaras.notifications.events import WEBHOOK_PAUSED
from selaras.notifications.models import Delivery, Webhook
from selaras.notifications.queries.messages import body_of
from selaras.notifications.queries.topics import kinds_of
from selaras.notifications.states import DELIVERIES, DeliveryMove, DeliveryState
from selaras.pure.retries import next_attempt

BATCH: Final = 500
"""Events looked at in one go, and messages sent in one run."""
RUN_SECONDS: Final = 30
"""How long one run may send: other jobs wait for the worker meanwhile."""
CLAIM: Final = timedelta(minutes=5)
"""How long a message belongs to whoever is sending it."""
DEAF: Final = timedelta(days=3)
"""A webhook that took nothing for so long when a message is given up is paused."""
KEPT: Final = timedelta(days=30)
"""How long a settled message can be looked at."""
SENDER = System("pengirim webhook")

log = logging.getLogger(__name__)


def gather() -> int:
    """Make messages of what is new in the trail; how many."""
    head = TrailHead.objects.values_list("sequence", flat=True).first() or 0
    hooks = Webhook.objects.filter(removed_at=None, paused_at=None, position__lt=head)
    return sum(_gather_for(hook, head) for hook in hooks.select_related("institution"))


def _gather_for(webhook: Webhook, head: int) -> int:
    count, seen = 0, webhook.position
    while seen < head:
        upto = min(head, seen + BATCH)
        messages = [_message(webhook, event) for event in _news(webhook, seen, upto)]
        with transaction.atomic():
            mine = Webhook.objects.filter(pk=webhook.pk, position=seen)
            if not mine.update(position=upto):
                # Another run reads for it too: it makes the same messages.
                break
            Delivery.objects.bulk_create(messages, ignore_conflicts=True)
        count, seen = count + len(messages), upto
    return count


def _news(webhook: Webhook, seen: int, upto: int) -> list[Event]:
    rows = Event.objects.filter(
        sequence__gt=seen, sequence__lte=upto, kind__in=kinds_of(webhook.topics)
    )
    # What assessors write before the institution may see it has a scope of its own.
    told = Q(scope=webhook.scope) if webhook.scope else ~Q(scope__startswith="assessors:")
    return list(rows.filter(told).order_by("sequence"))


def _message(webhook: Webhook, event: Event) -> Delivery:
    """What happened and to what, never what it says: the receiver reads that with its own key."""
    data = {
        "sequence": event.sequence,
        "subject": {"type": event.subject_type, "id": event.subject_id},
        "scope": event.scope,
    }
    now = clock.now()
    return Delivery(
        webhook=webhook,
        sequence=event.sequence,
        kind=event.kind,
        body=body_of(event.kind, event.at, data),
        due_at=now,
        made_at=now,
    )


def deliver() -> int:
    """Send what is due, the oldest first; how many messages were accepted.

    A receiver that does not answer is left alone for the rest of the run.
    """
    began, accepted, silent = time.monotonic(), 0, set[int]()
    due = Delivery.objects.filter(
        state=DeliveryState.WAITING,
        due_at__lte=clock.now(),
        webhook__removed_at=None,
        webhook__paused_at=None,
    )
    for delivery in due.select_related("webhook__institution").order_by("due_at", "pk")[:BATCH]:
        if time.monotonic() - began > RUN_SECONDS:
            break
        if delivery.webhook_id in silent or not _claim(delivery):
            continue
        answer = _send(delivery)
        if answer.status is None:
            silent.add(delivery.webhook_id)
        accepted += answer.is_accepted
        _settle(delivery, answer)
    return accepted


def _claim(delivery: Delivery) -> bool:
    waiting = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts
    )
    delivery.attempts += 1
    return bool(waiting.update(attempts=delivery.attempts, due_at=clock.now() + CLAIM))


def _send(delivery: Delivery) -> Answer:
    webhook = delivery.webhook
    if not is_allowed(webhook.url, settings.WEBHOOK_HOSTS):
        return Answer(None, "SELARAS_WEBHOOK_HOSTS")
    return post(
        webhook.url,
        delivery.body.encode(),
        secret=webhook.secret,
        message=f"msg_{delivery.pk}",
        at=clock.now(),
    )


def _settle(delivery: Delivery, answer: Answer) -> None:
    now = clock.now()
    following = next_attempt(delivery.attempts, now)
    rows = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts
    )
    facts = {"answered": answer.status, "failure": answer.failure}
    if answer.is_accepted:
        target = DELIVERIES[DeliveryMove.SUCCEED].target
        rows.update(state=target, sent_at=now, **facts)
    elif following is not None:
        rows.update(due_at=following, **facts)
    elif rows.update(state=DELIVERIES[DeliveryMove.GIVE_UP].target, **facts):
        log.warning("webhook %s: message %s given up", delivery.webhook_id, delivery.pk)
        _pause_if_deaf(delivery.webhook, now)


def _pause_if_deaf(webhook: Webhook, now: datetime) -> None:
    """Stop telling a system that took nothing for days; a person sees it and resumes it."""
    if webhook.deliveries.filter(sent_at__gt=now - DEAF).exists():
        return
    with telling_last():
        if Webhook.objects.filter(pk=webhook.pk, paused_at=None).update(paused_at=now):
            record(WEBHOOK_PAUSED, webhook, actor=SENDER, scope=webhook.scope)


def forget(now: datetime) -> int:
    """Delete messages that were settled a month ago, and those of removed webhooks; how many."""
    settled = Q(state__in=[DeliveryState.SENT, DeliveryState.GIVEN_UP], made_at__lt=now - KEPT)
    gone, _by_table = Delivery.objects.filter(
        settled | Q(webhook__removed_at__lt=now - KEPT)
    ).delete()
    return gone
