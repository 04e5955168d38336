"""The list of scenarios, and the form that makes and changes one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Scenario
from selaras.improvement.permissions import may_run_planner
from selaras.improvement.queries.scenarios import scenarios_of
from selaras.improvement.services.scenarios import (
    change_scenario,
    make_scenario,
    start_scenario,
)
from selaras.instruments.queries import definition
from selaras.people.models import Institution, User
from selaras.web.improvement.opening import opened, own_place
from selaras.web.improvement.planner import words
from selaras.web.improvement.planner.forms import ScenarioForm
from selaras.web.improvement.planner.opening import (
    choices_of,
    demanded,
    form_for,
    opened_scenario,
)
from selaras.web.people.forms import blame


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead to the scenarios of the person's institution."""
    return own_place(request, "planner:list")


@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """The scenarios of an institution."""
    institution, actor = opened(request, slug)
    lines = []
    for line in scenarios_of(institution):
        rounding = definition(line.scenario.instrument).rounding
        lines.append(
            {
                "scenario": line.scenario,
                "goal": words.goal(line.scenario, rounding),
                "summary": words.summary(line.summary, rounding),
            }
        )
    context = {
        "institution": institution,
        "lines": lines,
        "may_run": may_run_planner(actor, institution.pk),
    }
    return render(request, "planner/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new question: one page, with defaults that answer it at once."""
    institution, actor = opened(request, slug)
    demanded(actor, institution)
    form, found = form_for(request, institution)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made = make_scenario(institution, form.facts(), actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            return _onward(request, made, actor)
    return _page(request, institution, form, found, None, 422)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same form for a question that stands."""
    scenario, actor = opened_scenario(request, slug, pk)
    demanded(actor, scenario.institution)
    form, found = form_for(request, scenario.institution, scenario)
    status = 422
    if form is not None and request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            made = change_scenario(scenario, form.facts(), version=version, actor=actor)
        except ChangedMeanwhileError as error:
            blame(form, error)
            # Sent again, it replaces what the notice told of.
            scenario.refresh_from_db(fields=["version"])
            status = 409
        except RefusedError as error:
            blame(form, error)
        else:
            return _onward(request, made, actor)
    return _page(request, scenario.institution, form, found, scenario, status)


def _onward(request: HttpRequest, scenario: Scenario, actor: User) -> HttpResponse:
    """To the options, or to the computation that has begun."""
    slug = scenario.institution.slug
    if "pilihan" in request.POST:
        messages.success(request, _("Skenario sudah disimpan. Periksa pilihan aksinya."))
        return redirect("planner:options", slug, scenario.pk)
    if "hitung" in request.POST:
        try:
            start_scenario(scenario, actor=actor)
        except RefusedError as error:
            messages.warning(request, str(error))
    else:
        messages.success(request, _("Skenario sudah disimpan."))
    return redirect("planner:scenario", slug, scenario.pk)


def _page(
    request: HttpRequest,
    institution: Institution,
    form: ScenarioForm | None,
    found: Any,
    scenario: Scenario | None,
    refused: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        "institution": institution,
        "scenario": scenario,
        "form": form,
        "beginnings": choices_of(found),
        "seen": _seen(form, scenario, refused),
    }
    if form is not None:
        base = form.beginning
        known = definition(base.instrument)
        context |= {
            "beginning": base,
            "instrument": known,
            "missing": sum(1 for i in known.indicators() if i.number not in base.values),
            "marked": [i.number for i in known.indicators() if i.external_index],
        }
    status = refused if form is None or form.errors else 200
    if form is None and request.method != "POST":
        status = 200
    return render(request, "planner/form.html", context, status=status)


def _seen(form: ScenarioForm | None, scenario: Scenario | None, refused: int) -> Any:
    """The version the form carries: the one sent, or the newest after a change meanwhile."""
    if scenario is None or form is None:
        return 0
    return scenario.version if refused == 409 else form["version"].value()
