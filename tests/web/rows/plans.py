"""Who gets what at the addresses of action plans and their actions; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.improvement.permissions import EDITORS, ENDORSERS
from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, city, colleagues, everyone, members, only


def plan(nation: Nation) -> dict[str, Any]:
    return {**city(nation), "pk": nation.follow_up.plan.pk}


def keepers(yes: int = 200) -> Statuses:
    """Those who keep plans; colleagues without the right are refused, others see nothing."""
    return colleagues(only(*EDITORS, yes=yes))


def action(nation: Nation) -> dict[str, Any]:
    follow_up = nation.follow_up
    return {**city(nation), "plan": follow_up.plan.pk, "pk": follow_up.action.pk}


def evidence(nation: Nation) -> dict[str, Any]:
    required = nation.follow_up.action.evidence.get(position=1)
    return {**action(nation), "required": required.pk}


def part(nation: Nation) -> dict[str, Any]:
    return {**plan(nation), "unit": nation.world.office.pk}


def reporters(yes: int = 200) -> Statuses:
    """Keepers of plans and the operator of the action's unit."""
    return colleagues(only(*EDITORS, Role.UNIT_OPERATOR, yes=yes))


INSIDE = colleagues(members())
SIGNERS = {
    **colleagues(only(*ENDORSERS, yes=422)),
    Role.SYSTEM_ADMIN.value: 403,
}
"""Heads of units; nobody signs in their place."""
OWN = {**colleagues(everyone(302)), Role.SYSTEM_ADMIN.value: 200}
"""The way to one's own institution; the administrator is asked which."""

ROWS: dict[str, Row] = {
    "plans:mine": Row(OWN, counted=False),
    "plans:list": Row(INSIDE, address=city),
    "plans:add": Row(keepers(), keepers(422), city),
    "plans:grid": Row(INSIDE, keepers(422), plan),
    "plans:grid_file": Row(INSIDE, address=lambda n: {**plan(n), "suffix": "csv"}, counted=False),
    "plans:change": Row(keepers(), keepers(422), plan),
    "plans:bulk": Row(keepers(302), keepers(422), plan, counted=False),
    "plans:strays": Row(INSIDE, keepers(422), city),
    "plans:endorse": Row(INSIDE, address=plan),
    "plans:endorse_part": Row(INSIDE, SIGNERS, part),
    "plans:action_add": Row(
        keepers(), keepers(422), lambda n: {**city(n), "plan": n.follow_up.plan.pk}
    ),
    "plans:action": Row(INSIDE, reporters(422), action),
    "plans:action_change": Row(keepers(), keepers(422), lambda n: {**action(n), "part": "siapa"}),
    "plans:action_evidence": Row(reporters(), reporters(422), evidence),
    "plans:action_cancel": Row(keepers(), keepers(409), action),
    "plans:papers": Row(INSIDE, address=plan),
    "plans:paper": Row(INSIDE, address=lambda n: {**plan(n), "suffix": "xlsx"}, counted=False),
    "plans:follow_up_table": Row(
        INSIDE,
        address=lambda n: {**city(n), "suffix": "csv"},
        query="?tahun=2024",
        counted=False,
    ),
}
