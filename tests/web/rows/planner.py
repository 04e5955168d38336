"""Who gets what at the addresses of the target planner; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.improvement.models import Scenario
from selaras.improvement.permissions import EDITORS, PLANNERS
from selaras.people.roles import Role
from tests.planner_fixtures import compute, keep_only, make_question
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, city, colleagues, everyone, members, only


def scenario(nation: Nation) -> dict[str, Any]:
    """A computed scenario of the city, made on first asking."""
    found = Scenario.objects.filter(name="Skenario uji").first()
    if found is None:
        found = make_question(
            nation.world, nation.follow_up.instrument, plan=nation.follow_up.plan, index=1, years=1
        )
        keep_only(found, "1", use="wajib")
        compute(found)
    return {**city(nation), "pk": found.pk}


def planners(yes: int = 200) -> Statuses:
    return colleagues(only(*PLANNERS, yes=yes))


def editors(yes: int = 200) -> Statuses:
    return colleagues(only(*EDITORS, yes=yes))


INSIDE = colleagues(members())
OWN = {**colleagues(everyone(302)), Role.SYSTEM_ADMIN.value: 200}
"""The way to one's own institution; the administrator is asked which."""

ROWS: dict[str, Row] = {
    "planner:mine": Row(OWN, counted=False),
    "planner:list": Row(INSIDE, address=city),
    "planner:create": Row(planners(), planners(422), city),
    "planner:scenario": Row(INSIDE, planners(422), scenario),
    "planner:change": Row(planners(), planners(422), scenario),
    "planner:options": Row(planners(), planners(422), scenario),
    "planner:adopt": Row(editors(), editors(422), scenario),
}
