"""Recommendations: reading, recording, changing, moving on, withdrawing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import QueryEx, Router
from pydantic import Field

from selaras.api.authentication import FOLLOW_UP, READING
from selaras.api.bodies import Asked, Key, RowKey, Slug, Told
from selaras.api.caller import person_of
from selaras.api.etags import seen_version, tell_version, versioned
from selaras.api.figures import Exact, told
from selaras.api.improvement.opening import demand_known, opened
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.api.repeats import once
from selaras.foundation import clock
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.queries.recommendations import (
    RecommendationLine,
    line_of,
    with_parts,
)
from selaras.improvement.services.recommendations import (
    add_recommendation,
    change_recommendation,
    facts_of,
    move_recommendation,
    withdraw_recommendation,
)
from selaras.improvement.services.recommendations_facts import RecommendationFacts
from selaras.improvement.states import Move, RecommendationState
from selaras.instruments.queries import current, definition, published

router = Router(tags=["Rekomendasi"], auth=READING)

Words = Annotated[str, Field(max_length=5000)]


class AimFacts(Told):
    """An indicator a recommendation speaks of, and the level it is to reach."""

    number: str
    level: int | None


class RecommendationRow(Told):
    """What an institution was told, or told itself, to do better."""

    id: int
    institution: int
    instrument: str
    year: int
    source: Source
    number: str
    text: str
    targets: list[AimFacts]
    units: list[int]
    units_label: str
    stated_self: Exact | None
    stated_assessor: Exact | None
    stated_final: Exact | None
    state: RecommendationState
    state_since: datetime
    state_note: str
    due_on: date | None
    days_left: int | None
    note: str
    actions: int
    withdrawn_at: datetime | None
    version: int


class Aim(Asked):
    """An indicator and the level it is to reach."""

    number: Annotated[str, Field(min_length=1, max_length=12)]
    level: Annotated[int, Field(ge=0, le=100)] | None = None


class RecommendationChange(Asked):
    """The facts to change; absent ones stay. The first unit leads."""

    text: Words | None = None
    number: Annotated[str, Field(max_length=16)] | None = None
    targets: Annotated[list[Aim], Field(max_length=100)] | None = None
    units: Annotated[list[RowKey], Field(max_length=100)] | None = None
    due_on: date | None = None
    note: Words | None = None


class NewRecommendation(Asked):
    """A recommendation of one year; without a version of the instrument the current one counts."""

    text: Words
    year: Annotated[int, Field(ge=2015, le=2100)]
    source: Source = Source.OWN
    instrument: Annotated[str, Field(min_length=1, max_length=40)]
    instrument_version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    number: Annotated[str, Field(max_length=16)] = ""
    targets: Annotated[list[Aim], Field(max_length=100, default_factory=list)]
    units: Annotated[list[RowKey], Field(max_length=100, default_factory=list)]
    due_on: date | None = None
    note: Words = ""


class MoveAsked(Asked):
    """A move of the table of states; ``note`` says why, where the move asks for it."""

    move: Move
    note: Words = ""


class WithdrawAsked(Asked):
    """Why it is taken out of the work."""

    reason: Words


@router.get("/institutions/{slug}/recommendations", response=Listed[RecommendationRow])
def list_recommendations(
    request: HttpRequest,
    response: HttpResponse,
    slug: Slug,
    year: Annotated[int | None, QueryEx(ge=2015, le=2100)] = None,
    state: RecommendationState | None = None,
    withdrawn: Annotated[bool, QueryEx(description="Yang sudah ditarik saja.")] = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[RecommendationRow]:
    """Rekomendasi instansi, yang terbaru dicatat lebih dahulu."""
    place = opened(request, slug)
    rows = with_parts(place.recommendations.filter(withdrawn_at__isnull=not withdrawn))
    wanted = {"year": year, "state": state}
    rows = rows.filter(**{name: one for name, one in wanted.items() if one})
    rows = rows.select_related("instrument").defer("instrument__document")
    return listed(request, response, rows, ("-pk",), _rows, limit=limit, cursor=cursor)


@router.get("/recommendations/{recommendation}", response=RecommendationRow)
def read_recommendation(request: HttpRequest, recommendation: Key) -> RecommendationRow:
    """Satu rekomendasi."""
    return _told(request, recommendation)


@router.post(
    "/institutions/{slug}/recommendations", response={201: RecommendationRow}, auth=FOLLOW_UP
)
@once
def add_recommendation_row(
    request: HttpRequest, slug: Slug, given: NewRecommendation
) -> RecommendationRow:
    """Catat rekomendasi."""
    place = opened(request, slug)
    wanted = given.instrument_version
    version = current(given.instrument) if wanted is None else published(given.instrument, wanted)
    facts = RecommendationFacts(
        text=given.text,
        year=given.year,
        source=given.source,
        number=given.number,
        targets=_aims(given.targets),
        units=tuple(given.units),
        due_on=given.due_on,
        note=given.note,
    )
    made = add_recommendation(place, version, facts, actor=person_of(request))
    return _told(request, made.pk)


@router.patch("/recommendations/{recommendation}", response=RecommendationRow, auth=FOLLOW_UP)
@versioned
def change_recommendation_row(
    request: HttpRequest, recommendation: Key, given: RecommendationChange
) -> RecommendationRow:
    """Ubah bagian yang disebut."""
    row = _row(request, recommendation)
    changed: dict[str, Any] = {}
    for name in given.model_fields_set:
        value = getattr(given, name)
        if value is not None or name == "due_on":
            changed[name] = value
    if given.targets is not None:
        changed["targets"] = _aims(given.targets)
    if given.units is not None:
        changed["units"] = tuple(given.units)
    facts = facts_of(row).replace(**changed)
    change_recommendation(row, facts, version=seen_version(request), actor=person_of(request))
    return _told(request, recommendation)


@router.post("/recommendations/{recommendation}/moves", response=RecommendationRow, auth=FOLLOW_UP)
@versioned
def move_recommendation_row(
    request: HttpRequest, recommendation: Key, given: MoveAsked
) -> RecommendationRow:
    """Pindahkan keadaan rekomendasi."""
    row = _row(request, recommendation)
    move_recommendation(
        row, given.move, note=given.note, version=seen_version(request), actor=person_of(request)
    )
    return _told(request, recommendation)


@router.post(
    "/recommendations/{recommendation}/withdraw", response=RecommendationRow, auth=FOLLOW_UP
)
@versioned
def withdraw_recommendation_row(
    request: HttpRequest, recommendation: Key, given: WithdrawAsked
) -> RecommendationRow:
    """Tarik rekomendasi; tetap terbaca."""
    row = _row(request, recommendation)
    withdraw_recommendation(
        row, reason=given.reason, version=seen_version(request), actor=person_of(request)
    )
    return _told(request, recommendation)


def _row(request: HttpRequest, pk: int) -> Recommendation:
    rows = with_parts(Recommendation.objects.all())
    found = (
        rows.select_related("institution", "instrument").defer("instrument__document").get(pk=pk)
    )
    demand_known(request, found.institution_id)
    return found


def _told(request: HttpRequest, pk: int) -> RecommendationRow:
    row = _row(request, pk)
    tell_version(request, row.version)
    return _rows([row])[0]


def _rows(page: list[Recommendation]) -> list[RecommendationRow]:
    today = clock.today()
    return [_facts(line_of(row, definition(row.instrument), today)) for row in page]


def _facts(line: RecommendationLine) -> RecommendationRow:
    row = line.row
    own, assessor, final = line.stated
    return RecommendationRow(
        id=row.pk,
        institution=row.institution_id,
        instrument=row.instrument.code,
        year=row.year,
        source=Source(row.source),
        number=row.number,
        text=row.text,
        targets=[AimFacts(number=one.number, level=one.level) for one in line.targets],
        units=[one.pk for one in line.units],
        units_label=row.units_label,
        stated_self=told(own),
        stated_assessor=told(assessor),
        stated_final=told(final),
        state=RecommendationState(row.state),
        state_since=row.state_since,
        state_note=row.state_note,
        due_on=row.due_on,
        days_left=line.days_left,
        note=row.note,
        actions=line.actions,
        withdrawn_at=row.withdrawn_at,
        version=row.version,
    )


def _aims(targets: list[Aim]) -> tuple[tuple[str, int | None], ...]:
    return tuple((one.number, one.level) for one in targets)
