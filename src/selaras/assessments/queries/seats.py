"""The desk of an external assessor: the institutions assigned, and how far each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from selaras.assessments.models import Assessment, Meeting, MeetingState, Stage, StageValue, Window
from selaras.assessments.permissions import may_administer
from selaras.assessments.queries.external import MEETING_OF, stage_of
from selaras.assessments.states import FROZEN, PHASE_OF, State
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.people.standing import standing_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """One institution on an assessor's desk: how far it is and what comes next."""

    assessment: Assessment
    stage: Stage | None
    rated: int
    asked: int
    window: Window | None
    meeting: Meeting | None
    """The next planned meeting."""

    @property
    def rest(self) -> int:
        """How many values the stage still waits for."""
        return max(self.asked - self.rated, 0)


def seats_of(
    actor: User, *, done: bool, now: datetime, cursor: str = ""
) -> tuple[list[Seat], Page[Assessment]]:
    """The assessments assigned to the actor (all for the administrator), by institution.

    ``done`` ones are those whose report is out. Five queries, however many there are.
    """
    rows = Assessment.objects.filter(state__in=FROZEN).select_related(
        "cycle__instrument", "institution"
    )
    if not may_administer(actor):
        rows = rows.filter(institution__in=standing_of(actor).institutions(Role.ASSESSOR))
    rows = rows.filter(state=State.REPORTED) if done else rows.exclude(state=State.REPORTED)
    page = page_of(
        rows.defer("cycle__instrument__document"),
        ("institution__name", "pk"),
        size=PAGE_SIZE,
        cursor=cursor,
    )
    return _seats(page.rows, now), page


def _seats(rows: Sequence[Assessment], now: datetime) -> list[Seat]:
    places = [row.pk for row in rows]
    counts: dict[tuple[int, str], int] = {
        (place, stage): number
        for place, stage, number in StageValue.objects.filter(
            assessment__in=places, is_current=True
        )
        .order_by()
        .values_list("assessment_id", "stage")
        .annotate(number=Count("pk"))
        .values_list("assessment_id", "stage", "number")
    }
    windows = {
        (w.cycle_id, w.phase): w
        for w in Window.objects.filter(cycle__in={row.cycle_id for row in rows})
    }
    meetings: dict[int, Meeting] = {}
    asked: dict[tuple[int, str], set[int]] = defaultdict(set)
    held = Meeting.objects.filter(assessment__in=places).exclude(state=MeetingState.CANCELLED)
    for meeting in held.prefetch_related("indicators").order_by("starts_at", "pk"):
        asked[meeting.assessment_id, meeting.kind] |= {x.pk for x in meeting.indicators.all()}
        if meeting.state == MeetingState.PLANNED and meeting.ends_at >= now:
            meetings.setdefault(meeting.assessment_id, meeting)
    return [_seat(row, counts, windows, meetings, asked) for row in rows]


def _seat(
    row: Assessment,
    counts: Mapping[tuple[int, str], int],
    windows: Mapping[tuple[int, str], Window],
    meetings: Mapping[int, Meeting],
    asked: Mapping[tuple[int, str], set[int]],
) -> Seat:
    stage = stage_of(row.state)
    phase = PHASE_OF.get(State(row.state))
    if stage in MEETING_OF:
        wanted = len(asked.get((row.pk, MEETING_OF[stage]), ()))
    else:
        wanted = counts.get((row.pk, Stage.SELF), 0)
    return Seat(
        assessment=row,
        stage=stage,
        rated=counts.get((row.pk, stage), 0) if stage else 0,
        asked=wanted if stage else 0,
        window=windows.get((row.cycle_id, phase)) if phase else None,
        meeting=meetings.get(row.pk),
    )
