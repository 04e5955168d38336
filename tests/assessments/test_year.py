"""A whole year through the services, as its people would do it: from plotting to the result.

The pages are walked in ``tests/browser/test_year.py``; here every act is one call, on a whole-level
instrument and on one with decimal values.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Answer,
    Assessment,
    CycleKind,
    EvidenceItem,
    MeetingKind,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.queries.signing import verification
from selaras.assessments.services.answers import hand_in, save_answer
from selaras.assessments.services.approval import approve
from selaras.assessments.services.conduct import move_on, prepare
from selaras.assessments.services.cycles import open_cycle
from selaras.assessments.services.external import Rating, rate
from selaras.assessments.services.finals import accept_proposals, decide_finals
from selaras.assessments.services.meetings import Plan, plan_meeting
from selaras.assessments.services.plotting import Change, Mode, change_plotting
from selaras.assessments.services.proofs import put_forward, renew
from selaras.assessments.services.results import record_values
from selaras.assessments.services.signing import sign, submit
from selaras.assessments.services.verdicts import (
    accept,
    approve_answer,
    approve_many,
    return_answer,
    send_back,
)
from selaras.assessments.states import AnswerState, ItemState, ReturnKind, State, Step
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.services import verify
from selaras.instruments.queries import definition
from selaras.people.roles import Role
from selaras.pure.numbers import exact
from selaras.pure.scoring import score
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import make_document


class Year:
    """One city's year with its people; ``at`` reads the assessment afresh."""

    def __init__(self, world: World, version) -> None:
        self.world = world
        self.instrument = definition(version)
        self.numbers = [i.number for i in self.instrument.indicators()]
        cycle = open_cycle(2026, CycleKind.EVALUATION, version, actor=SYSTEM)
        self.pk = prepare(cycle, world.city, actor=self.who(Role.RESPONSIBLE)).pk

    def who(self, role: Role):
        return self.world.person(role)

    @property
    def at(self) -> Assessment:
        rows = Assessment.objects.select_related("cycle__instrument", "institution")
        return rows.get(pk=self.pk)

    def step(self, step: Step, role: Role, **more: str) -> None:
        now = self.at
        move_on(now, step, actor=self.who(role), seen=now.version, **more)

    def answer(self, number: str) -> Answer:
        return Answer.objects.select_related("assessment", "indicator").get(
            assessment=self.pk, indicator__number=number
        )

    def write(self, number: str, claim: Fraction, role: Role = Role.UNIT_OPERATOR) -> None:
        saved = save_answer(
            self.at,
            number,
            actor=self.who(role),
            seen=self.answer(number).version,
            fact="Sudah ditetapkan.",
            justification="Memenuhi kriteria.",
            claim=claim,
        )
        hand_in(self.answer(number), actor=self.who(role), seen=saved.version)

    def plot_and_open(self) -> None:
        everything = Change(
            Mode.ADD,
            units=(self.world.office.pk,),
            members=(self.world.people[Role.TEAM_MEMBER.value].pk,),
        )
        responsible = self.who(Role.RESPONSIBLE)
        change_plotting(self.at, self.numbers, everything, actor=responsible)
        self.step(Step.OPEN, Role.RESPONSIBLE)

    def sign_and_send(self) -> None:
        now = self.at
        sign(now, actor=self.who(Role.COORDINATOR), seen=now.version, number="BA/1/2026")
        now = self.at
        submit(now, actor=self.who(Role.RESPONSIBLE), seen=now.version)

    def ask_in_interview(self, *numbers: str) -> None:
        starts = clock.now() + timedelta(days=1)
        plan = Plan(
            kind=MeetingKind.INTERVIEW,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            place="Ruang rapat",
            numbers=numbers,
        )
        plan_meeting(self.at, plan, actor=self.who(Role.ASSESSOR))

    def values(self, stage: Stage) -> dict[str, Fraction]:
        rows = StageValue.objects.filter(assessment=self.pk, stage=stage, is_current=True)
        return {row.indicator.number: row.value for row in rows.select_related("indicator")}


