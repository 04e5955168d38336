"""The course of an assessment: who takes which step, from where, and what stands in the way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    MemberAssignment,
    Stage,
    StageValue,
)
from selaras.assessments.permissions import is_step_of, may_take
from selaras.assessments.queries.steps import named
from selaras.assessments.services.approval import approve
from selaras.assessments.services.conduct import move_on, prepare
from selaras.assessments.services.cycles import open_assessment
from selaras.assessments.services.results import record_values
from selaras.assessments.states import COURSE, AnswerState, State, Step
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work, rate_all


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def responsible(world):
    return world.person(Role.RESPONSIBLE)


def plot_all(work: Work) -> None:
    member = work.world.people[Role.TEAM_MEMBER.value]
    MemberAssignment.objects.bulk_create(
        [
            MemberAssignment(assessment=work.assessment, indicator=row, member=member)
            for row in work.assessment.cycle.instrument.indicators.all()
        ],
        ignore_conflicts=True,
    )


def approve_answers(work: Work, *but: str) -> None:
    answers = Answer.objects.filter(assessment=work.assessment)
    answers.exclude(indicator__number__in=but).update(state=AnswerState.APPROVED)


def values(work: Work) -> dict[str, StageValue]:
    rows = StageValue.objects.filter(assessment=work.assessment, is_current=True)
    return {row.indicator.number: row for row in rows.select_related("indicator")}


def test_preparing_opens_the_assessment_with_one_answer_per_indicator(world, spbe2020, responsible):
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.MONITORING, instrument=spbe2020)
    made = prepare(cycle, world.city, actor=responsible)
    stored = Assessment.objects.get(pk=made.pk)
    assert (stored.state, stored.version) == (State.PREPARED, 1) == (made.state, made.version)
    assert stored.state_since is not None
    assert stored.answers.count() == 47
    event = Event.objects.get(kind="assessment.moved")
    assert event.old == {"keadaan": "dicatat"}
    assert event.new == {"keadaan": "disiapkan", "langkah": "siapkan"}
    assert event.scope == world.city.scope
    with pytest.raises(RefusedError, match="sudah disiapkan"):
        prepare(cycle, world.city, actor=responsible)


def test_a_record_with_values_of_later_stages_is_history(world, spbe2020, responsible):
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.MONITORING, instrument=spbe2020)
    record = open_assessment(cycle, world.city, actor=SYSTEM)
    record_values(record, Stage.SELF, {"1": Fraction(2)}, actor=SYSTEM)
    record_values(record, Stage.DOCUMENT, {"1": Fraction(2)}, actor=SYSTEM)
    with pytest.raises(RefusedError, match="catatan hasil"):
        prepare(cycle, world.city, actor=responsible)
    assert not record.answers.exists()


def test_first_values_do_not_slip_into_an_assessment_prepared_meanwhile(
    world, spbe2020, responsible
):
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.MONITORING, instrument=spbe2020)
    on_its_way = open_assessment(cycle, world.city, actor=SYSTEM)
    prepare(cycle, world.city, actor=responsible)
    assert on_its_way.state == State.RECORDED
    for actor in (SYSTEM, responsible):
        for stage in (Stage.SELF, Stage.FINAL):
            with pytest.raises(DeniedError):
                record_values(on_its_way, stage, {"1": Fraction(2)}, actor=actor)
    assert not StageValue.objects.filter(assessment=on_its_way).exists()


def test_others_do_not_prepare(world, spbe2020):
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.MONITORING, instrument=spbe2020)
    for role in (Role.UNIT_OPERATOR, Role.COORDINATOR, Role.ASSESSOR, Role.READER):
        with pytest.raises(DeniedError):
            prepare(cycle, world.city, actor=world.person(role))
    assert not Assessment.objects.filter(cycle=cycle).exists()


def test_filling_opens_once_every_indicator_is_somebodys(work, responsible):
    seen = work.move(State.PREPARED).version
    with pytest.raises(RefusedError, match=r"indikator 4, 5, .*15 dan 32 lainnya"):
        move_on(work.assessment, Step.OPEN, actor=responsible, seen=seen)
    plot_all(work)
    moved = move_on(work.assessment, Step.OPEN, actor=responsible, seen=seen)
    assert moved.state == State.FILLING


def test_the_faster_one_wins_and_the_other_is_told(work, responsible):
    seen = work.assessment.version
    move_on(work.assessment, Step.CHECK, actor=responsible, seen=seen)
    with pytest.raises(ChangedMeanwhileError):
        move_on(work.assessment, Step.CHECK, actor=responsible, seen=seen)


def test_going_back_needs_a_reason(work, responsible):
    seen = work.move(State.CHECKING).version
    with pytest.raises(RefusedError) as refused:
        move_on(work.assessment, Step.RETURN, actor=responsible, seen=seen, reason="  ")
    assert refused.value.problems[0].field == "reason"
    move_on(work.assessment, Step.RETURN, actor=responsible, seen=seen, reason="Bukti kurang")
    assert Event.objects.get(kind="assessment.moved").new["alasan"] == "Bukti kurang"


def test_approval_wants_every_answer_approved_and_valued(work, responsible):
    rate_all(work)
    approve_answers(work, "7")
    seen = work.move(State.CHECKING).version
    with pytest.raises(RefusedError, match="indikator 7"):
        move_on(work.assessment, Step.APPROVE, actor=responsible, seen=seen)
    approve_answers(work)
    moved = approve(work.assessment, actor=responsible, seen=seen)
    assert moved.state == State.APPROVED


def test_an_override_fills_what_is_missing_with_its_reason(work, responsible):
    rate = {"2": Fraction(4)}
    record_values(work.assessment, Stage.SELF, rate, actor=responsible)
    approve_answers(work, "1", "2", "3")
    seen = work.move(State.CHECKING).version
    with pytest.raises(RefusedError) as refused:
        approve(work.assessment, actor=responsible, seen=seen)
    assert refused.value.problems[0].field == "override"
    assert set(values(work)) == {"2"}
    moved = approve(work.assessment, actor=responsible, seen=seen, override="Tenggat hari ini.")
    found = values(work)
    assert moved.state == State.APPROVED
    assert len(found) == 47
    assert (found["1"].value, found["1"].explanation) == (3, "Tenggat hari ini.")
    assert found["1"].author == responsible
    assert (found["2"].value, found["2"].explanation) == (4, "")
    assert found["3"].value == 1
    event = Event.objects.filter(kind="assessment.moved").latest("sequence")
    assert event.new["alasan"] == "Tenggat hari ini."
    assert event.new["terlambat"][:3] == ["1", "2", "3"]
    assert event.new["diisi"]["1"] == "3"
    assert work.answer("1").state == AnswerState.HANDED_IN


@pytest.mark.parametrize("step", [Step.INTERVIEW, Step.VISIT])
def test_interview_and_visit_belong_to_evaluation(work, world, step):
    Cycle.objects.filter(pk=work.assessment.cycle_id).update(kind=CycleKind.MONITORING)
    seen = work.move(State(COURSE[step].sources[0])).version
    with pytest.raises(RefusedError, match="hanya ada pada siklus evaluasi"):
        move_on(work.assessment, step, actor=world.person(Role.ASSESSOR), seen=seen)


def test_final_values_come_first_and_the_report_announces_them(work, world):
    assessor = world.person(Role.ASSESSOR)
    seen = work.move(State.CONSOLIDATION).version
    with pytest.raises(RefusedError, match="Nilai akhir belum lengkap"):
        move_on(work.assessment, Step.FINALISE, actor=assessor, seen=seen)
    numbers = work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    final = dict.fromkeys(numbers, Fraction(3))
    record_values(work.assessment, Stage.FINAL, final, actor=assessor)
    final_one = move_on(work.assessment, Step.FINALISE, actor=assessor, seen=seen)
    assert not final_one.is_published
    done = move_on(final_one, Step.REPORT, actor=assessor, seen=final_one.version)
    stored = Assessment.objects.get(pk=done.pk)
    assert (stored.state, stored.is_published) == (State.REPORTED, True)
    assert Event.objects.filter(kind="results.published").count() == 1
    assert verify()[1] == []


def test_only_the_roles_of_the_table_take_a_step(work, world):
    for step in Step:
        work.move(State(COURSE[step].sources[0]))
        for role in Role:
            person = world.person(role)
            assert may_take(person, work.assessment, step) == is_step_of(
                person, work.assessment, step
            )
        assert not may_take(world.stranger, work.assessment, step)
        if step not in (Step.PREPARE, Step.SIGN, Step.WITHDRAW_SIGNATURE, Step.SUBMIT):
            with pytest.raises(DeniedError):
                move_on(work.assessment, step, actor=world.person(Role.READER), seen=0)


def test_a_sentence_names_some_and_counts_the_rest():
    assert named(["1", "2"]) == "1, 2"
    assert named([str(n) for n in range(14)]).endswith("11 dan 2 lainnya")
