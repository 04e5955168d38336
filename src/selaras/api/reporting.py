"""Reports: what there is, asking for one, following it, fetching its file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import PathEx, QueryEx, Router
from pydantic import Field

from selaras.api.authentication import FILES, READING
from selaras.api.bodies import Asked, Key, Told
from selaras.api.caller import person_of
from selaras.api.delivery import deliver
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.api.repeats import once
from selaras.foundation.access import demand
from selaras.foundation.files import types
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.reports.answers import questions
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Report
from selaras.reporting.services.asking import ask_report, cancel_run
from selaras.reporting.services.handing_out import fetch
from selaras.reporting.states import RunState

router = Router(tags=["Laporan"], auth=READING)

Identifier = Annotated[str, PathEx(min_length=1, max_length=40, description="Jenis laporan.")]
CONTENT_TYPES = {
    ReportFormat.PDF: types.PDF,
    ReportFormat.XLSX: types.XLSX,
    ReportFormat.DOCX: types.DOCX,
}
Answers = Annotated[
    dict[
        Annotated[str, Field(max_length=60)],
        Annotated[str, Field(max_length=200)],
    ],
    Field(max_length=20, description="Jawaban atas pertanyaan laporan, menurut namanya."),
]


class ReportKind(Told):
    """A kind of report open to the caller, and the names of what it asks for, in order."""

    identifier: str
    name: str
    purpose: str
    formats: list[ReportFormat]
    asks: list[str]
    is_long: bool


class AnswerChoice(Told):
    """An answer that can be chosen."""

    value: str
    label: str


class ReportQuestion(Told):
    """One thing a report asks for, with the answers open after those given so far."""

    name: str
    optional: bool
    choices: list[AnswerChoice]


class NewReport(Asked):
    """The form, the language, and the answers to what the report asks."""

    format: ReportFormat = ReportFormat.PDF
    language: Annotated[str, Field(pattern="^(id|en)$")] = "id"
    given: Answers = Field(default_factory=dict)


class RunFacts(Told):
    """A report that was asked for. Fetch its file once the state is ``selesai``."""

    id: int
    report: str
    given: dict[str, str]
    format: ReportFormat
    language: str
    title: str
    filename: str
    state: RunState
    progress: int
    failure: str
    size: int
    digest: str
    asked_at: datetime
    finished_at: datetime | None


@router.get("/reports", response=list[ReportKind])
def list_reports(request: HttpRequest) -> list[ReportKind]:
    """Jenis laporan yang terbuka bagi pemilik token."""
    person = person_of(request)
    return [_kind(report) for report in REPORTS.values() if report.is_open_to(person)]


@router.get("/reports/{report}/questions", response=list[ReportQuestion])
def list_report_questions(
    request: HttpRequest,
    report: Identifier,
    given: Annotated[
        list[str] | None, QueryEx(max_length=20, description="“nama:jawaban”, boleh diulang.")
    ] = None,
) -> list[ReportQuestion]:
    """Pertanyaan laporan dengan jawaban yang terbuka, sampai yang pertama belum dijawab."""
    person, found = person_of(request), _report(report)
    demand(found.is_open_to(person), found.action)
    pairs = (text[:300].partition(":") for text in given or ())
    answered = {name: value for name, _colon, value in pairs}
    return [
        ReportQuestion(
            name=one.ask.name,
            optional=one.ask.optional,
            choices=[AnswerChoice(value=each.value, label=each.label) for each in one.choices],
        )
        for one in questions(found, answered, person)
    ]


@router.post("/reports/{report}/runs", response={201: RunFacts}, auth=FILES)
@once
def ask_for_report(request: HttpRequest, report: Identifier, given: NewReport) -> RunFacts:
    """Minta laporan; yang panjang disusun di latar, ikuti keadaannya."""
    run = ask_report(
        _report(report),
        given.given,
        form=given.format,
        language=given.language,
        actor=person_of(request),
    )
    return _run(run)


@router.get("/report-runs", response=Listed[RunFacts])
def list_runs(
    request: HttpRequest, response: HttpResponse, limit: Limit = USUAL, cursor: Cursor = ""
) -> Listed[RunFacts]:
    """Laporan yang diminta pemilik token, yang terbaru lebih dahulu."""
    rows = ReportRun.objects.filter(author=person_of(request))
    return listed(
        request,
        response,
        rows,
        ("-pk",),
        lambda page: map(_run, page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/report-runs/{run}", response=RunFacts)
def read_run(request: HttpRequest, run: Key) -> RunFacts:
    """Satu laporan yang diminta."""
    return _run(_own(request, run))


@router.post("/report-runs/{run}/cancel", response=RunFacts, auth=FILES)
def cancel_report_run(request: HttpRequest, run: Key) -> RunFacts:
    """Batalkan penyusunan."""
    cancel_run(_own(request, run), actor=person_of(request))
    return _run(_own(request, run))


@router.get("/report-runs/{run}/file", auth=FILES, openapi_extra={"x-file": True})
def read_run_file(request: HttpRequest, run: Key) -> HttpResponseBase:
    """Unduh berkas laporan yang sudah selesai."""
    found = _own(request, run)
    path = fetch(found, actor=person_of(request))
    if path is None:
        raise Http404
    return deliver(
        request,
        path,
        name=found.filename,
        content_type=CONTENT_TYPES[ReportFormat(found.format)],
        digest=found.digest,
    )


def _report(identifier: str) -> Report:
    found = REPORTS.get(identifier)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, pk: int) -> ReportRun:
    return ReportRun.objects.visible_to(person_of(request)).select_related("author").get(pk=pk)


def _kind(report: Report) -> ReportKind:
    return ReportKind(
        identifier=report.identifier,
        name=str(report.name),
        purpose=str(report.purpose),
        formats=list(report.formats),
        asks=[ask.name for ask in report.asks],
        is_long=report.is_long,
    )


def _run(row: ReportRun) -> RunFacts:
    return RunFacts(
        id=row.pk,
        report=row.report,
        given=dict(row.given),
        format=ReportFormat(row.format),
        language=row.language,
        title=row.title,
        filename=row.filename,
        state=RunState(row.state),
        progress=row.progress,
        failure=row.failure,
        size=row.size,
        digest=row.digest,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
    )
