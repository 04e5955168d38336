"""What stands in a person's calendar."""

from __future__ import annotations

from datetime import date, timedelta

from selaras.assessments.models import Meeting, MeetingKind, MeetingState, UnitAssignment, Window
from selaras.assessments.states import Phase, State
from selaras.foundation import clock
from selaras.notifications.queries.calendar import entries_of
from selaras.people.roles import Role
from tests.work_fixtures import Work

DAY = date(2025, 9, 30)


def full(work: Work) -> Work:
    Window.objects.create(
        cycle=work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=DAY - timedelta(days=9),
        closes_on=DAY,
    )
    UnitAssignment.objects.filter(indicator__number__in=["1", "2", "3"]).update(due_on=DAY)
    now = clock.now()
    for state in (MeetingState.PLANNED, MeetingState.CANCELLED):
        Meeting.objects.create(
            assessment=work.assessment,
            kind=MeetingKind.VISIT,
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            state=state,
        )
    return work


def titles(work: Work, role: Role) -> list[str]:
    return [entry.title for entry in entries_of(work.world.person(role), site="contoh")]


WINDOW = ["Pengisian · Evaluasi 2025", "Hari terakhir: Pengisian · Evaluasi 2025"]
MEETINGS = ["Visitasi · Kota Contoh"] * 2


def test_each_sees_their_own(work: Work) -> None:
    full(work)
    own = ["Tenggat 2 indikator · Evaluasi 2025"]
    assert titles(work, Role.UNIT_OPERATOR) == [*WINDOW, *own, *MEETINGS]
    assert titles(work, Role.COORDINATOR) == [*WINDOW, *MEETINGS]
    assert titles(work, Role.ASSESSOR) == WINDOW
    assert titles(work, Role.READER) == []
    assert entries_of(work.world.stranger, site="contoh") == []
    work.move(State.VISIT)
    assert titles(work, Role.ASSESSOR) == [*WINDOW, *MEETINGS]


def test_names_of_entries_are_their_own(work: Work) -> None:
    found = entries_of(full(work).world.person(Role.UNIT_OPERATOR), site="contoh")
    assert len({entry.uid for entry in found}) == len(found)
    assert [entry.is_cancelled for entry in found].count(True) == 1


def test_a_calendar_is_six_queries(work: Work, django_assert_num_queries) -> None:
    person = full(work).world.person(Role.UNIT_OPERATOR)
    with django_assert_num_queries(6):
        entries_of(person, site="contoh")
