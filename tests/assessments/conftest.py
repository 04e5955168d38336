"""A small country: three instruments as published, three cities, a few people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from selaras.foundation.access import System
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Appointment, Category, Institution, User
from selaras.people.roles import Role

DEMO = Path(__file__).resolve().parents[2] / "demo"
SYSTEM = System("uji")


@pytest.fixture(scope="session")
def documents():
    return [open_instrument(path).document for path in instrument_files()]


@pytest.fixture
def instruments(db, documents) -> dict[str, InstrumentVersion]:
    load(documents, actor=SYSTEM)
    return {code: current(code) for code in ("SPBE-2018", "SPBE-2020", "PEMDI-2026")}


@pytest.fixture
def spbe2020(instruments) -> InstrumentVersion:
    return instruments["SPBE-2020"]


@pytest.fixture
def places(db) -> dict[str, Institution]:
    banten = Institution.objects.create(
        name="Provinsi Banten", slug="provinsi-banten", category=Category.PROVINCE
    )
    made = {"banten": banten}
    for name, province in (
        ("Kota Serang", banten),
        ("Kota Bontang", None),
        ("Kota Denpasar", None),
    ):
        slug = name.lower().replace(" ", "-")
        made[slug.removeprefix("kota-")] = Institution.objects.create(
            name=name, slug=slug, category=Category.CITY, province=province
        )
    return made


@pytest.fixture
def serang(places) -> Institution:
    return places["serang"]


@pytest.fixture
def person(db):
    """Make a person with a role in a place."""

    def make(role: Role, institution: Institution | None = None) -> User:
        user = User(
            email=f"{role}-{institution and institution.slug}@contoh.go.id", name=role.label
        )
        user.set_unusable_password()
        user.save()
        Appointment.objects.create(
            user=user, role=role, institution=institution, valid_from=date(2020, 1, 1)
        )
        return user

    return make


@pytest.fixture
def admin(person) -> User:
    return person(Role.SYSTEM_ADMIN)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
