"""What stands in the head of the papers of improvement. They are Indonesian in every language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Category, Institution

SOURCES = Path(__file__).resolve().parents[2] / "papers"
_SYSTEMS = {
    "SPBE": "SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK (SPBE)",
    "PEMDI": "PEMERINTAH DIGITAL",
}
_REGIONS = frozenset({Category.PROVINCE, Category.REGENCY, Category.CITY})
_KINDS = ("Kota ", "Kabupaten ", "Provinsi ")


def system_of(instrument: InstrumentVersion) -> str:
    """What the instrument rates, as titles call it."""
    return _SYSTEMS.get(instrument.code.partition("-")[0], instrument.name.upper())


def circle_of(institution: Institution) -> str:
    """DI LINGKUNGAN PEMERINTAH KOTA …, DI LINGKUNGAN KEMENTERIAN …"""
    office = "PEMERINTAH " if institution.category in _REGIONS else ""
    return f"DI LINGKUNGAN {office}{institution.name.upper()}"


def years_said(years: Sequence[int]) -> str:
    """TAHUN 2018, 2019 DAN 2020; nothing without years."""
    if not years:
        return ""
    told = [str(year) for year in years]
    rest = ", ".join(told[:-1])
    return f"TAHUN {rest} DAN {told[-1]}" if rest else f"TAHUN {told[0]}"


def town_of(institution: Institution) -> str:
    """The name before the date of a signature."""
    name = institution.name
    for kind in _KINDS:
        name = name.removeprefix(kind)
    return name
