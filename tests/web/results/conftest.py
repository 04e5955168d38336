"""Kota Serang with its two years, and people to look at it."""

from __future__ import annotations

import pytest
from django.test import Client

from selaras.assessments.models import CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle, publish_results
from selaras.assessments.services.results import record_values
from selaras.people.roles import Role
from tests.assessments.conftest import (  # noqa: F401
    DEMO,
    SYSTEM,
    admin,
    documents,
    instruments,
    own_files,
    person,
    places,
    serang,
    spbe2020,
)
from tests.assessments.tables import column


@pytest.fixture
def serang_years(spbe2020, serang) -> None:  # noqa: F811
    for year, kind in ((2021, CycleKind.EVALUATION), (2022, CycleKind.MONITORING)):
        cycle = open_cycle(year, kind, spbe2020, actor=SYSTEM)
        assessment = open_assessment(cycle, serang, actor=SYSTEM)
        values = column(DEMO / "serang-2022.csv", f"nilai_{year}")
        record_values(assessment, Stage.FINAL, values, actor=SYSTEM, source="serang-2022.csv")
        publish_results([assessment], actor=SYSTEM)


@pytest.fixture
def coordinator(person, serang, client: Client) -> Client:  # noqa: F811
    client.force_login(person(Role.COORDINATOR, serang))
    return client
