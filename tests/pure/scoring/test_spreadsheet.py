"""Formulas of a spreadsheet against the exact arithmetic, in a real spreadsheet program."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from selaras.pure.instrument.model import Instrument, Rounding, Scale
from selaras.pure.numbers import display
from selaras.pure.scoring import band_of, score
from selaras.pure.scoring.spreadsheet import Cell, Line, arithmetic
from tests.office import Rows, converted, needs_office, sheets_of
from tests.pure.scoring.instruments import CASES, CODES, Values, case, real, small

RULES = ("setengah-genap", "setengah-atas", "setengah-bawah")
HALF = small((("1", "1"),), scale=(0, 5), whole=False)
"""Two indicators of equal weight: a half of a hundredth whenever their sum is odd."""
Scenario = tuple[Instrument, Values]


def workbook(scenarios: list[Scenario], oddities: list[list[object]] | None = None) -> bytes:
    """One sheet for each scenario, ratings in column B; ``oddities`` are typed over the first."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for place, (instrument, values) in enumerate(scenarios):
        sheet = book.add_worksheet(f"S{place}")
        numbers = [indicator.number for indicator in instrument.indicators()]
        for row, number in enumerate(numbers):
            if number in values:
                sheet.write_number(row, 1, float(values[number]))
        for row, typed in enumerate(oddities[place] if oddities else []):
            sheet.write(row, 1, typed)
        places = {number: f"$B${row}" for row, number in enumerate(numbers, start=1)}
        for line in arithmetic(instrument, places, values, first=1):
            for column, cell in columns_of(line).items():
                sheet.write_formula(f"{column}{line.row}", cell.formula)
    book.close()
    return buffer.getvalue()


def columns_of(line: Line) -> dict[str, Cell]:
    found = {
        "E": line.amount,
        "F": line.missing,
        "G": line.products,
        "I": line.whole,
        "J": line.rest,
        "K": line.shown,
        "L": line.predicate,
    }
    return {column: cell for column, cell in found.items() if cell is not None}


def shown(rows: Rows, row: int, column: str) -> object:
    place = "ABCDEFGHIJKL".index(column)
    cells = rows[row - 1] if row <= len(rows) else []
    return cells[place] if place < len(cells) else ""


def agrees(cell: object, result: int | Fraction | str) -> bool:
    if isinstance(result, str):
        return cell == result
    return isinstance(cell, float) and cell == float(result)


def check(scenarios: list[Scenario], folder: Path) -> None:
    """The program reckons what was predicted, and that is what exact scoring prints."""
    sheets = sheets_of(converted(workbook(scenarios), folder))
    for place, (instrument, values) in enumerate(scenarios):
        rows = sheets[f"S{place}"]
        numbers = [indicator.number for indicator in instrument.indicators()]
        lines = arithmetic(instrument, dict.fromkeys(numbers, "$B$1"), values)
        for line in lines:
            for column, cell in columns_of(line).items():
                found = shown(rows, line.row, column)
                assert agrees(found, cell.result), (place, line.code, column, found, cell)
        exact = score(instrument, values)
        nodes = {**exact.domains, **exact.aspects}
        for line in (line for line in lines if line.kind != "indikator"):
            value = nodes[line.code].value if line.code else exact.index
            missing = nodes[line.code].missing if line.code else exact.missing
            assert shown(rows, line.row, "F") == len(missing)
            if value is None:
                assert shown(rows, line.row, "K") == ""
            else:
                printed = f"{Decimal(str(shown(rows, line.row, 'K'))):.2f}"
                assert printed == display(value, instrument.rounding), (place, line.code)
        predicate = "" if exact.index is None else band_of(instrument, exact.index).name
        assert shown(rows, 1, "L") == predicate


def with_rule(instrument: Instrument, rule: str) -> Instrument:
    return replace(instrument, rounding=Rounding(2, rule))  # type: ignore[arg-type]


@needs_office
def test_random_ratings_show_what_exact_scoring_prints(tmp_path: Path) -> None:
    """Levels and decimals, whole sets and sets with gaps, under every rule of rounding."""
    random = Random(2026)
    scenarios: list[Scenario] = []
    for code in CODES:
        for rule in RULES:
            instrument = with_rule(real(code), rule)
            scale = instrument.scale
            step = 10_000 if scale.whole else random.choice((1, 10, 100))
            low, high = int(scale.minimum * 10_000), int(scale.maximum * 10_000)
            for size in (1, 1, 1, 1, 0.95, 0.5):
                values = {
                    indicator.number: Fraction(random.randrange(low, high + 1, step), 10_000)
                    for indicator in instrument.indicators()
                    if random.random() < size
                }
                scenarios.append((instrument, values))
    check(scenarios, tmp_path)


