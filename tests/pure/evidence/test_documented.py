"""The tables of docs/algorithms/evidence-checks.md, computed again."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.pure.evidence.checks import DocumentFacts, Text, examine
from selaras.pure.evidence.demand import Demand, demand_of, period_of
from tests.docs.test_algorithms import NONE, Row, table
from tests.pure.scoring.instruments import real

PERIOD = period_of(2025, date(2025, 6, 30))


def day(text: str) -> date | None:
    return None if text == NONE else date.fromisoformat(text)


def words(text: str) -> str:
    return "" if text == NONE else text


@pytest.mark.parametrize("row", table("evidence-checks.md", "checks"), ids=lambda r: r["Word"])
def test_checks(row: Row) -> None:
    facts = DocumentFacts(
        kind=row["Kind"],
        title="Dokumen",
        filename="dokumen.pdf",
        text=Text.WHOLE,
        number=words(row["Number"]),
        dated=day(row["Dated"]),
        signer=words(row["Signer"]),
        valid_to=day(row["Valid to"]),
    )
    asked = Demand("1", 4, PERIOD, two_years=row["Level asks two years"] == "yes")
    said = {outcome.code: outcome.verdict.value for outcome in examine(facts, asked)}
    assert said.get(row["Word"]) == row["Verdict"]


@pytest.mark.parametrize("row", table("evidence-checks.md", "demands"))
def test_demands(row: Row) -> None:
    instrument = real(row["Instrument"])
    indicator = instrument.place(row["Indicator"])[2]
    rules = [rule.text for rule in instrument.rules]
    asked = demand_of(indicator, int(row["Level"]), PERIOD, rules)
    assert asked.things == (() if row["Things"] == NONE else tuple(row["Things"].split("; ")))
    assert asked.all_things == (row["All"] == "yes")
    assert asked.two_years == (row["Two years"] == "yes")
