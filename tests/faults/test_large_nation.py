"""With 640 institutions in the database no page asks more often than it is pinned for."""

from __future__ import annotations

import json

import pytest
from bench.nation import Size, build

from tests.faults.size import FULL
from tests.web.nation import Nation, make_nation
from tests.web.test_query_counts import MOST, PINS, counted, queries_of

pytestmark = pytest.mark.slow
COUNT = 640 if FULL else 64


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    made = make_nation()
    build(Size(COUNT, years=(2023, 2024), stages=("mandiri", "akhir")))
    return made


def test_a_large_nation_costs_no_more_queries(nation: Nation) -> None:
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    more = []
    for name, row in counted().items():
        count, asked = queries_of(nation, name, row)
        # A page without a pin fails in tests/web/test_query_counts.py.
        pinned = pins.get(name, MOST)
        if count > pinned:
            more.append(f"{name}: {count} queries, pinned {pinned}\n  " + "\n  ".join(asked))
    assert not more, "\n".join(more)
