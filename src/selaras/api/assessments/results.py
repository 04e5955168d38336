"""Assessments and what they add up to: indices, nodes, values, averages, comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import PathEx, QueryEx, Router
from pydantic import Field

from selaras.api.assessments.opening import opened, readable
from selaras.api.authentication import READING
from selaras.api.bodies import Key, Told
from selaras.api.caller import person_of
from selaras.api.etags import tell_version
from selaras.api.figures import Exact, Figure, figure, told
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.api.problems import Fault, ProblemError
from selaras.assessments.models import Assessment, Stage, StageResult, StageValue
from selaras.assessments.permissions import readable_stages
from selaras.assessments.queries.averages import averages_for
from selaras.assessments.queries.compare import LIMIT, Choice, Comparison, compare
from selaras.assessments.queries.compare import Row as CompareRow
from selaras.assessments.queries.overview import exact_index
from selaras.assessments.queries.result import IndicatorLine, NodeLine, Result, result_of
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.assessments.states import State
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.people.permissions import may_know_institution
from selaras.pure.instrument.model import INDEX, Rounding

router = Router(tags=["Hasil"], auth=READING)

StagePart = Annotated[Stage, PathEx(description="Tahap.")]


class StageIndex(Told):
    """What a stage adds up to; the index is null while values are missing."""

    stage: Stage
    index: Figure | None
    predicate: str
    missing: int


class AssessmentFacts(Told):
    """One institution in one cycle."""

    id: int
    institution: int
    institution_slug: str
    institution_name: str
    cycle: int
    year: int
    kind: str
    instrument: str
    instrument_version: int
    state: State
    state_since: datetime | None
    is_published: bool
    version: int


class AssessmentDetail(AssessmentFacts):
    """The same with the stages the caller may read."""

    stages: list[StageIndex]


class NodeFacts(Told):
    """A domain or aspect; null where values are missing or nothing was published."""

    code: str
    name: str
    is_domain: bool
    weight: Exact
    value: Figure | None
    previous: Figure | None
    group_average: Figure | None
    national_average: Figure | None


class IndicatorResult(Told):
    """An indicator in a result; ``contribution`` is in points of the index."""

    number: str
    name: str
    aspect: str
    weight: Exact
    value: Exact | None
    previous: Exact | None
    claimed: Exact | None
    contribution: Exact | None


class ResultFacts(Told):
    """The result of a stage; ``bounds`` is where the index must lie while values are missing."""

    assessment: int
    stage: Stage
    is_official: bool = Field(description="Hasil akhir yang sudah diumumkan; selain itu bukan.")
    index: Figure | None
    bounds: tuple[Exact, Exact]
    predicate: str
    missing: list[str]
    previous_year: int | None
    index_change: Exact | None
    nodes: list[NodeFacts]
    indicators: list[IndicatorResult]


class ValueFacts(Told):
    """A value a stage gave; a correction is a new revision and the old one stays."""

    id: int
    number: str
    stage: Stage
    value: Exact
    explanation: str
    source: str
    author: str
    recorded_at: datetime
    revision: int
    is_current: bool


class AverageFacts(Told):
    """A published mean; the node "" is the index itself."""

    node: str
    group: Exact | None
    national: Exact | None


class AveragesFacts(Told):
    """What was published for the nation and for the institution's own group."""

    group: str
    averages: list[AverageFacts]


class ComparedColumn(Told):
    """One institution in one year."""

    choice: str
    assessment: int
    institution_name: str
    year: int
    stage: Stage | None
    index: Figure | None
    predicate: str


class ComparedRow(Told):
    """One line across the columns, in their order."""

    code: str
    name: str
    kind: str
    values: list[Exact | None]


class ComparisonFacts(Told):
    """Columns side by side; rows exist where all columns were rated with the same instrument."""

    columns: list[ComparedColumn]
    nodes: list[ComparedRow]
    indicators: list[ComparedRow]
    unknown: list[str]


