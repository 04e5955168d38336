"""How often each page asks the database, pinned: a page that asks more often fails.

Rewrite the pins on purpose with ``SELARAS_PIN=1 pytest tests/web/test_query_counts.py``.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selaras.people.roles import Role
from tests.web.matrix import MATRIX
from tests.web.nation import Nation, make_nation
from tests.web.statuses import ANONYMOUS, Row
from tests.web.test_matrix import let_go

PINS = Path(__file__).with_name("query_counts.json")
MOST = 15
"""Of any work page (DESIGN, numbers to hold)."""
PIN = os.environ.get("SELARAS_PIN") == "1"


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def counted() -> dict[str, Row]:
    """Pages that answer 200 to some GET."""
    return {name: row for name, row in MATRIX.items() if row.counted and 200 in row.get.values()}


def visitor_of(row: Row) -> str:
    """Who sees most: the administrator, else a role that gets in, else anybody."""
    order = [Role.SYSTEM_ADMIN.value, Role.ENTRY.value, *row.get]
    return next(visitor for visitor in order if row.get[visitor] == 200)


def queries_of(nation: Nation, name: str, row: Row) -> tuple[int, list[str]]:
    client, visitor = Client(), visitor_of(row)
    if visitor != ANONYMOUS:
        client.force_login(nation.world.people[visitor])
    address = reverse(name, kwargs=row.address(nation)) + row.query
    let_go(client.get(address))
    with CaptureQueriesContext(connection) as context:
        answer = client.get(address)
    let_go(answer)
    assert answer.status_code == 200, name
    # Savepoints of the test's own transaction are no queries of the page.
    asked = [
        query["sql"]
        for query in context.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN"))
    ]
    return len(asked), asked


def test_no_page_asks_more_often_than_pinned(nation: Nation) -> None:
    found = {name: queries_of(nation, name, row) for name, row in counted().items()}
    counts = {name: count for name, (count, _asked) in sorted(found.items())}
    if PIN:
        PINS.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    missing = sorted(counts.keys() - pins.keys())
    assert not missing, f"pages that are not pinned (SELARAS_PIN=1 pins them): {missing}"
    more = [
        f"{name}: {count} queries, pinned {pins[name]}\n  " + "\n  ".join(found[name][1])
        for name, count in counts.items()
        if count > pins[name]
    ]
    assert not more, "\n".join(more)


def test_pins_stay_below_the_bar_and_belong_to_pages() -> None:
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    assert {name: count for name, count in pins.items() if count > MOST} == {}
    assert sorted(pins.keys() - counted().keys()) == []
