"""The worked table of docs/algorithms/readiness.md, computed again."""

from __future__ import annotations

from selaras.pure.readiness import lacking, missing_below, next_gap, readiness
from tests.docs.test_algorithms import NONE, table

LEVELS = range(1, 6)


def shown(level: int | None) -> str:
    return NONE if level is None else str(level)


def test_readiness():
    for row in table("readiness.md", "readiness"):
        cell = row["Accepted at levels"]
        covered = frozenset() if cell == NONE else frozenset(map(int, cell.split()))
        assert [row["Readiness"], row["Gap"], row["Missing below 4"], row["Lacking up to 4"]] == [
            str(readiness(LEVELS, covered)),
            shown(next_gap(LEVELS, covered)),
            shown(missing_below(LEVELS, covered, 4)),
            " ".join(map(str, lacking(LEVELS, covered, 4))) or NONE,
        ], cell