@router.get("/assessments", response=Listed[AssessmentFacts])
def list_assessments(
    request: HttpRequest,
    response: HttpResponse,
    institution: Annotated[str, QueryEx(max_length=120, description="Slug instansi.")] = "",
    year: Annotated[int | None, QueryEx(ge=2015, le=2100)] = None,
    state: State | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[AssessmentFacts]:
    """Penilaian yang boleh dibaca pemilik token, yang terakhir dicatat lebih dahulu."""
    wanted = {"institution__slug": institution, "cycle__year": year, "state": state}
    rows = readable(request).filter(**{name: one for name, one in wanted.items() if one})
    return listed(
        request,
        response,
        rows,
        ("-pk",),
        lambda page: (AssessmentFacts(**_facts(row)) for row in page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/assessments/{assessment}", response=AssessmentDetail)
def read_assessment(request: HttpRequest, assessment: Key) -> AssessmentDetail:
    """Satu penilaian dengan indeks setiap tahap yang boleh dibaca."""
    found = opened(request, assessment)
    tell_version(request, found.version)
    return AssessmentDetail(**_facts(found), stages=_stages(person_of(request), found))


@router.get("/assessments/{assessment}/results/{stage}", response=ResultFacts)
def read_result(request: HttpRequest, assessment: Key, stage: StagePart) -> ResultFacts:
    """Hasil satu tahap: indeks, predikat, domain, aspek, dan setiap indikator, angka tepat."""
    found = opened(request, assessment)
    result = result_of(
        person_of(request),
        found.institution.slug,
        found.cycle.year,
        instrument_code=found.cycle.instrument.code,
        stage=stage,
    )
    if result is None or result.stage != stage:
        raise Http404
    return _result(result, stage)


@router.get("/assessments/{assessment}/values", response=Listed[ValueFacts])
def list_values(
    request: HttpRequest,
    response: HttpResponse,
    assessment: Key,
    stage: Stage | None = None,
    number: Annotated[str, QueryEx(max_length=12, description="Nomor indikator.")] = "",
    history: Annotated[bool, QueryEx(description="Sertakan nilai yang sudah diganti.")] = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[ValueFacts]:
    """Nilai indikator dari tahap yang boleh dibaca, dengan penjelasannya bagi orang dalam."""
    person, found = person_of(request), opened(request, assessment)
    inside = may_know_institution(person, found.institution)
    stages = readable_stages(person, found) & {stage} if stage else readable_stages(person, found)
    rows = StageValue.objects.filter(assessment=found, stage__in=sorted(stages)).select_related(
        "indicator", "author"
    )
    if number:
        rows = rows.filter(indicator__number=number)
    if not (history and inside):
        rows = rows.filter(is_current=True)
    return listed(
        request,
        response,
        rows,
        ("pk",),
        lambda page: (_value(row, inside=inside) for row in page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/assessments/{assessment}/averages", response=AveragesFacts)
def read_averages(request: HttpRequest, assessment: Key) -> AveragesFacts:
    """Rata-rata terbit siklus ini: kelompok instansi dan nasional."""
    found = opened(request, assessment)
    known = averages_for(found.cycle, found.institution)
    order = [INDEX, *_codes(found)]
    spoken = [code for code in order if code in known.own or code in known.national]
    return AveragesFacts(
        group=known.group,
        averages=[
            AverageFacts(
                node=code, group=told(known.own.get(code)), national=told(known.national.get(code))
            )
            for code in spoken
        ],
    )


@router.get("/comparison", response=ComparisonFacts)
def read_comparison(
    request: HttpRequest,
    column: Annotated[
        list[str],
        QueryEx(min_length=1, max_length=LIMIT, description="“kota-serang:2022”, boleh diulang."),
    ],
) -> ComparisonFacts:
    """Instansi dan tahun berdampingan, paling banyak enam kolom."""
    choices = [choice for text in column if (choice := Choice.parse(text[:200]))]
    if len(choices) != len(column):
        raise ProblemError("tidak-sah", faults=[Fault("slug:tahun[:kode]", parameter="column")])
    return _comparison(compare(person_of(request), choices))


def _facts(row: Assessment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "institution": row.institution_id,
        "institution_slug": row.institution.slug,
        "institution_name": row.institution.name,
        "cycle": row.cycle_id,
        "year": row.cycle.year,
        "kind": row.cycle.kind,
        "instrument": row.cycle.instrument.code,
        "instrument_version": row.cycle.instrument.version,
        "state": State(row.state),
        "state_since": row.state_since,
        "is_published": row.is_published,
        "version": row.version,
    }


def _stages(person: User, found: Assessment) -> list[StageIndex]:
    stages = readable_stages(person, found)
    if not may_know_institution(person, found.institution):
        stages &= {Stage.FINAL}
    rounding = definition(found.cycle.instrument).rounding
    rows = StageResult.objects.filter(assessment=found, stage__in=sorted(stages))
    known = {row.stage: row for row in rows}
    return [
        StageIndex(
            stage=stage,
            index=figure(exact_index(row), rounding),
            predicate=row.predicate,
            missing=row.missing,
        )
        for stage in STAGE_ORDER
        if (row := known.get(stage)) is not None
    ]


def _codes(found: Assessment) -> Iterable[str]:
    for domain in definition(found.cycle.instrument).domains:
        if not domain.pseudo:
            yield domain.code
        yield from (aspect.code for aspect in domain.aspects if aspect.code != domain.code)


def _result(result: Result, stage: Stage) -> ResultFacts:
    rounding = result.instrument.rounding
    low, high = result.score.bounds
    return ResultFacts(
        assessment=result.assessment.pk,
        stage=stage,
        is_official=result.is_official,
        index=figure(result.score.index, rounding),
        bounds=(told(low) or "", told(high) or ""),
        predicate=result.score.predicate.name if result.score.predicate else "",
        missing=list(result.score.missing),
        previous_year=result.previous_year,
        index_change=told(result.index_change),
        nodes=[_node(line, rounding) for line in result.nodes],
        indicators=[_indicator(line) for line in result.lines],
    )


def _node(line: NodeLine, rounding: Rounding) -> NodeFacts:
    return NodeFacts(
        code=line.code,
        name=line.name,
        is_domain=line.is_domain,
        weight=told(line.weight) or "",
        value=figure(line.value, rounding),
        previous=figure(line.previous, rounding),
        group_average=figure(line.group, rounding),
        national_average=figure(line.national, rounding),
    )


def _indicator(line: IndicatorLine) -> IndicatorResult:
    return IndicatorResult(
        number=line.number,
        name=line.indicator.name,
        aspect=line.aspect.code,
        weight=told(line.indicator.weight) or "",
        value=told(line.value),
        previous=told(line.previous),
        claimed=told(line.claimed),
        contribution=told(line.contribution),
    )


def _value(row: StageValue, *, inside: bool) -> ValueFacts:
    """Outsiders get the figure alone, without who wrote it, where from and why."""
    return ValueFacts(
        id=row.pk,
        number=row.indicator.number,
        stage=Stage(row.stage),
        value=told(row.value) or "",
        explanation=row.explanation if inside else "",
        source=row.source if inside else "",
        author=row.author.name if row.author and inside else "",
        recorded_at=row.recorded_at,
        revision=row.revision,
        is_current=row.is_current,
    )


def _comparison(found: Comparison) -> ComparisonFacts:
    return ComparisonFacts(
        columns=[
            ComparedColumn(
                choice=str(one.choice),
                assessment=one.assessment.pk,
                institution_name=one.assessment.institution.name,
                year=one.assessment.cycle.year,
                stage=one.stage,
                index=figure(one.score.index, one.instrument.rounding),
                predicate=one.score.predicate.name if one.score.predicate else "",
            )
            for one in found.columns
        ],
        nodes=[_row(row) for row in found.nodes],
        indicators=[_row(row) for row in found.indicators],
        unknown=[str(choice) for choice in found.unknown],
    )


def _row(row: CompareRow) -> ComparedRow:
    return ComparedRow(
        code=row.code, name=row.name, kind=row.kind, values=[told(cell) for cell in row.cells]
    )
