"""The worked tables of docs/algorithms, read out of the pages and computed again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from selaras.pure.instrument.model import Instrument, Rounding
from selaras.pure.numbers import display, exact
from selaras.pure.scoring import (
    band_of,
    convert_external,
    distance,
    explain_change,
    next_step,
    score,
    what_if,
)
from tests.pure.scoring.instruments import CASES, case, real

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
NONE = "–"
Row = dict[str, str]


def table(page: str, name: str) -> list[Row]:
    """The rows of the table marked with this name."""
    text = (PAGES / page).read_text(encoding="utf-8")
    marked = text.split(f"<!-- table: {name} -->")
    assert len(marked) == 2, f"{page}: no table {name}"
    lines = re.match(r"\s*((?:\|.*\n)+)", marked[1])
    assert lines is not None
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[1].splitlines()
    ]
    head, _rule, *rows = cells
    assert rows
    return [dict(zip(head, row, strict=True)) for row in rows]


def nodes(instrument: Instrument) -> dict[str, tuple[Fraction, list[str]]]:
    """Code → weight and indicator numbers, the index as "index"."""
    found: dict[str, tuple[Fraction, list[str]]] = {}
    everything: list[str] = []
    for domain in instrument.domains:
        of_domain: list[str] = []
        for aspect in domain.aspects:
            numbers = [indicator.number for indicator in aspect.indicators]
            found[aspect.code] = aspect.weight, numbers
            of_domain += numbers
        found[domain.code] = domain.weight, of_domain
        everything += of_domain
    found["index"] = sum((d.weight for d in instrument.domains), Fraction(0)), everything
    return found


def test_node_values():
    instrument, values = case("Serang 2022")
    found = score(instrument, values)
    known = nodes(instrument)
    rows = table("index-calculation.md", "nodes Serang 2022")
    assert {row["Node"] for row in rows} == set(known)
    for row in rows:
        code = row["Node"]
        weight, numbers = known[code]
        value = found.index if code == "index" else (found.domains | found.aspects)[code].value
        assert value is not None
        products = sum(
            (values[i.number] * i.weight for i in instrument.indicators() if i.number in numbers),
            Fraction(0),
        )
        expected = [
            exact(weight),
            exact(products),
            exact(value),
            display(value, instrument.rounding),
        ]
        assert list(row.values())[1:] == expected


def test_every_case():
    rows = table("index-calculation.md", "cases")
    assert [row["Case"] for row in rows] == list(CASES)
    for row in rows:
        instrument, values = case(row["Case"])
        found = score(instrument, values)
        assert found.index is not None
        assert row["Instrument"] == instrument.code
        assert row["Index"] == exact(found.index)
        assert row["Shown"] == display(found.index, instrument.rounding)
        for column, scores in (("Domains", found.domains), ("Aspects", found.aspects)):
            shown = [
                display(n.value, instrument.rounding)
                for n in scores.values()
                if n.value is not None
            ]
            assert row[column].split() == shown


def test_predicates_and_distances():
    for row in table("predicate-and-rounding.md", "bands"):
        instrument, index = real(row["Instrument"]), Fraction(row["Index"])
        assert band_of(instrument, index).name == row["Predicate"]
        way = distance(instrument, index)
        told = (way.band.name, exact(way.gap)) if way else (NONE, NONE)
        assert (row["Next"], row["Missing to it"]) == told


@pytest.mark.parametrize("rule", ["setengah-genap", "setengah-atas", "setengah-bawah"])
def test_rounding(rule):
    for row in table("predicate-and-rounding.md", "rounding"):
        assert display(Fraction(row["Exact"]), Rounding(2, rule)) == row[rule]


def test_change_by_indicator():
    instrument, before = case("Serang 2021")
    _same, after = case("Serang 2022")
    change = explain_change(instrument, before, after)
    *rows, total = table("change-decomposition.md", "change Serang 2021 Serang 2022")
    weights = {i.number: exact(i.weight) for i in instrument.indicators()}
    assert [list(row.values()) for row in rows] == [
        [p.number, exact(p.before), exact(p.after), weights[p.number], exact(p.effect)]
        for p in change.parts
    ]
    indices = [score(instrument, values).index for values in (before, after)]
    assert [Fraction(total[column]) for column in ("Before", "After")] == indices
    assert Fraction(total["Effect"]) == change.total == sum(Fraction(row["Effect"]) for row in rows)


def replaced(text: str) -> Iterator[tuple[str, Fraction]]:
    for word in text.split():
        if word != NONE:
            number, value = word.split("=")
            yield number, Fraction(value)


def test_simulations():
    instrument, values = case("Serang 2022")
    for row in table("what-if-and-next-step.md", "what-if Serang 2022"):
        found = what_if(instrument, values, dict(replaced(row["Replaced"])))
        assert found.before.index == Fraction(row["Index before"])
        assert found.after.index == Fraction(row["Index after"])
        assert found.effect == Fraction(row["Effect"]) == sum(part.effect for part in found.parts)
        assert found.after.predicate is not None
        assert found.after.predicate.name == row["Predicate after"]


def test_next_steps():
    for row in table("what-if-and-next-step.md", "steps"):
        number = row["Indicator"]
        step = next_step(real(row["Instrument"]), {number: Fraction(row["Rating"])}, number)
        told = (str(step.level), exact(step.gain)) if step else (NONE, NONE)
        assert (row["Next level"], row["Gain"]) == told


def test_missing_values():
    instrument, values = case("Serang 2022")
    gone = {"29", "30", "31"}
    found = score(instrument, {n: v for n, v in values.items() if n not in gone})
    for row in table("missing-values.md", "missing Serang 2022 29 30 31"):
        if row["Node"] == "index":
            missing, value, bounds = found.missing, found.index, found.bounds
        else:
            node = (found.domains | found.aspects)[row["Node"]]
            missing, value, bounds = node.missing, node.value, node.bounds
        assert row["Missing"] == (" ".join(missing) or NONE)
        assert row["Value"] == (NONE if value is None else exact(value))
        assert (row["Lowest"], row["Highest"]) == (exact(bounds[0]), exact(bounds[1]))
    text = (PAGES / "missing-values.md").read_text(encoding="utf-8")
    assert f"Possible predicates: {', '.join(band.name for band in found.possible)}." in text


def test_external_indices():
    known = {external.code: external for external in real("PEMDI-2026").external_indices}
    rows = table("external-index-conversion.md", "external")
    assert {row["Index"] for row in rows} == set(known)
    for row in rows:
        assert (
            exact(convert_external(known[row["Index"]], Fraction(row["Figure"]))) == row["Rating"]
        )


def test_every_marked_table_is_read_by_a_test():
    """A table nobody checks is only an illustration."""
    marked = re.compile(r"<!-- table: (.+?) -->")
    tests = Path(__file__).parents[1].rglob("test_*.py")
    here = "".join(test.read_text(encoding="utf-8") for test in tests)
    pages = sorted(PAGES.glob("*.md"))
    names = [name for page in pages for name in marked.findall(page.read_text(encoding="utf-8"))]
    assert names
    assert [name for name in names if f'"{name}"' not in here] == []


def test_every_page_is_listed():
    listed = (PAGES / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in PAGES.glob("*.md")} - {"index.md"}
    assert {name for name in pages if f"]({name})" in listed} == pages
