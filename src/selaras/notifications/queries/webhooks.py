"""Webhooks as their pages show them: how they do, and what they were last told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from selaras.foundation.cursor import Page, page_of
from selaras.notifications.models import Delivery, Topic, Webhook
from selaras.notifications.states import DeliveryState
from selaras.people.models import Institution, User
from selaras.people.roles import Role
from selaras.people.standing import standing_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook with how its messages fare."""

    webhook: Webhook
    waiting: int
    given_up: int
    last_sent: datetime | None

    @property
    def topics(self) -> list[str]:
        """What it is told of, in words."""
        return [str(Topic(topic).label) for topic in self.webhook.topics if topic in Topic.values]


def webhooks_of(actor: User) -> Sequence[WebhookRow]:
    """The webhooks the actor manages, by name; one query."""
    rows = Webhook.objects.visible_to(actor).filter(removed_at=None)
    counted: Iterable[Any] = rows.select_related("institution").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        given_up=Count("deliveries", filter=Q(deliveries__state=DeliveryState.GIVEN_UP)),
        last_sent=Max("deliveries__sent_at"),
    )
    return [WebhookRow(row, row.waiting, row.given_up, row.last_sent) for row in counted]


def deliveries_of(webhook: Webhook, *, state: str = "", cursor: str = "") -> Page[Delivery]:
    """A page of its messages, newest first; ``state`` keeps those in one state. One query."""
    rows = Delivery.objects.filter(webhook=webhook).defer("body")
    if state in DeliveryState.values:
        rows = rows.filter(state=state)
    return page_of(rows, ("-pk",), size=PAGE_SIZE, cursor=cursor)


def places_of(actor: User) -> Sequence[Institution]:
    """The institutions whose webhooks the actor manages, by name; one query."""
    standing = standing_of(actor)
    rows = Institution.objects.order_by("name")
    if not standing.is_system_admin:
        rows = rows.filter(pk__in=standing.institutions(Role.INSTITUTION_ADMIN))
    return list(rows)
