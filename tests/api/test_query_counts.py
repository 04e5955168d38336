"""How often each reading asks the database, pinned; SELARAS_PIN=1 writes the pins anew.

Counting the call in the shared cache is left out: it is the same for all.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.people.roles import Role
from tests.api.calling import Called, call
from tests.api.matrix import MATRIX
from tests.api.test_matrix import operations

PINS = Path(__file__).with_name("query_counts.json")
MOST = 15
READER = Role.COORDINATOR.value
_NOT_OURS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN")


def test_no_reading_asks_more_often_than_pinned(called: Called) -> None:
    secret = called.token(READER)
    counts: dict[str, int] = {}
    asked: dict[str, list[str]] = {}
    for name, method, path in operations():
        row = MATRIX[name]
        if method != "get" or row.statuses[READER] != 200:
            continue
        address = path.format(**called.keys) + row.query
        call(secret, method, address)
        with CaptureQueriesContext(connection) as context:
            assert call(secret, method, address).status_code == 200, name
        asked[name] = [
            query["sql"]
            for query in context.captured_queries
            if "shared_cache" not in query["sql"] and not query["sql"].startswith(_NOT_OURS)
        ]
        counts[name] = len(asked[name])
    if os.environ.get("SELARAS_PIN") == "1":
        PINS.write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n", encoding="utf-8")
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    assert counts.keys() == pins.keys()
    more = [
        f"{name}: {count}, pinned {pins[name]}\n  " + "\n  ".join(asked[name])
        for name, count in counts.items()
        if count > pins[name]
    ]
    assert not more, "\n".join(more)
    assert {name: count for name, count in pins.items() if count > MOST} == {}
