"""What an event is about: its subject looked up, with the assessment and indicators it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from selaras.assessments.models import (
    Answer,
    Assessment,
    Comment,
    Cycle,
    EvidenceItem,
    Meeting,
    MemberAssignment,
    UnitAssignment,
)
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionPlan, Recommendation

PLACE = ("assessment__institution", "assessment__cycle__instrument")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A part of a follow-up: a plan, an action with its plan, or a recommendation."""

    plan: ActionPlan | None = None
    action: Action | None = None
    recommendation: Recommendation | None = None

    @property
    def institution_id(self) -> int:
        """Whose follow-up it is."""
        held = self.plan or self.recommendation
        if held is None:
            raise ValueError("a follow-up is of a plan or a recommendation")
        return held.institution_id


@dataclass(frozen=True, slots=True)
class Matter:
    """The subject of an event; ``numbers`` are the indicators it speaks of."""

    subject: Model
    assessment: Assessment | None
    numbers: tuple[str, ...] = ()
    follow_up: FollowUp | None = None
    is_own: bool = False
    """Whether it was done in the name of the one person it concerns, who hears of the end of it."""


def matters_of(events: Iterable[Event]) -> Mapping[int, Matter]:
    """What the events are about, by sequence; events whose subject is gone or of no interest to
    anybody are left out. One query for each kind of subject.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    known: list[Event] = []
    found: dict[int, Matter] = {}
    for event in events:
        if event.subject_type in _OWN:
            found[event.sequence] = Matter(event, None, is_own=True)
        elif event.subject_type in _SUBJECTS and event.subject_id.isdecimal():
            wanted[event.subject_type].add(int(event.subject_id))
            known.append(event)
    rows = {
        name: {row.pk: row for row in _SUBJECTS[name].filter(pk__in=keys)}
        for name, keys in wanted.items()
    }
    for event in known:
        row = rows[event.subject_type].get(int(event.subject_id))
        if row is not None:
            found[event.sequence] = _matter(row, event)
    return found


def _matter(row: Model, event: Event) -> Matter:
    follow_up = follow_up_of(row)
    if follow_up is not None:
        return Matter(row, None, follow_up=follow_up)
    assessment = row if isinstance(row, Assessment) else getattr(row, "assessment", None)
    indicator = getattr(row, "indicator", None)
    numbers = (str(indicator.number),) if indicator is not None else told_numbers(event.new)
    return Matter(row, assessment, numbers)


def follow_up_of(row: Model) -> FollowUp | None:
    """The part of a follow-up the row is, if it is one."""
    if isinstance(row, Action):
        return FollowUp(plan=row.plan, action=row)
    if isinstance(row, ActionPlan):
        return FollowUp(plan=row)
    return FollowUp(recommendation=row) if isinstance(row, Recommendation) else None


def told_numbers(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The indicators named in an event's facts, one or many."""
    told = facts.get("indikator")
    if isinstance(told, (str, int)):
        return (str(told),)
    return tuple(str(number) for number in told) if isinstance(told, (list, tuple, dict)) else ()


_OWN = frozenset({"reporting.reportrun"})
"""Subjects of rooms on the same floor: what is told of them stands in the event itself."""

_SUBJECTS: Mapping[str, QuerySet[Any]] = {
    "assessments.assessment": Assessment.objects.select_related("institution", "cycle__instrument"),
    "assessments.answer": Answer.objects.select_related("indicator", *PLACE),
    "assessments.evidenceitem": EvidenceItem.objects.select_related("indicator", *PLACE),
    "assessments.comment": Comment.objects.select_related("indicator", *PLACE).prefetch_related(
        "mentions"
    ),
    "assessments.meeting": Meeting.objects.select_related(*PLACE).prefetch_related("indicators"),
    "assessments.unitassignment": UnitAssignment.objects.select_related("indicator", *PLACE),
    "assessments.memberassignment": MemberAssignment.objects.select_related("indicator", *PLACE),
    "assessments.cycle": Cycle.objects.all(),
    "improvement.action": Action.objects.select_related("plan").prefetch_related("unit_rows__unit"),
    "improvement.actionplan": ActionPlan.objects.prefetch_related("actions__unit_rows__unit"),
    "improvement.recommendation": Recommendation.objects.prefetch_related("unit_rows"),
}
"""Kinds of subjects, with what is read beside each row."""
