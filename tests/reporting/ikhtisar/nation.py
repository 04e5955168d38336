"""A nation small enough to reckon by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation.access import System
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Appointment, Category, Institution, User
from selaras.people.roles import Role
from tests.people_fixtures import START, make_person

SYSTEM = System("uji")

BODIES = (
    ("Kementerian Uji", Category.MINISTRY, None),
    ("Provinsi Barat", Category.PROVINCE, None),
    ("Provinsi Timur", Category.PROVINCE, None),
    ("Kabupaten Satu", Category.REGENCY, "Provinsi Barat"),
    ("Kabupaten Dua", Category.REGENCY, "Provinsi Barat"),
    ("Kota Tiga", Category.CITY, "Provinsi Timur"),
    ("Kota Empat", Category.CITY, "Provinsi Timur"),
)
"""Name, category, province."""


def load_instruments() -> InstrumentVersion:
    """Publish the instruments; SPBE 2020."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    return current("SPBE-2020")


@dataclass
class Nation:
    """Bodies by name, cycles by year; ``rate`` writes final values."""

    version: InstrumentVersion
    bodies: dict[str, Institution] = field(default_factory=dict)
    cycles: dict[int, Cycle] = field(default_factory=dict)

    def cycle(self, year: int, version: InstrumentVersion | None = None) -> Cycle:
        if year not in self.cycles:
            self.cycles[year] = Cycle.objects.create(
                year=year, kind=CycleKind.EVALUATION, instrument=version or self.version
            )
        return self.cycles[year]

    def rate(
        self,
        name: str,
        year: int,
        level: int,
        changes: Mapping[str, int] | None = None,
        *,
        without: tuple[str, ...] = (),
        published: bool = True,
    ) -> Assessment:
        """Every indicator at one level but for ``changes``; nothing for those left out."""
        cycle = self.cycle(year)
        assessment = Assessment.objects.create(
            cycle=cycle, institution=self.bodies[name], is_published=published
        )
        numbers = cycle.instrument.indicators.values_list("number", flat=True)
        values = {
            number: Fraction((changes or {}).get(number, level))
            for number in numbers
            if number not in without
        }
        record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
        return assessment

    def appoint(self, name: str, role: Role, place: str | None = None) -> User:
        """A new person with that role."""
        institution = self.bodies[place] if place else None
        person = make_person(name, institution)
        Appointment.objects.create(
            user=person, role=role, institution=institution, valid_from=START
        )
        return person


def make_nation() -> Nation:
    """The bodies, without results."""
    nation = Nation(load_instruments())
    for name, category, province in BODIES:
        nation.bodies[name] = Institution.objects.create(
            name=name,
            slug=name.lower().replace(" ", "-"),
            category=category,
            province=nation.bodies[province] if province else None,
        )
    return nation


def rate_two_years(nation: Nation) -> None:
    """2023 and 2024. Indicator 1 weighs 1.3 percent in the index, indicator 33 weighs 2.75.

    2024: ministry 4, province Barat 3, Satu 2 (indicator 33 at 4: 2.055), Dua 2, Tiga 2, Empat
    lacks a value, Timur has nothing. 2023: ministry 3, Barat 3, Satu 2, Dua 3, Tiga not rated.
    """
    nation.rate("Kementerian Uji", 2023, 3)
    nation.rate("Provinsi Barat", 2023, 3)
    nation.rate("Kabupaten Satu", 2023, 2)
    nation.rate("Kabupaten Dua", 2023, 3)
    nation.rate("Kementerian Uji", 2024, 4)
    nation.rate("Provinsi Barat", 2024, 3)
    nation.rate("Kabupaten Satu", 2024, 2, {"33": 4})
    nation.rate("Kabupaten Dua", 2024, 2, published=False)
    nation.rate("Kota Tiga", 2024, 2)
    nation.rate("Kota Empat", 2024, 2, without=("1", "2"))
