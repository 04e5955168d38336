"""Readiness: how far accepted evidence alone would carry an indicator. Never the index.

Strict: a level counts once it and every level below it have accepted evidence. The lowest level of
the scale asks for nothing. See ``docs/algorithms/readiness.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet


def readiness(levels: Iterable[int], covered: AbstractSet[int]) -> int:
    """The highest level whose criteria are all covered, in the scale's own levels.

    ``levels`` are those the indicator has criteria for, in any order, ``covered`` those with
    accepted evidence. Raises ValueError when there are no levels.
    """
    ordered = sorted(set(levels))
    if not ordered:
        raise ValueError("an indicator without levels has no readiness")
    reached = ordered[0]
    for level in ordered[1:]:
        if level not in covered:
            break
        reached = level
    return reached


def next_gap(levels: Iterable[int], covered: AbstractSet[int]) -> int | None:
    """The lowest level that still lacks accepted evidence; None when every level is covered."""
    return next((level for level in sorted(set(levels))[1:] if level not in covered), None)


def missing_below(levels: Iterable[int], covered: AbstractSet[int], level: int) -> int | None:
    """The lowest level under ``level`` that lacks accepted evidence; None when all below hold.

    The lowest level of the scale asks for nothing and is never missing. Where one is missing,
    evidence of ``level`` cannot count yet: reviewers see that as a proposal, never as a verdict.
    """
    gap = next_gap(levels, covered)
    return gap if gap is not None and gap < level else None


def lacking(levels: Iterable[int], covered: AbstractSet[int], level: int) -> tuple[int, ...]:
    """Every level up to and with ``level`` that lacks accepted evidence, ascending.

    The lowest level of the scale asks for nothing and never lacks anything.
    """
    return tuple(one for one in sorted(set(levels))[1:] if one <= level and one not in covered)
