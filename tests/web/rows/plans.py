"""Who gets what at the addresses of action plans and their actions; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.improvement.permissions import EDITORS
from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, city, colleagues, everyone, members, only


def plan(nation: Nation) -> dict[str, Any]:
    return {**city(nation), "pk": nation.follow_up.plan.pk}


def keepers(yes: int = 200) -> Statuses:
    """Those who keep plans; colleagues without the right are refused, others see nothing."""
    return colleagues(only(*EDITORS, yes=yes))


INSIDE = colleagues(members())
OWN = {**colleagues(everyone(302)), Role.SYSTEM_ADMIN.value: 200}
"""The way to one's own institution; the administrator is asked which."""

ROWS: dict[str, Row] = {
    "plans:mine": Row(OWN, counted=False),
    "plans:list": Row(INSIDE, address=city),
    "plans:add": Row(keepers(), keepers(422), city),
    "plans:grid": Row(INSIDE, keepers(422), plan),
    "plans:change": Row(keepers(), keepers(422), plan),
    "plans:bulk": Row(keepers(302), keepers(422), plan, counted=False),
}
