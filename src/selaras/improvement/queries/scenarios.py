"""The scenarios of an institution as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTransform

from selaras.improvement.models import Scenario
from selaras.people.models import Institution

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A scenario with the few figures of its answer; empty before its first computation."""

    scenario: Scenario
    summary: Mapping[str, Any]


def scenarios_of(institution: Institution) -> list[Line]:
    """The newest scenarios, without their answers; one query."""
    rows = (
        Scenario.objects.filter(institution=institution)
        .select_related("author", "instrument", "assessment__cycle")
        .defer("result", "typed", "external", "capacity", "instrument__document")
        .annotate(summary=KeyTransform("ringkas", "result"))
    )
    return [Line(row, getattr(row, "summary", None) or {}) for row in rows[:MOST_LISTED]]
