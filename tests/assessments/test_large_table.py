"""A national table goes in whole; time and memory are told, not asserted."""

from __future__ import annotations

import json
import sys


def test_thirty_thousand_rows(home, record_property):
    told = json.loads(home.python("from tests.assessments.nation import measure; measure()"))
    sys.stdout.write(f"{told}\n")
    for name, figure in told.items():
        record_property(name, figure)
    assert (told["first_added"], told["first_unchanged"]) == (told["rows"], 0)
    assert (told["again_added"], told["again_unchanged"]) == (0, told["rows"])
    assert told["values"] == told["rows"] == 640 * 47
    assert told["results"] == 640
