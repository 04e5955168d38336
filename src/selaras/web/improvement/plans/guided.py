"""Adding and changing an action step by step; every step is saved as it is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.permissions import WRITE_PLAN, may_change_plan
from selaras.improvement.queries.action import action_view
from selaras.improvement.services.actions import (
    ActionFacts,
    add_action,
    change_action,
    facts_of,
)
from selaras.people.models import User
from selaras.web.improvement.plans.action_opening import (
    address,
    opened_action,
    opened_plan,
    plan_address,
)
from selaras.web.improvement.plans.guided_forms import (
    PARTS,
    Offers,
    Part,
    PartForm,
    What,
    after,
    as_typed,
    before,
    part_named,
)
from selaras.web.improvement.plans.guided_offers import differences, initial_of, offers_of
from selaras.web.improvement.plans.words import period
from selaras.web.people.forms import blame

INVALID, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    """The first step of a new action. Once it is saved the others follow, each at its address.

    ``?rekomendasi=`` (several) and ``?indikator=`` with ``?tingkat=`` say what it is for.
    """
    found, actor = opened_plan(request, slug, plan)
    demand(may_change_plan(actor, found), WRITE_PLAN)
    part = PARTS[0]
    offers = offers_of(part.code, found, None, actor)
    sent = _judged(request)
    form = What(offers, sent, _begun(request, What, _asked(request.GET)))
    if sent is not None and form.is_valid():
        try:
            action = add_action(found, ActionFacts(**form.changes()), actor=actor)
        except RefusedError as error:
            blame(form.form, error)
        else:
            action.plan = found
            messages.success(request, _saved(action))
            return redirect(_onward(request, action, part))
    return _page(request, part, form, found, None, offers)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, plan: int, pk: int, part: str) -> HttpResponse:
    """One step of an action that stands; what was typed stays when it is refused."""
    action, actor = opened_action(request, slug, plan, pk)
    demand(may_change_plan(actor, action.plan), WRITE_PLAN)
    step = part_named(part)
    if step is None:
        raise Http404
    if action.cancelled_at is not None:
        messages.error(request, _("Aksi ini dibatalkan. Pulihkan dahulu bila perlu diubah."))
        return redirect(address(action))
    if step.make is None:
        return _check(request, action, actor)
    offers = offers_of(step.code, action.plan, action, actor)
    sent = _judged(request)
    form = step.make(offers, sent, _begun(request, step.make, initial_of(step.code, action)))
    conflict: list[tuple[str, str]] = []
    if sent is not None and form.is_valid():
        old = facts_of(action)
        mine = form.changes()
        seen = form.form.cleaned_data["version"]
        try:
            change_action(action, replace(old, **mine), version=seen, actor=actor)
        except ChangedMeanwhileError as error:
            blame(form.form, error)
            conflict = _theirs(action, mine, offers, form)
        except RefusedError as error:
            blame(form.form, error)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect(_onward(request, action, step))
    return _page(request, step, form, action.plan, action, offers, conflict=conflict)


def _check(request: HttpRequest, action: Action, actor: User) -> HttpResponse:
    """The last step: everything in one look, with what is missing."""
    view = action_view(action, actor, today=clock.today())
    context = {
        **_frame(PARTS[-1], action.plan, action),
        "view": view,
        "leads": [row for row in view.units if row.is_lead],
        "supports": [row for row in view.units if not row.is_lead],
        "steps": [
            (one.step.title, period(one.step.first_month, one.step.last_month))
            for one in view.steps
        ],
    }
    return render(request, "plans/action_check.html", context)


def _page(
    request: HttpRequest,
    part: Part,
    form: PartForm,
    plan: ActionPlan,
    action: Action | None,
    offers: Offers,
    *,
    conflict: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    is_faulty = _judged(request) is not None
    context = {
        **_frame(part, plan, action),
        "form": form.form,
        "rows": form.rows,
        "faults": _row_faults(form) if is_faulty else [],
        "conflict": conflict,
        "hints": offers.hints,
        "ticked": getattr(form, "chosen", frozenset()),
        "held": list(action.evidence.select_related("document"))
        if action is not None and part.code == "bukti"
        else [],
    }
    status = CONFLICT if conflict is not None and conflict != [] else INVALID if is_faulty else 200
    return render(request, f"plans/action_{part.code}.html", context, status=status)


def _frame(part: Part, plan: ActionPlan, action: Action | None) -> dict[str, Any]:
    """What every step shows around its form."""
    earlier = before(part)
    return {
        "part": part,
        "step_labels": [one.label for one in PARTS],
        "step_number": PARTS.index(part) + 1,
        "plan": plan,
        "plan_url": plan_address(plan),
        "action": action,
        "back": address(action) if action else plan_address(plan),
        "earlier": address(action, "action_change", earlier.code) if action and earlier else "",
    }


def _judged(request: HttpRequest) -> QueryDict | None:
    """What was posted to be saved; asking for more rows saves nothing."""
    return request.POST if request.method == "POST" and "tambah" not in request.POST else None


def _begun(request: HttpRequest, make: type[PartForm], initial: dict[str, Any]) -> dict[str, Any]:
    """Where the form begins: what stands, or what was typed when more rows were asked for."""
    return as_typed(make, request.POST) if "tambah" in request.POST else initial


def _asked(asked: QueryDict) -> dict[str, Any]:
    """What a new action is for, as another page says it in the address."""
    keys = [key for key in asked.getlist("rekomendasi") if key.isdecimal() and len(key) < 16]
    rows = []
    if asked.get("indikator"):
        rows.append({"indicator": asked["indikator"], "level": asked.get("tingkat", "")})
    return {"version": 0, "recommendations": [int(key) for key in keys], "rows": rows}


def _onward(request: HttpRequest, action: Action, part: Part) -> str:
    """Where the pressed button leads: the next step, the action, or choosing a document."""
    place = request.POST.get("pasang", "")
    if part.code == "bukti" and place.isdecimal() and len(place) < 4:
        rows = list(action.evidence.order_by("position", "pk").values_list("pk", flat=True))
        if int(place) < len(rows):
            back = address(action, "action_evidence", rows[int(place)])
            return f"{reverse('evidence:picker')}?{urlencode({'untuk': back})}"
    if "simpan" in request.POST:
        return address(action)
    return address(action, "action_change", after(part).code)


def _theirs(
    action: Action, mine: dict[str, Any], offers: Offers, form: PartForm
) -> list[tuple[str, str]]:
    """What stands now where it differs; saving again is a decision from here on."""
    fresh = Action.objects.get(pk=action.pk)
    found = differences(mine, facts_of(fresh), offers)
    renewed = QueryDict(mutable=True)
    renewed.update(form.form.data)
    for name, values in form.form.data.lists():  # type: ignore[attr-defined]
        renewed.setlist(name, values)
    renewed["version"] = str(fresh.version)
    form.form.data = renewed
    return found or [(_("Bagian lain"), _("Bagian lain aksi ini diubah; langkah ini tidak."))]


def _row_faults(form: PartForm) -> list[tuple[str, str]]:
    """The faults of the rows, each with the field it stands at."""
    if form.rows is None:
        return []
    found = [("", str(text)) for text in form.rows.non_form_errors()]
    for row in form.rows:
        for bound in row:
            found += [(bound.id_for_label, str(text)) for text in bound.errors]
    return found


def _saved(action: Action) -> str:
    return _("Aksi nomor %(number)d ditambahkan. Lengkapi langkah berikutnya.") % {
        "number": action.position
    }
