"""Who gets what at the addresses of evidence; see ``tests/web/matrix.py``."""

from __future__ import annotations

import uuid
from typing import Any

from selaras.people.roles import OUTSIDER_ROLES, Role
from tests.people_fixtures import STRANGER
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, but, colleagues, everyone, members, only

HANDERS = (Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
"""Beside the operator: who hands documents in and looks after them."""
OPEN: Statuses = {**everyone(), **{role.value: 403 for role in OUTSIDER_ROLES}}
"""The library is everyone's who works somewhere; what is in it depends on where."""
UPLOAD: Statuses = {
    **everyone(403),
    STRANGER: 200,
    **{role.value: 200 for role in (*HANDERS, Role.UNIT_OPERATOR)},
}
READ: Statuses = colleagues(members())
"""A document of the city: colleagues read it, nobody else learns that it exists."""
CHANGE: Statuses = {
    **colleagues(only(*HANDERS, Role.UNIT_OPERATOR)),
    Role.SYSTEM_ADMIN.value: 403,
}
NOT_SENT: Statuses = READ
"""Evidence of an assessment that was not sent yet: its assessor sees none of it."""
NOBODYS = everyone(404)
GONE_BYTES = everyone(404)
"""The nation's document is a row only: there are no bytes to hand out."""


def document(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.document.pk}


def version(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.document.pk, "revision": 1}


def item(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.item.pk}


def upload(_nation: Nation) -> dict[str, Any]:
    return {"key": str(uuid.UUID(int=1))}


ROWS: dict[str, Row] = {
    "evidence:library": Row(OPEN),
    "evidence:library_export": Row(OPEN, address=lambda _n: {"suffix": "csv"}, counted=False),
    "evidence:picker": Row(OPEN, query="?untuk=/bukti/"),
    "evidence:upload": Row(UPLOAD, but(UPLOAD, 422)),
    "evidence:upload_start": Row(everyone(405), but(UPLOAD, 422)),
    "evidence:upload_piece": Row(NOBODYS, NOBODYS, upload, counted=False),
    "evidence:upload_finish": Row(everyone(405), NOBODYS, upload),
    "evidence:upload_cancel": Row(everyone(405), NOBODYS, upload),
    "evidence:upload_discard": Row(everyone(405), NOBODYS, upload),
    "evidence:document": Row(READ, address=document),
    "evidence:change": Row(CHANGE, but(CHANGE, 422), document),
    "evidence:replace": Row(CHANGE, but(CHANGE, 422), document),
    "evidence:remove": Row(everyone(405), but(CHANGE, 302), document),
    "evidence:version": Row(READ, address=version),
    "evidence:version_file": Row(GONE_BYTES, address=version, counted=False),
    "evidence:item": Row(NOT_SENT, address=item),
    "evidence:item_file": Row(GONE_BYTES, address=item, counted=False),
}
