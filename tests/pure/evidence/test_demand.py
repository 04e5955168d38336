"""What a level asks for, read off the instruments' own words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from selaras.pure.evidence.demand import demand_of, enumeration, period_of
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import instrument_from

ROOT = Path(__file__).resolve().parents[3]
PERIOD = period_of(2025, date(2025, 6, 30))
SIX = ("Proses Bisnis", "Data dan Informasi", "Infrastruktur", "Aplikasi", "Keamanan", "Layanan")


@pytest.fixture(scope="module")
def spbe() -> Instrument:
    text = (ROOT / "instruments" / "SPBE-2020.yaml").read_text(encoding="utf-8")
    return instrument_from(yaml.safe_load(text))


def test_the_period_begins_a_year_before_and_ends_with_the_filling() -> None:
    assert (PERIOD.start, PERIOD.end) == (date(2024, 1, 1), date(2025, 6, 30))
    assert period_of(2025, None).end == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("domain (A Satu, B dan C, D)", ("A Satu", "B dan C", "D")),
        ("mengatur lengkap P, Q, R, dan S.", ("lengkap P", "Q", "R", "S")),
        ("mencakup perencanaan, pengadaan, dan penghapusan", ()),
        ("mencakup perencanaan, pengadaan, pemanfaatan, dan hapus",
         ("perencanaan", "pengadaan", "pemanfaatan", "hapus")),
        ("layanan lain (misalnya kas, gaji, dan aset)", ()),
        ("pihak (pusat, daerah, dan/atau desa)", ()),
        ("Kebijakan telah ditetapkan.", ()),
    ],
)  # fmt: skip
def test_things_that_a_sentence_counts_up(text: str, things: tuple[str, ...]) -> None:
    assert enumeration(text) == things


def test_a_level_that_points_back_asks_for_what_stood_below(spbe: Instrument) -> None:
    (architecture,) = (i for i in spbe.indicators() if i.number == "1")
    second, third = (demand_of(architecture, level, PERIOD) for level in (2, 3))
    assert second.things == third.things == SIX
    assert (second.all_things, third.all_things) == (False, True)


def test_rules_of_two_years_are_the_instruments_own(spbe: Instrument) -> None:
    rules = [rule.text for rule in spbe.rules]
    indicators = {i.number: i for i in spbe.indicators()}
    assert demand_of(indicators["1"], 4, PERIOD, rules).two_years
    assert not demand_of(indicators["1"], 3, PERIOD, rules).two_years
    assert demand_of(indicators["9"], 3, PERIOD, rules).two_years


def test_a_level_the_instrument_does_not_have_asks_for_nothing(spbe: Instrument) -> None:
    asked = demand_of(next(spbe.indicators()), 9, PERIOD)
    assert (asked.things, asked.two_years, asked.everyone) == ((), False, False)
