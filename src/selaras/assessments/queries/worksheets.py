"""The worksheets of an assessment: for whom one can be made, and which are on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from selaras.assessments.models import (
    Assessment,
    ReturnState,
    UnitAssignment,
    Worksheet,
    WorksheetReturn,
)
from selaras.assessments.permissions import may_hand_out, worksheets_for
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import Unit, User

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Taker:
    """Whoever a worksheet can be made for: a unit, or the team (None).

    ``newest`` is the last one made for them, with ``is_back`` and ``is_waiting`` as in a page.
    """

    unit: Unit | None
    indicators: int
    newest: Worksheet | None
    may_make: bool


@dataclass(frozen=True)
class WorksheetBoard:
    """The page of worksheets. Rows of ``page`` know who made them, and two more facts:

    ``is_back`` says that a filled copy was applied, ``is_waiting`` that one waits for a decision.
    """

    takers: tuple[Taker, ...]
    page: Page[Worksheet]

    @property
    def of_units(self) -> list[Taker]:
        """The units among the takers."""
        return [taker for taker in self.takers if taker.unit is not None]

    @property
    def may_make_all(self) -> bool:
        """Whether the reader makes those of every unit at once."""
        whole = any(taker.unit is None and taker.may_make for taker in self.takers)
        return whole and bool(self.of_units)

    @property
    def bundled(self) -> int:
        """How many units have a worksheet that can be taken along with the others."""
        return sum(1 for taker in self.of_units if taker.newest is not None)


def board_of(actor: User, assessment: Assessment, *, cursor: str = "") -> WorksheetBoard:
    """What the reader may make and have; four queries however many units there are."""
    rows = _told(worksheets_for(actor, assessment))
    newest = {row.unit_id: row for row in rows.filter(pk__in=_newest(actor, assessment))}
    takers = [
        Taker(unit, count, newest.get(unit.pk), may_hand_out(actor, assessment, unit.pk))
        for unit, count in _units(assessment)
    ]
    whole = may_hand_out(actor, assessment, None)
    if whole or None in newest:
        total = assessment.cycle.instrument.indicators.count()
        takers.insert(0, Taker(None, total, newest.get(None), whole))
    return WorksheetBoard(
        takers=tuple(taker for taker in takers if taker.may_make or taker.newest is not None),
        page=page_of(rows, ("-pk",), size=PAGE_SIZE, cursor=cursor),
    )


def worksheet_coded(actor: User, assessment: Assessment, code: str) -> Worksheet | None:
    """The worksheet of that code, if the actor may have it, with all its file needs; one query."""
    return _whole(worksheets_for(actor, assessment).filter(code=code)).first()


def newest_of_units(actor: User, assessment: Assessment) -> Sequence[Worksheet]:
    """The last worksheet of every unit the actor may have it of, by unit; one query."""
    rows = worksheets_for(actor, assessment).filter(
        unit__isnull=False, pk__in=_newest(actor, assessment)
    )
    return list(_whole(rows).order_by("unit__name", "unit"))


def _newest(actor: User, assessment: Assessment) -> QuerySet[Worksheet, int]:
    """Keys of the last worksheet of each unit and of the whole."""
    rows = worksheets_for(actor, assessment).order_by().values("unit")
    return rows.annotate(newest=Max("pk")).values_list("newest", flat=True)


def _told(rows: QuerySet[Worksheet]) -> QuerySet[Worksheet]:
    """With what a list says of them, without what their files say."""
    returns = WorksheetReturn.objects.filter(worksheet=OuterRef("pk"))
    return (
        rows.select_related("unit", "author")
        .defer("snapshot", "shown")
        .annotate(
            is_back=Exists(returns.filter(state=ReturnState.APPLIED)),
            is_waiting=Exists(returns.filter(state=ReturnState.UPLOADED)),
        )
    )


def _whole(rows: QuerySet[Worksheet]) -> QuerySet[Worksheet]:
    return rows.select_related(
        "unit", "assessment__cycle__instrument", "assessment__institution"
    ).defer("assessment__cycle__instrument__document")


def _units(assessment: Assessment) -> list[tuple[Unit, int]]:
    """The units that owe something, by name, with how many indicators each."""
    rows = UnitAssignment.objects.filter(assessment=assessment).order_by()
    counts = dict(rows.values_list("unit").annotate(many=Count("indicator", distinct=True)))
    units = Unit.objects.filter(assignments__assessment=assessment).distinct()
    return [(unit, counts[unit.pk]) for unit in units.order_by("name", "pk") if unit.pk in counts]
