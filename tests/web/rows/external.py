"""Who gets what at the addresses of external; see ``tests/web/matrix.py``.

The nation's work is still being filled: assessors do not know of it yet, the institution reads
that nothing has been said, and only the administrator comes further. ``test_rights.py`` of
``tests/web/external`` walks the roles over the states.
"""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.people_fixtures import STRANGER
from tests.web.nation import Nation
from tests.web.statuses import Row, colleagues, everyone, members, only, result

DESKS = {
    **everyone(404),
    Role.SYSTEM_ADMIN.value: 200,
    Role.ASSESSOR.value: 200,
}
"""A desk of one's own: for assessors and the administrator."""

INSIDE = colleagues(members())
"""The institution, before anything was sent."""

CLOSED = colleagues(only(yes=403))
"""Nobody writes while the claim is still the institution's."""

BARE = colleagues(only())
ABSENT = {**colleagues(only(yes=404, no=403)), STRANGER: 404}


def work(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


def number(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"number": "1"}


def aspect(nation: Nation) -> dict[str, Any]:
    document = nation.work.assessment.cycle.instrument.document
    return work(nation) | {"code": document["domain"][0]["aspek"][0]["kode"]}


def meeting(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"meeting": 1}


def sample(nation: Nation) -> dict[str, Any]:
    return work(nation) | {"sample": 1}


ROWS: dict[str, Row] = {
    "external:desk_list": Row(DESKS),
    "external:desk": Row(INSIDE, colleagues({**everyone(403), STRANGER: 404}), work),
    "external:desk_export": Row(
        INSIDE, address=lambda n: work(n) | {"suffix": "csv"}, counted=False
    ),
    "external:rate": Row(INSIDE, colleagues({**everyone(403), STRANGER: 404}), number),
    "external:findings": Row(INSIDE, address=work),
    "external:finding_add": Row(CLOSED, CLOSED, aspect),
    "external:finding_change": Row(CLOSED, CLOSED, lambda n: work(n) | {"finding": 1}),
    "external:meetings": Row(INSIDE, address=work),
    "external:meeting_add": Row(CLOSED, CLOSED, work),
    "external:meeting_change": Row(CLOSED, CLOSED, meeting),
    "external:meeting_minutes": Row(CLOSED, CLOSED, meeting),
    "external:meeting_cancel": Row(CLOSED, CLOSED, meeting),
    "external:calibrations": Row(BARE, CLOSED, work),
    "external:calibration": Row(ABSENT, ABSENT, sample),
    "external:calibration_export": Row(
        ABSENT, address=lambda n: sample(n) | {"suffix": "csv"}, counted=False
    ),
    "external:finals": Row(BARE, CLOSED, work),
    "assessments:announce": Row(only(), only(yes=302), result),
}
