"""Previews and reports as plain data: what a job keeps, and how it is read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from selaras.assessments.models import Stage
from selaras.assessments.services.imports.messages import sentence
from selaras.assessments.services.imports.plan import Alteration, Fault, Part, Plan
from selaras.assessments.services.imports.shape import Layout, Outcome, data_rows, padded
from selaras.foundation.tables import Table
from selaras.foundation.tables.model import letters

FAULTS_SHOWN = 200
ROWS_SHOWN = 20
"""Rows of the file a preview shows, faulty ones first."""
PARTS_SHOWN = 100
WIDEST_CELL = 120
FEW = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a previewed row with what is wrong in it."""

    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; ``line`` as the spreadsheet counts."""

    line: int
    cells: tuple[Cell, ...]
    faulty: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """A fault for people: where, and the sentence."""

    line: int
    heading: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """A preview or, once confirmed, what was written. Sentences are in the active language."""

    headings: tuple[str, ...]
    header_line: int
    row_count: int
    bad_row_count: int
    fault_count: int
    complaints: tuple[Complaint, ...]
    file_complaints: tuple[str, ...]
    notices: tuple[str, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    part_count: int
    missing_count: int
    added: int
    changed: int
    unchanged: int
    alterations: tuple[Alteration, ...]
    may_confirm: bool
    may_confirm_good_rows: bool
    published: int
    unpublished: int
    more: Mapping[str, Any] = field(default_factory=dict)
    """What only this shape shows."""

    @property
    def good_row_count(self) -> int:
        """Rows without a fault."""
        return self.row_count - self.bad_row_count

    @property
    def few_alterations(self) -> bool:
        """Whether the list of changes is short enough to stand open."""
        return len(self.alterations) <= FEW

    @property
    def years(self) -> frozenset[int]:
        """The years the file speaks of."""
        return frozenset(part.year for part in self.parts)

    @property
    def may_publish(self) -> bool:
        """Whether the file holds final values, which can be announced."""
        return any(part.target == Stage.FINAL for part in self.parts)

    @property
    def rows_are_a_sample(self) -> bool:
        """Whether the file has more rows than are shown."""
        return len(self.rows) < self.row_count


def to_json(plan: Plan, table: Table, layout: Layout) -> dict[str, Any]:
    """A plan as a job keeps it; messages stay codes, so that they can be shown in any language."""
    found = plan.findings
    faults = [fault for fault in found.faults if fault.row == 0]
    faults += [fault for fault in found.faults if fault.row][:FAULTS_SHOWN]
    return {
        "headings": list(layout.headings),
        "header_line": layout.header_row + 1,
        "row_count": plan.row_count,
        "bad_row_count": len(found.bad_rows),
        "fault_count": found.fault_count,
        "faults": [[f.row, f.column, f.code, dict(f.params)] for f in faults],
        "notices": [[notice.code, dict(notice.params)] for notice in found.notices],
        "rows": _sample(table, layout, found.bad_rows),
        "parts": [asdict(part) for part in plan.parts[:PARTS_SHOWN]],
        "part_count": len(plan.parts),
        "missing_count": sum(1 for part in plan.parts if part.missing),
        "added": plan.added,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "alterations": [_altered(alteration) for alteration in plan.alterations],
        "basis": plan.basis,
        "may_confirm": plan.may_apply(good_rows_only=False),
        "may_confirm_good_rows": plan.may_apply(good_rows_only=True),
        "more": dict(plan.more),
    }


def _altered(alteration: Alteration) -> dict[str, Any]:
    """As a job keeps it; only wordings say what they are."""
    kept = asdict(alteration)
    if not alteration.is_text:
        del kept["is_text"]
    return kept


def with_outcome(report: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """The preview of a confirmed job, with what was really written."""
    return {
        **report,
        "added": outcome.recorded.added,
        "changed": outcome.recorded.changed,
        "unchanged": outcome.recorded.unchanged,
        "published": outcome.published,
        "unpublished": outcome.unpublished,
    }


def moved_on(seen: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The later of two previews of one file, with a notice when stored values have changed."""
    counts = {name: seen[name] for name in ("added", "changed", "unchanged")}
    if seen.get("basis", now["basis"]) == now["basis"]:
        return dict(now)
    return {**now, "notices": [["moved_on", counts], *now["notices"]]}


def from_json(report: Mapping[str, Any]) -> Report:
    """What a job keeps, as sentences in the active language."""
    headings = tuple(report["headings"])
    faults = [Fault(*fault) for fault in report["faults"]]
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    return Report(
        headings=headings,
        header_line=report["header_line"],
        row_count=report["row_count"],
        bad_row_count=report["bad_row_count"],
        fault_count=report["fault_count"],
        complaints=tuple(
            Complaint(f.row, heading(headings, f.column), f.message) for f in faults if f.row
        ),
        file_complaints=tuple(_file_complaint(headings, fault) for fault in by_row.get(0, ())),
        notices=tuple(sentence(code, params) for code, params in report["notices"]),
        rows=tuple(_row(line, cells, by_row.get(line, ())) for line, cells in report["rows"]),
        parts=tuple(
            Part(p["label"], p["year"], p["target"], p["count"], tuple(p["missing"]))
            for p in report["parts"]
        ),
        part_count=report["part_count"],
        missing_count=report["missing_count"],
        added=report["added"],
        changed=report["changed"],
        unchanged=report["unchanged"],
        alterations=tuple(Alteration(**alteration) for alteration in report["alterations"]),
        may_confirm=report["may_confirm"],
        may_confirm_good_rows=report["may_confirm_good_rows"],
        published=report.get("published", 0),
        unpublished=report.get("unpublished", 0),
        more=report.get("more", {}),
    )


def heading(headings: Sequence[str], column: int) -> str:
    """How to name a column to a person: its heading, or its letters when it has none."""
    if column < 0:
        return ""
    return (headings[column] if column < len(headings) else "") or letters(column)


def _file_complaint(headings: Sequence[str], fault: Fault) -> str:
    name = heading(headings, fault.column)
    return f"{name}: {fault.message}" if name else fault.message


def _row(line: int, cells: Sequence[str], faults: Sequence[Fault]) -> Row:
    found: dict[int, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.column, []).append(fault.message)
    shown = (Cell(text, tuple(found.get(place, ()))) for place, text in enumerate(cells))
    return Row(line, tuple(shown), bool(faults))


def _sample(table: Table, layout: Layout, bad_rows: set[int]) -> list[list[Any]]:
    """Faulty rows first, then the first others, in the order of the file."""
    lines = sorted(bad_rows)[:ROWS_SHOWN]
    for place, _cells in data_rows(table, layout.header_row):
        if len(lines) >= ROWS_SHOWN:
            break
        if place + 1 not in bad_rows:
            lines.append(place + 1)
    width = len(layout.headings)
    return [
        [line, [_cut(text) for text in padded(table.rows[line - 1], width)]]
        for line in sorted(lines)
    ]


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else f"{text[:WIDEST_CELL]}…"