def test_a_year_with_whole_levels(world: World, instruments) -> None:
    year = Year(world, instruments["SPBE-2020"])
    year.plot_and_open()
    first, second, late = year.numbers[0], year.numbers[1], year.numbers[-1]
    _evidence_is_returned_mended_and_accepted(year, first)
    for number in year.numbers[:-1]:
        year.write(number, Fraction(3))
    _two_people_on_one_answer(year, second)
    year.step(Step.CHECK, Role.RESPONSIBLE)
    with pytest.raises(DeniedError):
        year.write(late, Fraction(2))  # the units' turn is over
    _answers_are_judged(year, second, late)
    _the_whole_is_approved_without_the_late_one(year, late)
    year.sign_and_send()
    _the_claim_is_frozen(year, first)
    _assessors_rate(year, first, second)
    year.step(Step.FINALISE, Role.ASSESSOR)
    year.step(Step.REPORT, Role.ASSESSOR)
    final = year.at
    assert final.state == State.REPORTED
    assert final.is_published
    result = StageResult.objects.get(assessment=final, stage=Stage.FINAL)
    expected = score(year.instrument, year.values(Stage.FINAL)).index
    assert expected is not None
    assert result.index == exact(expected)
    assert year.values(Stage.SELF)[first] == 3, "the claim stays what it was"
    assert year.values(Stage.FINAL)[first] == 2
    assert year.values(Stage.FINAL)[second] == 3
    assert verify()[1] == []


def _evidence_is_returned_mended_and_accepted(year: Year, number: str) -> None:
    operator, member = year.who(Role.UNIT_OPERATOR), year.who(Role.TEAM_MEMBER)
    document = make_document(year.world, "SK tahun lalu")
    items = put_forward(year.at, number, [2, 3], document, actor=operator, page=1)
    assert [item.level for item in items] == [2, 3]
    send_back(
        year.at,
        [(items[1].pk, items[1].revision)],
        ReturnKind.OUT_OF_PERIOD,
        "Lampirkan yang tahun ini.",
        actor=member,
    )
    returned = EvidenceItem.objects.get(pk=items[1].pk)
    assert (returned.state, returned.note) == (ItemState.RETURNED, "Lampirkan yang tahun ini.")
    with pytest.raises(ChangedMeanwhileError):
        accept(year.at, [(items[1].pk, items[1].revision)], actor=member)
    document.versions.update(is_current=False)
    fresh = make_document(year.world, "Pengganti").versions.get()
    fresh.document, fresh.revision = document, 2
    fresh.save()
    mended = renew(returned, actor=operator, seen=returned.revision)
    assert mended.state == ItemState.PROPOSED
    now = [(i.pk, i.revision) for i in EvidenceItem.objects.filter(assessment=year.pk)]
    accept(year.at, now, actor=member)
    assert sheet_of(year.at).by_number[number].ready == 3


def _two_people_on_one_answer(year: Year, number: str) -> None:
    seen = year.answer(number).version
    entry = year.who(Role.ENTRY)
    save_answer(year.at, number, actor=entry, seen=seen, fact="Ditulis entri.")
    with pytest.raises(ChangedMeanwhileError):
        save_answer(year.at, number, actor=year.who(Role.TEAM_MEMBER), seen=seen, fact="Lain.")
    assert year.answer(number).fact == "Ditulis entri."


def _answers_are_judged(year: Year, returned: str, late: str) -> None:
    responsible = year.who(Role.RESPONSIBLE)
    answer = year.answer(returned)
    return_answer(answer, "Sebutkan pasalnya.", actor=responsible, seen=answer.version)
    assert year.answer(returned).state == AnswerState.RETURNED
    answer = year.answer(returned)
    approve_answer(answer, actor=responsible, seen=answer.version)
    seen = [(n, year.answer(n).version) for n in year.numbers]
    done = approve_many(year.at, seen, actor=responsible)
    assert [leftover.number for leftover in done.left if leftover.number != returned] == [late]


def _the_whole_is_approved_without_the_late_one(year: Year, late: str) -> None:
    responsible, now = year.who(Role.RESPONSIBLE), year.at
    with pytest.raises(RefusedError, match=late):
        approve(now, actor=responsible, seen=now.version)
    approve(now, actor=responsible, seen=now.version, override="Unit belum menyerahkan.")
    row = StageValue.objects.get(assessment=year.pk, stage=Stage.SELF, indicator__number=late)
    assert row.value == year.instrument.scale.minimum
    assert row.explanation == "Unit belum menyerahkan."


