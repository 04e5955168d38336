import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, Category, Institution, SetupCode, User
from selaras.people.queries.institutions import InstitutionFilter, institution_list
from selaras.people.queries.people import EMPTY, PeopleFilter, appointments_of, people_list
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint, end_appointment
from selaras.people.services.bootstrap import set_up, setup_code, setup_is_open
from selaras.people.services.institutions import change_institution, create_institution
from selaras.people.services.invitations import Invitation, accept_invitation, invite, invited
from selaras.people.services.users import (
    change_user,
    create_demo_user,
    create_user,
    deactivate_user,
    reactivate_user,
    set_password,
)
from selaras.people.standing import standing_of
from tests.homes import Home
from tests.people.race import CLICKS
from tests.people_fixtures import PASSWORD, START, SYSTEM, World, make_person

DAY = date(2025, 7, 1)


def test_institutions_get_an_address_of_their_own(db: None) -> None:
    made = [
        create_institution(name=name, category=Category.CITY, actor=SYSTEM).slug
        for name in ("Kota Serang", "Kota  Serang", "Baru", "!!!")
    ]
    assert made == ["kota-serang", "kota-serang-2", "baru-2", "instansi"]


def test_a_central_body_has_no_province(world: World) -> None:
    with pytest.raises(RefusedError) as refused:
        create_institution(
            name="Kementerian X",
            category=Category.MINISTRY,
            province=world.province,
            actor=SYSTEM,
        )
    assert "Provinsi hanya diisi" in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=world.city.pk).update(category=Category.MINISTRY)


def test_facts_of_an_institution_change_with_old_and_new(world: World) -> None:
    facts = {"category": Category.CITY, "code": "36.73", "province": world.province}
    assert change_institution(
        world.city, name="Pemerintah Kota Contoh", **facts, version=1, actor=SYSTEM
    )
    event = Event.objects.about(world.city)[0]
    assert (event.old, event.new) == (
        {"name": "Kota Contoh"},
        {"name": "Pemerintah Kota Contoh"},
    )
    with pytest.raises(ChangedMeanwhileError):
        change_institution(world.city, name="X", **facts, version=1, actor=SYSTEM)


def test_only_the_system_administrator_says_what_an_institution_is(world: World) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    other = create_institution(name="Provinsi Lain", category=Category.PROVINCE, actor=SYSTEM)
    facts = {"name": "Kota Contoh", "category": Category.CITY, "code": "36.73"}
    facts |= {"province": world.province, "version": 1}
    assert change_institution(world.city, **{**facts, "name": "Nama Baru"}, actor=admin)
    facts |= {"name": "Nama Baru", "version": 2}
    for change in ({"category": Category.REGENCY}, {"code": "1"}, {"province": other}):
        with pytest.raises(DeniedError):
            change_institution(world.city, **{**facts, **change}, actor=admin)
    assert change_institution(world.city, **{**facts, "province": other}, actor=SYSTEM)


def test_a_province_keeps_its_members_and_lies_in_none(world: World) -> None:
    facts = {"name": "Provinsi Contoh", "code": "", "version": 1, "actor": SYSTEM}
    with pytest.raises(RefusedError) as refused:
        change_institution(world.province, category=Category.CITY, province=None, **facts)
    assert refused.value.problems[0].field == "category"
    Institution.objects.filter(pk=world.city.pk).update(province=None)
    with pytest.raises(RefusedError) as refused:
        change_institution(world.province, category=Category.CITY, province=world.province, **facts)
    assert refused.value.problems[0].field == "province"
    assert change_institution(world.province, category=Category.CITY, province=None, **facts)


def test_the_list_of_institutions_pages_and_filters(
    world: World, django_assert_num_queries
) -> None:
    for number in range(60):
        create_institution(name=f"Kabupaten {number:02}", category=Category.REGENCY, actor=SYSTEM)
    with django_assert_num_queries(2):
        first = institution_list(SYSTEM, InstitutionFilter(), day=DAY)
    second = institution_list(SYSTEM, InstitutionFilter(), day=DAY, cursor=first.next)
    names = [row.name for row in [*first.rows, *second.rows]]
    assert len(names) == first.total == 63
    assert names == sorted(names)
    found = institution_list(SYSTEM, InstitutionFilter("contoh", "kota"), day=DAY)
    (row,) = found.rows
    assert (row.units, row.people, row.province) == (3, 9, "Provinsi Contoh")


def test_one_address_is_one_person_in_any_case(world: World) -> None:
    create_user(email="Siapa@Contoh.go.id", name="A", actor=SYSTEM)
    with pytest.raises(RefusedError) as refused:
        create_user(email="siapa@contoh.GO.ID", name="B", actor=SYSTEM)
    assert "Sudah ada pengguna" in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="SIAPA@contoh.go.id", name="C")


