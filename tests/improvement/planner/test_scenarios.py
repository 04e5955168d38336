"""Making, changing, copying and removing scenarios; their options and where they come from."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import GoalKind, OptionKind, Scenario, Use
from selaras.improvement.queries.scenario_inputs import SOURCES, inputs_of, waits_of
from selaras.improvement.services.scenario_options import (
    OptionFacts,
    add_option,
    facts_of,
    set_options,
)
from selaras.improvement.services.scenarios import (
    change_scenario,
    copy_scenario,
    make_scenario,
    regather,
    remove_scenario,
    start_scenario,
)
from selaras.improvement.states import ScenarioState
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.planner_fixtures import compute, facts, make_question


def test_options_come_from_actions_recommendations_and_what_is_left_of_the_criteria(
    follow_up: FollowUp,
) -> None:
    scenario = make_question(
        follow_up.world,
        follow_up.instrument,
        plan=follow_up.plan,
        uses_recommendations=True,
        criteria_levels=2,
    )
    options = {option.key: option for option in scenario.options.all()}
    first = options[f"aksi:{follow_up.action.pk}"]
    assert (first.use, first.cost, first.unit) == (
        Use.MUST,
        50_000_000,
        follow_up.world.office,
    ), "a step of it is done, so it is under way"
    assert first.months == 6, "from the first month of its steps to the last"
    assert options[f"aksi:{follow_up.actions[1].pk}"].use == Use.MAY
    third = options[f"rekomendasi:{follow_up.recommendations[2].pk}"]
    assert third.targets == [["3", 3]]
    answered = f"rekomendasi:{follow_up.recommendation.pk}"
    assert answered not in options, "an action of the plan answers it"
    assert "kriteria:1:3" not in options
    assert options["kriteria:1:2"].kind == OptionKind.CRITERION
    assert "kriteria:1:4" in options, "the two lowest that nothing else fulfils"
    assert len(options) == 3 + 47 * 2


def test_criteria_count_from_what_each_indicator_stands_on(follow_up: FollowUp) -> None:
    scenario = make_question(
        follow_up.world, follow_up.instrument, typed={"1": Fraction("4.5"), "2": Fraction(5)}
    )
    keys = set(scenario.options.values_list("key", flat=True))
    assert "kriteria:1:5" in keys
    assert not any(key.startswith("kriteria:2:") for key in keys)
    assert "kriteria:3:2" in keys


def test_gathering_anew_keeps_what_was_edited(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, plan=follow_up.plan)
    action = follow_up.action
    edited = scenario.options.get(key=f"aksi:{action.pk}")
    plain = scenario.options.get(key=f"aksi:{follow_up.actions[1].pk}")
    set_options(
        scenario,
        {edited.pk: replace(facts_of(edited, {}), cost=1)},
        version=scenario.version,
        actor=SYSTEM,
    )
    for row, cost in ((action, 7), (follow_up.actions[1], 8)):
        row.cost, row.version = cost, row.version + 1
        row.save(update_fields=["cost", "version"])
    scenario.refresh_from_db()
    before = inputs_of(scenario).prints
    regather(scenario, version=scenario.version, actor=SYSTEM)
    edited.refresh_from_db()
    plain.refresh_from_db()
    assert (edited.cost, plain.cost) == (1, 8)
    assert before[SOURCES] == inputs_of(scenario).prints[SOURCES]


def test_a_changed_source_shows_in_the_fingerprints(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, plan=follow_up.plan)
    before = inputs_of(scenario).prints
    follow_up.action.version += 1
    follow_up.action.save(update_fields=["version"])
    after = inputs_of(scenario).prints
    assert {name for name in after if after[name] != before[name]} == {SOURCES}


def test_prerequisites_of_actions_are_kept_between_options(follow_up: FollowUp) -> None:
    second = follow_up.actions[1]
    second.prerequisites.add(follow_up.action)
    scenario = make_question(follow_up.world, follow_up.instrument, plan=follow_up.plan)
    keys = dict(scenario.options.values_list("key", "pk"))
    assert waits_of(scenario) == {keys[f"aksi:{second.pk}"]: (keys[f"aksi:{follow_up.action.pk}"],)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"goal": GoalKind.PREDICATE, "predicate": "Hebat"}, "predicate"),
        ({"index": None}, "index"),
        ({"index": Fraction(7)}, "index"),
        ({"goal": GoalKind.FLOOR}, "floor"),
        ({"goal": GoalKind.BEST}, "total"),
        ({"years": 6}, "years"),
        ({"budget": -1}, "budget"),
        ({"yearly_money": (5, -1)}, "money_2"),
        ({"typed": {"1": Fraction(9)}}, "typed-1"),
        ({"typed": {"99": Fraction(2)}}, "typed-99"),
        ({"external": {"1": (Fraction(2), "")}}, "note-1"),
        ({"capacity": {0: 3}}, "capacity-0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    follow_up: FollowUp, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        make_question(follow_up.world, follow_up.instrument, **changes)
    assert field in {problem.field for problem in refused.value.problems}


def test_a_unit_of_another_city_carries_no_capacity(follow_up: FollowUp) -> None:
    stray = follow_up.world.other_office
    with pytest.raises(RefusedError):
        make_question(follow_up.world, follow_up.instrument, capacity={stray.pk: 3})


def test_only_planners_make_scenarios(follow_up: FollowUp) -> None:
    world = follow_up.world
    with pytest.raises(DeniedError):
        make_question(world, follow_up.instrument, actor=world.person(Role.UNIT_OPERATOR))
    made = make_question(world, follow_up.instrument, actor=world.person(Role.LEADER))
    assert made.author == world.person(Role.LEADER)
    with pytest.raises(DeniedError):
        start_scenario(made, actor=world.person(Role.UNIT_OPERATOR))


def test_the_same_name_twice_is_refused(follow_up: FollowUp) -> None:
    make_question(follow_up.world, follow_up.instrument)
    with pytest.raises(RefusedError, match="nama ini"):
        make_question(follow_up.world, follow_up.instrument)


def test_a_change_tells_old_and_new_and_needs_the_version_seen(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    new = facts(follow_up.instrument, budget=500)
    change_scenario(scenario, new, version=0, actor=SYSTEM)
    event = Event.objects.filter(kind="scenario.changed").get()
    assert (event.old, event.new) == ({"dana seluruhnya": None}, {"dana seluruhnya": 500})
    with pytest.raises(ChangedMeanwhileError):
        change_scenario(scenario, new, version=0, actor=SYSTEM)


def test_inputs_rest_while_the_job_has_them(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    start_scenario(scenario, actor=SYSTEM)
    with pytest.raises(RefusedError, match="sedang dihitung"):
        change_scenario(
            scenario, facts(follow_up.instrument), version=scenario.version, actor=SYSTEM
        )


def test_options_change_all_or_none(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    first, second = scenario.options.all()[:2]
    good, bad = OptionFacts(effort=4), OptionFacts(effort=0, confidence=101)
    with pytest.raises(RefusedError) as refused:
        set_options(scenario, {first.pk: good, second.pk: bad}, version=0, actor=SYSTEM)
    assert {p.field for p in refused.value.problems} == {
        f"{second.pk}-effort",
        f"{second.pk}-confidence",
    }
    first.refresh_from_db()
    assert first.effort != 4
    assert set_options(scenario, {first.pk: good}, version=0, actor=SYSTEM) == 1
    event = Event.objects.get(kind="scenario.options_changed")
    title = first.title[:80]
    assert (event.old[title]["poin"], event.new[title]["poin"]) == (first.effort, 4)
    with pytest.raises(ChangedMeanwhileError):
        set_options(scenario, {first.pk: good}, version=0, actor=SYSTEM)


def test_options_that_wait_for_each_other_are_refused(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    first, second = scenario.options.all()[:2]
    changes = {
        first.pk: OptionFacts(effort=1, prerequisites=(second.pk,)),
        second.pk: OptionFacts(effort=1, prerequisites=(first.pk,)),
    }
    with pytest.raises(RefusedError, match="saling menunggu"):
        set_options(scenario, changes, version=0, actor=SYSTEM)
    with pytest.raises(RefusedError, match="nomor aksi lain"):
        set_options(
            scenario,
            {first.pk: OptionFacts(effort=1, prerequisites=(first.pk,))},
            version=0,
            actor=SYSTEM,
        )
    assert waits_of(scenario) == {}


def test_a_unit_of_an_option_belongs_to_the_institution(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    option = scenario.options.all()[0]
    for unit, good in ((follow_up.world.other_office, False), (follow_up.world.office, True)):
        changes = {option.pk: OptionFacts(effort=1, unit=unit.pk)}
        if good:
            set_options(scenario, changes, version=0, actor=SYSTEM)
        else:
            with pytest.raises(RefusedError):
                set_options(scenario, changes, version=0, actor=SYSTEM)
    option.refresh_from_db()
    assert option.unit == Unit.objects.get(pk=follow_up.world.office.pk)


def test_an_option_added_by_hand_stays_when_sources_are_read_anew(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    made = add_option(
        scenario,
        "Membangun pusat data bersama",
        [("3", 2), ("4", 2)],
        OptionFacts(effort=9),
        version=0,
        actor=SYSTEM,
    )
    regather(scenario, version=1, actor=SYSTEM)
    made.refresh_from_db()
    assert made.targets == [["3", 2], ["4", 2]]
    assert made.position == scenario.options.count()
    with pytest.raises(RefusedError):
        add_option(scenario, "Lain", [("99", 2)], OptionFacts(effort=1), version=2, actor=SYSTEM)


def test_a_copy_asks_the_same_question_and_has_no_answer(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument, budget=7)
    first, second = scenario.options.all()[:2]
    set_options(
        scenario,
        {second.pk: OptionFacts(effort=3, prerequisites=(first.pk,))},
        version=0,
        actor=SYSTEM,
    )
    done = compute(scenario)
    copy = copy_scenario(done, actor=SYSTEM)
    assert (copy.state, copy.result, copy.budget) == (ScenarioState.DRAFT, {}, 7)
    assert copy.name == "Skenario uji (salinan)"
    assert copy_scenario(done, actor=SYSTEM).name == "Skenario uji (salinan 2)"
    assert copy.options.count() == scenario.options.count()
    ((waiting, before),) = waits_of(copy).items()
    assert copy.options.get(pk=waiting).key == second.key
    assert copy.options.get(pk=before[0]).key == first.key


def test_only_drafts_are_removed(follow_up: FollowUp) -> None:
    scenario = make_question(follow_up.world, follow_up.instrument)
    other = make_question(follow_up.world, follow_up.instrument, name="Lain")
    remove_scenario(scenario, actor=SYSTEM)
    assert not Scenario.objects.filter(pk=scenario.pk).exists()
    with pytest.raises(RefusedError, match="Hanya draf"):
        remove_scenario(compute(other), actor=SYSTEM)


def test_a_result_of_another_city_cannot_be_the_beginning(follow_up: FollowUp) -> None:
    with pytest.raises(RefusedError):
        make_scenario(
            follow_up.world.other_city,
            facts(follow_up.instrument, plan=follow_up.plan),
            actor=SYSTEM,
        )
