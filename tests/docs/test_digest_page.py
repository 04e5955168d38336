"""The worked tables of docs/algorithms/digest.md, computed again."""

from __future__ import annotations

from fractions import Fraction

from selaras.pure.numbers import exact
from selaras.pure.standings import Moved, movers, moves, ranks, rated, spread
from tests.docs.test_algorithms import NONE, table

PAGE = "digest.md"


def figures(cell: str) -> list[Fraction]:
    return [] if cell == NONE else [Fraction(word) for word in cell.split()]


def test_spread():
    for row in table(PAGE, "spread"):
        found = spread(figures(row["Indices"]))
        told = [
            row[name]
            for name in ("Mean", "Lowest", "Lower quartile", "Median", "Upper quartile", "Highest")
        ]
        if found is None:
            assert [row["Count"], *told] == [NONE] * 7
            continue
        assert row["Count"] == str(found.count)
        assert told == [
            exact(one)
            for one in (
                found.mean,
                found.lowest,
                found.lower,
                found.median,
                found.upper,
                found.highest,
            )
        ], row["Indices"]


def test_ranks():
    for row in table(PAGE, "ranks"):
        values = dict(enumerate(figures(row["Indices"])))
        assert " ".join(str(place) for place in ranks(values).values()) == row["Ranks"]


def test_movers():
    for row in table(PAGE, "movers"):
        found = movers(moves(indices(row["Before"]), indices(row["After"])), 2)
        assert [
            said(found.risen),
            said(found.fallen),
            str(found.more_risen),
            str(found.more_fallen),
        ] == [row["Risen"], row["Fallen"], row["Risen as far"], row["Fallen as far"]], row


def indices(cell: str) -> dict[str, Fraction]:
    pairs = (part.split() for part in cell.split(", "))
    return {name: Fraction(word) for name, word in pairs if word != NONE}


def said(ones: tuple[Moved[str], ...]) -> str:
    words = (f"{one.key} {'+' if one.change > 0 else ''}{exact(one.change)}" for one in ones)
    return ", ".join(words) or NONE


def test_rated():
    for row in table(PAGE, "rated"):
        pairs = [] if row["Levels"] == NONE else [one.split("×") for one in row["Levels"].split()]
        target = None if row["Target"] == NONE else Fraction(row["Target"])
        found = rated({Fraction(level): int(number) for level, number in pairs}, target)
        told = [row[name] for name in ("Count", "Mean", "Below target", "Share")]
        if found is None:
            assert told == [NONE] * 4
            continue
        share = NONE if found.short_share is None else exact(found.short_share)
        below = NONE if found.short is None else str(found.short)
        assert told == [str(found.count), exact(found.mean), below, share]
