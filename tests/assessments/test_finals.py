"""Final values: proposed by the last stage that spoke, decided by a person, opened by a step."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.assessments.models import Stage, StageValue
from selaras.assessments.queries.external import desk_of
from selaras.assessments.queries.finals import finals_of
from selaras.assessments.queries.result import result_of
from selaras.assessments.services.conduct import move_on
from selaras.assessments.services.external import Rating, rate
from selaras.assessments.services.finals import accept_proposals, decide_finals
from selaras.assessments.services.results import ConflictError
from selaras.assessments.states import State, Step
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import YEAR, Work, make_work, rate_all

TWO, THREE, FOUR = Fraction(2), Fraction(3), Fraction(4)


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    """Claim 2 everywhere; documents 3 on 1 and 2; the interview 4 on 2; now consolidation."""
    made = make_work(world, spbe2020)
    rate_all(made)
    assessor = world.person(Role.ASSESSOR)
    made.move(State.DOCUMENT)
    said = {"1": Rating(THREE, "Ya."), "2": Rating(THREE, "Ya.")}
    rate(made.assessment, Stage.DOCUMENT, said, actor=assessor, expected={})
    made.move(State.INTERVIEW)
    later = {"2": Rating(FOUR, "Jelas.")}
    rate(made.assessment, Stage.INTERVIEW, later, actor=assessor, expected={}, chosen={"2"})
    made.move(State.CONSOLIDATION)
    return made


@pytest.fixture
def assessor(world: World):
    return world.person(Role.ASSESSOR)


def test_the_last_stage_that_spoke_is_proposed(work, assessor):
    finals = finals_of(desk_of(assessor, work.assessment))
    lines = {line.number: line for line in finals.lines}
    assert [(lines[n].stage, lines[n].value) for n in ("1", "2", "3")] == [
        (Stage.DOCUMENT, THREE),
        (Stage.INTERVIEW, FOUR),
        (Stage.SELF, TWO),
    ]
    assert lines["3"].is_unassessed
    assert lines["2"].suggestion == "Jelas."
    assert len(finals.acceptable) == 2


def test_deciding_otherwise_needs_a_reason_and_shows_its_effect(work, assessor):
    with pytest.raises(RefusedError, match="usulan"):
        decide_finals(work.assessment, {"2": Rating(TWO)}, actor=assessor, expected={"2": 0})
    otherwise = {"2": Rating(TWO, "Bukti tidak memuat proses."), "1": Rating(THREE)}
    decide_finals(work.assessment, otherwise, actor=assessor, expected={"1": 0, "2": 0})
    with pytest.raises(ConflictError):
        decide_finals(work.assessment, otherwise, actor=assessor, expected={"1": 0})
    finals = finals_of(desk_of(assessor, work.assessment))
    line = next(line for line in finals.lines if line.number == "2")
    assert line.differs
    assert line.effect == finals.standing.index - finals.proposed.index
    assert line.effect < 0


def test_a_value_can_be_tried_without_being_decided(work, assessor):
    finals = finals_of(desk_of(assessor, work.assessment), {"1": FOUR})
    line = finals.lines[0]
    assert (line.tried, line.decided, line.value) == (FOUR, None, FOUR)
    assert finals.standing.index > finals.proposed.index
    assert not StageValue.objects.filter(stage=Stage.FINAL).exists()


def test_proposals_are_taken_over_but_never_a_bare_claim(work, assessor):
    decide_finals(work.assessment, {"1": Rating(TWO, "Kurang.")}, actor=assessor, expected={"1": 0})
    done = accept_proposals(work.assessment, actor=assessor)
    assert done.added == 1
    values = desk_of(assessor, work.assessment).values_of(Stage.FINAL)
    assert values == {"1": TWO, "2": FOUR}


def test_final_report_and_what_the_city_reads_on_the_way(work, world, assessor):
    admin, city = world.person(Role.INSTITUTION_ADMIN), world.city.slug
    numbers = work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    with pytest.raises(RefusedError, match="belum lengkap"):
        move_on(work.assessment, Step.FINALISE, actor=assessor, seen=0)
    decided = {number: Rating(THREE, "Diputuskan.") for number in numbers}
    decide_finals(work.assessment, decided, actor=assessor, expected={})
    found = result_of(admin, city, YEAR)
    assert found is not None
    assert Stage.FINAL not in found.staged.spoken
    assert Stage.INTERVIEW in found.staged.spoken
    with pytest.raises(DeniedError):
        move_on(work.assessment, Step.FINALISE, actor=world.person(Role.RESPONSIBLE), seen=0)
    held = move_on(work.assessment, Step.FINALISE, actor=assessor, seen=0)
    found = result_of(admin, city, YEAR)
    assert found is not None
    assert (found.stage, found.is_official) == (Stage.FINAL, False)
    assert result_of(world.stranger, city, YEAR) is None
    move_on(held, Step.REPORT, actor=assessor, seen=held.version)
    for person in (admin, world.stranger):
        published = result_of(person, city, YEAR)
        assert published is not None
        assert (published.stage, published.is_official) == (Stage.FINAL, True)
        assert published.score.index == THREE
    with pytest.raises(DeniedError):
        decide_finals(work.assessment, decided, actor=assessor, expected={})


def test_others_do_not_decide(work, world):
    for role in set(Role) - {Role.ASSESSOR, Role.SYSTEM_ADMIN}:
        with pytest.raises(DeniedError):
            decide_finals(
                work.assessment, {"1": Rating(THREE)}, actor=world.person(role), expected={}
            )
