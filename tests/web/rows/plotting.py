"""Who gets what at the addresses of plotting; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, Statuses, colleagues, members, only


def assessment(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


def export(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk, "suffix": "csv"}


def plotters(yes: int = 200) -> Statuses:
    return colleagues(only(Role.RESPONSIBLE, Role.INSTITUTION_ADMIN, yes=yes))


INSIDE = colleagues(members())

ROWS: dict[str, Row] = {
    "plotting:plot": Row(INSIDE, plotters(422), assessment),
    "plotting:plot_export": Row(INSIDE, address=export, counted=False),
    "plotting:carry": Row(plotters(), plotters(409), assessment),
    "plotting:progress": Row(INSIDE, address=assessment),
    "plotting:progress_export": Row(INSIDE, address=export, counted=False),
}
