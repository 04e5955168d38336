from datetime import date

import pytest
from django.db import IntegrityError, transaction

from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Succession, Unit
from selaras.people.queries.units import unit_facts, unit_tree
from selaras.people.roles import Role
from selaras.people.services.reorganisation import BESIDE, NewUnit, Plan, reorganise
from selaras.people.services.units import change_unit, close_unit, create_unit, move_unit
from tests.people_fixtures import LONG_NAME, START, SYSTEM, World

DAY = date(2025, 7, 1)


def unit(world: World, name: str, parent: Unit | None = None) -> Unit:
    return create_unit(
        institution=world.city, name=name, parent=parent, valid_from=START, actor=SYSTEM
    )


def plan(world: World, ended, made=(), kept=(), parent=None, moves=None) -> Plan:
    return Plan(world.city, ended, made, kept, parent, moves or {}, DAY, "Perwali 21/2025")


def versions(*units: Unit) -> dict[int, int]:
    return {one.pk: one.version for one in units}


def test_the_tree_reads_parents_before_children(world: World) -> None:
    names = [(node.depth, node.name) for node in unit_tree(world.city, DAY)]
    assert names == [(0, "Dinas Kominfo"), (1, "Bidang Aplikasi"), (0, LONG_NAME)]


def test_the_tree_asks_three_times_however_big_it_is(
    world: World, django_assert_num_queries
) -> None:
    for number in range(30):
        unit(world, f"Seksi {number}", world.division)
    with django_assert_num_queries(3):
        assert len(unit_tree(world.city, DAY)) == 33


def test_a_name_is_free_again_once_its_unit_has_ended(world: World) -> None:
    with pytest.raises(RefusedError) as refused:
        unit(world, "Dinas Kominfo")
    assert "nama ini" in str(refused.value)
    close_unit(world.division, day=DAY, version=1, actor=SYSTEM)
    unit(world, "Bidang Aplikasi")


