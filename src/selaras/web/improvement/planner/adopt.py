"""Turning a computed set into an action plan: the preview, and the one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Scenario
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.scenario_answer import answer_of
from selaras.improvement.services.adopting import adopt_scenario, proposal_of
from selaras.instruments.queries import definition
from selaras.web.improvement.planner import words
from selaras.web.improvement.planner.opening import opened_scenario
from selaras.web.people.forms import seen_version


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What would be made (GET ``?pilihan=``), and making it (POST)."""
    scenario, actor = opened_scenario(request, slug, pk)
    demand(may_write_plan(actor, scenario.institution_id), WRITE_PLAN)
    sent = request.POST if request.method == "POST" else request.GET
    choice = max(seen_version(sent.get("pilihan", "0")), 0)
    if request.method != "POST":
        return _page(request, scenario, choice, _name(scenario), {}, 200)
    name, run = sent.get("name", "").strip(), seen_version(sent.get("run", ""))
    if not name:
        errors = {"name": _("Beri rencana aksi ini nama.")}
        return _page(request, scenario, choice, name, errors, 422)
    try:
        plan = adopt_scenario(scenario, choice=choice, run=run, name=name, actor=actor)
    except ChangedMeanwhileError as error:
        scenario.refresh_from_db()
        return _page(request, scenario, choice, name, {"": str(error)}, 409)
    except RefusedError as error:
        faults = {one.field: str(one.message) for one in error.problems}
        return _page(request, scenario, choice, name, faults, 422)
    messages.success(
        request,
        _("Rencana aksi “%(name)s” siap. Lengkapi tahapan dan unitnya di bawah.")
        % {"name": plan.name},
    )
    return redirect("plans:grid", slug, plan.pk)


def _name(scenario: Scenario) -> str:
    return _("Rencana aksi: %(name)s") % {"name": scenario.name}


def _page(
    request: HttpRequest,
    scenario: Scenario,
    choice: int,
    name: str,
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    answer = answer_of(scenario.result)
    try:
        proposal = proposal_of(scenario, choice)
    except RefusedError as error:
        raise Http404 from error
    kept = answer.set_of(choice) if answer else None
    years: dict[int, int] = {}
    for one in proposal.new:
        if one.facts.target_on is not None:
            year = one.facts.target_on.year
            years[year] = years.get(year, 0) + 1
    context = {
        "scenario": scenario,
        "institution": scenario.institution,
        "instrument": definition(scenario.instrument),
        "proposal": proposal,
        "choice": choice,
        "name": name,
        "errors": errors,
        "problems": [("name" if key else "", text) for key, text in errors.items()],
        "kept": kept,
        "price": words.whole_price(kept, answer.measure) if answer and kept else "",
        "years": sorted(years.items()),
    }
    return render(request, "planner/adopt.html", context, status=status)
