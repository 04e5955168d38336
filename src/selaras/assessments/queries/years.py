"""The years an institution has results of, and which comes before which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import visible_to
from selaras.people.models import User


@dataclass(frozen=True, slots=True)
class Year:
    """A year an institution has a result of, for the picker."""

    year: int
    assessment: Assessment


def years_of(actor: User, slug: str) -> tuple[Year, ...]:
    """Every assessment of the institution the actor may see, newest first; one query."""
    rows = (
        visible_to(actor)
        .filter(institution__slug=slug)
        .select_related("institution__province", "cycle__instrument")
        .defer("cycle__instrument__document")
        .order_by("-cycle__year", "-cycle_id")
    )
    return tuple(Year(row.cycle.year, row) for row in rows)


def choose(years: Sequence[Year], year: int, code: str) -> Assessment | None:
    """The assessment of a year, of one instrument where the code names it; the newest cycle's."""
    candidates = [item.assessment for item in years if item.year == year]
    named = [a for a in candidates if a.cycle.instrument.code == code] if code else candidates
    return named[0] if named else None


def before_of(years: Sequence[Year], assessment: Assessment) -> Assessment | None:
    """The newest earlier assessment, the same instrument preferred within its year."""
    earlier = [item.assessment for item in years if item.year < assessment.cycle.year]
    if not earlier:
        return None
    newest = earlier[0].cycle.year
    same = [a for a in earlier if a.cycle.year == newest]
    code = assessment.cycle.instrument.code
    return next((a for a in same if a.cycle.instrument.code == code), same[0])
