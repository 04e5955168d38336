"""When a message is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from selaras.pure.retries import WAITS, next_attempt

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_waits_grow_and_span_a_weekend():
    assert list(WAITS) == sorted(WAITS)
    assert sum(WAITS, timedelta()) > timedelta(days=3)


def test_the_first_failure_is_tried_again_after_a_minute():
    assert next_attempt(1, NOW) == NOW + timedelta(minutes=1)
    assert next_attempt(4, NOW) == NOW + timedelta(hours=2)


def test_after_the_last_wait_it_is_given_up():
    assert next_attempt(len(WAITS), NOW) == NOW + WAITS[-1]
    assert next_attempt(len(WAITS) + 1, NOW) is None


def test_nothing_tried_has_no_next_attempt():
    with pytest.raises(ValueError, match="nothing"):
        next_attempt(0, NOW)
