"""A small nation to test with: a province, two cities, and one person for each role.

``tests/conftest.py`` loads this module as a plug-in, so every test may ask for ``world``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from selaras.foundation.access import System
from selaras.people.models import Appointment, Category, Institution, Unit, User
from selaras.people.roles import OUTSIDER_ROLES, SITE_ROLES, UNIT_ROLES, Role

SYSTEM = System("tes")
PASSWORD = "sandi panjang untuk tes 2025"
START = date(2020, 1, 1)
LONG_NAME = (
    "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
)
STRANGER = "stranger"


@dataclass
class World:
    """The nation. ``people`` holds one person for each role value in the city, and the stranger."""

    province: Institution
    city: Institution
    other_city: Institution
    office: Unit
    division: Unit
    other_office: Unit
    people: dict[str, User] = field(default_factory=dict)

    def person(self, role: Role) -> User:
        """The person with that role, read afresh."""
        return User.objects.get(pk=self.people[role.value].pk)

    @property
    def stranger(self) -> User:
        """The admin of the other city, read afresh."""
        return User.objects.get(pk=self.people[STRANGER].pk)


def make_person(name: str, institution: Institution | None, *, password: bool = False) -> User:
    """A person, with the password of the tests when asked."""
    address = f"{name.lower().replace(' ', '.')}@contoh.go.id"
    person = User(email=address, name=name, institution=institution)
    person.set_password(PASSWORD if password else None)
    person.save()
    return person


def make_world() -> World:
    """Build the nation quickly: rows, without the events that the services write."""
    province = _institution("Provinsi Contoh", Category.PROVINCE)
    city = _institution("Kota Contoh", Category.CITY, code="36.73", province=province)
    other = _institution("Kota Lain", Category.CITY)
    office = _unit(city, "Dinas Kominfo")
    division = _unit(city, "Bidang Aplikasi", office)
    _unit(city, LONG_NAME)
    world = World(province, city, other, office, division, _unit(other, "Dinas Kominfo"))
    for role in Role:
        outside = role in SITE_ROLES or role in OUTSIDER_ROLES
        admin = role in SITE_ROLES
        person = make_person(str(role.label), None if outside else city, password=admin)
        world.people[role.value] = person
        Appointment.objects.create(
            user=person,
            role=role,
            institution=None if admin else city,
            unit=office if role in UNIT_ROLES else None,
            decree="SK 1/2020",
            valid_from=START,
        )
    stranger = make_person("Admin Kota Lain", other)
    world.people[STRANGER] = stranger
    Appointment.objects.create(
        user=stranger, role=Role.INSTITUTION_ADMIN, institution=other, valid_from=START
    )
    return world


def _institution(name: str, category: Category, **facts: Any) -> Institution:
    slug = name.lower().replace(" ", "-")
    return Institution.objects.create(name=name, slug=slug, category=category, **facts)


def _unit(institution: Institution, name: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(institution=institution, name=name, parent=parent, valid_from=START)


@pytest.fixture
def world(db: None) -> World:
    """The nation in this test's database."""
    return make_world()
