"""The fingerprint of a content does not depend on order, and takes only plain content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.fingerprint import canonical, differing, fingerprint, grouped

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


@given(plain)
def test_the_same_content_has_one_form(content):
    assert canonical(content) == canonical(_turned(content))
    assert list(differing(content, _turned(content))) == []


def _turned(content):
    """The same content with every mapping in reverse order."""
    if isinstance(content, dict):
        return {key: _turned(content[key]) for key in reversed(content)}
    return [_turned(x) for x in content] if isinstance(content, list) else content


@given(plain, plain)
def test_another_content_differs_somewhere(one, other):
    if canonical(one) != canonical(other):
        assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize("content", [1.5, {"a": 0.1}, {1: "a"}, [object()], {"a": {2}}])
def test_what_can_be_written_in_two_ways_is_refused(content):
    with pytest.raises(TypeError):
        fingerprint(content)


def test_grouping_is_for_the_eye():
    assert grouped("ab" * 8) == "abababab abababab"
