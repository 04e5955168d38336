"""Answers of the indicators of an assessment: reading, writing, handing in, rating, talking."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from selaras.api.assessments.items import ItemFacts, item_facts
from selaras.api.assessments.opening import working
from selaras.api.authentication import ANSWERS, READING
from selaras.api.bodies import Asked, Key, Number, Told
from selaras.api.caller import person_of
from selaras.api.etags import seen_version, tell_version, versioned
from selaras.api.figures import Exact, Value, told
from selaras.api.problems import Fault, ProblemError
from selaras.api.repeats import once
from selaras.assessments.models import (
    Answer,
    AnswerReview,
    Assessment,
    Audience,
    Comment,
    StageValue,
)
from selaras.assessments.permissions import works_in
from selaras.assessments.queries.sheet import SheetLine, sheet_of
from selaras.assessments.queries.workspace import IndicatorDesk, desk_of
from selaras.assessments.services.answers import (
    LONGEST,
    UNSET,
    hand_in,
    rate,
    save_answer,
    take_back,
)
from selaras.assessments.services.discussion import LONGEST as LONGEST_COMMENT
from selaras.assessments.services.discussion import say
from selaras.assessments.states import AnswerState
from selaras.pure.numbers import parse

router = Router(tags=["Jawaban"], auth=READING)

Text = Annotated[str, Field(max_length=LONGEST)]


class AnswerLine(Told):
    """An indicator of an assessment; what the institution keeps to itself is null for others."""

    number: str
    name: str
    aspect: str
    state: AnswerState | None
    claim: Exact | None
    own: Exact | None = Field(description="Nilai yang ditetapkan tim.")
    readiness: int | None = Field(description="Kesiapan menurut bukti yang diterima; bukan indeks.")
    gap: int | None = Field(description="Tingkat terendah yang belum berbukti diterima.")
    units: list[int]
    due_on: date | None
    version: int


class ReviewFacts(Told):
    """One verdict on an answer, kept for good."""

    verdict: AnswerState
    note: str
    author: str
    at: datetime


class AnswerFacts(Told):
    """What an institution says of one indicator."""

    assessment: int
    number: str
    name: str
    state: AnswerState | None
    fact: str
    analysis: str
    justification: str
    claim: Exact | None
    own: Exact | None
    readiness: int | None
    gap: int | None
    author: str
    changed_at: datetime | None
    handed_in_at: datetime | None
    units: list[int]
    due_on: date | None
    may_write: bool
    may_rate: bool
    evidence: list[ItemFacts]
    reviews: list[ReviewFacts]
    version: int


class AnswerChange(Asked):
    """The parts to change; absent ones stay. ``claim`` null takes the claim back."""

    fact: Text = ""
    analysis: Text = ""
    justification: Text = ""
    claim: Value | None = None


class OwnValue(Told):
    """The value the team has settled on; ``version`` is its revision, 0 for none yet."""

    assessment: int
    number: str
    value: Exact | None
    explanation: str
    author: str
    recorded_at: datetime | None
    version: int


class OwnValueChange(Asked):
    """A value of the instrument's scale; ``explanation`` absent leaves the text as it was."""

    value: Value
    explanation: Text | None = None


class CommentFacts(Told):
    """One contribution to the discussion of an indicator."""

    id: int
    audience: Audience
    body: str
    author: str
    at: datetime


class NewComment(Asked):
    """A contribution; "@Nama" mentions somebody who may read it."""

    body: Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]
    audience: Audience = Audience.INTERNAL


@router.get("/assessments/{assessment}/answers", response=list[AnswerLine])
def list_answers(request: HttpRequest, assessment: Key) -> list[AnswerLine]:
    """Semua indikator penilaian dengan keadaan jawaban dan kesiapannya."""
    found = working(request, assessment)
    inside = works_in(person_of(request), found)
    return [_line(line, inside=inside) for line in sheet_of(found).lines]


@router.get("/assessments/{assessment}/answers/{number}", response=AnswerFacts)
def read_answer(request: HttpRequest, assessment: Key, number: Number) -> AnswerFacts:
    """Jawaban satu indikator dengan bukti dan putusan yang boleh dilihat."""
    return _told(request, working(request, assessment), number)


@router.patch("/assessments/{assessment}/answers/{number}", response=AnswerFacts, auth=ANSWERS)
@versioned
def change_answer(
    request: HttpRequest, assessment: Key, number: Number, given: AnswerChange
) -> AnswerFacts:
    """Ubah bagian jawaban yang disebut; bagian lain tetap."""
    found = working(request, assessment)
    parts: dict[str, Any] = {
        name: getattr(given, name) if name in given.model_fields_set else UNSET
        for name in ("fact", "analysis", "justification")
    }
    claim = _claim(given) if "claim" in given.model_fields_set else UNSET
    seen = seen_version(request)
    save_answer(found, number, actor=person_of(request), seen=seen, claim=claim, **parts)
    return _told(request, found, number)


@router.post(
    "/assessments/{assessment}/answers/{number}/hand-in", response=AnswerFacts, auth=ANSWERS
)
@versioned
def hand_in_answer(request: HttpRequest, assessment: Key, number: Number) -> AnswerFacts:
    """Serahkan jawaban kepada tim."""
    found = working(request, assessment)
    hand_in(_answer(found, number), actor=person_of(request), seen=seen_version(request))
    return _told(request, found, number)


