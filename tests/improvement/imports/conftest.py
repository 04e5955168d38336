"""Two cities with the units their tables name, and the people who bring the tables in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Appointment, Category, Institution, Unit, User
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM

DEMO = Path(__file__).resolve().parents[3] / "demo"
SINCE = date(2017, 1, 1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def described():
    return yaml.safe_load((DEMO / "demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def spbe2018(db) -> InstrumentVersion:
    files = [path for path in instrument_files() if path.stem.upper() == "SPBE-2018"]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return current("SPBE-2018")


def make_city(described, name: str) -> Institution:
    city = Institution.objects.create(
        name=name, slug=name.lower().replace(" ", "-"), category=Category.CITY
    )
    made: dict[str, Unit] = {}
    for part in described["unit"][name]:
        made[part["nama"]] = Unit.objects.create(
            institution=city,
            name=part["nama"],
            abbreviation=part.get("singkatan", ""),
            parent=made.get(part.get("induk", "")),
            valid_from=SINCE,
        )
    return city


@pytest.fixture
def denpasar(db, described) -> Institution:
    return make_city(described, "Kota Denpasar")


@pytest.fixture
def bontang(db, described) -> Institution:
    return make_city(described, "Kota Bontang")


@pytest.fixture
def member(db):
    """Make a person with a role in a place."""

    def make(role: Role, institution: Institution) -> User:
        person = User(email=f"{role}-{institution.slug}@contoh.go.id", name=str(role.label))
        person.set_unusable_password()
        person.save()
        Appointment.objects.create(
            user=person, role=role, institution=institution, valid_from=SINCE
        )
        return person

    return make
