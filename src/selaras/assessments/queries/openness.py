"""What everybody may read, signed in or not: the one place that says so (docs/decisions/0028)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from selaras.assessments.events import RESULT_PUBLISHED
from selaras.assessments.models import (
    Assessment,
    OpenAgreement,
    SignedDocument,
    SignedKind,
    Stage,
    StageResult,
)
from selaras.assessments.permissions import FINALISED
from selaras.assessments.queries.result import Result, result_among
from selaras.assessments.queries.years import Year
from selaras.foundation.cursor import Page, page_of
from selaras.foundation.trail.models import Event
from selaras.people.models import Category, Institution

PAGE_SIZE = 50
ORDERS: Mapping[str, tuple[str, ...]] = {
    "-indeks": ("-rank", "pk"),
    "indeks": ("rank", "pk"),
    "nama": ("assessment__institution__name", "pk"),
    "-nama": ("-assessment__institution__name", "-pk"),
    "-tahun": ("-assessment__cycle__year", "-rank", "pk"),
    "tahun": ("assessment__cycle__year", "rank", "pk"),
}
"""Names of orderings in addresses → fields. The first is the default."""


def open_assessments() -> QuerySet[Assessment]:
    """Assessments whose announced final result is open to everybody.

    Open is what was announced and is settled, of an institution that agreed and has not withdrawn,
    or whose consent to publish was signed for this assessment. A withdrawal also closes what was
    consented to before it.
    """
    place = OpenAgreement.objects.filter(institution=OuterRef("institution"))
    withdrawn_since = OpenAgreement.objects.filter(
        institution=OuterRef("assessment__institution"), withdrawn_at__gte=OuterRef("signed_at")
    )
    consent = SignedDocument.objects.filter(
        ~Exists(withdrawn_since),
        assessment=OuterRef("pk"),
        kind=SignedKind.CONSENT,
        revoked_at__isnull=True,
    )
    return Assessment.objects.filter(
        Exists(place.filter(withdrawn_at__isnull=True)) | Exists(consent),
        is_published=True,
        state__in=FINALISED,
    )


def open_results() -> QuerySet[StageResult]:
    """The final results of these, with everything that names them; without instrument documents."""
    return (
        StageResult.objects.filter(stage=Stage.FINAL, assessment__in=open_assessments())
        .select_related("assessment__institution__province", "assessment__cycle__instrument")
        .defer("assessment__cycle__instrument__document")
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the public list asks for; unknown words count as not given."""

    year: int | None = None
    category: str = ""
    text: str = ""
    order: str = "-indeks"


@dataclass(frozen=True, slots=True)
class OpenList:
    """One page of open results with the size of the whole selection."""

    page: Page[StageResult]
    total: int
    years: tuple[int, ...]
    """Years with any open result, newest first."""


def open_list(wanted: Wanted, *, cursor: str = "") -> OpenList:
    """Open results as chosen, one page of them; three queries."""
    years = open_years()
    rows = open_results()
    if wanted.year is not None:
        rows = rows.filter(assessment__cycle__year=wanted.year)
    if wanted.category in Category.values:
        rows = rows.filter(assessment__institution__category=wanted.category)
    if wanted.text:
        rows = rows.filter(assessment__institution__name__icontains=wanted.text)
    ranked = rows.annotate(rank=Coalesce(F("order"), Value(-1)))
    order = ORDERS.get(wanted.order, ORDERS["-indeks"])
    page = page_of(ranked, order, size=PAGE_SIZE, cursor=cursor)
    return OpenList(page, rows.count(), years)


def open_years() -> tuple[int, ...]:
    """Years with any open result, newest first; one query."""
    found = open_results().order_by("-assessment__cycle__year")
    return tuple(found.values_list("assessment__cycle__year", flat=True).distinct())


def open_result_of(slug: str, year: int, *, instrument_code: str = "") -> Result | None:
    """The open result of an institution and year as a visitor reads it, or None; at most
    four queries.

    Only final values, only open years, also where the visitor is somebody who may read more.
    """
    rows = (
        open_assessments()
        .filter(institution__slug=slug)
        .select_related("institution__province", "cycle__instrument")
        .defer("cycle__instrument__document")
        .order_by("-cycle__year", "-cycle_id")
    )
    years = tuple(Year(row.cycle.year, row) for row in rows)
    found = result_among(years, AnonymousUser(), year, instrument_code=instrument_code)
    return found if found is not None and found.stage == Stage.FINAL else None


def announced_days(assessments: QuerySet[Assessment]) -> Mapping[int, date]:
    """The day each was announced, as the trail tells it; those it does not tell of are left out."""
    label = Assessment._meta.label_lower
    rows = Event.objects.filter(kind=RESULT_PUBLISHED.code, subject_type=label)
    wanted = set(assessments.values_list("pk", flat=True))
    found: dict[int, date] = {}
    for key, at in rows.order_by("sequence").values_list("subject_id", "at"):
        if key.isdecimal() and int(key) in wanted:
            found[int(key)] = timezone.localdate(at)
    return found


@dataclass(frozen=True, slots=True)
class Openness:
    """How open an institution is: its last word, and what that opens."""

    institution: Institution
    agreement: OpenAgreement | None
    """The one in force."""
    withdrawn: OpenAgreement | None
    """The newest withdrawn one, while none is in force."""
    open: tuple[StageResult, ...]
    """What everybody reads now, newest first."""
    waiting: int
    """Announced results that an agreement would open."""

    @property
    def is_open(self) -> bool:
        """Whether anything can be withdrawn."""
        return self.agreement is not None or bool(self.open)


def openness_of(institution: Institution) -> Openness:
    """The institution's agreement and what is open of it; three queries."""
    in_force_first = Case(When(withdrawn_at__isnull=True, then=0), default=1)
    last = (
        OpenAgreement.objects.filter(institution=institution)
        .select_related("author")
        .order_by(in_force_first, "-withdrawn_at", "-pk")
        .first()
    )
    own = Q(assessment__institution=institution)
    found = open_results().filter(own).order_by("-assessment__cycle__year", "-pk")
    announced = StageResult.objects.filter(
        own, stage=Stage.FINAL, assessment__is_published=True, assessment__state__in=FINALISED
    )
    rows = tuple(found)
    in_force = last if last is not None and last.withdrawn_at is None else None
    return Openness(
        institution=institution,
        agreement=in_force,
        withdrawn=last if in_force is None else None,
        open=rows,
        waiting=announced.count() - len(rows),
    )
