"""Who gets what at the addresses of recommendations; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.improvement.permissions import EDITORS
from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, but, city, colleagues, everyone, members, only

READ: Statuses = colleagues(members())
"""Follow-up is the institution's own business: assessors and readers do not know of it."""
WRITE: Statuses = colleagues(only(*EDITORS))
MINE: Statuses = {
    **but(everyone(), 302),
    Role.SYSTEM_ADMIN.value: 200,
    **dict.fromkeys((Role.ASSESSOR.value, Role.READER.value), 404),
}
"""One's own institution's list; who works in none has none, who administers all chooses."""
MOVE: Statuses = colleagues(members(422))
"""A POST without a move is refused with words, whoever sends it."""


def one(nation: Nation) -> dict[str, Any]:
    return {**city(nation), "pk": nation.follow_up.recommendation.pk}


ROWS: dict[str, Row] = {
    "recommendations:mine": Row(MINE),
    "recommendations:list": Row(READ, address=city),
    "recommendations:export": Row(
        READ, address=lambda n: city(n) | {"suffix": "csv"}, counted=False
    ),
    "recommendations:add": Row(WRITE, but(WRITE, 422), city),
    "recommendations:suggest": Row(WRITE, but(WRITE, 422), city, query="?dari=instrumen"),
    "recommendations:bulk": Row(WRITE, but(WRITE, 422), city),
    "recommendations:page": Row(READ, MOVE, one),
    "recommendations:change": Row(WRITE, but(WRITE, 422), one),
}
