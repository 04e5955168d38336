"""The worked tables of the pages on progress and outlook, computed again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from selaras.pure.numbers import exact, parse
from selaras.pure.outlook import Pledge, outlook
from selaras.pure.progress import Part, status, tally
from tests.docs.test_algorithms import NONE, table
from tests.pure.scoring.instruments import case

TODAY = date(2025, 7, 1)


def shown(value: Fraction | None) -> str:
    return NONE if value is None else exact(value) if value.denominator == 1 else str(value)


def part(text: str) -> Part:
    day, mark = text[:-1], text[-1]
    return Part(None if day == "?" else date.fromisoformat(day), {"+": True, "-": False}[mark])


def test_progress():
    for row in table("action-progress.md", "action progress"):
        cell = row["Parts"]
        found = tally([] if cell == NONE else map(part, cell.split()), TODAY)
        assert [row["Progress"], row["Planned"], row["Behind"]] == [
            shown(found.share),
            shown(found.planned),
            shown(found.lag),
        ], cell


def test_status():
    for row in table("action-progress.md", "action status"):
        share, left = row["Progress"], row["Days left"]
        found = status(
            share=None if share == NONE else parse(share),
            left=None if left == NONE else int(left),
            cancelled=row["Cancelled"] == "yes",
            blocked=row["Open blocker"] == "yes",
            begun=row["Begun"] == "yes",
        )
        assert found == row["Status"], row


def pledge(place: int, text: str) -> Pledge:
    criterion, day = text.split()
    number, level = criterion.split("→")
    return Pledge(place, number, int(level), None if day == "?" else date.fromisoformat(day))


def test_outlook():
    instrument, values = case("Serang 2022")
    for row in table("outlook.md", "outlook Serang 2022"):
        cell = row["Promises"]
        promises = [] if cell == NONE else cell.split("; ")
        pledges = [pledge(place, text) for place, text in enumerate(promises)]
        found = outlook(instrument, values, pledges, today=TODAY)
        moved = [f"{move.number}→{move.level} {move.day}" for p in found.points for move in p.moved]
        indices = [exact(p.index) for p in found.points if p.index is not None]
        assert row["Reached"] == ("; ".join(moved) or NONE), cell
        assert row["Index after"] == ("; ".join(indices) or exact(found.index or 0)), cell
