"""The plans of an institution: their list, making one, changing what it says."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import ActionPlan
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.plans import plan_lines, plan_of
from selaras.improvement.services.plans import change_plan, make_plan
from selaras.people.models import Institution, User
from selaras.web.improvement.opening import opened, own_place
from selaras.web.improvement.plans.forms import PlanForm
from selaras.web.people.forms import blame

MOST_CHOSEN = 200
"""Recommendations that become actions in one go."""


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead to the plans of the person's institution."""
    return own_place(request, "plans:list")


@require_safe
def list_plans(request: HttpRequest, slug: str) -> HttpResponse:
    """Every plan with its actions, cost and sign-offs.

    With recommendations chosen (``?dari=``) it asks into which plan they go.
    """
    institution, actor = opened(request, slug)
    chosen = chosen_recommendations(request)
    context = {
        "institution": institution,
        "lines": plan_lines(institution),
        "may_write": may_write_plan(actor, institution.pk),
        "chosen": len(chosen),
        "carried": carried(chosen),
    }
    return render(request, "plans/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new plan; chosen recommendations go on to its grid."""
    institution, actor = opened(request, slug)
    demand(may_write_plan(actor, institution.pk), WRITE_PLAN)
    year = clock.today().year + 1
    initial = {
        "version": 0,
        "name": _("Rencana aksi %(year)d") % {"year": year},
        "first_year": year,
        "last_year": year,
    }
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, initial=initial, institution=institution)
    chosen = chosen_recommendations(request)
    if posted is not None and form.is_valid():
        try:
            plan = make_plan(
                institution, form.cleaned_data["instrument"], form.facts(), actor=actor
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Rencana aksi sudah dibuat."))
            return redirect(f"{reverse('plans:grid', args=[slug, plan.pk])}{carried(chosen)}")
    return _form(request, institution, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that changes what a plan says."""
    institution, plan, actor = opened_plan(request, slug, pk)
    demand(may_write_plan(actor, institution.pk), WRITE_PLAN)
    initial = {
        "version": plan.version,
        "name": plan.name,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "assessment": plan.assessment_id,
        "note": plan.note,
    }
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, initial=initial, institution=institution, plan=plan)
    status = 200
    if posted is not None and form.is_valid():
        try:
            change_plan(plan, form.facts(), version=form.cleaned_data["version"], actor=actor)
        except ChangedMeanwhileError as error:
            status = 409
            form = _again(request, plan, institution)
            blame(form, error)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Rencana aksi sudah disimpan."))
            return redirect("plans:grid", slug, pk)
    return _form(request, institution, form, plan, status=status)


def opened_plan(request: HttpRequest, slug: str, pk: int) -> tuple[Institution, ActionPlan, User]:
    """Institution, plan and person of the address; 404 for strangers and for plans of others."""
    institution, actor = opened(request, slug)
    plan = plan_of(institution, pk)
    if plan is None:
        raise Http404
    return institution, plan, actor


def chosen_recommendations(request: HttpRequest) -> list[int]:
    """Keys of ``?dari=``, several times or with commas between; what is no key is left out."""
    given = [*request.GET.getlist("dari"), *request.POST.getlist("dari")]
    words = ",".join(given).split(",")
    keys = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 16]
    return list(dict.fromkeys(keys))[:MOST_CHOSEN]


def carried(keys: list[int]) -> str:
    """The chosen recommendations as a query string; nothing for none."""
    return f"?dari={','.join(map(str, keys))}" if keys else ""


def _again(request: HttpRequest, plan: ActionPlan, institution: Institution) -> PlanForm:
    """What was typed, on top of what stands now: saving again overwrites, knowingly."""
    data = request.POST.copy()
    data["version"] = str(ActionPlan.objects.values_list("version", flat=True).get(pk=plan.pk))
    fresh = PlanForm(data, institution=institution, plan=plan)
    fresh.is_valid()
    return fresh


def _form(
    request: HttpRequest,
    institution: Institution,
    form: PlanForm,
    plan: ActionPlan | None,
    *,
    status: int = 200,
) -> HttpResponse:
    chosen = chosen_recommendations(request)
    context = {
        "institution": institution,
        "form": form,
        "plan": plan,
        "stands": plan_of(institution, plan.pk) if plan and status == 409 else None,
        "chosen": len(chosen),
        "carried": carried(chosen),
    }
    if status == 200 and form.errors:
        status = 422
    return render(request, "plans/form.html", context, status=status)