def test_the_database_itself_refuses_two_standing_units_of_one_name(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(institution=world.city, name="Dinas Kominfo", valid_from=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=world.office.pk).update(parent=world.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=world.office.pk).update(valid_to=START)


def test_a_unit_cannot_go_below_itself(world: World) -> None:
    below = unit(world, "Seksi", world.division)
    with pytest.raises(RefusedError):
        move_unit(world.office, parent=below, version=1, actor=SYSTEM)
    with pytest.raises(RefusedError):
        move_unit(world.office, parent=world.office, version=1, actor=SYSTEM)
    move_unit(below, parent=None, version=1, actor=SYSTEM)
    assert Unit.objects.get(pk=below.pk).parent is None


def test_a_parent_must_belong_to_the_institution(world: World) -> None:
    with pytest.raises(RefusedError):
        unit(world, "Seksi", world.other_office)
    with pytest.raises(RefusedError):
        move_unit(world.division, parent=world.other_office, version=1, actor=SYSTEM)


def test_two_editors_notice_each_other(world: World) -> None:
    facts = {"abbreviation": "DKI", "valid_from": START, "actor": SYSTEM}
    assert change_unit(world.office, name="Dinas Kominfo", version=1, **facts)
    stale = Unit.objects.get(pk=world.office.pk)
    with pytest.raises(ChangedMeanwhileError) as refused:
        change_unit(stale, name="Dinas Lain", version=1, **facts)
    assert "baru saja diubah orang lain" in str(refused.value)
    assert Unit.objects.get(pk=world.office.pk).name == "Dinas Kominfo"


def test_saving_nothing_new_writes_no_event(world: World) -> None:
    before = Event.objects.count()
    same = {"name": world.office.name, "abbreviation": "", "valid_from": START}
    assert not change_unit(world.office, **same, version=1, actor=SYSTEM)
    assert Event.objects.count() == before


def test_the_event_holds_old_and_new(world: World) -> None:
    facts = {"abbreviation": "", "valid_from": START}
    change_unit(world.office, name="Dinas Komdigi", **facts, version=1, actor=SYSTEM)
    event = Event.objects.about(world.office)[0]
    assert event.old == {"name": "Dinas Kominfo"}
    assert event.new == {"name": "Dinas Komdigi"}
    assert event.scope == world.city.scope
    assert event.actor_label == "tes"


def test_a_unit_with_units_below_cannot_be_closed(world: World) -> None:
    with pytest.raises(RefusedError) as refused:
        close_unit(world.office, day=DAY, version=1, actor=SYSTEM)
    assert "Bidang Aplikasi" in str(refused.value)


def test_appointments_end_with_their_unit(world: World) -> None:
    move_unit(world.division, parent=None, version=1, actor=SYSTEM)
    close_unit(world.office, day=DAY, version=1, actor=SYSTEM)
    operator = world.people[Role.UNIT_OPERATOR.value].appointments.get()
    assert operator.valid_to == DAY
    assert Event.objects.about(operator)[0].kind == "people.appointment_ended"


def test_two_units_merge_into_a_new_one(world: World) -> None:
    statistics = unit(world, "Dinas Statistik")
    made = reorganise(
        plan(
            world,
            [world.office, statistics],
            [NewUnit("Dinas Komunikasi, Informatika, dan Statistik", "Diskominfotik")],
            moves={world.division.pk: 0},
        ),
        versions=versions(world.office, statistics),
        actor=SYSTEM,
    )
    (successor,) = made
    assert successor.valid_from == DAY
    assert set(successor.predecessors.all()) == {world.office, statistics}
    assert Unit.objects.get(pk=world.division.pk).parent == successor
    assert Unit.objects.get(pk=world.office.pk).valid_to == DAY
    before = [node.name for node in unit_tree(world.city, date(2025, 6, 30))]
    after = [node.name for node in unit_tree(world.city, DAY)]
    assert "Dinas Statistik" in before
    assert "Dinas Statistik" not in after
    assert successor.name not in before
    assert successor.name in after


def test_one_unit_splits_into_two_and_an_existing_one(world: World) -> None:
    archive = unit(world, "Dinas Arsip")
    made = reorganise(
        plan(
            world,
            [world.office],
            [NewUnit("Dinas A"), NewUnit("Dinas B")],
            [archive],
            moves={world.division.pk: 2},
        ),
        versions=versions(world.office),
        actor=SYSTEM,
    )
    assert made[2] == archive
    facts = unit_facts(world.office, DAY)
    assert [after.name for after in facts.successors] == ["Dinas A", "Dinas Arsip", "Dinas B"]
    assert Unit.objects.get(pk=world.division.pk).parent == archive
    assert {link.decree for link in Succession.objects.all()} == {"Perwali 21/2025"}


def test_a_successor_may_keep_the_old_name(world: World) -> None:
    (renewed,) = reorganise(
        plan(world, [world.division], [NewUnit("Bidang Aplikasi")], parent=world.office),
        versions=versions(world.division),
        actor=SYSTEM,
    )
    assert renewed.name == "Bidang Aplikasi"
    assert renewed.parent == world.office


def test_a_child_that_becomes_the_successor_goes_up(world: World) -> None:
    reorganise(
        plan(world, [world.office], [], [world.division], moves={world.division.pk: BESIDE}),
        versions=versions(world.office),
        actor=SYSTEM,
    )
    assert Unit.objects.get(pk=world.division.pk).parent is None


@pytest.mark.parametrize("case", ["no successor", "lost child", "own parent", "circle", "foreign"])
def test_a_plan_that_cannot_be_is_refused_whole(world: World, case: str) -> None:
    new = [NewUnit("Dinas Baru")]
    stay = {world.division.pk: 0}
    plans = {
        "no successor": plan(world, [world.office], moves=stay),
        "lost child": plan(world, [world.office], new),
        "own parent": plan(world, [world.office], new, parent=world.division, moves=stay),
        "circle": plan(world, [world.office], [], [world.division], moves=stay),
        "foreign": plan(world, [world.other_office], new),
    }
    events = Event.objects.count()
    with pytest.raises(RefusedError):
        reorganise(
            plans[case],
            versions=versions(world.office, world.division, world.other_office),
            actor=SYSTEM,
        )
    assert Event.objects.count() == events
    assert not Unit.objects.filter(name="Dinas Baru").exists()
    assert Unit.objects.get(pk=world.office.pk).valid_to is None


def test_a_reorganisation_of_a_unit_changed_meanwhile_is_refused(world: World) -> None:
    old = versions(world.division)
    facts = {"abbreviation": "BA", "valid_from": START}
    change_unit(world.division, name="Bidang Aplikasi", **facts, version=1, actor=SYSTEM)
    with pytest.raises(ChangedMeanwhileError):
        reorganise(
            plan(world, [world.division], [NewUnit("Bidang Baru")]), versions=old, actor=SYSTEM
        )
