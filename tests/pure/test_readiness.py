"""Readiness is strict: it follows accepted evidence level by level, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.readiness import missing_below, next_gap, readiness

scales = st.sampled_from([range(1, 6), range(6), range(1, 4)])
covers = st.frozensets(st.integers(-1, 7))


@given(scales, covers)
def test_it_never_leaves_the_scale(levels, covered):
    assert min(levels) <= readiness(levels, covered) <= max(levels)


@given(scales, covers, covers)
def test_more_accepted_evidence_never_lowers_it(levels, covered, more):
    assert readiness(levels, covered | more) >= readiness(levels, covered)


@given(scales, covers)
def test_it_is_strict(levels, covered):
    """Every level up to it holds, the next one does not."""
    reached = readiness(levels, covered)
    first = min(levels)
    assert all(level in covered for level in levels if first < level <= reached)
    assert reached == max(levels) or reached + 1 not in covered


@given(scales, covers)
def test_evidence_of_the_lowest_level_changes_nothing(levels, covered):
    assert readiness(levels, covered | {min(levels)}) == readiness(levels, covered)


@given(st.permutations([1, 2, 3, 4, 5]), covers)
def test_the_order_of_the_levels_does_not_matter(levels, covered):
    assert readiness(levels, covered) == readiness(range(1, 6), covered)


@given(scales, covers)
def test_the_gap_is_the_level_after_it(levels, covered):
    gap = next_gap(levels, covered)
    reached = readiness(levels, covered)
    assert gap == (None if reached == max(levels) else reached + 1)


@given(scales, covers, st.integers(0, 6))
def test_a_level_counts_when_nothing_is_missing_below(levels, covered, level):
    missing = missing_below(levels, covered, level)
    if missing is None:
        assert level not in levels or level - 1 <= readiness(levels, covered)
    else:
        assert missing == readiness(levels, covered) + 1 < level + 1


def test_without_levels_there_is_none():
    with pytest.raises(ValueError, match="without levels"):
        readiness([], frozenset())
    assert next_gap([], frozenset()) is None
