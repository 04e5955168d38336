"""The rows a digest is read off: complete final results the actor may read, set by set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Max, Q, QuerySet

from selaras.assessments.events import AVERAGES_RECORDED
from selaras.assessments.models import (
    Assessment,
    Cycle,
    GroupAverage,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import readable_results, visible_to
from selaras.foundation.trail.models import Event
from selaras.people.models import Institution, User

Values = Mapping[str, Fraction]
"""Code or number → exact value."""


@dataclass(frozen=True, slots=True)
class Body:
    """An institution as a digest names it; ``province`` is the one it lies in, or is itself."""

    key: int
    name: str
    category: str
    province: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A final result. ``index`` is None while values are missing."""

    assessment: int
    cycle: int
    body: Body
    index: Fraction | None
    predicate: str
    missing: int
    is_announced: bool


@dataclass(frozen=True, slots=True)
class Tallies:
    """Ratings by cycle and indicator: level → how many bodies; when the newest was written."""

    levels: Mapping[tuple[int, str], Mapping[Fraction, int]]
    newest: datetime | None


def in_scope(place: str, province: Institution | None) -> Q:
    """The condition that ``place`` (the way to an institution) lies in the province, if any."""
    if province is None:
        return Q()
    return Q(**{f"{place}pk": province.pk}) | Q(**{f"{place}province": province.pk})


def results_in(
    actor: User, cycles: Iterable[Cycle], province: Institution | None
) -> QuerySet[StageResult]:
    """Final results of the cycles the actor may read, those of a province where one is named."""
    return StageResult.objects.filter(
        readable_results(actor),
        in_scope("assessment__institution__", province),
        stage=Stage.FINAL,
        assessment__in=visible_to(actor).filter(cycle__in=[cycle.pk for cycle in cycles]),
    )


def rows_of(results: QuerySet[StageResult]) -> list[ResultRow]:
    """The results, the best first, of equal ones by name; one query."""
    place = "assessment__institution__"
    found = results.order_by("-order", f"{place}name").values_list(
        "assessment_id",
        "assessment__cycle_id",
        "assessment__institution_id",
        f"{place}name",
        f"{place}category",
        f"{place}province__name",
        "index",
        "predicate",
        "missing",
        "assessment__is_published",
    )
    rows = [
        ResultRow(
            assessment,
            cycle,
            body_of(key, name, category, province),
            Fraction(index) if index else None,
            predicate,
            missing,
            announced,
        )
        for (
            assessment,
            cycle,
            key,
            name,
            category,
            province,
            index,
            predicate,
            missing,
            announced,
        ) in found.iterator(chunk_size=5000)
    ]
    # ``order`` is cut to the millionth: the exact index has the last word.
    return sorted(rows, key=lambda row: (row.index is None, -(row.index or 0)))


def body_of(key: int, name: str, category: str, province: str | None) -> Body:
    """An institution; a province lies in itself."""
    return Body(key, name, category, province or (name if category == "provinsi" else ""))


def nodes_of(results: QuerySet[StageResult]) -> dict[int, Mapping[str, str]]:
    """Exact domain and aspect values as text, by assessment; one query."""
    rows = results.filter(order__isnull=False).values_list("assessment_id", "nodes")
    return dict(rows.iterator(chunk_size=2000))


def tallies_of(results: QuerySet[StageResult]) -> Tallies:
    """How many bodies rated what, of complete results only; one query."""
    rows = (
        StageValue.objects.filter(
            stage=Stage.FINAL,
            is_current=True,
            assessment__in=results.filter(order__isnull=False).values("assessment"),
        )
        .order_by()
        .values_list("assessment__cycle_id", "indicator__number", "amount")
        .annotate(bodies=Count("pk"), newest=Max("recorded_at"))
    )
    levels: dict[tuple[int, str], Counter[Fraction]] = defaultdict(Counter)
    newest: datetime | None = None
    for cycle, number, amount, bodies, at in rows:
        levels[cycle, number][Fraction(amount, UNIT)] += bodies
        newest = at if newest is None or at > newest else newest
    return Tallies(levels, newest)


def values_of(assessments: Iterable[int]) -> Mapping[int, Values]:
    """The final ratings of a few assessments, by number; one query."""
    found: dict[int, dict[str, Fraction]] = defaultdict(dict)
    rows = StageValue.objects.filter(
        assessment__in=list(assessments), stage=Stage.FINAL, is_current=True
    ).values_list("assessment_id", "indicator__number", "amount")
    for key, number, amount in rows:
        found[key][number] = Fraction(amount, UNIT)
    return found


def published_of(cycle: Cycle) -> tuple[dict[str, dict[str, Fraction]], datetime | None]:
    """Published averages by group and node, and when they were last written; two queries."""
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    rows = GroupAverage.objects.filter(cycle=cycle).values_list("group", "node", "amount")
    for group, node, amount in rows:
        found[group][node] = Fraction(amount, UNIT)
    written = Event.objects.filter(
        kind=AVERAGES_RECORDED.code,
        subject_type=Cycle._meta.label_lower,
        subject_id=str(cycle.pk),
    ).aggregate(at=Max("at"))
    return found, written["at"]


def known_bodies(actor: User, province: Institution | None) -> list[Body]:
    """The institutions of the scope the actor may know of, by name; one query."""
    rows = (
        Institution.objects.visible_to(actor)
        .filter(in_scope("", province))
        .order_by("name")
        .values_list("pk", "name", "category", "province__name")
    )
    return [body_of(*row) for row in rows]


def states_of(actor: User, cycle: Cycle, province: Institution | None) -> dict[int, str]:
    """Where the assessments of the cycle stand, by institution; one query."""
    rows: QuerySet[Assessment] = visible_to(actor).filter(
        in_scope("institution__", province), cycle=cycle
    )
    return dict(rows.values_list("institution_id", "state"))


def node_texts(
    nodes: Mapping[int, Mapping[str, str]], assessments: Sequence[int]
) -> Mapping[str, Counter[str]]:
    """Node → exact value as text → how many of the assessments have it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key in assessments:
        for code, text in nodes.get(key, {}).items():
            found[code][text] += 1
    return found