def test_a_demo_person_never_has_a_password(world: World) -> None:
    person = create_demo_user(email="op@demo.test", name="Operator", actor=SYSTEM)
    assert not person.has_usable_password()
    with pytest.raises(RefusedError):
        set_password(person, PASSWORD, actor=SYSTEM)
    person.set_password(PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save()
    with pytest.raises(DeniedError):
        invite(person, link=str, actor=world.person(Role.SYSTEM_ADMIN))


def test_loading_a_demo_person_twice_gives_the_same(world: World) -> None:
    first = create_demo_user(email="op@demo.test", name="Operator", actor=SYSTEM)
    assert create_demo_user(email="OP@demo.test", name="Operator", actor=SYSTEM) == first
    with pytest.raises(RefusedError):
        create_demo_user(email=world.stranger.email, name="Bajakan", actor=SYSTEM)


def test_the_trail_never_holds_a_password(world: World) -> None:
    person = make_person("Baru", world.city)
    set_password(person, PASSWORD, actor=person)
    event = Event.objects.about(person)[0]
    assert event.kind == "people.password_set"
    assert event.new == {"password": "•••"}


def test_a_weak_password_is_refused(world: World) -> None:
    with pytest.raises(RefusedError):
        set_password(make_person("Baru", world.city), "12345678901234", actor=SYSTEM)


def test_an_invitation_is_mailed_and_works_once(
    world: World, django_capture_on_commit_callbacks, settings
) -> None:
    settings.MAIL = True
    person = make_person("Tamu", world.city)
    kept: list[Invitation] = []

    def link(invitation: Invitation) -> str:
        kept.append(invitation)
        return f"http://x/{invitation.person}/{invitation.token}/"

    with django_capture_on_commit_callbacks(execute=True):
        address = invite(person, link=link, actor=world.person(Role.INSTITUTION_ADMIN))
    assert address in mail.outbox[0].body
    assert mail.outbox[0].to == [person.email]
    assert Event.objects.about(person)[0].new == {"token": "•••"}
    assert invited(kept[0]) == person
    accept_invitation(kept[0], password=PASSWORD)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert invited(kept[0]) is None
    with pytest.raises(RefusedError):
        accept_invitation(kept[0], password=PASSWORD + "x")


def test_where_no_mail_leaves_an_invitation_is_only_shown(
    world: World, django_capture_on_commit_callbacks, settings
) -> None:
    settings.MAIL = False
    with django_capture_on_commit_callbacks(execute=True):
        address = invite(make_person("Tamu", world.city), link=lambda i: i.token, actor=SYSTEM)
    assert address
    assert mail.outbox == []


@pytest.mark.parametrize("person", ["", "zzzz", "!", "9999999999999999999999999999"])
def test_a_damaged_invitation_is_nobody(db: None, person: str) -> None:
    assert invited(Invitation(person, "abc-def")) is None


def test_switching_an_account_off_takes_the_roles_away(world: World) -> None:
    person = world.person(Role.COORDINATOR)
    deactivate_user(person, version=1, actor=world.person(Role.INSTITUTION_ADMIN))
    assert standing_of(world.person(Role.COORDINATOR)).roles == frozenset()
    reactivate_user(person, version=2, actor=SYSTEM)
    assert standing_of(world.person(Role.COORDINATOR)).roles


def test_nobody_switches_the_last_administrator_or_themselves_off(world: World) -> None:
    admin = world.person(Role.SYSTEM_ADMIN)
    with pytest.raises(RefusedError):
        deactivate_user(admin, version=admin.version, actor=admin)
    with pytest.raises(RefusedError) as refused:
        deactivate_user(admin, version=admin.version, actor=SYSTEM)
    assert "terakhir" in str(refused.value)
    held = admin.appointments.get()
    with pytest.raises(RefusedError):
        end_appointment(held, day=clock.today(), version=1, actor=SYSTEM)
    second = make_person("Admin Kedua", None, password=True)
    appoint(second, role=Role.SYSTEM_ADMIN, valid_from=START, actor=SYSTEM)
    end_appointment(held, day=clock.today(), version=1, actor=second)


def test_moving_an_account_out_of_reach_is_denied(world: World) -> None:
    admin = world.person(Role.INSTITUTION_ADMIN)
    person = make_person("Anggota", world.city)
    facts = {"email": person.email, "name": "Anggota", "position": "Staf"}
    assert change_user(person, **facts, institution=world.city, version=1, actor=admin)
    with pytest.raises(DeniedError):
        change_user(person, **facts, institution=world.other_city, version=2, actor=admin)


def test_role_and_place_must_fit(world: World) -> None:
    person = make_person("Calon", world.city)
    wrong = [
        {"role": Role.SYSTEM_ADMIN, "institution": world.city},
        {"role": Role.COORDINATOR},
        {"role": Role.COORDINATOR, "institution": world.city, "unit": world.office},
        {"role": Role.UNIT_OPERATOR, "institution": world.city},
        {"role": Role.UNIT_OPERATOR, "institution": world.city, "unit": world.other_office},
    ]
    for place in wrong:
        with pytest.raises(RefusedError):
            appoint(person, **place, valid_from=START, actor=SYSTEM)
    with pytest.raises(RefusedError):
        appoint(
            person,
            role=Role.UNIT_OPERATOR,
            unit=world.office,
            valid_from=START - timedelta(days=1),
            actor=SYSTEM,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(user=person, role=Role.COORDINATOR, valid_from=START)


def test_a_role_is_not_held_twice_at_once(world: World) -> None:
    person = make_person("Calon", world.city)
    term = {"role": Role.LEADER, "institution": world.city, "actor": SYSTEM}
    appoint(person, **term, valid_from=START, valid_to=DAY)
    with pytest.raises(RefusedError):
        appoint(person, **term, valid_from=DAY - timedelta(days=1))
    appoint(person, **term, valid_from=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=person, role=Role.LEADER, institution=world.city, valid_from=START
        )


def test_two_clicks_appoint_once(home: Home) -> None:
    told = home.python("from tests.people.race import race; race()").splitlines()[-1]
    assert json.loads(told) == {"stand": 1, "refused": CLICKS - 1}


def test_an_account_switched_off_meanwhile_is_not_appointed(world: World) -> None:
    person = make_person("Calon", world.city)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(RefusedError) as refused:
        appoint(person, role=Role.LEADER, institution=world.city, valid_from=START, actor=SYSTEM)
    assert "nonaktif" in str(refused.value)


def test_an_ended_appointment_gives_no_role_from_its_day_on(world: World) -> None:
    person = world.person(Role.COORDINATOR)
    held = person.appointments.get()
    end_appointment(held, day=clock.today(), version=1, actor=SYSTEM)
    assert standing_of(world.person(Role.COORDINATOR)).roles == frozenset()
    (row,) = appointments_of(person, SYSTEM, day=clock.today())
    assert not row.in_force
    assert row.last_day == clock.today() - timedelta(days=1)
    with pytest.raises(RefusedError):
        end_appointment(held, day=START, version=2, actor=SYSTEM)


def test_people_without_appointment_are_found(world: World, django_assert_num_queries) -> None:
    idle = make_person("Belum Bertugas", world.city)
    admin = world.person(Role.INSTITUTION_ADMIN)
    standing_of(admin)
    with django_assert_num_queries(3):
        found = people_list(admin, PeopleFilter(role=EMPTY), day=DAY)
    assert [row.pk for row in found.rows] == [idle.pk]
    by_role = people_list(admin, PeopleFilter(role=Role.COORDINATOR.value), day=DAY)
    assert [row.name for row in by_role.rows] == ["Koordinator"]
    homeless = people_list(SYSTEM, PeopleFilter(institution=EMPTY), day=DAY)
    assert {row.name for row in homeless.rows} == {
        "Administrator sistem",
        "Asesor eksternal",
        "Pembaca",
    }


def test_setup_needs_the_code_and_happens_once(db: None) -> None:
    assert setup_is_open()
    old, code = setup_code(), setup_code()
    assert code is not None
    assert old != code
    assert code.replace("-", "") not in SetupCode.objects.get().digest
    facts = {"email": "admin@contoh.go.id", "name": "Administrator", "password": PASSWORD}
    for wrong in ("", "AAAA-BBBB-CCCC-DDDD", old or ""):
        with pytest.raises(RefusedError):
            set_up(code=wrong, **facts)
    with pytest.raises(RefusedError):
        set_up(code=code, **{**facts, "password": "pendek"})
    person = set_up(code=code.lower().replace("-", " "), **facts)
    assert standing_of(person).is_system_admin
    assert person.check_password(PASSWORD)
    assert not setup_is_open()
    assert setup_code() is None
    with pytest.raises(RefusedError):
        set_up(code=code, **facts)


def test_demo_administrators_do_not_close_the_setup(db: None) -> None:
    person = create_demo_user(email="admin@demo.test", name="Administrator", actor=SYSTEM)
    appoint(person, role=Role.SYSTEM_ADMIN, valid_from=START, actor=SYSTEM)
    assert setup_is_open()
