"""One report that was asked for: how far it is, its file, and what can be done with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from selaras.foundation.files import types
from selaras.foundation.refusal import RefusedError
from selaras.pure.fingerprint import grouped
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.services.asking import cancel_run, remove_run, repeat_run
from selaras.reporting.services.handing_out import fetch, file_of, may_fetch
from selaras.web.access import actor_of
from selaras.web.evidence.delivery import deliver

CONTENT_TYPES = {
    ReportFormat.PDF: types.PDF,
    ReportFormat.XLSX: types.XLSX,
    ReportFormat.DOCX: types.DOCX,
}
PROGRESS = "kemajuan"
"""The id of the element that htmx asks for again while the report is being made."""


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The page (GET) and its moves (POST ``langkah``)."""
    found = _opened(request, pk)
    if request.method == "POST":
        return _moved(request, found)
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == PROGRESS:
        if not found.is_busy:
            return HttpResponseClientRefresh()
        return render(request, "reports/_progress.html", {"run": found})
    return _page(request, found)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be kept, or to be shown (``?lihat=ya``) where browsers can."""
    found = _opened(request, pk)
    path = fetch(found, actor=actor_of(request))
    if path is None:
        raise Http404
    return deliver(
        request,
        path,
        name=found.filename,
        content_type=CONTENT_TYPES[ReportFormat(found.format)],
        digest=found.digest,
        save=request.GET.get("lihat") != "ya",
    )


def _opened(request: HttpRequest, pk: int) -> ReportRun:
    """The report, where the person may see it; others are not found."""
    rows = ReportRun.objects.visible_to(actor_of(request)).select_related("author")
    return get_object_or_404(rows, pk=pk)


def _moved(request: HttpRequest, found: ReportRun) -> HttpResponse:
    step, actor = request.POST.get("langkah", ""), actor_of(request)
    try:
        if step == "batalkan":
            cancel_run(found, actor=actor)
            messages.success(request, _("Penyusunan laporan dibatalkan."))
        elif step == "ulangi":
            found = repeat_run(found, actor=actor)
        elif step == "hapus":
            remove_run(found, actor=actor)
            messages.success(request, _("Laporan sudah dihapus."))
            return redirect("reports:list")
        else:
            return _page(request, found, [_("Pilih yang hendak dilakukan.")])
    except RefusedError as error:
        return _page(request, found, [str(one.message) for one in error.problems])
    back = request.POST.get("kembali") == "daftar"
    return redirect("reports:list") if back else redirect("reports:run", found.pk)


def _page(
    request: HttpRequest, found: ReportRun, problems: list[str] | None = None
) -> HttpResponse:
    report = REPORTS.get(found.report)
    actor = actor_of(request)
    allowed = may_fetch(actor, found)
    context = {
        "run": found,
        "report": report,
        "may_fetch": allowed,
        "has_file": allowed and file_of(found) is not None,
        "is_shown": found.format == ReportFormat.PDF,
        "is_own": found.author_id == actor.pk,
        "again": _again(found) if report is not None else "",
        "print": grouped(found.fingerprint[:16]),
        "problems": [("", text) for text in problems or ()],
    }
    return render(request, "reports/run.html", context, status=422 if problems else 200)


def _again(found: ReportRun) -> str:
    """The form of the same report with the same answers."""
    answers = {**found.given, "bentuk": found.format, "bahasa": found.language}
    return f"{reverse('reports:ask', args=[found.report])}?{urlencode(answers)}"
