"""A computed set becomes an action plan once, without doubling what plans already hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import ActionPlan, Adoption, Scenario
from selaras.improvement.queries.scenario_answer import KeptOption
from selaras.improvement.services.actions import ActionFacts, add_action
from selaras.improvement.services.adopting import adopt_scenario, proposal_of, steps_for
from selaras.improvement.services.scenario_options import OptionFacts, set_options
from selaras.instruments.queries import definition
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.planner_fixtures import compute, keep_only, make_question


def adopt(scenario: Scenario, name: str = "Rencana 2026", *, actor: Any = SYSTEM) -> ActionPlan:
    return adopt_scenario(scenario, choice=0, run=scenario.run, name=name, actor=actor)


def small(follow_up: FollowUp, **changes: Any) -> Scenario:
    scenario = make_question(follow_up.world, follow_up.instrument, **changes)
    keep_only(scenario, "1", "2", use="wajib", unit=follow_up.world.office.pk)
    return compute(scenario)


def test_the_plan_holds_the_chosen_set_with_days_units_and_steps(follow_up: FollowUp) -> None:
    scenario = small(follow_up, index=1)
    plan = adopt(scenario)
    assert (plan.first_year, plan.last_year, plan.state) == (2026, 2027, "draf")
    first, second = plan.actions.all()
    assert (first.starts_on, first.target_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (first.effort, first.confidence, first.cost) == (2, 90, None)
    assert [row.unit for row in first.unit_rows.all()] == [follow_up.world.office]
    assert [(t.indicator.number, t.level) for t in first.targets.all()] == [("1", 2)]
    steps = list(first.steps.all())
    assert len(steps) == 3
    assert steps[0].first_month == date(2026, 1, 1)
    assert steps[-1].last_month == date(2026, 12, 1)
    assert "Memenuhi: " in steps[1].title
    assert second.targets.get().indicator.number == "2"
    assert "simulasi" in plan.note


def test_a_double_click_makes_one_plan(follow_up: FollowUp) -> None:
    scenario = small(follow_up, index=1)
    assert adopt(scenario) == adopt(scenario, "Nama lain")
    assert Adoption.objects.count() == 1
    assert proposal_of(scenario, 0).adopted == Adoption.objects.get().plan


def test_actions_of_an_open_plan_are_named_and_not_doubled(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        plan=follow_up.plan,
        index=1,
        typed={"1": 2, "2": 2},
    )
    waiting = scenario.options.get(key="kriteria:3:2")
    before = scenario.options.get(key=f"aksi:{follow_up.action.pk}")
    set_options(
        scenario,
        {waiting.pk: OptionFacts(effort=2, months=6, use="wajib", prerequisites=(before.pk,))},
        version=0,
        actor=SYSTEM,
    )
    done = compute(scenario)
    proposal = proposal_of(done, 0)
    assert [action for _option, action in proposal.existing] == [follow_up.action]
    plan = adopt(done)
    (made,) = plan.actions.all()
    assert made.targets.get().indicator.number == "3"
    assert "Menetapkan peraturan arsitektur" in made.note
    assert follow_up.plan.name in plan.note


def test_an_action_of_a_closed_plan_is_made_anew(follow_up: FollowUp) -> None:
    scenario = compute(
        make_question(
            follow_up.world,
            follow_up.instrument,
            plan=follow_up.plan,
            index=1,
            criteria_levels=0,
        )
    )
    with pytest.raises(RefusedError, match="sudah ada"):
        adopt(scenario)
    ActionPlan.objects.filter(pk=follow_up.plan.pk).update(state="ditutup")
    (made,) = adopt(scenario).actions.all()
    assert made.title == follow_up.action.title


@pytest.mark.parametrize("changes", [{"state": "draf"}, {"first_year": 2024, "last_year": 2025}])
def test_an_action_of_a_draft_or_of_past_years_is_taken_over_whole(
    follow_up: FollowUp, changes: dict[str, Any]
) -> None:
    scenario = compute(
        make_question(
            follow_up.world, follow_up.instrument, plan=follow_up.plan, index=1, criteria_levels=0
        )
    )
    ActionPlan.objects.filter(pk=follow_up.plan.pk).update(**changes)
    (made,) = adopt(scenario).actions.all()
    assert made.title == follow_up.action.title
    assert made.target_on is not None
    assert made.target_on.year == 2026
    assert list(made.recommendations.all()) == [follow_up.recommendation]
    assert [row.unit for row in made.unit_rows.all()] == [follow_up.world.office]
    assert follow_up.plan.name in made.note


def test_prerequisites_within_the_set_stay_between_the_new_actions(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, index=1)
    first, second = keep_only(scenario, "1", "2", use="wajib", months=6)
    set_options(
        scenario,
        {second.pk: OptionFacts(effort=2, months=6, use="wajib", prerequisites=(first.pk,))},
        version=scenario.version,
        actor=SYSTEM,
    )
    one, two = adopt(compute(scenario)).actions.all()
    assert list(two.prerequisites.all()) == [one]


def test_what_finishes_after_three_years_is_left_for_later(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, index=1, years=4)
    first, second = keep_only(scenario, "1", "2", use="wajib")
    set_options(
        scenario,
        {second.pk: OptionFacts(effort=2, months=40, use="wajib")},
        version=scenario.version,
        actor=SYSTEM,
    )
    done = compute(scenario)
    proposal = proposal_of(done, 0)
    assert [one.title for one in proposal.later] == [second.title]
    assert [one.title for one in adopt(done).actions.all()] == [first.title]


def test_an_outdated_or_recomputed_answer_is_not_adopted(follow_up: FollowUp) -> None:
    scenario = small(follow_up, index=1)
    option = scenario.options.first()
    assert option is not None
    set_options(
        scenario,
        {option.pk: OptionFacts(effort=9, use="wajib")},
        version=scenario.version,
        actor=SYSTEM,
    )
    with pytest.raises(ChangedMeanwhileError, match="Hitung ulang"):
        adopt(scenario)
    seen = Scenario.objects.get(pk=scenario.pk)
    again = compute(scenario)
    with pytest.raises(ChangedMeanwhileError, match="baru saja dihitung ulang"):
        adopt(seen)
    assert adopt(again).actions.count() == 2


def test_whoever_may_plan_may_not_yet_write_the_plan(follow_up: FollowUp) -> None:
    scenario = small(follow_up, index=1)
    with pytest.raises(DeniedError):
        adopt(scenario, actor=follow_up.world.person(Role.LEADER))
    assert adopt(scenario, actor=follow_up.world.person(Role.RESPONSIBLE)).actions.exists()


def test_a_long_title_still_makes_steps_a_plan_can_keep(follow_up: FollowUp) -> None:
    """A criterion the instrument does not describe is named by the option's own words."""
    option = KeptOption(
        key="milik:1",
        position=1,
        kind="milik",
        title="Menyusun " + "pedoman " * 60,
        targets=(("1", 99),),
        cost=None,
        effort=1,
        months=12,
        unit=None,
        unit_name="",
        confidence=80,
        use="boleh",
        action=None,
        recommendation=None,
        waits=(),
    )
    steps = steps_for(option, definition(follow_up.instrument), 2025)
    added = add_action(follow_up.plan, ActionFacts(title="Aksi", steps=steps), actor=SYSTEM)
    assert added.steps.count() == 3