def _the_claim_is_frozen(year: Year, number: str) -> None:
    assert year.at.state == State.SUBMITTED
    for actor in (SYSTEM, year.who(Role.SYSTEM_ADMIN), year.who(Role.RESPONSIBLE)):
        with pytest.raises(DeniedError):
            record_values(year.at, Stage.SELF, {number: Fraction(5)}, actor=actor)
    signed = list(year.at.signed.filter(revoked_at=None))
    assert signed
    assert all(verification(document).holds for document in signed)
    StageValue.objects.filter(
        assessment=year.pk, stage=Stage.SELF, indicator__number=number
    ).update(amount=50_000)
    assert not any(verification(document).holds for document in year.at.signed.all())
    StageValue.objects.filter(
        assessment=year.pk, stage=Stage.SELF, indicator__number=number
    ).update(amount=30_000)
    assert all(verification(document).holds for document in year.at.signed.all())


def _assessors_rate(year: Year, lowered: str, asked: str) -> None:
    assessor = year.who(Role.ASSESSOR)
    year.step(Step.ASSESS_DOCUMENTS, Role.ASSESSOR)
    ratings = {n: Rating(value) for n, value in year.values(Stage.SELF).items()}
    ratings[asked] = Rating(Fraction(2), "Pasal belum disebut.")
    with pytest.raises(RefusedError):
        rate(
            year.at,
            Stage.DOCUMENT,
            ratings | {lowered: Rating(Fraction(2))},
            actor=assessor,
            expected={},
        )
    ratings[lowered] = Rating(Fraction(2), "Bukti tidak memuat keenam domain.")
    rate(year.at, Stage.DOCUMENT, ratings, actor=assessor, expected=dict.fromkeys(ratings, 0))
    year.ask_in_interview(asked)
    year.step(Step.INTERVIEW, Role.ASSESSOR)
    heard = {asked: Rating(Fraction(3))}
    rate(year.at, Stage.INTERVIEW, heard, actor=assessor, expected={asked: 0})
    year.step(Step.CONSOLIDATE, Role.ASSESSOR)
    with pytest.raises(RefusedError):
        year.step(Step.FINALISE, Role.ASSESSOR)
    accept_proposals(year.at, actor=assessor)


def test_a_short_year_with_decimal_values(world: World, instruments) -> None:
    year = Year(world, instruments["PEMDI-2026"])
    year.plot_and_open()
    for number in year.numbers:
        year.write(number, Fraction("2.75"))
    year.step(Step.CHECK, Role.RESPONSIBLE)
    responsible = year.who(Role.RESPONSIBLE)
    approve_many(year.at, [(n, year.answer(n).version) for n in year.numbers], actor=responsible)
    now = year.at
    approve(now, actor=responsible, seen=now.version)
    year.sign_and_send()
    year.step(Step.ASSESS_DOCUMENTS, Role.ASSESSOR)
    assessor, first = year.who(Role.ASSESSOR), year.numbers[0]
    given = {n: Rating(Fraction("2.75")) for n in year.numbers}
    given[first] = Rating(Fraction("1.26"), "Baru sebagian layanan.")
    rate(year.at, Stage.DOCUMENT, given, actor=assessor, expected=dict.fromkeys(given, 0))
    year.step(Step.CONSOLIDATE, Role.ASSESSOR)
    accept_proposals(year.at, actor=assessor)
    other = {first: Rating(Fraction("1.5"))}
    with pytest.raises(RefusedError):
        decide_finals(year.at, other, actor=assessor, expected={first: 1})
    decided = {first: Rating(Fraction("1.5"), "Layanan kedua terbukti saat konsolidasi.")}
    decide_finals(year.at, decided, actor=assessor, expected={first: 1})
    year.step(Step.FINALISE, Role.ASSESSOR)
    year.step(Step.REPORT, Role.ASSESSOR)
    assert year.at.state == State.REPORTED
    assert year.values(Stage.FINAL)[first] == Fraction("1.5")
    assert year.values(Stage.DOCUMENT)[first] == Fraction("1.26")
    index = score(year.instrument, year.values(Stage.FINAL)).index
    assert index is not None
    assert StageResult.objects.get(assessment=year.pk, stage=Stage.FINAL).index == exact(index)
