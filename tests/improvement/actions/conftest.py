"""A follow-up with the instrument it speaks of."""

from __future__ import annotations

import pytest

from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work

CODE = "SPBE-2020"


@pytest.fixture
def follow_up(world: World) -> FollowUp:
    """The city's follow-up of 2024."""
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return make_follow_up(world, current(CODE))


@pytest.fixture
def work(follow_up: FollowUp) -> Work:
    """The city's assessment of 2025, with a document accepted for level 2 of indicator 1."""
    return make_work(follow_up.world, follow_up.instrument)
