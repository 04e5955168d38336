"""Writing an answer: who, in which state, on which version, within which scale."""

from __future__ import annotations

import time
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
)
from selaras.assessments.services.answers import (
    LONGEST,
    AnswerChangedError,
    hand_in,
    rate,
    save_answer,
    take_back,
)
from selaras.assessments.services.results import ConflictError
from selaras.assessments.states import AnswerState, Phase, State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import Work, make_work


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def operator(world: World):
    return world.person(Role.UNIT_OPERATOR)


@pytest.fixture
def member(world: World):
    return world.person(Role.TEAM_MEMBER)


def _set_window(work: Work, first: int, last: int) -> None:
    today = clock.today()
    Window.objects.create(
        cycle=work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=today + timedelta(days=first),
        closes_on=today + timedelta(days=last),
    )


def test_a_save_keeps_the_parts_that_were_not_given_and_tells_only_what_changed(work, operator):
    before = work.answer("2")
    save_answer(work.assessment, "2", actor=operator, seen=1, analysis="Kurang.", claim=Fraction(2))
    after = work.answer("2")
    assert (after.fact, after.analysis, after.claimed) == (before.fact, "Kurang.", 2)
    assert (after.version, after.author) == (2, operator)
    event = Event.objects.latest("sequence")
    assert event.kind == "answer.saved"
    assert event.old == {"analisis": "", "klaim": ""}
    assert event.new == {"analisis": "Kurang.", "klaim": "2"}


def test_the_same_text_again_writes_nothing_even_on_an_older_version(work, operator):
    """An acknowledgement that was lost on the way must not become a conflict with oneself."""
    save_answer(work.assessment, "2", actor=operator, seen=1, fact="Baru.")
    events = Event.objects.count()
    again = save_answer(work.assessment, "2", actor=operator, seen=1, fact="Baru.")
    assert again.version == 2
    assert Event.objects.count() == events


def test_the_second_of_two_writers_gets_the_first_ones_text(work, operator, member):
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Dari anggota.")
    with pytest.raises(AnswerChangedError) as caught:
        save_answer(work.assessment, "2", actor=operator, seen=1, fact="Dari operator.")
    assert caught.value.current.fact == "Dari anggota."
    assert caught.value.current.author == member
    assert work.answer("2").fact == "Dari anggota."


def test_an_answer_without_a_row_is_made(work, operator):
    Answer.objects.filter(assessment=work.assessment, indicator__number="3").delete()
    save_answer(work.assessment, "3", actor=operator, seen=0, fact="Baru.")
    assert work.answer("3").fact == "Baru."


@pytest.mark.parametrize("claim", [Fraction(0), Fraction(6), Fraction(5, 2)])
def test_a_claim_off_the_scale_is_refused_with_the_scale(work, operator, claim):
    with pytest.raises(RefusedError) as caught:
        save_answer(work.assessment, "2", actor=operator, seen=1, claim=claim)
    assert caught.value.problems[0].field == "claim"
    assert "1" in str(caught.value)
    assert work.answer("2").claim is None


def test_a_decimal_instrument_takes_decimals_up_to_four_places(world, instruments, member):
    cycle = Cycle.objects.create(
        year=2026, kind=CycleKind.MONITORING, instrument=instruments["PEMDI-2026"]
    )
    assessment = Assessment.objects.create(cycle=cycle, institution=world.city, state=State.FILLING)
    number = instruments["PEMDI-2026"].indicators.first().number
    made = save_answer(assessment, number, actor=member, seen=0, claim=Fraction("1.2625"))
    assert made.claimed == Fraction("1.2625")
    with pytest.raises(RefusedError):
        save_answer(assessment, number, actor=member, seen=1, claim=Fraction(1, 3))


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "a\0b"])
def test_a_text_no_database_should_keep_is_refused(work, operator, text):
    with pytest.raises(RefusedError) as caught:
        save_answer(work.assessment, "2", actor=operator, seen=1, fact=text)
    assert caught.value.problems[0].field == "fact"


def test_the_window_binds_the_units_and_not_the_team(work, operator, member):
    _set_window(work, -9, -1)
    with pytest.raises(DeniedError):
        save_answer(work.assessment, "2", actor=operator, seen=1, fact="Terlambat.")
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Dari tim.")


