"""Handing out papers of a plan: the official form and follow-up tables, as XLSX, CSV and PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from selaras.foundation.documents import csv, form_sheet, pdf, xlsx
from selaras.foundation.documents.form_sheet import Form
from selaras.foundation.documents.table import Table
from selaras.improvement.models import ActionPlan
from selaras.improvement.permissions import may_import_follow_up
from selaras.improvement.queries.follow_up_tables import (
    FORMS,
    ORIGINAL,
    follow_up_paper,
    report_years,
)
from selaras.improvement.queries.plan_form import FORM, plan_form, units_in
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit
from selaras.web.improvement.opening import opened
from selaras.web.improvement.plans import follow_up_sheet, form_sheets

Answer = HttpResponse | StreamingHttpResponse


@require_safe
def plan_paper(request: HttpRequest, slug: str, pk: int, suffix: str) -> Answer:
    """A paper of the plan: ``?bentuk=`` says which, ``?unit=`` keeps to one unit's part."""
    institution, _actor = opened(request, slug)
    found = ActionPlan.objects.select_related("institution", "instrument")
    plan = get_object_or_404(found, pk=pk, institution=institution)
    unit = _unit(request, institution)
    form = request.GET.get("bentuk", FORM)
    stem = f"{form}-{slug}-{plan.first_year}" + (f"-unit-{unit.pk}" if unit else "")
    if form != FORM:
        _demand_form(form)
        paper = follow_up_paper(institution, plan.instrument, form, plan=plan, unit=unit)
        facts = follow_up_sheet.Facts(institution, plan.instrument, paper, unit)
        return _follow_up(facts, suffix, stem)
    filled = plan_form(plan, unit)
    return _handed(
        suffix,
        stem,
        sheet=partial(form_sheets.sheet, filled),
        table=partial(form_sheets.table, filled),
        paper=partial(form_sheets.paper, filled),
    )


@require_safe
def print_room(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every paper of the plan, for all units and for each."""
    institution, actor = opened(request, slug)
    found = ActionPlan.objects.select_related("institution", "instrument")
    plan = get_object_or_404(found.defer("instrument__document"), pk=pk, institution=institution)
    context = {
        "institution": institution,
        "plan": plan,
        "units": units_in(plan),
        "form": FORM,
        "forms": FORMS.items(),
        "original": ORIGINAL,
        "suffixes": ("pdf", "xlsx", "csv"),
        "may_import": may_import_follow_up(actor, institution.pk),
    }
    return render(request, "plans/papers.html", context)


@require_safe
def follow_up_table(request: HttpRequest, slug: str, suffix: str) -> Answer:
    """The follow-up table of a year's report, whether there is a plan or not: ``?tahun=``,
    ``?instrumen=``, ``?bentuk=``, ``?unit=``.
    """
    institution, _actor = opened(request, slug)
    form = request.GET.get("bentuk", ORIGINAL)
    _demand_form(form)
    instrument = _instrument(request, institution)
    years = report_years(institution, instrument)
    wanted = request.GET.get("tahun", "")
    # Compared as text: an address can hold more digits than any year, or than Python reads.
    year = next((one for one in years if not wanted or str(one) == wanted), None)
    if year is None:
        raise Http404
    unit = _unit(request, institution)
    paper = follow_up_paper(institution, instrument, form, year=year, unit=unit)
    stem = f"{form}-{slug}-{year}" + (f"-unit-{unit.pk}" if unit else "")
    facts = follow_up_sheet.Facts(institution, instrument, paper, unit)
    return _follow_up(facts, suffix, stem)


def _follow_up(facts: follow_up_sheet.Facts, suffix: str, stem: str) -> Answer:
    return _handed(
        suffix,
        stem,
        sheet=partial(follow_up_sheet.sheet, facts),
        table=partial(follow_up_sheet.table, facts),
        paper=partial(follow_up_sheet.paper, facts),
    )


def _handed(
    suffix: str,
    stem: str,
    *,
    sheet: Callable[[], Form],
    table: Callable[[], Table],
    paper: Callable[[], bytes],
) -> Answer:
    """The file in the format the address ends in."""
    response: Answer
    if suffix == "xlsx":
        response = HttpResponse(form_sheet.content(sheet()), content_type=xlsx.CONTENT_TYPE)
    elif suffix == "csv":
        response = StreamingHttpResponse(csv.stream(table()), content_type=csv.CONTENT_TYPE)
    elif suffix == "pdf":
        response = HttpResponse(paper(), content_type=pdf.CONTENT_TYPE)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{stem}.{suffix}"'
    return response


def _demand_form(form: str) -> None:
    if form not in FORMS:
        raise Http404


def _unit(request: HttpRequest, institution: Institution) -> Unit | None:
    wanted = request.GET.get("unit", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise Http404
    return get_object_or_404(Unit, pk=int(wanted), institution=institution)


def _instrument(request: HttpRequest, institution: Institution) -> InstrumentVersion:
    """The instrument of the address, else that of the newest report."""
    known = InstrumentVersion.objects.filter(recommendations__institution=institution)
    wanted = request.GET.get("instrumen", "")
    if wanted:
        known = known.filter(code=wanted)
    found = known.order_by("-recommendations__year", "-version").first()
    if found is None:
        raise Http404
    return found
