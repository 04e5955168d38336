"""A follow-up with the instrument it speaks of, for scenarios to start from."""

from __future__ import annotations

import pytest

from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import SYSTEM, World

CODE = "SPBE-2020"


@pytest.fixture
def follow_up(world: World) -> FollowUp:
    """The city's follow-up of 2024."""
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return make_follow_up(world, current(CODE))
