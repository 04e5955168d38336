"""What several do at once to one worksheet, one report, one webhook, on every database."""

from __future__ import annotations

import json
from typing import Any


def told(home: Any, name: str) -> dict[str, Any]:
    text = home.python(f"from tests.reporting import race; race.{name}()")
    found: dict[str, Any] = json.loads(text.splitlines()[-1])
    return found


def test_a_worksheet_is_applied_once_and_never_over_what_nobody_saw(home: Any) -> None:
    """Whoever comes first is written; nothing of the other is lost without being told."""
    found = told(home, "worksheet")
    ends, facts = found["ends"], found["facts"]
    assert found["breaks"] == 0
    assert sum(ends.values()) == 4
    assert set(ends) <= {"diterapkan", "saved", "ChangedMeanwhileError", "AnswerChangedError"}
    if found["is_applied"]:
        # The page's save came too late, and says so.
        assert found["applied"] == 1
        assert facts == {"2": "Dari lembar.", "3": "Juga."}
        assert ends["AnswerChangedError"] == 1
    else:
        assert ends == {"saved": 1, "ChangedMeanwhileError": 3}
        assert facts == {"2": "Dari halaman.", "3": ""}


def test_workers_at_once_make_one_report_and_no_file_is_lost(home: Any) -> None:
    found = told(home, "report")
    assert found["ends"] == ["selesai"] * 4
    assert found["made"] == 1
    assert set(found["later"]) <= {"selesai", "disusun", "menunggu"}
    assert found["runs"] == 2
    assert found["whole"]
    assert found["breaks"] == 0


def test_readers_at_once_make_one_message_of_each_event(home: Any) -> None:
    assert told(home, "webhook") == {"errors": [], "same": True, "events": 2, "breaks": 0}