@needs_office
def test_exact_halves_follow_the_rule(tmp_path: Path) -> None:
    """1.005, 1.015, 1.085 and their like, none of which a float holds."""
    scenarios: list[Scenario] = []
    for rule in RULES:
        for hundredths in (200, 201, 202, 203, 217, 229, 255, 257, 401, 999):
            first = Fraction(hundredths // 2, 100)
            second = Fraction(hundredths, 100) - first
            scenarios.append((with_rule(HALF, rule), {"1": first, "2": second}))
        near = {"1": Fraction(10849, 10_000), "2": Fraction(10850, 10_000)}
        scenarios.append((with_rule(HALF, rule), near))
    check(scenarios, tmp_path)
    halves = {
        rule: [
            display(sum(values.values(), Fraction(0)) / 2, instrument.rounding)
            for instrument, values in scenarios
            if instrument.rounding.rule == rule
        ]
        for rule in RULES
    }
    assert halves["setengah-genap"] != halves["setengah-atas"] != halves["setengah-bawah"]


@needs_office
def test_indices_on_the_bounds_of_predicates(tmp_path: Path) -> None:
    """The bound itself is in the better band; what is only shown as the bound is not."""
    scenarios: list[Scenario] = []
    for band in HALF.bands[1:]:
        on = {"1": band.lower, "2": band.lower}
        below = {"1": band.lower, "2": band.lower - Fraction(1, 10_000)}
        scenarios += [(HALF, on), (HALF, below)]
    check(scenarios, tmp_path)


@needs_office
def test_published_results_to_the_printed_digit(tmp_path: Path) -> None:
    check([case(name) for name in CASES], tmp_path)


@needs_office
def test_what_is_no_rating_counts_as_missing(tmp_path: Path) -> None:
    """Typed past the validation: words, levels off the scale, parts of levels, truth, errors."""
    whole, decimal = small((("1",),), scale=(0, 5)), small((("1",),), scale=(1, 5), whole=False)
    odd: list[tuple[Instrument, object]] = [
        (whole, typed) for typed in ("3", "tiga", "", 6, -1, 2.5, True, "=1/0", '="3"')
    ]
    odd += [(decimal, typed) for typed in (0.9999, 5.0001, 2.34567, "2,5", False)]
    scenarios: list[Scenario] = [(instrument, {}) for instrument, _ in odd]
    data = workbook(scenarios, [[typed] for _, typed in odd])
    sheets = sheets_of(converted(data, tmp_path))
    for place, (_, typed) in enumerate(odd):
        rows = sheets[f"S{place}"]
        assert shown(rows, 1, "F") == 1, typed
        assert [shown(rows, 1, column) for column in "GIJKL"] == [""] * 5, typed


def test_places_are_asked_for_every_indicator() -> None:
    with pytest.raises(KeyError):
        arithmetic(HALF, {"1": "B1"}, {})


def test_weights_that_a_spreadsheet_cannot_hold_are_refused() -> None:
    fine = small(((str(Fraction(1, 10**9)), str(1 - Fraction(1, 10**9))),))
    with pytest.raises(ValueError, match="digits"):
        arithmetic(fine, {"1": "B1", "2": "B2"}, {})


def test_a_scale_below_nothing_is_refused() -> None:
    below = replace(HALF, scale=Scale(Fraction(-1), Fraction(5), whole=True))
    with pytest.raises(ValueError, match="below nothing"):
        arithmetic(below, {"1": "B1", "2": "B2"}, {})


def test_a_value_off_the_scale_has_no_result() -> None:
    lines = arithmetic(HALF, {"1": "B1", "2": "B2"}, {"1": Fraction(6), "2": Fraction(1, 3)})
    assert [line.missing.result for line in lines if line.kind == "indikator"] == [1, 1]
    assert lines[0].shown is not None
    assert lines[0].shown.result == ""


def test_a_name_with_quotes_stays_a_text() -> None:
    bands = (replace(HALF.bands[0], name='Se"kian'), *HALF.bands[1:])
    lines = arithmetic(replace(HALF, bands=bands), {"1": "B1", "2": "B2"}, {})
    assert lines[0].predicate is not None
    assert '"Se""kian"' in lines[0].predicate.formula
