"""The city's follow-up, and who keeps its plans."""

from __future__ import annotations

import pytest

from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import User
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import SYSTEM, World

CODE = "SPBE-2020"


@pytest.fixture(scope="session")
def document():
    """The instrument of 47 indicators, as published."""
    return next(
        open_instrument(path).document for path in instrument_files() if path.stem.upper() == CODE
    )


@pytest.fixture
def instrument(db: None, document) -> InstrumentVersion:
    load([document], actor=SYSTEM)
    return current(CODE)


@pytest.fixture
def follow_up(world: World, instrument: InstrumentVersion) -> FollowUp:
    return make_follow_up(world, instrument)


@pytest.fixture
def keeper(world: World) -> User:
    """A member of the team, who keeps recommendations and plans."""
    return world.person(Role.TEAM_MEMBER)
