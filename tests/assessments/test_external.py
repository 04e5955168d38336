"""The external assessment: values beside the claim, findings, meetings, and who reads what when."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from selaras.assessments.models import Finding, Meeting, MeetingState, Stage, StageValue
from selaras.assessments.permissions import readable_stages
from selaras.assessments.queries.external import desk_of, stand_of
from selaras.assessments.queries.findings import findings_of
from selaras.assessments.queries.seats import seats_of
from selaras.assessments.services.external import UNLISTED, Rating, adopt_claim, rate
from selaras.assessments.services.findings import add_finding, change_finding, remove_finding
from selaras.assessments.services.meetings import (
    Plan,
    cancel_meeting,
    change_meeting,
    keep_minutes,
    plan_meeting,
)
from selaras.assessments.services.results import ConflictError
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.permissions import trail_scopes
from selaras.people.roles import Role
from tests.people_fixtures import World, make_person
from tests.work_fixtures import Work, make_work, rate_all

TWO, THREE, FOUR = Fraction(2), Fraction(3), Fraction(4)


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    """The city's claim is 2 everywhere, sent, and its documents are being assessed."""
    made = make_work(world, spbe2020)
    rate_all(made)
    made.move(State.DOCUMENT)
    return made


@pytest.fixture
def assessor(world: World):
    return world.person(Role.ASSESSOR)


def plan(kind: str = "interviu", *numbers: str, **facts) -> Plan:
    start = clock.now() + timedelta(days=1)
    given = {"kind": kind, "starts_at": start, "ends_at": start + timedelta(hours=2)}
    return Plan(**{**given, "numbers": numbers, **facts})


def sentences(error: RefusedError) -> str:
    return " ".join(str(problem.message) for problem in error.problems)


def test_another_value_than_the_claim_needs_an_explanation(work, assessor):
    with pytest.raises(RefusedError) as refused:
        rate(work.assessment, Stage.DOCUMENT, {"1": Rating(THREE)}, actor=assessor, expected={})
    assert "Indikator 1" in sentences(refused.value)
    rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={"1": 0})
    words = {"1": Rating(THREE, "Perwali memuat semua domain."), "2": Rating(TWO)}
    done = rate(work.assessment, Stage.DOCUMENT, words, actor=assessor, expected={"1": 1, "2": 0})
    assert (done.added, done.changed) == (1, 1)
    now = StageValue.objects.get(stage=Stage.DOCUMENT, indicator__number="1", is_current=True)
    assert (now.value, now.explanation, now.author) == (
        THREE,
        "Perwali memuat semua domain.",
        assessor,
    )


def test_two_assessors_notice_each_other(work, assessor):
    rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={"1": 0})
    late = {"1": Rating(FOUR, "Lengkap.")}
    with pytest.raises(ConflictError):
        rate(work.assessment, Stage.DOCUMENT, late, actor=assessor, expected={"1": 0})


@pytest.mark.parametrize("value", ["6", "2.5", "0", "-1", "2.00001"])
def test_a_value_off_the_scale_is_told_in_words(work, assessor, value):
    odd = {"1": Rating(Fraction(value), "Alasan.")}
    with pytest.raises(RefusedError) as refused:
        rate(work.assessment, Stage.DOCUMENT, odd, actor=assessor, expected={"1": 0})
    assert refused.value.problems[0].field == "value"


def test_only_the_stage_that_is_going_on_is_rated(work, assessor):
    with pytest.raises(RefusedError, match="Penilaian dokumen"):
        rate(work.assessment, Stage.VISIT, {"1": Rating(TWO)}, actor=assessor, expected={})
    work.move(State.INTERVIEW)
    with pytest.raises(RefusedError, match="Interviu"):
        rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={})


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ASSESSOR])
def test_nobody_else_rates(work, world, role):
    person = world.person(role)
    if role == Role.SYSTEM_ADMIN:
        rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=person, expected={})
        return
    with pytest.raises(DeniedError):
        rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=person, expected={})
    with pytest.raises(DeniedError):
        plan_meeting(work.assessment, plan(), actor=person)