def test_an_operator_writes_only_what_is_assigned(work, operator):
    with pytest.raises(DeniedError):
        save_answer(work.assessment, "4", actor=operator, seen=0, fact="Bukan milik kami.")


@pytest.mark.parametrize("state", [s for s in State if s not in {State.FILLING, State.CHECKING}])
def test_nobody_writes_outside_the_states_of_filling(work, operator, member, state):
    work.move(state)
    for person in (operator, member):
        with pytest.raises(DeniedError):
            save_answer(work.assessment, "2", actor=person, seen=1, fact="Tidak boleh.")


@pytest.mark.parametrize(
    ("state", "unit", "team"),
    [
        (AnswerState.DRAFT, True, True),
        (AnswerState.RETURNED, True, True),
        (AnswerState.HANDED_IN, False, True),
        (AnswerState.APPROVED, False, False),
    ],
)
def test_who_changes_an_answer_in_which_state(work, operator, member, state, unit, team):
    for person, allowed in ((operator, unit), (member, team)):
        Answer.objects.filter(pk=work.answer("2").pk).update(state=state)
        seen = work.answer("2").version
        if allowed:
            save_answer(work.assessment, "2", actor=person, seen=seen, fact=person.name)
        else:
            with pytest.raises(RefusedError):
                save_answer(work.assessment, "2", actor=person, seen=seen, fact=person.name)


def test_handing_in_says_everything_that_is_missing(work, operator):
    with pytest.raises(RefusedError) as caught:
        hand_in(work.answer("2"), actor=operator, seen=1)
    assert [p.field for p in caught.value.problems] == ["justification", "claim"]


def test_handing_in_and_taking_back(work, operator):
    save_answer(
        work.assessment, "2", actor=operator, seen=1, justification="Karena.", claim=Fraction(2)
    )
    hand_in(work.answer("2"), actor=operator, seen=2)
    handed = work.answer("2")
    assert handed.state == AnswerState.HANDED_IN
    assert handed.handed_in_at is not None
    assert Event.objects.latest("sequence").kind == "answer.handed_in"
    with pytest.raises(RefusedError):
        hand_in(handed, actor=operator, seen=3)
    take_back(handed, actor=operator, seen=3)
    assert work.answer("2").state == AnswerState.DRAFT
    assert work.answer("2").handed_in_at is None
    with pytest.raises(AnswerChangedError):
        take_back(handed, actor=operator, seen=3)


def test_only_the_lead_unit_hands_in(work, world, operator):
    row = work.indicator("2")
    UnitAssignment.objects.filter(indicator=row).update(is_lead=False)
    UnitAssignment.objects.create(
        assessment=work.assessment, indicator=row, unit=world.division, is_lead=True
    )
    save_answer(
        work.assessment, "2", actor=operator, seen=1, justification="Karena.", claim=Fraction(2)
    )
    with pytest.raises(RefusedError, match="Bidang Aplikasi"):
        hand_in(work.answer("2"), actor=operator, seen=2)


def test_the_team_rates_and_a_rating_on_an_older_revision_is_a_conflict(work, member, operator):
    rate(work.assessment, "1", Fraction(3), actor=member, seen=0, explanation="Sesuai.")
    value = StageValue.objects.get(assessment=work.assessment, stage=Stage.SELF, is_current=True)
    assert (value.value, value.explanation) == (3, "Sesuai.")
    with pytest.raises(ConflictError):
        rate(work.assessment, "1", Fraction(2), actor=member, seen=0)
    with pytest.raises(RefusedError) as caught:
        rate(work.assessment, "1", Fraction(9), actor=member, seen=1)
    assert caught.value.problems[0].field == "value"
    with pytest.raises(DeniedError):
        rate(work.assessment, "1", Fraction(2), actor=operator, seen=1)


def test_a_save_is_quick_and_its_queries_do_not_grow(work, operator):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        save_answer(work.assessment, "2", actor=operator, seen=1, fact="Satu.")
    assert len(queries) <= 15
    started = time.perf_counter()
    for turn in range(20):
        save_answer(work.assessment, "2", actor=operator, seen=2 + turn, fact=f"Ke-{turn}.")
    assert (time.perf_counter() - started) / 20 <= 0.03
