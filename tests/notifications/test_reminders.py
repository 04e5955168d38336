"""Who is reminded of what, when, and only once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from selaras.assessments.models import UnitAssignment, Window
from selaras.assessments.states import PHASE_OF, Phase, State
from selaras.notifications.models import InboxItem
from selaras.notifications.services.reminders import DAYS, remind
from selaras.people.roles import Role
from tests.notifications.conftest import reached, told
from tests.work_fixtures import Work

CLOSES = date(2025, 9, 30)


@pytest.fixture
def windowed(work: Work) -> Work:
    for phase in Phase:
        Window.objects.create(
            cycle=work.assessment.cycle,
            phase=phase,
            opens_on=CLOSES - timedelta(days=60),
            closes_on=CLOSES,
        )
    return work


def test_units_are_reminded_of_what_they_have_not_handed_in(windowed: Work) -> None:
    operator = windowed.world.person(Role.UNIT_OPERATOR)
    for left in range(10, -10, -1):
        remind(CLOSES - timedelta(days=left))
        remind(CLOSES - timedelta(days=left))
    sentence = "2 indikator belum diserahkan, tenggat 30 September 2025: 2 dan 3"
    assert told(operator) == [sentence] * len(DAYS)
    assert reached() == {"Operator unit"}
    assert sorted(item.facts["left"] for item in InboxItem.objects.all()) == sorted(DAYS)


def test_an_own_last_day_counts_before_the_window(windowed: Work) -> None:
    early = CLOSES - timedelta(days=20)
    UnitAssignment.objects.filter(indicator__number="2").update(due_on=early)
    remind(early)
    operator = windowed.world.person(Role.UNIT_OPERATOR)
    assert told(operator) == ["1 indikator belum diserahkan, tenggat 10 September 2025: 2"]
    remind(CLOSES)
    assert told(operator)[0] == "1 indikator belum diserahkan, tenggat 30 September 2025: 3"


@pytest.mark.parametrize(
    ("state", "people"),
    [
        (State.CHECKING, {"Penanggung jawab", "Anggota tim asesor internal"}),
        (State.APPROVED, {"Koordinator"}),
        (State.SIGNED, {"Penanggung jawab"}),
        (State.SUBMITTED, {"Asesor eksternal"}),
        (State.DOCUMENT, {"Asesor eksternal"}),
        (State.CONSOLIDATION, {"Asesor eksternal"}),
        (State.FINAL, set()),
        (State.REPORTED, set()),
        (State.RECORDED, set()),
    ],
)
def test_each_state_reminds_those_whose_turn_it_is(
    windowed: Work, state: State, people: set[str]
) -> None:
    windowed.move(state)
    remind(CLOSES)
    assert reached() == people


def test_the_member_is_reminded_of_own_indicators_only(windowed: Work) -> None:
    windowed.move(State.CHECKING)
    remind(CLOSES)
    member = windowed.world.person(Role.TEAM_MEMBER)
    assert told(member) == [
        "3 indikator belum selesai diperiksa, tenggat 30 September 2025: 1, 2 dan 3"
    ]


@pytest.mark.parametrize("state", PHASE_OF)
def test_without_windows_nobody_is_reminded(work: Work, state: State) -> None:
    work.move(state)
    assert remind(CLOSES) == 0


def test_reminding_takes_as_many_queries_for_many(
    windowed: Work, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(13):
        remind(CLOSES)
