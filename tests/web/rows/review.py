"""Who gets what at the addresses of review; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, but, colleagues, members, only


def work(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


def item(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"item": nation.work.item.pk}


def answer(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"number": "1"}


def file(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"suffix": "csv"}


FOLLOWERS = colleagues(
    only(
        Role.INSTITUTION_ADMIN,
        Role.COORDINATOR,
        Role.RESPONSIBLE,
        Role.ENTRY,
        Role.TEAM_MEMBER,
    )
)
"""Who reads the review, in any state."""

REVIEWERS: Statuses = {
    **colleagues(only(Role.RESPONSIBLE, Role.TEAM_MEMBER)),
    # Verdicts are the institution's own: the administrator of the site reads them only.
    Role.SYSTEM_ADMIN.value: 403,
}

INSIDE = colleagues(members())

ROWS: dict[str, Row] = {
    "review:queue": Row(FOLLOWERS, address=work),
    "review:queue_export": Row(FOLLOWERS, address=file, counted=False),
    "review:accept_many": Row(REVIEWERS, but(REVIEWERS, 422), work),
    "review:approve_many": Row(REVIEWERS, but(REVIEWERS, 302), work),
    "review:item": Row(FOLLOWERS, but(REVIEWERS, 422), item),
    "review:answer": Row(FOLLOWERS, but(REVIEWERS, 422), answer),
    "review:ask": Row(REVIEWERS, but(REVIEWERS, 422), answer),
    "review:returned": Row(INSIDE, address=work),
    "review:returned_export": Row(INSIDE, address=file, counted=False),
}
