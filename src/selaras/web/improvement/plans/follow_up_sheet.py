"""Follow-up tables as sheet, as plain table and as PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from selaras.foundation.documents import pdf
from selaras.foundation.documents.form_sheet import Form, FormColumn, FormRow
from selaras.foundation.documents.table import Cell, Table
from selaras.improvement.queries.follow_up_rows import (
    DUE,
    EVIDENCE,
    FOLLOW_UP,
    INDICATOR,
    NOTE,
    NUMBER,
    TEXT,
    UNITS,
    VALUE,
)
from selaras.improvement.queries.follow_up_tables import Column, FollowUpPaper
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit
from selaras.web.improvement.plans.paper_words import SOURCES, circle_of, system_of, years_said

_WIDTHS = {
    NUMBER: 6.0,
    INDICATOR: 26.0,
    TEXT: 60.0,
    VALUE: 9.0,
    FOLLOW_UP: 34.0,
    DUE: 10.0,
    UNITS: 20.0,
    EVIDENCE: 30.0,
    NOTE: 20.0,
}
"""Characters by role; in a PDF they share the page's width in these proportions."""
_FIGURES = frozenset({NUMBER, VALUE, DUE})
_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,4}\.\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Facts:
    """A table and whose it is; with a unit, only its rows are in it."""

    institution: Institution
    instrument: InstrumentVersion
    paper: FollowUpPaper
    unit: Unit | None = None


def sheet(facts: Facts) -> Form:
    """The sheet: headings in the first row, as the table came in, so that it can go back in."""
    paper = facts.paper
    return Form(
        name=_name(facts),
        title=(),
        columns=[FormColumn(c.heading, _WIDTHS[c.role]) for c in paper.columns],
        rows=[FormRow(row) for row in _cells(paper)],
        document_title=" ".join(_lines(facts)),
    )


def table(facts: Facts) -> Table:
    """The same without a form."""
    return Table(_name(facts), facts.paper.headings, _cells(facts.paper))


def paper(facts: Facts) -> bytes:
    """The PDF: A4 landscape, headings on every page."""
    found, lines = facts.paper, _lines(facts)
    data: dict[str, Any] = {
        "title": " ".join([*lines, facts.unit.name if facts.unit else ""]).strip(),
        "lines": lines,
        "foot": f"{facts.institution.name} · {facts.instrument.name}",
        "unit": facts.unit.name if facts.unit else "",
        "headings": found.headings,
        "widths": [_printed_width(column) for column in found.columns],
        "rows": found.cells(),
    }
    return pdf.content(SOURCES / "tindak_lanjut.typ", data)


def _printed_width(column: Column) -> float:
    longest = max((len(word) for word in column.heading.split()), default=0)
    return max(_WIDTHS[column.role], longest * 1.25)


def _lines(facts: Facts) -> list[str]:
    return [
        f"TINDAK LANJUT HASIL INDEKS {system_of(facts.instrument)}",
        f"{circle_of(facts.institution)} {years_said(facts.paper.years)}".strip(),
    ]


def _name(facts: Facts) -> str:
    return f"Tindak lanjut {'-'.join(map(str, facts.paper.years))}".strip()


def _cells(paper: FollowUpPaper) -> list[list[Cell]]:
    """Texts, with figures as figures where a column holds them."""
    return [
        [
            _figure(text) if column.role in _FIGURES else text
            for column, text in zip(paper.columns, row, strict=True)
        ]
        for row in paper.cells()
    ]


def _figure(text: str) -> Cell:
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
