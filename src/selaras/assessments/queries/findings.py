"""What assessors found and where they met: by aspect, and in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from selaras.assessments.models import Assessment, Finding, FindingKind, Meeting
from selaras.assessments.permissions import may_read_findings
from selaras.assessments.queries.external import Desk, DeskLine
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.model import Aspect


@dataclass(frozen=True, slots=True)
class AspectFindings:
    """The findings on one aspect, by kind."""

    aspect: Aspect
    strengths: tuple[Finding, ...]
    weaknesses: tuple[Finding, ...]
    recommendations: tuple[Finding, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.strengths) + len(self.weaknesses) + len(self.recommendations)


def findings_of(actor: User, assessment: Assessment) -> tuple[AspectFindings, ...] | None:
    """Findings by aspect, in the instrument's order; None while the actor may not read them.

    Two queries.
    """
    if not may_read_findings(actor, assessment):
        return None
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    rows = Finding.objects.filter(assessment=assessment).select_related("author")
    for row in rows.prefetch_related("indicators"):
        found[row.aspect, row.kind].append(row)
    return tuple(
        AspectFindings(
            aspect,
            *(tuple(found[aspect.code, kind]) for kind in FindingKind.values),
        )
        for aspect in definition(assessment.cycle.instrument).aspects()
    )


def meetings_of(assessment: Assessment) -> QuerySet[Meeting]:
    """The meetings of an assessment, first the earliest, with their indicators; two queries."""
    rows = Meeting.objects.filter(assessment=assessment).select_related("author")
    return rows.prefetch_related("indicators")


def spoken_against_target(
    desk: Desk, aspect: Aspect, *, above: bool
) -> list[tuple[DeskLine, Fraction]]:
    """Indicators of the aspect whose last word reaches the target, or misses it.

    Raw material for a finding a person writes; empty where the instrument has no target.
    """
    target = desk.instrument.target_value
    if target is None:
        return []
    said = [
        (line, line.latest[1].value)
        for line in desk.lines
        if line.aspect.code == aspect.code and line.latest is not None
    ]
    return [(line, value) for line, value in said if (value >= target) == above]
