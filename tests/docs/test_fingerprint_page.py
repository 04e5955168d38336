"""The worked tables of docs/algorithms/fingerprint.md, computed again."""

from __future__ import annotations

import json

from selaras.pure.fingerprint import canonical, differing, fingerprint
from tests.docs.test_algorithms import NONE, table

PAGE = "fingerprint.md"


def content(cell: str) -> object:
    return json.loads(cell.strip("`"))


def test_canonical_forms_and_fingerprints():
    rows = table(PAGE, "fingerprint")
    for row in rows:
        given = content(row["Content"])
        assert canonical(given).decode() == row["Canonical form"].strip("`")
        assert fingerprint(given) == row["SHA-256"].strip("`")
    assert len({row["SHA-256"] for row in rows}) == len(rows) - 1


def test_differences():
    for row in table(PAGE, "differences"):
        found = differing(content(row["Signed"]), content(row["Now"]))
        told = " ".join(f"`{'/'.join(path)}`" for path in found)
        assert (told or NONE) == row["Differs at"]
