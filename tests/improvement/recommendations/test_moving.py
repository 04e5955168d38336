"""The table of moves: every move, every refusal, every role."""

import pytest

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Recommendation, RecommendationUnit, RequiredEvidence
from selaras.improvement.permissions import MOVERS
from selaras.improvement.services.recommendations import move_recommendation
from selaras.improvement.states import RECOMMENDATIONS, Move, RecommendationState
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.work_fixtures import make_document

WAYS = [
    (step.name, source) for step in RECOMMENDATIONS.transitions.values() for source in step.sources
]
WRONG = [
    (step.name, state)
    for step in RECOMMENDATIONS.transitions.values()
    for state in RecommendationState.values
    if state not in step.sources
]


def put(row: Recommendation, state: str) -> Recommendation:
    Recommendation.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def cleared(follow_up: FollowUp, move: str) -> None:
    """Take everything out of the way of that move of the first recommendation."""
    if move == Move.UNPLAN:
        follow_up.action.recommendations.clear()
    if move == Move.SUBMIT:
        RequiredEvidence.objects.filter(action=follow_up.action, position=1).update(
            document=make_document(follow_up.world)
        )


@pytest.mark.parametrize(("move", "source"), WAYS)
def test_every_move_of_the_table(follow_up: FollowUp, move: str, source: str) -> None:
    row = put(follow_up.recommendation, source)
    cleared(follow_up, move)
    move_recommendation(row, move, note="Belum lengkap.", version=row.version, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.version) == (RECOMMENDATIONS[move].target, 1)
    event = Event.objects.latest("sequence")
    assert (event.kind, event.old) == ("recommendation.moved", {"keadaan": source})
    assert event.new == {"keadaan": row.state, "alasan": "Belum lengkap."}


@pytest.mark.parametrize(("move", "state"), WRONG)
def test_no_move_from_any_other_state(follow_up: FollowUp, move: str, state: str) -> None:
    row = put(follow_up.recommendation, state)
    cleared(follow_up, move)
    with pytest.raises(RefusedError, match="tidak berlaku"):
        move_recommendation(row, move, note="Ya.", version=0, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.version) == (state, 0)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("move", "source"), WAYS)
def test_each_move_is_for_its_roles(
    follow_up: FollowUp, move: str, source: str, role: Role
) -> None:
    row = put(follow_up.recommendation, source)
    cleared(follow_up, move)
    actor = follow_up.world.person(role)
    if role in {*MOVERS[move], Role.SYSTEM_ADMIN}:
        move_recommendation(row, move, note="Ya.", version=0, actor=actor)
        row.refresh_from_db()
        assert row.state == RECOMMENDATIONS[move].target
    else:
        with pytest.raises(DeniedError):
            move_recommendation(row, move, note="Ya.", version=0, actor=actor)


def test_an_operator_moves_only_what_their_units_owe(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.RETURNED)
    RecommendationUnit.objects.filter(recommendation=row).update(unit=follow_up.world.division)
    follow_up.action.unit_rows.update(unit=follow_up.world.division)
    operator = follow_up.world.person(Role.UNIT_OPERATOR)
    with pytest.raises(DeniedError):
        move_recommendation(row, Move.WORK, version=0, actor=operator)
    # The unit in charge of an action that answers it owes the answer too.
    follow_up.action.unit_rows.update(unit=follow_up.world.office)
    move_recommendation(row, Move.WORK, version=0, actor=operator)


def test_strangers_move_nothing(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.EVIDENCE)
    with pytest.raises(DeniedError):
        move_recommendation(row, Move.VERIFY, version=0, actor=follow_up.world.stranger)


def test_planning_waits_for_an_action_with_unit_and_day(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.OPEN)
    follow_up.action.target_on = None
    follow_up.action.save()
    with pytest.raises(RefusedError, match="Buat dulu aksi"):
        move_recommendation(row, Move.PLAN, version=0, actor=SYSTEM)


def test_unplanning_waits_until_no_action_is_left(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.PLANNED)
    with pytest.raises(RefusedError, match="Masih ada aksi"):
        move_recommendation(row, Move.UNPLAN, version=0, actor=SYSTEM)


def test_submitting_waits_for_a_document(follow_up: FollowUp) -> None:
    with pytest.raises(RefusedError, match="data dukung"):
        move_recommendation(follow_up.recommendation, Move.SUBMIT, version=0, actor=SYSTEM)


@pytest.mark.parametrize("move", [Move.RETURN, Move.REOPEN])
def test_reasoned_moves_say_why(follow_up: FollowUp, move: Move) -> None:
    row = put(follow_up.recommendation, RECOMMENDATIONS[move].sources[0])
    with pytest.raises(RefusedError) as error:
        move_recommendation(row, move, note="  ", version=0, actor=SYSTEM)
    assert error.value.problems[0].field == "alasan"


def test_the_reason_stays_until_the_answer_is_handed_in_again(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.EVIDENCE)
    cleared(follow_up, Move.SUBMIT)
    move_recommendation(row, Move.RETURN, note="Kurang lampiran.", version=0, actor=SYSTEM)
    move_recommendation(row, Move.WORK, version=1, actor=SYSTEM)
    row.refresh_from_db()
    assert row.state_note == "Kurang lampiran."
    move_recommendation(row, Move.SUBMIT, version=2, actor=SYSTEM)
    row.refresh_from_db()
    assert row.state_note == ""


def test_who_comes_second_moves_nothing(follow_up: FollowUp) -> None:
    row = put(follow_up.recommendation, RecommendationState.EVIDENCE)
    move_recommendation(row, Move.VERIFY, version=0, actor=SYSTEM)
    with pytest.raises(ChangedMeanwhileError):
        move_recommendation(row, Move.RETURN, note="Tidak.", version=0, actor=SYSTEM)
    row.refresh_from_db()
    assert row.state == RecommendationState.VERIFIED


def test_a_move_nobody_knows_and_a_withdrawn_one(follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    with pytest.raises(RefusedError, match="Pilih langkah"):
        move_recommendation(row, "loncat", version=0, actor=SYSTEM)
    Recommendation.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    with pytest.raises(RefusedError, match="ditarik"):
        move_recommendation(row, Move.SUBMIT, version=0, actor=SYSTEM)
