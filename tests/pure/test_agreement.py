"""Agreement and proposals: the worked tables of the docs, and what must always hold."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from selaras.pure.agreement import agreement, sample, weighted_kappa
from selaras.pure.finals import propose
from selaras.pure.numbers import exact, parse
from tests.docs.test_algorithms import NONE, table

PAGE = "agreement.md"
STAGES = ("mandiri", "dokumen", "interviu", "visitasi")


def shown(value: Fraction | None) -> str:
    return NONE if value is None else exact(value)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("whole levels", "whole levels figures"),
        ("decimals", "decimals figures"),
        ("uniform", "uniform figures"),
    ],
)
def test_the_worked_figures(name, figures):
    rows = table(PAGE, name)
    pairs = [(parse(row["First"]), parse(row["Second"])) for row in rows]
    assert [row["Difference"] for row in rows] == [exact(a - b) for a, b in pairs]
    found = agreement(pairs)
    (row,) = table(PAGE, figures)
    assert list(row.values()) == [
        str(found.count),
        str(found.same),
        str(found.near),
        shown(found.mean_difference),
        shown(found.mean_distance),
        shown(found.linear),
        shown(found.quadratic),
    ]


def test_the_worked_lot():
    (row,) = table(PAGE, "lot")
    drawn = sample(row["Numbers"].split(), int(row["Size"]), row["Seed"])
    assert " ".join(drawn) == row["Drawn"]


def test_kappa_is_the_textbooks_on_whole_levels():
    """The same figure by counts of a square table, weights divided by the width of the scale."""
    levels = range(1, 6)
    pairs = [(3, 3), (2, 3), (4, 2), (1, 1), (5, 4), (3, 3), (2, 2), (4, 5)]
    for power in (1, 2):
        weights = {(i, j): Fraction(abs(i - j), 4) ** power for i, j in product(levels, levels)}
        count = len(pairs)
        first = {i: sum(a == i for a, _ in pairs) for i in levels}
        second = {j: sum(b == j for _, b in pairs) for j in levels}
        observed = sum(weights[pair] for pair in pairs)
        expected = sum(w * first[i] * second[j] / Fraction(count) for (i, j), w in weights.items())
        exactly = [(Fraction(a), Fraction(b)) for a, b in pairs]
        assert weighted_kappa(exactly, power) == 1 - observed / expected


def test_kappa_at_its_ends():
    one, five = Fraction(1), Fraction(5)
    assert weighted_kappa([(one, one), (five, five)], 2) == 1
    assert weighted_kappa([(one, five), (five, one)], 1) == -1
    assert weighted_kappa([(one, one), (one, five), (five, one), (five, five)], 1) == 0
    assert weighted_kappa([(one, one)], 1) is None
    with pytest.raises(ValueError, match="no pairs"):
        agreement([])


def test_a_sample_is_as_large_as_asked_and_in_order():
    numbers = [str(n) for n in range(1, 31)]
    for size in (0, 1, 7, 30, 99):
        drawn = sample(numbers, size, "benih")
        assert len(drawn) == min(size, 30)
        assert list(drawn) == sorted(drawn, key=int)
    assert sample(numbers, 7, "benih") == sample(reversed(numbers), 7, "benih")[::-1]
    assert sample(numbers, 7, "benih") != sample(numbers, 7, "lain")


def test_the_worked_proposals():
    rows = table("final-value.md", "proposals")
    values = {
        stage: {row["Indicator"]: parse(row[stage]) for row in rows if row[stage] != NONE}
        for stage in STAGES
    }
    found = propose(STAGES, values)
    for row in rows:
        proposal = found.get(row["Indicator"])
        told = (exact(proposal.value), proposal.stage) if proposal else (NONE, NONE)
        assert (row["Proposal"], row["From"]) == told
