"""The worked tables of docs/algorithms/worksheet-formulas.md, computed again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from selaras.pure.instrument.model import Instrument, Rounding
from selaras.pure.scoring import Value
from selaras.pure.scoring.spreadsheet import Cell, Line, arithmetic
from tests.docs.test_algorithms import NONE, table
from tests.pure.scoring.instruments import case, small

PAGE = "worksheet-formulas.md"


def lines(instrument: Instrument, values: dict[str, Value]) -> dict[str, Line]:
    found = arithmetic(instrument, dict.fromkeys(values, "B1"), values)
    return {line.code or "index": line for line in found if line.kind != "indikator"}


def text(cell: Cell | None) -> str:
    if cell is None:
        return NONE
    result = cell.result
    if isinstance(result, Fraction):
        return f"{Decimal(result.numerator) / result.denominator:.2f}"
    return str(result)


def test_rows_of_real_cases() -> None:
    for row in table(PAGE, "worksheet formulas"):
        line = lines(*case(row["Case"]))[row["Node"]]
        assert list(row.values())[2:] == [
            str(line.weight),
            text(line.products),
            str(line.divisor),
            text(line.whole),
            text(line.rest),
            text(line.shown),
            text(line.predicate),
        ], row


@pytest.mark.parametrize("rule", ["setengah-genap", "setengah-atas", "setengah-bawah"])
def test_halves(rule: str) -> None:
    instrument = small((("1", "1"),), scale=(0, 5), whole=False)
    instrument = replace(instrument, rounding=Rounding(2, rule))  # type: ignore[arg-type]
    for row in table(PAGE, "worksheet halves"):
        first, second = map(Fraction, row["Ratings"].split())
        line = lines(instrument, {"1": first, "2": second})["index"]
        shown = [text(each) for each in (line.products, line.whole, line.rest, line.shown)]
        assert shown == [row["Products"], row["Whole"], row["Rest"], row[rule]], row
