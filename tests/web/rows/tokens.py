"""Who gets what at the addresses of access tokens; see ``tests/web/matrix.py``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from selaras.foundation import clock
from selaras.people.models import AccessToken
from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, everyone


def token(nation: Nation) -> dict[str, Any]:
    """A token of the operator of a unit."""
    now = clock.now()
    made, _ = AccessToken.objects.get_or_create(
        digest="0" * 64,
        defaults={
            "person": nation.world.person(Role.UNIT_OPERATOR),
            "name": "Dasbor",
            "prefix": "slr_abcd",
            "scopes": ["baca"],
            "issued_at": now,
            "expires_at": now + timedelta(days=9),
        },
    )
    return {"pk": made.pk}


ROWS: dict[str, Row] = {
    "tokens:list": Row(everyone(), everyone(422)),
    "tokens:revoke": Row(
        everyone(405), {**everyone(404), Role.UNIT_OPERATOR.value: 302}, token, counted=False
    ),
}
