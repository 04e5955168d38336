"""Who gets what at the addresses of webhooks; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.foundation import clock
from selaras.notifications.models import Delivery, Webhook
from selaras.people.roles import Role
from tests.people_fixtures import STRANGER
from tests.web.nation import Nation
from tests.web.statuses import ANONYMOUS, ROLES, Row, only

MANAGERS = only(Role.INSTITUTION_ADMIN, stranger=200)
"""The stranger administers another city and has a list of their own."""
OWN = only(Role.INSTITUTION_ADMIN, no=404)
"""A webhook of the city: nobody but its administrators knows of it."""
CHANGED = {visitor: 302 if status == 200 else status for visitor, status in OWN.items()}
BAD = {visitor: 422 if status == 200 else status for visitor, status in OWN.items()}
NEVER = {**dict.fromkeys(ROLES, 405), STRANGER: 405, ANONYMOUS: 302}


def webhook(nation: Nation) -> dict[str, Any]:
    made, _ = Webhook.objects.get_or_create(
        name="Dasbor kota",
        defaults={
            "institution": nation.world.city,
            "url": "https://dasbor.contoh.go.id/kabar",
            "topics": ["hasil"],
            "seed": "0" * 64,
            "made_at": clock.now(),
        },
    )
    return {"pk": made.pk}


def act(nation: Nation) -> dict[str, Any]:
    return {**webhook(nation), "verb": "jeda"}


def delivery(nation: Nation) -> dict[str, Any]:
    place = webhook(nation)
    now = clock.now()
    sent, _ = Delivery.objects.get_or_create(
        webhook_id=place["pk"],
        sequence=1,
        defaults={
            "kind": "results.recorded",
            "body": "{}",
            "state": "terkirim",
            "due_at": now,
            "made_at": now,
        },
    )
    return {**place, "delivery": sent.pk}


ROWS: dict[str, Row] = {
    "webhooks:list": Row(MANAGERS),
    "webhooks:create": Row(MANAGERS, {k: 422 if v == 200 else v for k, v in MANAGERS.items()}),
    "webhooks:webhook": Row(OWN, address=webhook),
    "webhooks:change": Row(OWN, BAD, webhook),
    "webhooks:act": Row(NEVER, CHANGED, act, counted=False),
    "webhooks:again": Row(NEVER, CHANGED, delivery, counted=False),
}
