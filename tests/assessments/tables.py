"""Reading the published tables plainly, without the import, for tests of what comes after it."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path


def column(path: Path, name: str) -> dict[str, Fraction]:
    """Indicator number → value of one column of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["nomor"]: Fraction(row[name]) for row in csv.DictReader(file)}
