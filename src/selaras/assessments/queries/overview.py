"""The overview of a cycle: hundreds of indices, one page of a cursor at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from selaras.assessments.models import Cycle, Stage, StageResult
from selaras.assessments.permissions import readable_results, visible_to
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import Category, Institution, User
from selaras.people.standing import standing_of

PAGE_SIZE = 50
MILLION = 1_000_000
ORDERS: Mapping[str, tuple[str, ...]] = {
    "-indeks": ("-rank", "pk"),
    "indeks": ("rank", "pk"),
    "nama": ("assessment__institution__name", "pk"),
    "-nama": ("-assessment__institution__name", "-pk"),
}
"""Names of orderings in addresses → fields. The first is the default."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown words count as not given."""

    stage: Stage = Stage.FINAL
    category: str = ""
    predicate: str = ""
    text: str = ""
    order: str = "-indeks"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but stage and order was chosen."""
        return bool(self.category or self.predicate or self.text)


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of results of a cycle, with how the whole selection spreads over predicates."""

    cycle: Cycle
    page: Page[StageResult]
    total: int
    spread: Mapping[str, int]
    """Predicate → number of institutions; the empty key counts incomplete ones."""
    figures: tuple[Fraction, ...]
    """Every known index of the selection, to the millionth, for the distribution."""


def cycles_for(actor: User) -> list[Cycle]:
    """Cycles in which the actor may see at least one assessment, newest first; one query."""
    return list(
        Cycle.objects.filter(pk__in=visible_to(actor).values("cycle_id"))
        .select_related("instrument")
        .defer("instrument__document")
        .order_by("-year", "-pk")
    )


def newest_final(actor: User) -> int | None:
    """The newest cycle with a final result of the actor's own institution, by key; one query.

    Where there is none, the newest with any final result the actor may see: people look for
    themselves among the others first.
    """
    home = Q(assessment__institution__in=standing_of(actor).home_institutions())
    return (
        StageResult.objects.filter(
            readable_results(actor), stage=Stage.FINAL, assessment__in=visible_to(actor)
        )
        .order_by(
            Case(When(home, then=0), default=1),
            "-assessment__cycle__year",
            "-assessment__cycle_id",
        )
        .values_list("assessment__cycle_id", flat=True)
        .first()
    )


def overview_of(actor: User, cycle: Cycle, filters: Filters, *, cursor: str = "") -> Overview:
    """Results of a cycle the actor may see. Three queries, whatever the size."""
    rows = _selected(actor, cycle, filters)
    counted = dict(
        rows.order_by()
        .values_list("predicate")
        .annotate(number=Count("pk"))
        .values_list("predicate", "number")
    )
    ranked = rows.annotate(rank=Coalesce(F("order"), Value(-1))).select_related(
        "assessment__institution", "assessment__cycle"
    )
    order = ORDERS.get(filters.order, ORDERS["-indeks"])
    page = page_of(ranked, order, size=PAGE_SIZE, cursor=cursor)
    known = rows.order_by().filter(order__isnull=False).values_list("order", flat=True)
    figures = tuple(Fraction(order or 0, MILLION) for order in known)
    return Overview(cycle, page, sum(counted.values()), counted, figures)


def every_result(actor: User, cycle: Cycle, filters: Filters) -> QuerySet[StageResult]:
    """The same selection without pages, for the export of exactly this view."""
    order = ORDERS.get(filters.order, ORDERS["-indeks"])
    return (
        _selected(actor, cycle, filters)
        .annotate(rank=Coalesce(F("order"), Value(-1)))
        .select_related("assessment__institution")
        .order_by(*order)
    )


def _selected(actor: User, cycle: Cycle, filters: Filters) -> QuerySet[StageResult]:
    rows = StageResult.objects.filter(
        readable_results(actor),
        stage=filters.stage,
        assessment__in=visible_to(actor).filter(cycle=cycle),
    )
    if filters.stage != Stage.FINAL:
        # Announcing opens the final values only; the stages before stay with the institution.
        inside = Institution.objects.visible_to(actor)
        rows = rows.filter(assessment__institution__in=inside)
    if filters.category in Category.values:
        rows = rows.filter(assessment__institution__category=filters.category)
    if filters.predicate:
        rows = rows.filter(predicate="" if filters.predicate == EMPTY else filters.predicate)
    if filters.text:
        rows = rows.filter(assessment__institution__name__icontains=filters.text)
    return rows


EMPTY = "(kosong)"
"""The filter word for what has no value."""


def exact_index(result: StageResult) -> Fraction | None:
    """The stored exact index as a number; None while values are missing."""
    return Fraction(result.index) if result.index else None
