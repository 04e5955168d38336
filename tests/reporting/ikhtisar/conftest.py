"""The small nation, ready to read."""

from __future__ import annotations

import pytest

from tests.reporting.ikhtisar.nation import Nation, make_nation, rate_two_years


@pytest.fixture
def nation(db: None) -> Nation:
    """Bodies without results."""
    return make_nation()


@pytest.fixture
def rated(nation: Nation) -> Nation:
    """The same, rated in 2023 and 2024."""
    rate_two_years(nation)
    return nation
