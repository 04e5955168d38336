"""Where a figure of the board leads: the actions behind it, in the grid of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from selaras.improvement.models import ActionPlan
from selaras.improvement.queries.monev_board import View

FILTERS: Mapping[View, str] = {
    View.UNIT: "pj",
    View.ASPECT: "aspek",
    View.QUARTER: "triwulan",
}
"""The filter of the grid for each view of the board."""
STATUS = "status"
YEAR = "tahun"


def grid(
    plan: ActionPlan,
    view: View | None = None,
    key: str = "",
    *,
    status: str = "",
    year: int | None = None,
) -> str:
    """The plan's grid, narrowed to a line of the board, a status and a target year."""
    query = {YEAR: str(year)} if year else {}
    if view is not None and key:
        query[FILTERS[view]] = key
    if status:
        query[STATUS] = status
    address = reverse("plans:grid", args=[plan.institution.slug, plan.pk])
    return f"{address}?{urlencode(query)}" if query else address


def action(plan: ActionPlan, pk: int) -> str:
    """The page of one action."""
    return reverse("plans:action", args=[plan.institution.slug, plan.pk, pk])
