"""What can be made, and what the person asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.people.models import User
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.queries.runs import STATES, RunFilter, run_list
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Report
from selaras.web.access import actor_of
from selaras.web.people.lists import neighbours
from selaras.web.ui.lists import CURSOR, changed

RUNS = "laporan-saya"
"""The id of the element that htmx asks for again while something is being made."""


@dataclass(frozen=True, slots=True)
class Line:
    """A report of the person, with the name of its kind; empty for one this version lacks."""

    run: ReportRun
    kind: str


def open_reports(actor: User) -> list[Report]:
    """The reports there is something to be had of."""
    return [report for report in REPORTS.values() if report.is_open_to(actor)]


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only the person's reports, while one of them is being made."""
    actor = actor_of(request)
    wanted = _wanted(request)
    page = run_list(actor, wanted, cursor=request.GET.get(CURSOR, ""))
    context = {
        "lines": [Line(row, _name(row)) for row in page.rows],
        "is_busy": page.is_busy,
        "wanted": wanted,
        "chips": _chips(request, wanted),
        "kinds": [(report.identifier, report.name) for report in REPORTS.values()],
        "neighbours": neighbours(request, page.previous, page.next),
        "here": request.get_full_path(),
    }
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == RUNS and not htmx.history_restore_request:
        return render(request, "reports/_runs.html", context)
    context["offers"] = [
        (report, [str(ReportFormat(form).label) for form in report.formats])
        for report in open_reports(actor)
    ]
    return render(request, "reports/list.html", context)


def _wanted(request: HttpRequest) -> RunFilter:
    state, report = request.GET.get("keadaan", ""), request.GET.get("jenis", "")
    return RunFilter(
        state=state if state in STATES else "",
        report=report if report in REPORTS else "",
        text=request.GET.get("cari", "").strip()[:100],
    )


def _chips(request: HttpRequest, wanted: RunFilter) -> list[tuple[str, str, bool, None]]:
    words = [
        ("", _("Semua")),
        ("disusun", _("Sedang disusun")),
        ("selesai", _("Selesai")),
        ("gagal", _("Gagal atau dibatalkan")),
    ]
    return [
        (label, changed(request.GET, keadaan=key or None), key == wanted.state, None)
        for key, label in words
    ]


def _name(row: ReportRun) -> str:
    report = REPORTS.get(row.report)
    return str(report.name) if report is not None else ""
