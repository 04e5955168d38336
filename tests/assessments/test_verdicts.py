"""Verdicts on evidence and answers: kept for good, never silently written over."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Answer,
    AnswerReview,
    EvidenceItem,
    EvidenceReview,
    Stage,
    StageValue,
)
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.services.items import ItemChangedError
from selaras.assessments.services.proofs import ask_for, put_forward
from selaras.assessments.services.results import record_values
from selaras.assessments.services.verdicts import (
    accept,
    approve_answer,
    approve_many,
    return_answer,
    send_back,
)
from selaras.assessments.states import AnswerState, ItemState, ReturnKind, State
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.people.roles import Role
from tests.homes import Home
from tests.people_fixtures import World
from tests.work_fixtures import Work, make_document, make_work


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def member(world):
    return world.person(Role.TEAM_MEMBER)


@pytest.fixture
def responsible(world):
    return world.person(Role.RESPONSIBLE)


@pytest.fixture
def waiting(work) -> list[EvidenceItem]:
    """Three pieces of evidence of indicator 1 that wait for a verdict."""
    document = make_document(work.world, "Pedoman")
    operator = work.world.person(Role.UNIT_OPERATOR)
    return put_forward(work.assessment, "1", [2, 3, 4], document, actor=operator)


def seen(items):
    return [(item.pk, item.revision) for item in items]


def own(work: Work, number: str) -> Fraction | None:
    return sheet_of(work.assessment).by_number[number].own


def test_many_are_accepted_at_once_and_carry_readiness(work, waiting, member):
    accept(work.assessment, seen(waiting), actor=member)
    for item in EvidenceItem.objects.filter(pk__in=[w.pk for w in waiting]):
        assert (item.state, item.reviewer, item.revision) == (ItemState.ACCEPTED, member, 1)
        assert item.reviewed_at is not None
    assert EvidenceReview.objects.filter(verdict=ItemState.ACCEPTED).count() == 3
    events = Event.objects.filter(kind="evidence.accepted")
    assert {event.new["tingkat"] for event in events} == {2, 3, 4}
    assert sheet_of(work.assessment).by_number["1"].ready == 4


def test_of_many_all_are_accepted_or_none(work, waiting, member, responsible):
    send_back(
        work.assessment, seen(waiting[1:2]), ReturnKind.UNREADABLE, "Pindai ulang.", actor=member
    )
    with pytest.raises(ItemChangedError, match="dikembalikan oleh Anggota tim") as told:
        accept(work.assessment, seen(waiting), actor=responsible)
    assert told.value.current.pk == waiting[1].pk
    assert not EvidenceReview.objects.filter(verdict=ItemState.ACCEPTED).exists()
    assert EvidenceItem.objects.filter(state=ItemState.ACCEPTED).count() == 1


def test_returning_needs_a_kind_and_words(work, waiting, member):
    for kind, note, field in (
        ("", "Ganti.", "kind"),
        ("lain", "Ganti.", "kind"),
        (ReturnKind.UNREADABLE, "  ", "note"),
        (ReturnKind.UNREADABLE, "x" * 4001, "note"),
    ):
        with pytest.raises(RefusedError) as refused:
            send_back(work.assessment, seen(waiting), kind, note, actor=member)
        assert [problem.field for problem in refused.value.problems] == [field]
    with pytest.raises(RefusedError, match="Pilih dahulu"):
        accept(work.assessment, [], actor=member)


def test_a_verdict_may_be_revised_and_every_one_is_kept(work, waiting, member, responsible):
    item = waiting[:1]
    send_back(work.assessment, seen(item), ReturnKind.OUT_OF_PERIOD, "Lewat masa.", actor=member)
    accept(work.assessment, [(item[0].pk, 1)], actor=responsible)
    stored = EvidenceItem.objects.get(pk=item[0].pk)
    assert (stored.state, stored.return_kind, stored.note) == (ItemState.ACCEPTED, "", "")
    reviews = EvidenceReview.objects.filter(item=stored).order_by("pk")
    assert [(r.verdict, r.return_kind, r.author) for r in reviews] == [
        (ItemState.RETURNED, ReturnKind.OUT_OF_PERIOD, member),
        (ItemState.ACCEPTED, "", responsible),
    ]
    event = Event.objects.get(kind="evidence.accepted")
    assert event.old["keadaan"] == "dikembalikan"
    assert event.old["catatan"] == "Lewat masa."


def test_accepting_twice_as_seen_adds_no_second_verdict(work, waiting, member):
    (item,) = accept(work.assessment, seen(waiting[:1]), actor=member)
    accept(work.assessment, seen([item]), actor=member)
    assert EvidenceReview.objects.filter(item=item).count() == 1


def test_a_request_is_no_evidence(work, member):
    request = ask_for(work.assessment, "1", 3, "Kirim SK tim.", actor=member)
    with pytest.raises(RefusedError, match="belum punya dokumen"):
        accept(work.assessment, seen([request]), actor=member)
    with pytest.raises(RefusedError, match="belum ada"):
        send_back(work.assessment, seen([request]), ReturnKind.UNREADABLE, "x", actor=member)
    again = send_back(
        work.assessment, seen([request]), ReturnKind.MISSING, "SK 2025.", actor=member
    )
    assert again[0].note == "SK 2025."


def test_items_of_another_assessment_do_not_exist(work, waiting, member, spbe2020):
    with pytest.raises(EvidenceItem.DoesNotExist):
        accept(work.assessment, [(0, 0)], actor=member)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
def test_who_judges_when(work, waiting, world, state, role):
    work.move(state)
    person = world.person(role)
    answer = work.answer("1")
    reviews = role in {Role.TEAM_MEMBER, Role.RESPONSIBLE}
    if reviews and state in {State.FILLING, State.CHECKING}:
        accept(work.assessment, seen(waiting[:1]), actor=person)
        return_answer(answer, "Lengkapi.", actor=person, seen=answer.version)
        return
    for act in (
        lambda: accept(work.assessment, seen(waiting), actor=person),
        lambda: send_back(work.assessment, seen(waiting), "tidak_terbaca", "x", actor=person),
        lambda: return_answer(answer, "x", actor=person, seen=1),
        lambda: approve_answer(answer, actor=person, seen=1),
        lambda: approve_many(work.assessment, [("1", 1)], actor=person),
    ):
        with pytest.raises(DeniedError):
            act()


def test_approving_takes_the_claim_where_the_team_gives_no_value(work, member):
    answer = approve_answer(work.answer("1"), actor=member, seen=1)
    assert (answer.state, answer.version) == (AnswerState.APPROVED, 2)
    assert own(work, "1") == 3
    review = AnswerReview.objects.get()
    assert (review.verdict, review.author, review.note) == (AnswerState.APPROVED, member, "")
    event = Event.objects.get(kind="answer.approved")
    assert event.new == {
        "penilaian": work.assessment.pk,
        "indikator": "1",
        "keadaan": "disetujui",
        "nilai": "3",
    }


def test_the_teams_value_stands_beside_the_claim(work, member):
    approve_answer(
        work.answer("1"),
        actor=member,
        seen=1,
        value=Fraction(2),
        explanation="Bukti tingkat 3 belum",
    )
    assert own(work, "1") == 2
    assert work.answer("1").claimed == 3
    assert StageValue.objects.get(is_current=True).explanation == "Bukti tingkat 3 belum"


def test_a_value_settled_before_stays(work, member):
    record_values(work.assessment, Stage.SELF, {"1": Fraction(2)}, actor=member)
    approve_answer(work.answer("1"), actor=member, seen=1)
    assert own(work, "1") == 2
    assert StageValue.objects.count() == 1


@pytest.mark.parametrize("value", [Fraction(6), Fraction(5, 2), Fraction(0)])
def test_a_value_off_the_scale_is_refused_and_nothing_moves(work, member, value):
    with pytest.raises(RefusedError, match="tingkat bulat"):
        approve_answer(work.answer("1"), actor=member, seen=1, value=value)
    assert work.answer("1").state == AnswerState.HANDED_IN
    assert not StageValue.objects.exists()


def test_only_what_is_handed_in_is_judged(work, member):
    with pytest.raises(RefusedError, match="belum diserahkan"):
        approve_answer(work.answer("2"), actor=member, seen=1)
    with pytest.raises(RefusedError, match="belum diserahkan"):
        return_answer(work.answer("2"), "Lengkapi.", actor=member, seen=1)
    Answer.objects.filter(pk=work.answer("1").pk).update(claim=None)
    with pytest.raises(RefusedError, match="belum bernilai"):
        approve_answer(work.answer("1"), actor=member, seen=1)


def test_an_approved_answer_may_be_returned_with_words(work, member):
    answer = approve_answer(work.answer("1"), actor=member, seen=1)
    with pytest.raises(RefusedError, match="perlu diperbaiki"):
        return_answer(answer, " ", actor=member, seen=2)
    return_answer(answer, "SK belum ditandatangani.", actor=member, seen=2)
    assert work.answer("1").state == AnswerState.RETURNED
    assert own(work, "1") == 3
    event = Event.objects.get(kind="answer.returned")
    assert event.old == {"keadaan": "disetujui"}
    assert event.new["catatan"] == "SK belum ditandatangani."
    with pytest.raises(ChangedMeanwhileError, match="sudah dikembalikan oleh Anggota tim"):
        approve_answer(answer, actor=member, seen=2)


def test_many_answers_are_approved_and_the_rest_is_named(work, member):
    Answer.objects.filter(indicator__number__in=["3", "4"]).update(state=AnswerState.HANDED_IN)
    Answer.objects.filter(indicator__number="4").update(claim=20_000, version=7)
    wanted = [("1", 1), ("2", 1), ("3", 0), ("4", 6), ("99", 0)]
    done = approve_many(work.assessment, wanted, actor=member)
    assert done.approved == ("1",)
    assert {left.number: str(left.reason) for left in done.left} == {
        "2": "Jawaban ini belum diserahkan unitnya.",
        "3": "Jawaban ini belum bernilai. Isi nilai tim sebelum menyetujuinya.",
        "4": "Jawaban ini baru saja diubah orang lain.",
        "99": "Indikator ini tidak ada.",
    }
    assert own(work, "1") == 3
    assert work.answer("4").state == AnswerState.HANDED_IN


def test_bulk_verdicts_cost_the_same_for_many(work, member, django_assert_max_num_queries):
    Answer.objects.filter(assessment=work.assessment).update(
        state=AnswerState.HANDED_IN, claim=20_000, version=1
    )
    numbers = work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    wanted = [(number, 1) for number in numbers]
    with django_assert_max_num_queries(25):
        done = approve_many(work.assessment, wanted, actor=member)
    assert len(done.approved) == len(wanted)
    assert verify()[1] == []


def test_of_several_reviewers_at_once_one_decides_and_the_others_are_told(home: Home):
    code = "from tests.assessments.verdict_race import race; race()"
    told = json.loads(home.python(code).splitlines()[-1])
    assert told["decided"] == 1
    assert told["told"] == 3
    assert told["other_errors"] == []
    assert told["reviews"] == 1
    assert told["revision"] == 1
    assert told["agrees"]
    assert told["breaks"] == 0
