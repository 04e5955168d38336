"""Who gets what at the addresses of the worksheet; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.assessments.models import Worksheet, WorksheetReturn
from selaras.assessments.services.worksheets import hand_out
from selaras.foundation import clock
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation
from tests.web.rows.workspace import WRITERS, inside, work
from tests.web.statuses import Row, Statuses, everyone

OFFICE = (Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER, Role.INSTITUTION_ADMIN)
KNOWING = (*OFFICE, Role.COORDINATOR, Role.UNIT_OPERATOR)
"""Who has to do with worksheets at all."""


def allowed(yes: int, *roles: Role) -> Statuses:
    """These colleagues and the administrator of the site."""
    return inside(yes, Role.SYSTEM_ADMIN, *roles)


def handed_out(nation: Nation) -> Worksheet:
    """A worksheet of the operator's office."""
    return hand_out(nation.work.assessment, nation.world.office, actor=SYSTEM)


def coded(nation: Nation) -> dict[str, Any]:
    return {**work(nation), "code": handed_out(nation).code}


def returned(nation: Nation) -> dict[str, Any]:
    """A worksheet of the operator's office that came back and waits."""
    now = clock.now()
    sheet = handed_out(nation)
    row, _made = WorksheetReturn.objects.get_or_create(
        worksheet=sheet,
        filename="lembar.xlsx",
        defaults={
            "digest": "0" * 64,
            "size": 1,
            "content": {"2": {"klaim": "3", "fakta": "Baru."}},
            "problems": [{"address": "A1!C3", "message": "?", "number": "2", "part": "analisis"}],
            "uploaded_at": now,
        },
    )
    return {**work(nation), "ret": row.pk}


ROWS: dict[str, Row] = {
    "worksheet:list": Row(allowed(200, *KNOWING), address=work),
    # Without a unit the whole is asked for, which operators do not make.
    "worksheet:make": Row(everyone(405), allowed(302, *OFFICE), work),
    "worksheet:download": Row(allowed(200, *KNOWING), address=coded, counted=False),
    "worksheet:download_all": Row(
        allowed(200, *KNOWING),
        address=lambda n: {"pk": coded(n)["pk"]},
        counted=False,
    ),
    # Without a file nothing is taken.
    "worksheet:return": Row(inside(200, *WRITERS), inside(422, *WRITERS), work),
    # Without the version that was seen nothing is decided.
    "worksheet:returned": Row(inside(200, *WRITERS), inside(409, *WRITERS), returned),
}
