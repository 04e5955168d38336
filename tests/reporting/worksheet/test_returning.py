"""A worksheet comes back: what is read, what is merged, what is written, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    ReturnState,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
    Worksheet,
    WorksheetReturn,
)
from selaras.assessments.queries.worksheet_difference import ReturnPreview
from selaras.assessments.queries.worksheet_return import preview_of
from selaras.assessments.services.answers import rate, save_answer
from selaras.assessments.services.worksheets import hand_out
from selaras.assessments.services.worksheets_returning import (
    apply_return,
    cancel_return,
    choose,
)
from selaras.assessments.states import AnswerState, Phase, State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, Succession, Unit, User
from selaras.people.roles import Role
from selaras.people.standing import forget_standing
from selaras.pure.merging import Outcome, Side
from selaras.reporting.services.worksheets_returning import take_in
from selaras.reporting.worksheet.writer import content
from tests.people_fixtures import START, make_person
from tests.reporting.worksheet.books import Answers, filled
from tests.work_fixtures import Work

Choices = Mapping[str, Side]
NONE: Choices = {}
LONG = "Peraturan Wali Kota telah ditetapkan.\nDilaksanakan sejak 2024."


def taken(work: Work, sheet: Worksheet, answers: Answers, actor: User) -> WorksheetReturn:
    data = filled(content(sheet), answers)
    (row,) = take_in(work.assessment, data, "lembar.xlsx", actor=actor)
    return row


def applied(
    row: WorksheetReturn, actor: User, chosen: Mapping[str, Side] = NONE
) -> WorksheetReturn:
    sight = preview_of(row, actor).sight
    return apply_return(row, actor=actor, seen=row.version, sight=sight, choices=chosen)


def outcomes(preview: ReturnPreview) -> dict[str, Outcome]:
    return {part.key: part.outcome for part in preview.parts}


def state_of(work: Work) -> tuple[object, ...]:
    """Everything a worksheet could change."""
    answers = Answer.objects.filter(assessment=work.assessment).order_by("pk")
    values = StageValue.objects.filter(assessment=work.assessment).order_by("pk")
    fields = ("fact", "analysis", "justification", "claim", "version", "state")
    return tuple(answers.values_list("pk", *fields)), tuple(values.values_list("pk", "amount"))


def test_a_sheet_nobody_wrote_in_changes_nothing(work, unit_sheet, operator):
    before = state_of(work)
    row = taken(work, unit_sheet, {}, operator)
    preview = preview_of(row, operator)
    assert (preview.parts, preview.problems, preview.absent) == ((), (), 0)
    report = applied(row, operator).report
    assert report == {"written": {}, "left": [], "kept": 0}
    assert state_of(work) == before


def test_what_a_unit_typed_stands_after_it_was_applied_and_not_before(work, unit_sheet, operator):
    before = state_of(work)
    typed = {("2", "klaim"): 3, ("2", "fakta"): LONG, ("3", "justifikasi"): "Karena."}
    row = taken(work, unit_sheet, typed, operator)
    assert state_of(work) == before
    preview = preview_of(row, operator)
    assert outcomes(preview) == dict.fromkeys(
        ("2/klaim", "2/fakta", "3/justifikasi"), Outcome.TAKEN
    )
    assert (preview.writes, preview.asking, preview.barred) == (3, 0, 0)
    done = applied(row, operator)
    assert done.state == ReturnState.APPLIED
    assert done.report["written"] == {"2": ["klaim", "fakta"], "3": ["justifikasi"]}
    second = work.answer("2")
    assert (second.fact, second.claimed, second.author) == (LONG, 3, operator)
    assert work.answer("3").justification == "Karena."
    event = Event.objects.get(kind="worksheet.applied")
    assert event.new["isian"] == 3
    assert Event.objects.filter(kind="answer.saved").count() == 2


def test_the_same_file_again_changes_nothing(work, unit_sheet, operator):
    data = filled(content(unit_sheet), {("2", "klaim"): "3.0", ("2", "fakta"): LONG})
    (first,) = take_in(work.assessment, data, "lembar.xlsx", actor=operator)
    applied(first, operator)
    before, events = state_of(work), Event.objects.filter(kind="answer.saved").count()
    (row,) = take_in(work.assessment, data, "lembar.xlsx", actor=operator)
    preview = preview_of(row, operator)
    assert set(outcomes(preview).values()) == {Outcome.SAME}
    assert preview.applied_before is not None
    assert applied(row, operator).report["written"] == {}
    assert state_of(work) == before
    assert Event.objects.filter(kind="answer.saved").count() == events


def test_a_file_uploaded_twice_waits_once(work, unit_sheet, operator):
    data = filled(content(unit_sheet), {("2", "klaim"): 3})
    first = take_in(work.assessment, data, "a.xlsx", actor=operator)
    assert take_in(work.assessment, data, "b.xlsx", actor=operator) == first


def test_the_team_hands_the_whole_in_and_its_values_are_recorded_once(work, whole_sheet, member):
    typed = {(str(number), "nilai"): 3 for number in range(1, 48)}
    row = taken(work, whole_sheet, typed, member)
    done = applied(row, member)
    assert len(done.report["written"]) == 47
    values = StageValue.objects.filter(assessment=work.assessment, stage=Stage.SELF)
    assert values.count() == 47
    assert {value.source for value in values} == {whole_sheet.code}
    assert Event.objects.filter(kind="results.recorded").count() == 1


def test_what_only_selaras_changed_since_stays_and_is_shown_with_its_author(
    work, unit_sheet, operator, member
):
    row = taken(work, unit_sheet, {("3", "fakta"): "Dari berkas."}, operator)
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Dari tim.")
    preview = preview_of(row, operator)
    assert outcomes(preview) == {"2/fakta": Outcome.KEPT, "3/fakta": Outcome.TAKEN}
    kept = next(part for part in preview.parts if part.key == "2/fakta")
    assert kept.changed is not None
    assert kept.changed.who == member.name
    applied(row, operator)
    assert work.answer("2").fact == "Dari tim."


@pytest.mark.parametrize(
    ("side", "stands"), [(None, "Tim."), (Side.STORED, "Tim."), (Side.FILE, "Berkas.")]
)
def test_a_conflict_keeps_selaras_unless_the_file_is_chosen(
    work, unit_sheet, operator, member, side, stands
):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Tim.")
    assert outcomes(preview_of(row, operator)) == {"2/fakta": Outcome.CONFLICT}
    done = applied(row, operator, {"2/fakta": side} if side else {})
    assert work.answer("2").fact == stands
    assert done.report["kept"] == (side is not Side.FILE)


def test_emptying_a_cell_asks_first(work, unit_sheet, operator):
    row = taken(work, unit_sheet, {("2", "fakta"): None}, operator)
    assert outcomes(preview_of(row, operator)) == {"2/fakta": Outcome.CLEARED}
    applied(row, operator)
    assert work.answer("2").fact == "Masih disusun."
    again = taken(work, unit_sheet, {("2", "fakta"): ""}, operator)
    applied(again, operator, {"2/fakta": Side.FILE})
    assert work.answer("2").fact == ""


def test_a_value_of_the_team_cannot_be_emptied(work, member):
    rate(work.assessment, "2", Fraction(2), actor=member, seen=0)
    sheet = hand_out(work.assessment, None, actor=member)
    row = taken(work, sheet, {("2", "nilai"): None}, member)
    (part,) = preview_of(row, member).parts
    assert "dikosongkan" in part.hindrance
    applied(row, member, {"2/nilai": Side.FILE})
    assert StageValue.objects.get(assessment=work.assessment, is_current=True).value == 2


def test_chosen_sides_are_kept_until_it_is_decided(work, unit_sheet, operator, member):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Tim.")
    chosen = choose(row, {"2/fakta": Side.FILE, "9/fakta": Side.FILE}, actor=operator, seen=0)
    assert chosen.choices == {"2/fakta": "berkas"}
    applied(WorksheetReturn.objects.get(pk=row.pk), operator)
    assert work.answer("2").fact == "Berkas."


def test_what_changed_since_the_preview_is_shown_again_and_not_overwritten(
    work, unit_sheet, operator, member
):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    sight = preview_of(row, operator).sight
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Tim.")
    with pytest.raises(ChangedMeanwhileError):
        apply_return(row, actor=operator, seen=0, sight=sight)
    assert work.answer("2").fact == "Tim."
    assert WorksheetReturn.objects.get(pk=row.pk).state == ReturnState.UPLOADED


def test_two_people_decide_on_the_same_return_once(work, unit_sheet, operator, member):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    applied(row, member)
    with pytest.raises(ChangedMeanwhileError):
        applied(row, operator)
    with pytest.raises(ChangedMeanwhileError):
        cancel_return(row, actor=operator, seen=0)


def test_two_people_return_the_same_indicator(work, unit_sheet, operator, member):
    """The second one meets what the first one wrote as a conflict."""
    first = taken(work, unit_sheet, {("2", "fakta"): "Orang pertama."}, operator)
    second = taken(work, unit_sheet, {("2", "fakta"): "Orang kedua."}, member)
    applied(first, operator)
    assert outcomes(preview_of(second, member)) == {"2/fakta": Outcome.CONFLICT}
    applied(second, member)
    assert work.answer("2").fact == "Orang pertama."


def test_cancelling_writes_nothing(work, unit_sheet, operator):
    before = state_of(work)
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    assert cancel_return(row, actor=operator, seen=0).state == ReturnState.CANCELLED
    assert state_of(work) == before
    assert Event.objects.filter(kind="worksheet.cancelled").count() == 1


def test_an_older_sheet_says_that_there_is_a_newer_one(work, unit_sheet, operator, member):
    save_answer(work.assessment, "2", actor=member, seen=1, fact="Tim.")
    newer = hand_out(work.assessment, work.world.office, actor=operator)
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    preview = preview_of(row, operator)
    assert preview.newer == newer.code
    assert outcomes(preview) == {"2/fakta": Outcome.CONFLICT}


def test_an_indicator_taken_away_since_is_skipped_and_said(work, unit_sheet, operator):
    row = taken(work, unit_sheet, {("2", "fakta"): "Lama.", ("3", "fakta"): "Baru."}, operator)
    UnitAssignment.objects.filter(assessment=work.assessment, indicator__number="2").delete()
    preview = preview_of(row, operator)
    assert (preview.barred, preview.writes) == (1, 1)
    done = applied(row, operator)
    assert [one["number"] for one in done.report["left"]] == ["2"]
    assert work.answer("2").fact == "Masih disusun."
    assert work.answer("3").fact == "Baru."


@pytest.mark.parametrize("state", [AnswerState.HANDED_IN, AnswerState.APPROVED])
def test_an_answer_that_is_closed_by_now_is_skipped_and_said(work, unit_sheet, operator, state):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    Answer.objects.filter(pk=work.answer("2").pk).update(state=state)
    (part,) = preview_of(row, operator).parts
    assert part.hindrance
    applied(row, operator)
    assert work.answer("2").fact == "Masih disusun."


def test_the_window_binds_units_and_not_the_team(work, unit_sheet, operator, member):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    today = clock.today()
    Window.objects.create(
        cycle=work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=today - timedelta(days=9),
        closes_on=today - timedelta(days=1),
    )
    assert "Jadwal" in preview_of(row, operator).parts[0].hindrance
    assert not preview_of(row, member).parts[0].hindrance


def test_nothing_is_taken_or_written_once_the_assessment_has_moved_on(work, unit_sheet, operator):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    sight = preview_of(row, operator).sight
    work.move(State.APPROVED)
    with pytest.raises(RefusedError, match="tidak lagi"):
        apply_return(row, actor=operator, seen=0, sight=sight)
    with pytest.raises(RefusedError, match="tidak lagi"):
        taken(work, unit_sheet, {}, operator)
    row.worksheet.assessment.refresh_from_db()
    assert not preview_of(row, operator).is_open
    assert work.answer("2").fact == "Masih disusun."


def _operator_of(work: Work, unit: Unit, name: str) -> User:
    person = make_person(name, work.world.city)
    Appointment.objects.create(
        user=person,
        role=Role.UNIT_OPERATOR,
        institution=work.world.city,
        unit=unit,
        valid_from=START,
    )
    return person


def test_an_operator_does_not_hand_in_another_units_sheet(work, unit_sheet):
    other = _operator_of(work, work.world.division, "Operator lain")
    with pytest.raises(RefusedError, match="bukan lembar unit Anda"):
        taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, other)
    assert not WorksheetReturn.objects.exists()


def test_the_unit_that_carries_on_hands_in_the_old_units_sheet(work, unit_sheet):
    new = Unit.objects.create(institution=work.world.city, name="Dinas Digital", valid_from=START)
    Succession.objects.create(predecessor=work.world.office, successor=new)
    UnitAssignment.objects.filter(assessment=work.assessment, indicator__number="2").update(
        unit=new
    )
    person = _operator_of(work, new, "Operator baru")
    row = taken(work, unit_sheet, {("2", "fakta"): "Baru.", ("3", "fakta"): "Lama."}, person)
    applied(row, person)
    assert work.answer("2").fact == "Baru."
    assert work.answer("3").fact == ""


def test_who_has_lost_the_role_decides_nothing(work, unit_sheet, operator):
    row = taken(work, unit_sheet, {("2", "fakta"): "Berkas."}, operator)
    sight = preview_of(row, operator).sight
    Appointment.objects.filter(user=operator).update(valid_to=date(2021, 1, 1))
    forget_standing(operator)
    with pytest.raises(DeniedError):
        apply_return(row, actor=operator, seen=0, sight=sight)


def test_a_stranger_is_not_told_whose_sheet_it_is(work, unit_sheet, world):
    with pytest.raises(DeniedError):
        taken(work, unit_sheet, {}, world.stranger)


def test_another_assessments_sheet_is_sent_there(work, unit_sheet, member, spbe2020):
    cycle = Cycle.objects.create(year=2026, kind=CycleKind.EVALUATION, instrument=spbe2020)
    other = Assessment.objects.create(cycle=cycle, institution=work.world.city, state=State.FILLING)
    with pytest.raises(RefusedError, match="bukan penilaian ini"):
        take_in(other, content(unit_sheet), "a.xlsx", actor=member)


def test_the_preview_costs_the_same_however_much_differs(
    work, whole_sheet, member, django_assert_max_num_queries
):
    typed = {(str(n), part): "Isi." for n in range(1, 48) for part in ("fakta", "analisis")}
    row = taken(work, whole_sheet, typed, member)
    with django_assert_max_num_queries(10):
        assert len(preview_of(row, member).parts) == 94
