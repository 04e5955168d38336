"""Who gets what at the addresses of packages of evidence; see ``tests/web/matrix.py``.

The nation's document has no bytes, so that asking for the file ends on the page with a reason.
"""

from __future__ import annotations

from typing import Any

from tests.web.nation import Nation
from tests.web.statuses import Row, but, colleagues, everyone, members

INSIDE = colleagues(members())
"""An assessment that was not sent yet: colleagues only, and readers never."""


def work(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.work.assessment.pk}


def unit(nation: Nation) -> dict[str, Any]:
    return {"slug": nation.world.city.slug, "unit": nation.world.office.pk}


ROWS: dict[str, Row] = {
    "package:choose": Row(INSIDE, address=work),
    "package:take": Row(everyone(405), but(INSIDE, 302), work),
    "package:unit": Row(but(INSIDE, 302), address=unit, counted=False),
}
