"""Institutions and years side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import visible_to
from selaras.assessments.queries.result import yardstick
from selaras.assessments.queries.said import said_of
from selaras.assessments.queries.values import Values
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import Score

LIMIT = 6
"""More columns than this cannot be read side by side."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One column asked for: an institution's slug and a year, written "kota-serang:2022".

    A year rated with two instruments needs the code as well: "kota-serang:2026:PEMDI-2026".
    """

    slug: str
    year: int
    code: str = ""

    @classmethod
    def parse(cls, text: str) -> Choice | None:
        """Read the address form; None when it is not one."""
        slug, _, rest = text.partition(":")
        year, _, code = rest.partition(":")
        sane = slug and year.isascii() and year.isdigit() and len(year) == 4
        return cls(slug, int(year), code) if sane else None

    def __str__(self) -> str:
        return ":".join([self.slug, str(self.year), *([self.code] if self.code else [])])


@dataclass(frozen=True, slots=True)
class Column:
    """One institution in one year: its instrument, the stage shown and the exact figures."""

    choice: Choice
    assessment: Assessment
    instrument: Instrument
    stage: Stage | None
    values: Values
    score: Score


@dataclass(frozen=True, slots=True)
class Row:
    """One line across the columns; None where a column has no such figure."""

    code: str
    name: str
    kind: str
    """"indeks", "domain", "aspek" or "indikator"."""
    cells: tuple[Fraction | None, ...]

    @property
    def differs(self) -> bool:
        """Whether not all columns say the same; a missing figure differs from any other."""
        return len(set(self.cells)) > 1

    @property
    def spread(self) -> Fraction | None:
        """Highest minus lowest of the known cells; None with fewer than two."""
        known = [cell for cell in self.cells if cell is not None]
        return max(known) - min(known) if len(known) > 1 else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns side by side. Rows below the index exist where all columns share an instrument."""

    columns: tuple[Column, ...]
    nodes: tuple[Row, ...]
    indicators: tuple[Row, ...]
    unknown: tuple[Choice, ...]
    """Choices that name nothing the actor may see."""

    @property
    def shared(self) -> Instrument | None:
        """The instrument all columns were rated with; None when they differ or there are none."""
        return _shared(self.columns)


def compare(actor: User, choices: Iterable[Choice]) -> Comparison:
    """Put the choices side by side, in their order, at most LIMIT. Three queries."""
    wanted = list(dict.fromkeys(choices))[:LIMIT]
    condition = Q()
    for choice in wanted:
        condition |= Q(institution__slug=choice.slug, cycle__year=choice.year) & (
            Q(cycle__instrument__code=choice.code) if choice.code else Q()
        )
    rows = (
        list(
            visible_to(actor)
            .filter(condition)
            .select_related("institution", "cycle__instrument")
            .defer("cycle__instrument__document")
            .order_by("cycle_id")
        )
        if wanted
        else []
    )
    found = {choice: row for row in rows for choice in wanted if _names(choice, row)}
    said = said_of(actor, found.values())
    columns = []
    for choice in wanted:
        assessment = found.get(choice)
        if assessment is not None:
            own, instrument = said[assessment.pk], definition(assessment.cycle.instrument)
            stage = own.staged.latest()
            values = own.staged.of(stage)
            columns.append(
                Column(choice, assessment, instrument, stage, values, own.score(instrument, stage))
            )
    return Comparison(
        columns=tuple(columns),
        nodes=_node_rows(columns),
        indicators=_indicator_rows(columns),
        unknown=tuple(choice for choice in wanted if choice not in found),
    )


def _shared(columns: Sequence[Column]) -> Instrument | None:
    """The instrument of all columns, when its indicators and weights are the same in each."""
    yardsticks = [yardstick(column.instrument) for column in columns]
    same = bool(columns) and all(one == yardsticks[0] for one in yardsticks)
    return columns[0].instrument if same else None


def _names(choice: Choice, row: Assessment) -> bool:
    named = (row.institution.slug, row.cycle.year) == (choice.slug, choice.year)
    return named and choice.code in {"", row.cycle.instrument.code}


def _node_rows(columns: list[Column]) -> tuple[Row, ...]:
    """Domains and aspects, where every column was rated with the same instrument."""
    instrument = _shared(columns)
    if instrument is None:
        return ()
    rows: list[Row] = []
    for domain in instrument.domains:
        if not domain.pseudo:
            cells = tuple(column.score.domains[domain.code].value for column in columns)
            rows.append(Row(domain.code, domain.name, "domain", cells))
        if domain.pseudo or len(domain.aspects) > 1:
            for aspect in domain.aspects:
                cells = tuple(column.score.aspects[aspect.code].value for column in columns)
                rows.append(Row(aspect.code, aspect.name, "aspek", cells))
    return tuple(rows)


def _indicator_rows(columns: list[Column]) -> tuple[Row, ...]:
    instrument = _shared(columns)
    if instrument is None:
        return ()
    names = short_names(instrument)
    return tuple(
        Row(i.number, names[i.number], "indikator", tuple(c.values.get(i.number) for c in columns))
        for i in instrument.indicators()
    )


def choosable(actor: User, text: str = "", limit: int = 24) -> list[Assessment]:
    """Assessments the actor may put in a column, by institution and year; one query."""
    rows = (
        visible_to(actor)
        .select_related("institution", "cycle__instrument")
        .defer("cycle__instrument__document")
    )
    if text:
        rows = rows.filter(institution__name__icontains=text)
    return list(rows.order_by("institution__name", "-cycle__year")[:limit])
