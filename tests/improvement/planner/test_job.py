"""The job with the real solver: reachable, unreachable, limits, points, calling off."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.foundation.refusal import RefusedError
from selaras.improvement.models import GoalKind, Scenario, ScenarioMeasure
from selaras.improvement.queries.scenario_answer import Answer, answer_of
from selaras.improvement.services.planning import compute_scenario
from selaras.improvement.services.scenarios import cancel_scenario, start_scenario
from selaras.improvement.states import ScenarioState
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.planner_fixtures import compute, keep_only, make_question, make_result


def answered(scenario: Scenario) -> Answer:
    done = compute(scenario)
    assert done.state == ScenarioState.DONE, done.failure
    answer = answer_of(done.result)
    assert answer is not None
    return answer


def test_the_next_predicate_is_reached_from_a_result_with_effort_points(
    follow_up: FollowUp,
) -> None:
    result = make_result(follow_up.world, follow_up.instrument)
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        assessment=result,
        stage="akhir",
        goal=GoalKind.PREDICATE,
        predicate="Baik",
        years=1,
    )
    answer = answered(scenario)
    assert answer.start == 2
    assert answer.status == "terbaik"
    assert answer.measure == "poin"
    assert answer.chosen is not None
    assert answer.chosen.index >= Fraction("2.6")
    assert answer.chosen.years[-1].predicate == "Baik"
    assert answer.chosen.price == answer.chosen.effort == 3 * len(answer.chosen.schedule)
    assert len(answer.unpriced) == len(answer.options)
    assert answer.greedy_price is not None
    assert answer.chosen.price <= answer.greedy_price
    assert answer.losses
    assert answer.curve[0].index == 2


def test_a_price_counts_once_every_option_has_one_and_the_budget_holds(
    follow_up: FollowUp,
) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, index=Fraction(101, 100))
    keep_only(scenario, "1", "2", "3", cost=40_000_000)
    answer = answered(scenario)
    assert answer.measure == "rupiah"
    assert answer.chosen is not None
    assert answer.chosen.cost == 40_000_000 * len(answer.chosen.schedule)
    assert not answer.unpriced


def test_money_of_one_year_pushes_actions_into_the_next(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        goal=GoalKind.FLOOR,
        index=None,
        floor=1,
        yearly_money=(50_000_000, 50_000_000),
    )
    kept = keep_only(scenario, "1", "2", cost=40_000_000, use="wajib")
    answer = answered(scenario)
    assert answer.chosen is not None
    assert sorted(answer.chosen.schedule.values()) == [1, 2]
    assert set(answer.chosen.schedule) == {str(one.pk) for one in kept}


def test_a_target_out_of_reach_says_why_and_what_would_be_needed(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world, follow_up.instrument, index=Fraction(101, 100), budget=10
    )
    keep_only(scenario, "1", "2", cost=40_000_000)
    answer = answered(scenario)
    assert answer.status == "tidak-terjangkau"
    assert answer.chosen is None
    assert answer.obstacles is not None
    assert any(one["kind"] == "anggaran" and one["helps"] for one in answer.obstacles.lifted)
    assert answer.obstacles.needed is not None
    assert answer.obstacles.needed.cost >= 40_000_000


def test_a_floor_nobody_has_options_for_is_held_back_by_those_indicators(
    follow_up: FollowUp,
) -> None:
    scenario = make_question(
        follow_up.world, follow_up.instrument, goal=GoalKind.FLOOR, index=None, floor=2
    )
    keep_only(scenario, "1")
    answer = answered(scenario)
    assert answer.obstacles is not None
    assert {one["number"] for one in answer.obstacles.held_back} >= {"2", "47"}


def test_the_best_index_for_a_number_of_points(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        goal=GoalKind.BEST,
        index=None,
        total=4,
        measure=ScenarioMeasure.EFFORT,
    )
    keep_only(scenario, "1", "2", "3", "4", cost=1)
    answer = answered(scenario)
    assert answer.measure == "poin"
    assert answer.chosen is not None
    assert answer.chosen.effort == 4
    assert len(answer.chosen.schedule) == 2


def test_values_from_outside_count_and_cannot_be_worked_on(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        index=Fraction(1),
        external={"1": (Fraction(4), "Indeks SPIP 2025")},
    )
    assert not scenario.options.filter(key__startswith="kriteria:1:").exists()
    answer = answered(scenario)
    assert answer.start > 1
    assert answer.external["1"]["catatan"] == "Indeks SPIP 2025"
    assert "1" not in answer.assumed


def test_doing_the_job_again_changes_nothing(follow_up: FollowUp) -> None:
    done = compute(make_question(follow_up.world, follow_up.instrument))
    first = (done.finished_at, done.result)
    assert compute_scenario.func(done.pk, done.run) == ScenarioState.DONE
    done.refresh_from_db()
    assert (done.finished_at, done.result) == first


def test_a_killed_worker_is_followed_by_another(follow_up: FollowUp) -> None:
    started = start_scenario(make_question(follow_up.world, follow_up.instrument), actor=SYSTEM)
    Scenario.objects.filter(pk=started.pk).update(state=ScenarioState.COMPUTING)
    assert compute_scenario.func(started.pk, started.run) == ScenarioState.DONE


def test_a_cancelled_run_writes_nothing_and_the_next_one_does(follow_up: FollowUp) -> None:
    scenario = start_scenario(make_question(follow_up.world, follow_up.instrument), actor=SYSTEM)
    cancel_scenario(scenario, actor=SYSTEM)
    assert compute_scenario.func(scenario.pk, scenario.run) == ScenarioState.CANCELLED
    scenario.refresh_from_db()
    assert scenario.result == {}
    assert compute(scenario).state == ScenarioState.DONE


def test_starting_twice_waits_once(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    first = start_scenario(scenario, actor=SYSTEM).run
    assert start_scenario(scenario, actor=SYSTEM).run == first


def test_what_cannot_be_computed_is_refused_with_reasons(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, years=1)
    keep_only(scenario, "1", months=24, use="wajib")
    with pytest.raises(RefusedError, match="tidak selesai dalam tahun"):
        start_scenario(scenario, actor=SYSTEM)
    bare = make_question(follow_up.world, follow_up.instrument, name="Kosong", criteria_levels=0)
    with pytest.raises(RefusedError, match="Belum ada pilihan aksi"):
        start_scenario(bare, actor=SYSTEM)
