"""Who gets what at the addresses of conduct; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import SITE, Row, but, colleagues, everyone, members, only


def cycle(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.cycle_id}


def work(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


INSIDE = colleagues(members())
RESPONSIBLE = colleagues(only(Role.RESPONSIBLE))
COORDINATOR = {**colleagues(only(Role.COORDINATOR)), Role.SYSTEM_ADMIN.value: 403}
"""Signing is an act of a person in office, which the administrator does not do in their place."""
HISTORIANS = colleagues(
    only(
        Role.INSTITUTION_ADMIN,
        Role.COORDINATOR,
        Role.RESPONSIBLE,
        Role.ENTRY,
        Role.TEAM_MEMBER,
    )
)

ROWS: dict[str, Row] = {
    "work:cycles": Row(everyone()),
    "work:cycle_create": Row(SITE, SITE),
    "work:cycle": Row(everyone(), SITE, cycle),
    "work:prepare": Row(everyone(405), everyone(404), cycle),
    "work:list": Row(everyone()),
    "work:hub": Row(INSIDE, address=work),
    "work:step": Row(RESPONSIBLE, RESPONSIBLE, lambda n: work(n) | {"step": "periksa"}),
    # While the assessment is being filled there is nothing to approve, to send, or to read.
    "work:approve": Row(but(RESPONSIBLE, 302), RESPONSIBLE, work, counted=False),
    "work:sign": Row(INSIDE, COORDINATOR, work),
    "work:submit": Row(but(RESPONSIBLE, 302), RESPONSIBLE, work, counted=False),
    "work:receipt": Row(everyone(404), address=work),
    "work:history": Row(HISTORIANS, address=work),
    "work:document": Row(everyone(404), address=lambda n: work(n) | {"signed": 1}),
    "work:document_pdf": Row(
        everyone(404), address=lambda n: work(n) | {"signed": 1}, counted=False
    ),
    "work:verify": Row(everyone()),
}
