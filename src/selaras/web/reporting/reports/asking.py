"""The form of a report: what it asks for, in which form and language.

The address holds the answers given so far, so another page can lead here with some of them
(``?penilaian=12``). Answers that depend on earlier ones are asked once those are given: without
script by going on, with it at once.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.reporting.models import ReportFormat
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Report
from selaras.reporting.services.asking import ask_report
from selaras.web.access import actor_of
from selaras.web.reporting.reports.questions import asked_of, given_in, shown

FORM, LANGUAGE = "bentuk", "bahasa"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form (GET) and asking for the report (POST)."""
    report = REPORTS.get(identifier)
    if report is None:
        raise Http404
    actor = actor_of(request)
    demand(report.is_open_to(actor), report.action)
    if request.method != "POST" or request.POST.get("langkah") == "cari":
        return _page(request, report)
    try:
        made = ask_report(
            report,
            given_in(report, request.POST.dict()),
            form=request.POST.get(FORM, ""),
            language=request.POST.get(LANGUAGE, ""),
            actor=actor,
        )
    except RefusedError as error:
        return _page(request, report, error)
    return redirect("reports:run", made.pk)


def _page(
    request: HttpRequest, report: Report, refusal: RefusedError | None = None
) -> HttpResponse:
    sent = (request.POST if request.method == "POST" else request.GET).dict()
    found = asked_of(report, given_in(report, sent), actor_of(request))
    problems = refusal.problems if refusal else ()
    errors = {one.field: str(one.message) for one in problems}
    form, language = sent.get(FORM, ""), sent.get(LANGUAGE, "")
    context = {
        "report": report,
        "asked": shown(found, sent, errors),
        "is_complete": not found or found[-1].is_answered,
        "is_stuck": bool(found) and not found[-1].is_answered and not found[-1].choices,
        "errors": errors,
        "problems": [(one.field, str(one.message)) for one in problems],
        "forms": [(one.value, one.label) for one in map(ReportFormat, report.formats)],
        "form": form if form in report.formats else report.formats[0].value,
        "languages": settings.LANGUAGES,
        "language": language if language in dict(settings.LANGUAGES) else get_language(),
    }
    return render(request, "reports/ask.html", context, status=422 if refusal else 200)
