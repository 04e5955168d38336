"""Who gets what at the addresses of reports; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, but, everyone, only

OWN = only(Role.ENTRY, no=404)
"""A report is its author's; others do not know of it."""


def own_report(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.report.pk}


ROWS: dict[str, Row] = {
    "reports:list": Row(everyone()),
    "reports:ask": Row(everyone(), everyone(422), lambda _nation: {"identifier": "laporan-hasil"}),
    "reports:run": Row(OWN, but(OWN, 422), own_report),
    # The report of the nation has failed, so it has no file; who gets one is tested on its own.
    "reports:file": Row(everyone(404), address=own_report),
}
