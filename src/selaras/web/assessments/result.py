"""The result page of an institution and year, and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from selaras.assessments.permissions import may_publish_results
from selaras.assessments.queries.arithmetic import arithmetic_of
from selaras.assessments.queries.result import Result, result_of
from selaras.assessments.queries.selection import Selection
from selaras.assessments.queries.years import years_of
from selaras.people.permissions import may_know_institution
from selaras.web.access import actor_of
from selaras.web.assessments import charts, result_page
from selaras.web.assessments.doing import index_context, outlook_for
from selaras.web.assessments.simulation import Simulation, simulate
from selaras.web.people.saved_views import SavedViews

TABLE = "indikator"
"""The id of the element that htmx replaces when the table is filtered, sorted or simulated."""


def asked_result(request: HttpRequest, slug: str, year: int) -> Result:
    """The result the address asks for; 404 when there is none the person may see."""
    found = result_of(
        actor_of(request),
        slug,
        year,
        instrument_code=request.GET.get("instrumen", ""),
        stage=request.GET.get("tahap", ""),
    )
    if found is None:
        raise Http404
    return found


def asked_selection(request: HttpRequest) -> Selection:
    """Filter, search and order of the indicator table, out of the address."""
    return Selection(
        keep=request.GET.get("saring", ""),
        aspect=request.GET.get("aspek", ""),
        text=request.GET.get("cari", "")[:80],
        order=request.GET.get("urut", "no"),
    )


@require_safe
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest year of an institution."""
    years = years_of(actor_of(request), slug)
    if not years:
        raise Http404
    return redirect("assessments:result", slug, years[0].year)


@require_safe
def result(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Index, predicate, domains and aspects, indicators, what moved the index, and the what-if."""
    found = asked_result(request, slug, year)
    simulation = simulate(found, request.GET)
    address = simulation.address(request.GET)
    wordy = address != request.GET
    # From here on every link is built from the short address, so that it can be shared.
    request.GET = QueryDict(address.urlencode())
    outlook = outlook_for(actor_of(request), found)
    targets = outlook.targets if outlook else {}
    context = {"result": found, **_table(request, found, simulation, targets)}
    context["may_open_profile"] = may_know_institution(actor_of(request), found.institution)
    htmx = getattr(request, "htmx", None)
    response: HttpResponse
    if htmx and htmx.target == TABLE and not htmx.history_restore_request:
        response = render(request, "assessments/_indicators.html", context)
        response["HX-Replace-Url"] = f"{request.path}?{address.urlencode()}"
    elif wordy:
        response = redirect(f"{request.path}?{address.urlencode()}#{TABLE}")
    else:
        context |= _figures(request, found) | index_context(found, outlook)
        response = render(request, "assessments/result.html", context)
    # The same address answers with a part or the whole: a cache must not mix them up.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _table(
    request: HttpRequest, found: Result, simulation: Simulation, targets: Mapping[str, int]
) -> dict[str, object]:
    """What the indicator table and the what-if need; ``targets`` are those of running plans."""
    selection = asked_selection(request)
    lines = selection.apply(found.lines)
    gap = simulation.distance.gap if simulation.distance else None
    keep = result_page.lasting_query(request)
    return {
        "selection": selection,
        "saved_views": SavedViews(request, "assessments:result"),
        "rows": result_page.table_rows(lines, simulation, targets),
        "filters": result_page.filter_chips(request, found, selection),
        "aspects": [(aspect.code, aspect.name) for aspect in found.instrument.aspects()],
        "levels": result_page.levels(found),
        "legend": result_page.legend(found, targets),
        "simulating": "simulasi" in request.GET,
        "simulation": simulation,
        "simulation_gap": gap and result_page.gap_text(gap, found.instrument.rounding),
        "carried": result_page.hidden_tries(request, lines, simulation),
        "filter_fields": result_page.fields_but(request, "cari", "aspek"),
        "keep": keep,
        "reset": f"{keep}{'&' if keep else '?'}simulasi=1",
    }


def _figures(request: HttpRequest, found: Result) -> dict[str, object]:
    """What the upper half of the page needs."""
    gap = found.distance.gap if found.distance else None
    return {
        "stages": result_page.stage_tabs(request, found),
        "gap": gap and result_page.gap_text(gap, found.instrument.rounding),
        "marks": charts.scale_marks(found),
        "radar": charts.radar_of(found),
        "may_announce": found.awaits_announcement and may_publish_results(request.user),
    }


@require_safe
def arithmetic(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Every product and sum from ratings to index, so that anybody can check it by hand."""
    found = asked_result(request, slug, year)
    context = {
        "result": found,
        "arithmetic": arithmetic_of(found),
        "formula": result_page.formula(found),
        "rounding_rule": result_page.rounding_rule(found),
        "keep": result_page.lasting_query(request),
        "may_open_profile": may_know_institution(actor_of(request), found.institution),
    }
    return render(request, "assessments/arithmetic.html", context)
