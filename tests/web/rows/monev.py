"""Who gets what at the addresses of monitoring; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, city, colleagues, everyone, members

INSIDE = colleagues(members())
OWN_PLACE = {**colleagues(everyone(302)), Role.SYSTEM_ADMIN.value: 200}


def unit(nation: Nation) -> dict[str, Any]:
    return {"slug": nation.world.city.slug, "unit": nation.world.office.pk}


def export(nation: Nation) -> dict[str, Any]:
    return {**city(nation), "suffix": "csv"}


ROWS: dict[str, Row] = {
    "monev:mine": Row(OWN_PLACE, counted=False),
    "monev:board": Row(INSIDE, address=city),
    "monev:board_export": Row(INSIDE, address=export, counted=False),
    "monev:timeline": Row(INSIDE, address=city),
    "monev:unit": Row(INSIDE, address=unit),
    "monev:unit_pdf": Row(INSIDE, address=unit, counted=False),
}
