"""Who gets what at the addresses of open data and public results; see ``tests/web/matrix.py``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from selaras.assessments.models import Assessment, OpenAgreement, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation
from tests.web.statuses import Row, city, members, public

YEAR = 2021
CODE = "indeks"
SPEAKERS = {
    **members(403),
    **{role.value: 422 for role in (Role.COORDINATOR, Role.INSTITUTION_ADMIN)},
}
"""Nobody agrees in the institution's place, the system administrator included."""


def dataset(_nation: Nation) -> dict[str, Any]:
    return {"code": CODE}


def file(_nation: Nation) -> dict[str, Any]:
    return {"code": CODE, "suffix": "csv"}


def file_of_year(nation: Nation) -> dict[str, Any]:
    open_result(nation)
    return {"code": CODE, "year": YEAR, "suffix": "csv"}


def open_result(nation: Nation) -> dict[str, Any]:
    """An open result of the other city, made on first asking."""
    place = nation.world.other_city
    cycle = Assessment.objects.get(institution=nation.world.city, cycle__year=YEAR).cycle
    made, fresh = Assessment.objects.get_or_create(cycle=cycle, institution=place)
    if fresh:
        numbers = cycle.instrument.indicators.values_list("number", flat=True)
        record_values(made, Stage.FINAL, dict.fromkeys(numbers, Fraction(3)), actor=SYSTEM)
        Assessment.objects.filter(pk=made.pk).update(is_published=True)
        OpenAgreement.objects.create(institution=place, agreed_at=clock.now())
    return {"slug": place.slug, "year": YEAR}


ROWS: dict[str, Row] = {
    "open_data:home": Row(public()),
    "open_data:catalog": Row(public()),
    "open_data:dataset": Row(public(), address=dataset),
    "open_data:schema": Row(public(), address=dataset),
    "open_data:csvw": Row(public(), address=dataset),
    "open_data:file": Row(public(), address=file),
    "open_data:file_of_year": Row(public(), address=file_of_year),
    "open_data:results": Row(public()),
    "open_data:result": Row(public(), address=open_result),
    "open_data:agreement": Row(members(), SPEAKERS, city),
}
