"""Who still owes what in many assessments at once: what reminders and calendars need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from selaras.assessments.models import Answer, MemberAssignment, UnitAssignment
from selaras.assessments.states import AnswerState, State


def _answer(*states: AnswerState) -> Exists:
    """Whether the answer to the assigned indicator is in one of the states."""
    return Exists(
        Answer.objects.filter(
            assessment=OuterRef("assessment"), indicator=OuterRef("indicator"), state__in=states
        )
    )


def unfinished() -> QuerySet[UnitAssignment]:
    """What units owe in assessments that are being filled: answers not handed in. In order."""
    return (
        UnitAssignment.objects.filter(assessment__state=State.FILLING)
        .exclude(_answer(AnswerState.HANDED_IN, AnswerState.APPROVED))
        .order_by("indicator__position", "pk")
    )


def units_owe(assessments: Iterable[int]) -> Iterator[tuple[int, int, str, date | None]]:
    """Assessment, unit, indicator number and own last day of every owed answer. One query."""
    rows = unfinished().filter(assessment__in=list(assessments))
    yield from rows.values_list("assessment_id", "unit_id", "indicator__number", "due_on")


def checks_owed(assessments: Iterable[int]) -> Iterator[tuple[int, str, frozenset[int]]]:
    """Every answer still to be judged where answers are checked, with its members. Two queries."""
    checked = {"assessment__in": list(assessments), "assessment__state": State.CHECKING}
    members: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = MemberAssignment.objects.filter(**checked)
    for place, number, member in rows.values_list(
        "assessment_id", "indicator__number", "member_id"
    ):
        members[place, number].add(member)
    answers = Answer.objects.filter(**checked).exclude(state=AnswerState.APPROVED)
    for place, number in answers.order_by("indicator__position").values_list(
        "assessment_id", "indicator__number"
    ):
        yield place, number, frozenset(members.get((place, number), ()))
