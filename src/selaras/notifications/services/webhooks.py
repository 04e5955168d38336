"""Saying which systems are told what happens: making, changing, pausing, removing webhooks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.outgoing import is_allowed
from selaras.foundation.refusal import ChangedMeanwhileError, check, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.models import TrailHead
from selaras.foundation.trail.services import record, telling_last
from selaras.notifications.events import (
    WEBHOOK_CHANGED,
    WEBHOOK_MADE,
    WEBHOOK_PAUSED,
    WEBHOOK_REMOVED,
    WEBHOOK_RENEWED,
    WEBHOOK_RESUMED,
)
from selaras.notifications.models import Delivery, Topic, Webhook
from selaras.notifications.permissions import MANAGE_WEBHOOKS, may_manage_webhooks
from selaras.notifications.queries.messages import body_of
from selaras.notifications.states import DELIVERIES, DeliveryMove
from selaras.people.models import Institution

TRIAL = "webhook.trial"
"""The kind of a message that is sent to see whether it arrives."""


@dataclass(frozen=True, slots=True)
class WebhookFacts:
    """What a person says of a webhook."""

    name: str
    url: str
    topics: Sequence[str]


def make_webhook(institution: Institution | None, facts: WebhookFacts, *, actor: Actor) -> Webhook:
    """Tell another system what happens from now on. Raises DeniedError, RefusedError."""
    demand(may_manage_webhooks(actor, institution.pk if institution else None), MANAGE_WEBHOOKS)
    _require(facts)
    webhook = Webhook(
        institution=institution,
        **_columns(facts),
        seed=secrets.token_hex(32),
        position=_head(),
        author_id=actor.actor_id,
        made_at=clock.now(),
    )
    with telling_last():
        check(webhook)
        webhook.save(force_insert=True)
        _tell(WEBHOOK_MADE, webhook, actor, new=_columns(facts))
    return webhook


def change_webhook(webhook: Webhook, facts: WebhookFacts, *, version: int, actor: Actor) -> Webhook:
    """Correct it; ``version`` is the one the editor saw.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    _require(facts)
    new = _columns(facts)
    with telling_last():
        fresh = Webhook.objects.get(pk=webhook.pk)
        old = {name: getattr(fresh, name) for name in new}
        for name, value in new.items():
            setattr(fresh, name, value)
        check(fresh)
        _take(webhook, version, **new)
        changed = [name for name in new if old[name] != new[name]]
        if changed:
            _tell(
                WEBHOOK_CHANGED,
                fresh,
                actor,
                old={name: old[name] for name in changed},
                new={name: new[name] for name in changed},
            )
    return fresh


def renew_secret(webhook: Webhook, *, actor: Actor) -> Webhook:
    """Draw a new secret; messages are signed with it at once. Raises DeniedError."""
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    with telling_last():
        Webhook.objects.filter(pk=webhook.pk).update(
            seed=secrets.token_hex(32), version=F("version") + 1
        )
        _tell(WEBHOOK_RENEWED, webhook, actor)
    webhook.refresh_from_db()
    return webhook


def pause_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Send nothing until it is resumed; doing it again changes nothing. Raises DeniedError."""
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    with telling_last():
        if Webhook.objects.filter(pk=webhook.pk, paused_at=None).update(paused_at=clock.now()):
            _tell(WEBHOOK_PAUSED, webhook, actor)


def resume_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Tell it again of what happens from now on, and of what was still waiting.

    What happened during the pause is not told: the receiver reads it from the interface.
    Raises DeniedError.
    """
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    with telling_last():
        paused = Webhook.objects.filter(pk=webhook.pk, paused_at__isnull=False)
        if paused.update(paused_at=None, position=_head()):
            _tell(WEBHOOK_RESUMED, webhook, actor)


def remove_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Send it nothing any more; what was waiting is dropped. Raises DeniedError."""
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    with telling_last():
        if Webhook.objects.filter(pk=webhook.pk, removed_at=None).update(removed_at=clock.now()):
            _tell(WEBHOOK_REMOVED, webhook, actor)


def send_trial(webhook: Webhook, *, actor: Actor) -> Delivery:
    """Put a message that tells of nothing into the queue. Raises DeniedError."""
    demand(may_manage_webhooks(actor, webhook.institution_id), MANAGE_WEBHOOKS)
    now = clock.now()
    return Delivery.objects.create(
        webhook=webhook,
        sequence=0,
        kind=TRIAL,
        body=body_of(TRIAL, now, {}),
        due_at=now,
        made_at=now,
    )


def send_again(delivery: Delivery, *, actor: Actor) -> bool:
    """Try a message anew, from the first attempt; False while it is waiting anyway.

    Raises DeniedError.
    """
    demand(may_manage_webhooks(actor, delivery.webhook.institution_id), MANAGE_WEBHOOKS)
    again = DELIVERIES[DeliveryMove.AGAIN]
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=again.sources)
    return bool(rows.update(state=again.target, attempts=0, due_at=clock.now(), failure=""))


def _columns(facts: WebhookFacts) -> dict[str, Any]:
    kept = [topic for topic in Topic.values if topic in facts.topics]
    return {"name": facts.name.strip(), "url": facts.url.strip(), "topics": kept}


def _require(facts: WebhookFacts) -> None:
    if not set(facts.topics) & set(Topic.values):
        raise refuse(_("Pilih sedikitnya satu jenis kabar."), "topics")
    if not settings.WEBHOOK_HOSTS:
        raise refuse(
            _(
                "Server ini belum boleh mengirim ke mana pun. Minta administrator server "
                "menyebutkan nama penerima dalam SELARAS_WEBHOOK_HOSTS."
            ),
            "url",
        )
    if not is_allowed(facts.url.strip(), settings.WEBHOOK_HOSTS):
        raise refuse(
            _(
                "Alamat ini tidak termasuk penerima yang diizinkan (%(hosts)s). Periksa "
                "penulisannya, atau minta administrator server menambahkannya."
            )
            % {"hosts": ", ".join(settings.WEBHOOK_HOSTS)},
            "url",
        )


def _head() -> int:
    return TrailHead.objects.values_list("sequence", flat=True).first() or 0


def _take(webhook: Webhook, version: int, **columns: Any) -> None:
    rows = Webhook.objects.filter(pk=webhook.pk, version=version, removed_at=None)
    if not rows.update(**columns, version=version + 1):
        raise ChangedMeanwhileError


def _tell(
    kind: EventKind,
    webhook: Webhook,
    actor: Actor,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    record(kind, webhook, actor=actor, old=old, new=new, scope=webhook.scope)
