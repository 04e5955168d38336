"""The instruments and published ratings that scoring is tried on."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

from selaras.instruments.files import instrument_files, open_instrument
from selaras.pure.instrument.model import (
    Aspect,
    Band,
    Domain,
    Indicator,
    Instrument,
    Rounding,
    Scale,
)
from selaras.pure.instrument.parse import instrument_from

DEMO = Path(__file__).parents[3] / "demo"
CODES = ("SPBE-2018", "SPBE-2020", "PEMDI-2026")

Values = dict[str, Fraction]


@cache
def real(code: str) -> Instrument:
    path = next(path for path in instrument_files() if path.stem == code)
    return instrument_from(open_instrument(path).document)


@cache
def published(file: str, number: str, column: str, code: str) -> Values:
    """A column of a real table; rows are the instrument's indicators in its order."""
    with (DEMO / file).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    numbers = [indicator.number for indicator in real(code).indicators()]
    assert len(rows) == len(numbers)
    if [row[number] for row in rows] != numbers:
        assert [row[number] for row in rows] == [str(n + 1) for n in range(len(rows))]
    return {n: Fraction(row[column]) for n, row in zip(numbers, rows, strict=True)}


CASES = {
    "Serang 2022": ("SPBE-2020", "serang-2022.csv", "nomor", "nilai_2022"),
    "Serang 2021": ("SPBE-2020", "serang-2022.csv", "nomor", "nilai_2021"),
    "Bontang 2018 mandiri": ("SPBE-2018", "bontang-2018.csv", "nomor", "nilai_mandiri"),
    "Bontang 2018 evaluator": ("SPBE-2018", "bontang-2018.csv", "nomor", "nilai_evaluator_ugm"),
    "Bontang 2018 akhir": ("SPBE-2018", "bontang-2018.csv", "nomor", "nilai_akhir"),
    "Denpasar 2018": ("SPBE-2018", "denpasar-monev-2019.csv", "no", "nilai"),
}


def case(name: str) -> tuple[Instrument, Values]:
    code, file, number, column = CASES[name]
    return real(code), published(file, number, column, code)


def small(
    weights: tuple[tuple[str, ...], ...] = (("10", "20"), ("70",)),
    *,
    scale: tuple[int, int] = (1, 5),
    whole: bool = True,
    factor: Fraction = Fraction(1),
) -> Instrument:
    """An instrument of one domain per aspect, with numbers "1", "2", ... in order."""
    bands = tuple(
        Band(name, Fraction(lower), "")
        for name, lower in (("Kurang", "0"), ("Cukup", "1.8"), ("Baik", "2.6"), ("Unggul", "4.2"))
    )
    domains = []
    number = 0
    for place, group in enumerate(weights, start=1):
        indicators = []
        for weight in group:
            number += 1
            exact = Fraction(weight) * factor
            name = str(number)
            indicators.append(Indicator(name, name, f"I{name}", f"Indikator {name}", exact, "", ()))
        total = sum((i.weight for i in indicators), Fraction(0))
        aspect = Aspect(f"A{place}", f"Aspek {place}", total, tuple(indicators))
        domains.append(Domain(f"D{place}", f"Domain {place}", total, (aspect,)))
    return Instrument(
        code="KECIL",
        name="Instrumen kecil",
        scale=Scale(Fraction(scale[0]), Fraction(scale[1]), whole),
        rounding=Rounding(2, "setengah-genap"),
        bands=bands,
        domains=tuple(domains),
        level_names={},
        level_meanings={},
        aliases={},
    )