@router.post(
    "/assessments/{assessment}/answers/{number}/take-back", response=AnswerFacts, auth=ANSWERS
)
@versioned
def take_answer_back(request: HttpRequest, assessment: Key, number: Number) -> AnswerFacts:
    """Tarik jawaban yang diserahkan dan belum diperiksa."""
    found = working(request, assessment)
    take_back(_answer(found, number), actor=person_of(request), seen=seen_version(request))
    return _told(request, found, number)


@router.get("/assessments/{assessment}/answers/{number}/value", response=OwnValue)
def read_own_value(request: HttpRequest, assessment: Key, number: Number) -> OwnValue:
    """Nilai mandiri yang ditetapkan tim."""
    found = working(request, assessment)
    return _own_value(request, found, _desk(request, found, number))


@router.put("/assessments/{assessment}/answers/{number}/value", response=OwnValue, auth=ANSWERS)
@versioned
def put_own_value(
    request: HttpRequest, assessment: Key, number: Number, given: OwnValueChange
) -> OwnValue:
    """Tetapkan nilai mandiri satu indikator."""
    found = working(request, assessment)
    rate(
        found,
        number,
        _figure(given.value, "value"),
        actor=person_of(request),
        seen=seen_version(request),
        explanation=given.explanation,
    )
    return _own_value(request, found, _desk(request, found, number))


@router.get("/assessments/{assessment}/answers/{number}/comments", response=list[CommentFacts])
def list_comments(request: HttpRequest, assessment: Key, number: Number) -> list[CommentFacts]:
    """Diskusi indikator sejauh boleh dibaca, yang terlama lebih dahulu."""
    found = working(request, assessment)
    return [_comment(row) for row in _desk(request, found, number).comments]


@router.post(
    "/assessments/{assessment}/answers/{number}/comments",
    response={201: CommentFacts},
    auth=ANSWERS,
)
@once
def add_comment(
    request: HttpRequest, assessment: Key, number: Number, given: NewComment
) -> CommentFacts:
    """Tambah komentar."""
    found = working(request, assessment)
    return _comment(say(found, number, given.body, given.audience, actor=person_of(request)))


def _desk(request: HttpRequest, found: Assessment, number: str) -> IndicatorDesk:
    desk = desk_of(person_of(request), found, number)
    if desk is None:
        raise Http404
    return desk


def _answer(found: Assessment, number: str) -> Answer:
    row = Answer.objects.select_related("indicator").get(assessment=found, indicator__number=number)
    row.assessment = found
    return row


def _told(request: HttpRequest, found: Assessment, number: str) -> AnswerFacts:
    desk = _desk(request, found, number)
    answer, inside = desk.answer, desk.inside
    tell_version(request, answer.version)
    return AnswerFacts(
        assessment=found.pk,
        number=number,
        name=desk.indicator.name,
        state=AnswerState(answer.state) if inside else None,
        fact=answer.fact,
        analysis=answer.analysis,
        justification=answer.justification,
        claim=told(answer.claimed) if inside else None,
        own=told(desk.rating.value) if desk.rating else None,
        readiness=desk.ready if inside else None,
        gap=desk.gap if inside else None,
        author=answer.author.name if answer.author and inside else "",
        changed_at=answer.changed_at,
        handed_in_at=answer.handed_in_at,
        units=[each.unit_id for each in desk.units] if inside else [],
        due_on=desk.due_on if inside else None,
        may_write=desk.may_write,
        may_rate=desk.may_rate,
        evidence=[item_facts(item, inside=inside) for item in desk.items],
        reviews=[_review(row) for row in desk.reviews],
        version=answer.version,
    )


def _line(line: SheetLine, *, inside: bool) -> AnswerLine:
    return AnswerLine(
        number=line.number,
        name=line.indicator.name,
        aspect=line.aspect.code,
        state=line.state if inside else None,
        claim=told(line.claim) if inside else None,
        own=told(line.own),
        readiness=line.ready if inside else None,
        gap=line.gap if inside else None,
        units=[each.unit_id for each in line.units] if inside else [],
        due_on=line.due_on if inside else None,
        version=line.answer.version if line.answer else 0,
    )


def _review(row: AnswerReview) -> ReviewFacts:
    return ReviewFacts(
        verdict=AnswerState(row.verdict),
        note=row.note,
        author=row.author.name if row.author else "",
        at=row.at,
    )


def _comment(row: Comment) -> CommentFacts:
    return CommentFacts(
        id=row.pk,
        audience=Audience(row.audience),
        body=row.body,
        author=row.author.name if row.author else "",
        at=row.at,
    )


def _own_value(request: HttpRequest, found: Assessment, desk: IndicatorDesk) -> OwnValue:
    row: StageValue | None = desk.rating
    version = row.revision if row else 0
    tell_version(request, version)
    return OwnValue(
        assessment=found.pk,
        number=desk.indicator.number,
        value=told(row.value) if row else None,
        explanation=row.explanation if row else "",
        author=row.author.name if row and row.author and desk.inside else "",
        recorded_at=row.recorded_at if row else None,
        version=version,
    )


def _claim(given: AnswerChange) -> Fraction | None:
    return None if given.claim is None else _figure(given.claim, "claim")


def _figure(value: str | int, field: str) -> Fraction:
    try:
        return parse(str(value))
    except ValueError as error:
        fault = Fault(_("Tulis angka seperti “3” atau “2.49”."), pointer=f"/{field}")
        raise ProblemError("tidak-sah", faults=[fault]) from error
