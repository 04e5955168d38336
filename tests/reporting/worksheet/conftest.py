"""The city's assessment in full swing, with worksheets of its office and of the whole."""

from __future__ import annotations

import pytest

from selaras.assessments.models import Worksheet
from selaras.assessments.services.worksheets import hand_out
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import User
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work


@pytest.fixture
def instruments(db: None) -> dict[str, InstrumentVersion]:
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    return {code: current(code) for code in ("SPBE-2018", "SPBE-2020", "PEMDI-2026")}


@pytest.fixture
def spbe2020(instruments: dict[str, InstrumentVersion]) -> InstrumentVersion:
    return instruments["SPBE-2020"]


@pytest.fixture
def work(world: World, spbe2020: InstrumentVersion) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def operator(world: World) -> User:
    return world.person(Role.UNIT_OPERATOR)


@pytest.fixture
def member(world: World) -> User:
    return world.person(Role.TEAM_MEMBER)


@pytest.fixture
def unit_sheet(work: Work, operator: User) -> Worksheet:
    return hand_out(work.assessment, work.world.office, actor=operator)


@pytest.fixture
def whole_sheet(work: Work, member: User) -> Worksheet:
    return hand_out(work.assessment, None, actor=member)
