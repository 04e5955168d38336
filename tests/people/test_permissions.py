from datetime import timedelta

import pytest

from selaras.foundation import clock
from selaras.foundation.access import DeniedError, System, UndeclaredActionError, action
from selaras.people.models import Appointment, Institution, Unit, User
from selaras.people.permissions import (
    appointable_roles,
    may_change_person,
    may_create_institution,
    may_invite,
    may_manage_units,
    trail_scopes,
)
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint
from selaras.people.services.units import create_unit
from selaras.people.services.users import create_user, reactivate_user
from selaras.people.standing import NOBODY, standing_of
from tests.people_fixtures import START, SYSTEM, World, make_person


def test_an_undeclared_action_raises() -> None:
    with pytest.raises(UndeclaredActionError):
        action("instution.change")


def test_everyone_sees_the_own_institution_and_only_that(world: World) -> None:
    for role in Role:
        seen = set(Institution.objects.visible_to(world.person(role)))
        if role == Role.SYSTEM_ADMIN:
            assert seen == {world.province, world.city, world.other_city}
        else:
            assert seen == {world.city}, role
    assert set(Institution.objects.visible_to(world.stranger)) == {world.other_city}


def test_a_reader_of_a_province_sees_the_cities_in_it(world: World) -> None:
    reader = make_person("Pembaca Provinsi", None)
    appoint(reader, role=Role.READER, institution=world.province, valid_from=START, actor=SYSTEM)
    assert set(Institution.objects.visible_to(reader)) == {world.province, world.city}


def test_units_and_people_of_others_stay_hidden(world: World) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    assert world.other_office not in Unit.objects.visible_to(admin)
    assert world.office in Unit.objects.visible_to(admin)
    assert world.stranger not in User.objects.visible_to(admin)
    assert world.people["koordinator"] in User.objects.visible_to(admin)
    held = Appointment.objects.visible_to(world.stranger)
    assert {row.institution_id for row in held} == {world.other_city.pk}


def test_assessors_and_readers_see_no_colleagues(world: World) -> None:
    for role in (Role.ASSESSOR, Role.READER):
        person = world.person(role)
        assert set(User.objects.visible_to(person)) == {person}


def test_nobody_and_a_switched_off_person_have_no_standing(world: World) -> None:
    person = world.person(Role.SYSTEM_ADMIN)
    person.is_active = False
    assert standing_of(person) == NOBODY
    assert standing_of(object()) == NOBODY
    assert standing_of(System()).is_system_admin


def test_standing_is_read_once(world: World, django_assert_num_queries) -> None:
    person = world.person(Role.COORDINATOR)
    with django_assert_num_queries(1):
        standing_of(person)
        standing_of(person)


def test_only_admins_shape_their_own_institution(world: World) -> None:
    allowed = {role for role in Role if may_manage_units(world.person(role), world.city)}
    assert allowed == {Role.SYSTEM_ADMIN, Role.INSTITUTION_ADMIN}
    assert not may_manage_units(world.stranger, world.city)
    assert {role for role in Role if may_create_institution(world.person(role))} == {
        Role.SYSTEM_ADMIN
    }


def test_an_institution_admin_never_gives_outside_roles(world: World) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    given = set(appointable_roles(admin, world.city.pk))
    assert given == set(Role) - {Role.SYSTEM_ADMIN, Role.ASSESSOR, Role.READER}
    assert appointable_roles(admin, world.other_city.pk) == ()


def test_an_institution_admin_cannot_get_hold_of_a_stronger_account(world: World) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    boss = make_person("Merangkap", world.city)
    assert may_change_person(admin, boss)
    assert may_invite(admin, boss)
    appoint(boss, role=Role.SYSTEM_ADMIN, valid_from=START, actor=SYSTEM)
    boss = User.objects.get(pk=boss.pk)
    assert not may_change_person(admin, boss)
    assert not may_invite(admin, boss)


def test_a_stronger_account_stays_out_of_reach_while_switched_off_or_not_yet_in_office(
    world: World,
) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    resting, coming = make_person("Nonaktif", world.city), make_person("Akan Datang", world.city)
    elsewhere = make_person("Akan Pindah", world.city)
    soon = clock.today() + timedelta(days=30)
    appoint(resting, role=Role.SYSTEM_ADMIN, valid_from=START, actor=SYSTEM)
    appoint(coming, role=Role.SYSTEM_ADMIN, valid_from=soon, actor=SYSTEM)
    appoint(
        elsewhere, role=Role.LEADER, institution=world.other_city, valid_from=soon, actor=SYSTEM
    )
    User.objects.filter(pk=resting.pk).update(is_active=False)
    for stronger in (resting, coming, elsewhere):
        person = User.objects.get(pk=stronger.pk)
        assert not may_change_person(admin, person)
        assert not may_invite(admin, person)
        with pytest.raises(DeniedError):
            reactivate_user(person, version=1, actor=admin)
        assert may_change_person(world.person(Role.SYSTEM_ADMIN), person)
    past = make_person("Dahulu", world.city)
    appoint(past, role=Role.SYSTEM_ADMIN, valid_from=START, valid_to=clock.today(), actor=SYSTEM)
    assert may_change_person(admin, past)


def test_an_account_that_works_elsewhere_too_is_left_to_the_system_administrator(
    world: World,
) -> None:
    both = make_person("Dua Kota", world.city)
    appoint(both, role=Role.ASSESSOR, institution=world.other_city, valid_from=START, actor=SYSTEM)
    both = User.objects.get(pk=both.pk)
    assert not may_change_person(world.person(Role.INSTITUTION_ADMIN), both)
    assert may_change_person(world.person(Role.SYSTEM_ADMIN), both)


def test_only_the_administrator_replaces_a_password_that_is_set(world: World) -> None:
    member = make_person("Sudah Punya", world.city, password=True)
    assert not may_invite(world.person(Role.INSTITUTION_ADMIN), member)
    assert may_invite(world.person(Role.SYSTEM_ADMIN), member)


def test_services_refuse_whom_the_permissions_refuse(world: World) -> None:
    with pytest.raises(DeniedError):
        create_unit(institution=world.city, name="X", valid_from=START, actor=world.stranger)
    with pytest.raises(DeniedError):
        create_user(
            email="a@b.id", name="A", institution=world.city, actor=world.person(Role.COORDINATOR)
        )
    with pytest.raises(DeniedError):
        appoint(
            world.person(Role.LEADER),
            role=Role.SYSTEM_ADMIN,
            valid_from=START,
            actor=world.person(Role.INSTITUTION_ADMIN),
        )


def test_the_trail_is_for_administrators_and_coordinators(world: World) -> None:
    assert trail_scopes(world.person(Role.SYSTEM_ADMIN)) is None
    own = frozenset({world.city.scope})
    readers = {r for r in Role if trail_scopes(world.person(r)) == own}
    assert readers == {Role.INSTITUTION_ADMIN, Role.COORDINATOR}