def test_an_interview_rates_what_a_meeting_asks(work, assessor):
    plan_meeting(work.assessment, plan("interviu", "1"), actor=assessor)
    work.move(State.INTERVIEW)
    two = {"1": Rating(TWO), "5": Rating(TWO)}
    with pytest.raises(RefusedError, match="Indikator 5 "):
        rate(work.assessment, Stage.INTERVIEW, two, actor=assessor, expected={})
    rate(work.assessment, Stage.INTERVIEW, two, actor=assessor, expected={}, chosen={"5"})
    rows = StageValue.objects.filter(stage=Stage.INTERVIEW).order_by("indicator__position")
    assert [(row.indicator.number, row.source) for row in rows] == [("1", ""), ("5", UNLISTED)]
    desk = desk_of(assessor, work.assessment)
    assert (desk.asked, desk.rated) == (1, 1)


def test_a_called_off_meeting_asks_nothing(work, assessor):
    meeting = plan_meeting(work.assessment, plan("interviu", "1"), actor=assessor)
    cancel_meeting(meeting, reason="Narasumber sakit.", version=0, actor=assessor)
    work.move(State.INTERVIEW)
    with pytest.raises(RefusedError, match="Indikator 1 "):
        rate(work.assessment, Stage.INTERVIEW, {"1": Rating(TWO)}, actor=assessor, expected={})


def test_the_claim_is_adopted_where_nothing_was_said_yet(work, assessor):
    own = {"1": Rating(THREE, "Lengkap.")}
    rate(work.assessment, Stage.DOCUMENT, own, actor=assessor, expected={})
    done = adopt_claim(work.assessment, Stage.DOCUMENT, ["1", "2", "3"], actor=assessor)
    assert done.added == 2
    values = desk_of(assessor, work.assessment).values_of(Stage.DOCUMENT)
    assert values == {"1": THREE, "2": TWO, "3": TWO}


def test_the_institution_reads_values_once_they_no_longer_move(work, world, assessor):
    rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={})
    admin = world.person(Role.INSTITUTION_ADMIN)
    for state in (State.DOCUMENT, State.INTERVIEW, State.VISIT):
        assert readable_stages(admin, work.move(state)) == {Stage.SELF}
        assert Stage.DOCUMENT not in desk_of(admin, work.assessment).by_number["1"].words
    assert readable_stages(admin, work.move(State.CONSOLIDATION)) == set(Stage) - {Stage.FINAL}
    assert Stage.DOCUMENT in desk_of(admin, work.assessment).by_number["1"].words
    for state in (State.FINAL, State.REPORTED, State.RECORDED):
        assert readable_stages(admin, work.move(state)) == set(Stage)
    work.move(State.DOCUMENT)
    assert readable_stages(assessor, work.assessment) == set(Stage)
    assert readable_stages(world.stranger, work.assessment) == set()


def test_the_institutions_trail_keeps_quiet_about_them(work, world, assessor):
    rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={})
    add(work, assessor)
    plan_meeting(work.assessment, plan(), actor=assessor)
    scopes = trail_scopes(world.person(Role.COORDINATOR))
    assert scopes is not None
    told = set(Event.objects.filter(scope__in=scopes).values_list("kind", flat=True))
    assert "meeting.planned" in told
    assert "finding.added" not in told
    recorded = Event.objects.filter(kind="results.recorded", scope__in=scopes)
    assert {event.new["tahap"] for event in recorded} == {"mandiri"}


def add(work: Work, assessor, **facts) -> Finding:
    aspect = work.assessment.cycle.instrument.document["domain"][0]["aspek"][0]["kode"]
    given = {"aspect": aspect, "kind": "kekuatan", "text": "Kebijakan lengkap.", "numbers": ["1"]}
    return add_finding(work.assessment, **{**given, **facts}, actor=assessor)


def test_a_finding_is_written_changed_and_removed(work, world, assessor):
    finding = add(work, assessor)
    change_finding(
        finding, kind="kelemahan", text="Belum direviu.", numbers=["2"], version=0, actor=assessor
    )
    again = {"kind": "kelemahan", "text": "Lain.", "numbers": [], "actor": assessor}
    with pytest.raises(ChangedMeanwhileError):
        change_finding(finding, **again, version=0)
    fresh = Finding.objects.get()
    assert (fresh.kind, fresh.text, fresh.version) == ("kelemahan", "Belum direviu.", 1)
    assert [row.number for row in fresh.indicators.all()] == ["2"]
    event = Event.objects.get(kind="finding.changed")
    assert event.old["uraian"] == "Kebijakan lengkap."
    with pytest.raises(ChangedMeanwhileError):
        remove_finding(finding, version=0, actor=assessor)
    remove_finding(finding, version=1, actor=assessor)
    assert not Finding.objects.exists()
    with pytest.raises(ChangedMeanwhileError):
        remove_finding(finding, version=1, actor=assessor)


