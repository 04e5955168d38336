"""Handing worksheets out: what is kept, by whom, for whom, and how often."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from selaras.assessments.models import (
    Answer,
    AnswerReview,
    ReturnState,
    Stage,
    UnitAssignment,
    Worksheet,
    WorksheetReturn,
)
from selaras.assessments.permissions import may_hand_out, worksheets_for
from selaras.assessments.queries.worksheet import paper_of
from selaras.assessments.queries.worksheets import board_of, newest_of_units, worksheet_coded
from selaras.assessments.services.results import record_values
from selaras.assessments.services.worksheets import hand_out, hand_out_to_units
from selaras.assessments.states import AnswerState, State
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.people_fixtures import START, SYSTEM, World
from tests.work_fixtures import Work, make_work

OFFICE = (Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER, Role.INSTITUTION_ADMIN)


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


def share(work: Work, number: str, name: str) -> Unit:
    unit = Unit.objects.create(institution=work.world.city, name=name, valid_from=START)
    UnitAssignment.objects.create(
        assessment=work.assessment, indicator=work.indicator(number), unit=unit
    )
    return unit


def test_what_every_indicator_said_is_kept(work: Work) -> None:
    record_values(work.assessment, Stage.SELF, {"1": Fraction(2)}, actor=SYSTEM)
    row = hand_out(work.assessment, None, actor=work.world.person(Role.ENTRY))
    assert len(row.snapshot) == 47
    assert row.snapshot["1"] == {
        "klaim": "3",
        "nilai": "2",
        "fakta": "Perwali 1 Tahun 2024 telah ditetapkan.",
        "analisis": "Memuat seluruh ruang lingkup.",
        "justifikasi": "Memenuhi kriteria tingkat 3.",
    }
    assert row.snapshot["47"] == dict.fromkeys(row.snapshot["1"], "")
    Answer.objects.update(fact="Sesudahnya.")
    paper = paper_of(Worksheet.objects.get(pk=row.pk))
    assert paper.by_number["2"].parts["fakta"] == "Masih disusun."
    assert paper.by_number["1"].state == AnswerState.HANDED_IN


def test_the_trail_tells_of_it_once(work: Work) -> None:
    actor = work.world.person(Role.ENTRY)
    row = hand_out(work.assessment, work.world.office, actor=actor)
    assert hand_out(work.assessment, work.world.office, actor=actor) == row
    [event] = Event.objects.filter(kind="worksheet.handed_out")
    assert event.new == {"penilaian": work.assessment.pk, "unit": "Dinas Kominfo", "indikator": 3}
    assert event.scope == work.world.city.scope


def test_another_one_is_made_when_something_changed_or_time_has_passed(work: Work) -> None:
    actor = work.world.person(Role.ENTRY)
    first = hand_out(work.assessment, None, actor=actor)
    Answer.objects.filter(pk=work.answer("3").pk).update(fact="Baru.")
    second = hand_out(work.assessment, None, actor=actor)
    Worksheet.objects.update(made_at=timezone.now() - timedelta(minutes=11))
    third = hand_out(work.assessment, None, actor=actor)
    other = hand_out(work.assessment, None, actor=work.world.person(Role.RESPONSIBLE))
    assert len({first.pk, second.pk, third.pk, other.pk}) == 4
    assert len(set(Worksheet.objects.values_list("code", flat=True))) == 4


def test_why_an_answer_came_back_goes_along(work: Work) -> None:
    answer = work.answer("2")
    Answer.objects.filter(pk=answer.pk).update(state=AnswerState.RETURNED)
    for note in ("Lama.", "Sebut nomor peraturannya."):
        AnswerReview.objects.create(
            answer=answer, verdict=AnswerState.RETURNED, note=note, at=timezone.now()
        )
    paper = paper_of(hand_out(work.assessment, work.world.office, actor=SYSTEM))
    assert paper.by_number["2"].note == "Sebut nomor peraturannya."
    assert not paper.by_number["2"].is_closed


@pytest.mark.parametrize("state", [*State])
def test_worksheets_are_made_while_the_claim_is_filled(work: Work, state: State) -> None:
    assessment = work.move(state)
    assert may_hand_out(SYSTEM, assessment, None) == (state in {State.FILLING, State.CHECKING})
    operator = work.world.person(Role.UNIT_OPERATOR)
    own = may_hand_out(operator, assessment, work.world.office.pk)
    assert own == (state == State.FILLING)


@pytest.mark.parametrize("role", [*Role])
def test_who_makes_which(work: Work, role: Role) -> None:
    person, office = work.world.person(role), work.world.office.pk
    site = {Role.SYSTEM_ADMIN, *OFFICE}
    assert may_hand_out(person, work.assessment, None) == (role in site)
    assert may_hand_out(person, work.assessment, office) == (role in {*site, Role.UNIT_OPERATOR})
    assert may_hand_out(person, work.assessment, work.world.division.pk) == (role in site)


def test_an_operator_of_another_institution_makes_nothing(work: Work) -> None:
    with pytest.raises(DeniedError):
        hand_out(work.assessment, work.world.office, actor=work.world.stranger)


@pytest.mark.parametrize("role", [*Role])
def test_who_has_which(work: Work, role: Role) -> None:
    other = share(work, "9", "Dinas Arsip")
    whole = hand_out(work.assessment, None, actor=SYSTEM)
    own = hand_out(work.assessment, work.world.office, actor=SYSTEM)
    foreign = hand_out(work.assessment, other, actor=SYSTEM)
    expected = {
        **{role: {whole, own, foreign} for role in (Role.SYSTEM_ADMIN, Role.COORDINATOR, *OFFICE)},
        Role.UNIT_OPERATOR: {own},
    }.get(role, set())
    person = work.world.person(role)
    assert set(worksheets_for(person, work.assessment)) == expected
    found = {
        row for row in (whole, own, foreign) if worksheet_coded(person, work.assessment, row.code)
    }
    assert found == expected
    assert set(newest_of_units(person, work.assessment)) == expected - {whole}


def test_a_sent_draft_is_not_for_assessors(work: Work) -> None:
    hand_out(work.assessment, None, actor=SYSTEM)
    sent = work.move(State.DOCUMENT)
    assert not worksheets_for(work.world.person(Role.ASSESSOR), sent)


def test_a_unit_without_indicators_gets_none(work: Work) -> None:
    with pytest.raises(RefusedError, match="tidak memegang indikator"):
        hand_out(work.assessment, work.world.division, actor=SYSTEM)
    UnitAssignment.objects.all().delete()
    with pytest.raises(RefusedError, match="Belum ada indikator yang dibagikan"):
        hand_out_to_units(work.assessment, actor=SYSTEM)


def test_all_units_cost_as_much_as_one(work: Work) -> None:
    with CaptureQueriesContext(connection) as few:
        assert len(hand_out_to_units(work.assessment, actor=SYSTEM)) == 1
    for number in range(4, 30):
        share(work, str(number), f"Dinas {number:02}")
    with CaptureQueriesContext(connection) as many:
        made = hand_out_to_units(work.assessment, actor=SYSTEM)
    assert [row.unit.name for row in made if row.unit] == sorted(
        row.unit.name for row in made if row.unit
    )
    assert len(made) == 27
    assert len(many) == len(few)


def test_the_board_says_what_came_back(work: Work) -> None:
    share(work, "9", "Dinas Arsip")
    reader = work.world.person(Role.RESPONSIBLE)
    first, second = hand_out_to_units(work.assessment, actor=SYSTEM)
    for row, state in ((first, ReturnState.APPLIED), (second, ReturnState.UPLOADED)):
        WorksheetReturn.objects.create(
            worksheet=row, filename="a.xlsx", digest="0" * 64, size=1, state=state,
            uploaded_at=timezone.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        board = board_of(reader, work.assessment)
    assert [(t.unit.name if t.unit else "", t.indicators) for t in board.takers] == [
        ("", 47),
        ("Dinas Arsip", 1),
        ("Dinas Kominfo", 3),
    ]
    assert [(t.newest.is_back, t.newest.is_waiting) for t in board.of_units if t.newest] == [
        (True, False),
        (False, True),
    ]
    assert (board.may_make_all, board.bundled) == (True, 2)
    assert [row.code for row in board.page.rows] == [second.code, first.code]
    assert len(queries) <= 7
    own = board_of(work.world.person(Role.UNIT_OPERATOR), work.assessment)
    assert [taker.unit for taker in own.takers] == [work.world.office]
    assert not own.may_make_all
