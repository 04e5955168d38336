"""From a result and from the work on it to its report, already filled in."""

from __future__ import annotations

import re

import pytest

from selaras.assessments.models import Stage
from selaras.assessments.services.results import record_values
from selaras.people.roles import Role
from selaras.reporting.reports.registry import REPORTS
from tests.assessments.conftest import documents, instruments  # noqa: F401
from tests.people_fixtures import SYSTEM
from tests.work_fixtures import make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(world, instruments):  # noqa: F811
    made = make_work(world, instruments["SPBE-2020"])
    record_values(made.assessment, Stage.SELF, {"1": 2, "2": 3}, actor=SYSTEM)
    return made


def links(html: str) -> dict[str, dict[str, str]]:
    """Report identifier → the answers its link gives."""
    found = re.findall(r'href="/laporan/([a-z-]+)/\?([^"]+)"', html)
    return {
        name: dict(part.split("=") for part in query.replace("&amp;", "&").split("&"))
        for name, query in found
    }


def test_the_result_leads_to_its_report(client, world, work):
    member = world.person(Role.TEAM_MEMBER)
    client.force_login(member)
    page = client.get(f"/hasil/{work.assessment.institution.slug}/{work.assessment.cycle.year}/")
    given = links(page.content.decode())["laporan-hasil"]
    assert given == {"penilaian": str(work.assessment.pk), "tahap": "mandiri"}
    assert REPORTS["laporan-hasil"].allows(member, given)


def test_the_hub_leads_to_minutes_and_report(client, world, work):
    member = world.person(Role.TEAM_MEMBER)
    client.force_login(member)
    page = client.get(f"/penilaian/{work.assessment.pk}/")
    found = links(page.content.decode())
    assert found == {name: {"penilaian": str(work.assessment.pk)} for name in found}
    assert set(found) == {"berita-acara", "laporan-hasil"}
    assert all(REPORTS[name].allows(member, given) for name, given in found.items())
    for name, given in found.items():
        asked = client.get(f"/laporan/{name}/", given)
        assert asked.status_code == 200
        assert f'value="{work.assessment.pk}" selected' in asked.content.decode()