@pytest.mark.parametrize(
    "facts",
    [{"text": " "}, {"kind": "lain"}, {"aspect": "ZZ"}, {"numbers": ["20"]}],
)
def test_a_finding_that_says_nothing_is_refused(work, assessor, facts):
    with pytest.raises(RefusedError):
        add(work, assessor, **facts)
    assert not Finding.objects.exists()


def test_findings_open_when_final_values_do_and_stand_still_then(work, world, assessor):
    finding = add(work, assessor)
    coordinator = world.person(Role.COORDINATOR)
    for state in (State.DOCUMENT, State.CONSOLIDATION):
        assert findings_of(coordinator, work.move(state)) is None
    work.move(State.FINAL)
    found = findings_of(coordinator, work.assessment)
    assert found is not None
    assert [item.text for item in found[0].strengths] == [finding.text]
    with pytest.raises(RefusedError, match="Buka kembali"):
        add(work, assessor)


def test_a_meeting_is_planned_moved_held(work, assessor):
    meeting = plan_meeting(work.assessment, plan("interviu", "1", "2"), actor=assessor)
    change_meeting(meeting, plan("interviu", "1", place="Zoom"), version=0, actor=assessor)
    with pytest.raises(ChangedMeanwhileError):
        change_meeting(meeting, plan("interviu", "3"), version=0, actor=assessor)
    keep_minutes(meeting, minutes="Disepakati.", version=1, actor=assessor)
    fresh = Meeting.objects.get()
    assert (fresh.state, fresh.minutes, fresh.place) == (MeetingState.HELD, "Disepakati.", "Zoom")
    with pytest.raises(ChangedMeanwhileError):
        cancel_meeting(meeting, reason="Terlambat", version=2, actor=assessor)
    kinds = list(Event.objects.filter(kind__startswith="meeting.").values_list("kind", flat=True))
    assert sorted(kinds) == ["meeting.changed", "meeting.held", "meeting.planned"]


def test_a_meeting_that_cannot_be_is_refused(work, assessor):
    start = clock.now()
    with pytest.raises(RefusedError, match="sesudah"):
        plan_meeting(work.assessment, plan(starts_at=start, ends_at=start), actor=assessor)
    with pytest.raises(RefusedError):
        plan_meeting(work.assessment, plan("interviu", "999"), actor=assessor)
    meeting = plan_meeting(work.assessment, plan(), actor=assessor)
    with pytest.raises(RefusedError, match="notula"):
        keep_minutes(meeting, minutes="  ", version=0, actor=assessor)
    with pytest.raises(RefusedError, match="alasan"):
        cancel_meeting(meeting, reason="", version=0, actor=assessor)
    work.assessment.cycle.kind = "pemantauan"
    work.assessment.cycle.save(update_fields=["kind"])
    with pytest.raises(RefusedError, match="evaluasi"):
        plan_meeting(work.assessment, plan(), actor=assessor)


def test_seats_are_the_institutions_assigned(work, world, assessor, django_assert_max_num_queries):
    rate(work.assessment, Stage.DOCUMENT, {"1": Rating(TWO)}, actor=assessor, expected={})
    meeting = plan_meeting(work.assessment, plan("interviu", "1"), actor=assessor)
    person = world.person(Role.ASSESSOR)
    with django_assert_max_num_queries(7):
        seats, _page = seats_of(person, done=False, now=clock.now())
    (seat,) = seats
    total = work.assessment.cycle.instrument.indicators.count()
    assert (seat.rated, seat.asked, seat.rest) == (1, total, total - 1)
    assert seat.meeting == meeting
    assert seats_of(person, done=True, now=clock.now())[0] == []
    outsider = make_person("Asesor Lain", None)
    assert seats_of(outsider, done=False, now=clock.now())[0] == []


def test_an_assessor_reads_the_frozen_answer_and_its_documents(work, world, assessor):
    stand = stand_of(assessor, work.assessment, "1")
    assert stand is not None
    assert stand.answer is not None
    assert [item.pk for item in stand.items_at(2)] == [work.item.pk]
    assert (stand.before, stand.after and stand.after.number) == (None, "2")
    assert stand_of(assessor, work.assessment, "x") is None
    work.item.withdrawn_at = clock.now()
    work.item.save(update_fields=["withdrawn_at"])
    again = stand_of(assessor, work.assessment, "1")
    assert again is not None
    assert again.items == ()
