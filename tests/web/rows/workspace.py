"""Who gets what at the addresses of the workspace; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.people_fixtures import STRANGER
from tests.web.nation import Nation
from tests.web.statuses import ANONYMOUS, OUTSIDERS, ROLES, Row, Statuses, everyone

TEAM = (Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
WRITERS = (*TEAM, Role.UNIT_OPERATOR)


def work(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


def desk(nation: Nation) -> dict[str, Any]:
    return {**work(nation), "number": "2"}


def inside(yes: int = 200, *roles: Role, no: int = 403) -> Statuses:
    """Colleagues (these roles, all when none is named) get in; to outsiders nothing is there."""
    allowed = {role.value for role in roles} or set(ROLES)
    shut = dict.fromkeys((STRANGER, *OUTSIDERS), 404)
    return {**{role: yes if role in allowed else no for role in ROLES}, ANONYMOUS: 302, **shut}


ROWS: dict[str, Row] = {
    "workspace:grid": Row(inside(), address=work),
    "workspace:grid_export": Row(
        inside(), address=lambda n: {**work(n), "suffix": "csv"}, counted=False
    ),
    "workspace:carry_many": Row(inside(200, *WRITERS), inside(302, *WRITERS), work),
    "workspace:indicator": Row(inside(), inside(302, *WRITERS), desk),
    "workspace:merge": Row(everyone(405), inside(302, *WRITERS), desk),
    "workspace:check": Row(inside(200, *WRITERS), inside(422, *WRITERS), desk),
    "workspace:handed_in": Row(inside(302), address=desk, counted=False),
    "workspace:take_back": Row(everyone(405), inside(422, *WRITERS), desk),
    "workspace:rate": Row(everyone(405), inside(422, *TEAM), desk),
    "workspace:evidence": Row(inside(200, *WRITERS), inside(422, *WRITERS), desk),
    "workspace:item": Row(
        inside(200, *WRITERS),
        # Without the revision that was seen nothing is changed.
        inside(409, *WRITERS),
        lambda n: {**work(n), "number": "1", "item": n.work.item.pk},
    ),
    "workspace:remarks": Row(inside(), address=lambda n: {**work(n), "number": "1"}),
    "workspace:last_year": Row(inside(), address=desk),
    "workspace:carry": Row(everyone(405), inside(302, *WRITERS), desk),
    "workspace:discussion": Row(everyone(405), inside(422), desk),
    "workspace:people": Row(inside(), address=desk),
}
