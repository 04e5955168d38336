"""The dense page of a plan: every action a row, months beside it, rows edited in place.

Opening a row for editing is a link (``?edit=``) that htmx answers with the row alone; saving is a
plain form, so that totals and groups are right afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.permissions import WRITE_PLAN, may_change_plan, may_write_plan
from selaras.improvement.queries.grid import lines_of
from selaras.improvement.services.actions import (
    add_action,
    change_action,
    restore_action,
)
from selaras.improvement.services.drafts import add_from_recommendations
from selaras.improvement.services.plans import move_plan
from selaras.improvement.states import PlanMove
from selaras.people.models import User
from selaras.web.improvement.plans.forms import RowForm
from selaras.web.improvement.plans.grid_page import (
    Contest,
    State,
    grid_page,
    quick_form,
    row_context,
    row_form,
    row_of,
    standing_units,
    view_query,
)
from selaras.web.improvement.plans.plans import chosen_recommendations, opened_plan
from selaras.web.improvement.plans.strips import Frame
from selaras.web.people.forms import seen_version


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page (GET); a row saved, cancelled or restored, rows added, the plan moved (POST)."""
    _institution, plan, actor = opened_plan(request, slug, pk)
    if request.method != "POST":
        return _shown(request, plan)
    demand(may_write_plan(actor, plan.institution_id), WRITE_PLAN)
    step = _STEPS.get(request.POST.get("langkah", ""))
    if step is None:
        return grid_page(request, plan, State(errors=[_("Pilih salah satu tombol.")], status=422))
    return step(request, plan, actor)


def _shown(request: HttpRequest, plan: ActionPlan) -> HttpResponse:
    """The page; for htmx only the row that opens or closes."""
    asked = request.GET.get("edit", "") or request.GET.get("baris", "")
    key = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None
    editing = key if request.GET.get("edit") and may_change_plan(request.user, plan) else None
    if key is None or request.headers.get("HX-Request") != "true":
        response = grid_page(request, plan, State(editing=editing))
    else:
        actions = Action.objects.filter(plan=plan, pk=key)
        lines = lines_of(plan, actions, today=clock.today())
        if not lines:
            raise Http404
        frame = Frame(plan, clock.today())
        context = {
            **row_context(request, plan),
            "row": row_of(lines[0], frame, plan, State(editing=editing)),
        }
        response = render(request, "plans/_grid_row.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _save(request: HttpRequest, plan: ActionPlan, actor: User) -> HttpResponse:
    """Save a row; two versions are shown side by side, and what was typed is never lost."""
    action = _action(request, plan)
    form = row_form(action, plan, request.POST)
    state = State(editing=action.pk, form=form)
    if form.is_valid():
        try:
            change_action(action, form.facts(), version=form.cleaned_data["version"], actor=actor)
        except ChangedMeanwhileError:
            return grid_page(request, plan, _contested(request, plan, action.pk))
        except RefusedError as error:
            _blame_row(form, error)
        else:
            messages.success(request, _("Aksi sudah disimpan."))
            return _back(request, action.pk)
    state.status = 422
    return grid_page(request, plan, state)


def _contested(request: HttpRequest, plan: ActionPlan, key: int) -> State:
    """What was typed on top of what stands now, and where the two differ."""
    action = Action.objects.get(pk=key)
    now = row_form(action, plan, None)
    data = request.POST.copy()
    data["version"] = str(action.version)
    for name in now.fields:
        if name not in data:
            data[name] = _text(now[name].value())
    form = row_form(action, plan, data)
    form.is_valid()
    contests = [
        Contest(str(field.label), _worded(form, name), _worded(now, name))
        for name, field in form.fields.items()
        if name != "version" and _worded(form, name) != _worded(now, name)
    ]
    return State(editing=key, form=form, contests=contests, status=409)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _worded(form: RowForm, name: str) -> str:
    """A field's content as people read it."""
    bound = form[name]
    value = _text(bound.value())
    for key, label in getattr(bound.field, "choices", ()):
        if isinstance(label, (list, tuple)):
            value = next((str(word) for month, word in label if month == value), value)
        elif str(key) == value:
            return str(label)
    return value.replace("\r\n", "\n").strip()


def _blame_row(form: RowForm, error: RefusedError) -> None:
    """Put each problem at its field; what concerns units or steps as a whole above the row."""
    named: Mapping[str, str] = {"units": "lead"}
    for problem in error.problems:
        field = named.get(problem.field, problem.field)
        form.add_error(field if field in form.fields else None, str(problem.message))


def _restore(request: HttpRequest, plan: ActionPlan, actor: User) -> HttpResponse:
    action = _action(request, plan)
    version = seen_version(request.POST.get("version", ""))
    return _done(
        request,
        plan,
        lambda: restore_action(action, version=version, actor=actor),
        _("Aksi dipulihkan."),
    )


def _add(request: HttpRequest, plan: ActionPlan, actor: User) -> HttpResponse:
    """A new row of a few words."""
    form = quick_form(plan, standing_units(plan), request.POST)
    if form.is_valid():
        try:
            action = add_action(plan, form.facts(), actor=actor)
        except RefusedError as error:
            named = {"units": "unit", "targets": "indicator"}
            for problem in error.problems:
                field = named.get(problem.field, problem.field)
                form.add_error(field if field in form.fields else None, str(problem.message))
        else:
            messages.success(request, _("Aksi sudah ditambahkan."))
            return _back(request, action.pk)
    return grid_page(request, plan, State(quick=form, status=422))


def _add_from(request: HttpRequest, plan: ActionPlan, actor: User) -> HttpResponse:
    """One action for each chosen recommendation."""
    keys = chosen_recommendations(request)
    if not keys:
        errors = [_("Pilih paling sedikit satu rekomendasi.")]
        return grid_page(request, plan, State(errors=errors, status=422))
    try:
        made = add_from_recommendations(plan, keys, actor=actor)
    except RefusedError as error:
        return grid_page(request, plan, _refused(error))
    text = ngettext(
        "%(count)d aksi sudah ditambahkan dari rekomendasi.",
        "%(count)d aksi sudah ditambahkan dari rekomendasi.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    return _back(request, made[0].pk if made else None)


def _move(request: HttpRequest, plan: ActionPlan, actor: User) -> HttpResponse:
    """Start, close or resume the plan."""
    move = request.POST.get("gerak", "")
    if move not in PlanMove.values:
        return grid_page(request, plan, State(errors=[_("Pilih salah satu tombol.")], status=422))
    note = request.POST.get("note", "")
    version = seen_version(request.POST.get("version", ""))
    return _done(
        request,
        plan,
        lambda: move_plan(plan, move, note=note, version=version, actor=actor),
        _("Keadaan rencana aksi sudah diubah."),
        note=note,
    )


def _done(
    request: HttpRequest,
    plan: ActionPlan,
    run: Callable[[], object],
    text: str,
    note: str = "",
) -> HttpResponse:
    try:
        run()
    except RefusedError as error:
        fresh = ActionPlan.objects.get(pk=plan.pk)
        plan.state, plan.version = fresh.state, fresh.version
        return grid_page(request, plan, _refused(error, note))
    messages.success(request, text)
    return _back(request, None)


def _refused(error: RefusedError, note: str = "") -> State:
    return State(
        errors=[str(problem.message) for problem in error.problems],
        note=note,
        status=409 if isinstance(error, ChangedMeanwhileError) else 422,
    )


_STEPS: Mapping[str, Callable[[HttpRequest, ActionPlan, User], HttpResponse]] = {
    "baris": _save,
    "pulihkan": _restore,
    "tambah": _add,
    "dari": _add_from,
    "gerak": _move,
}


def _action(request: HttpRequest, plan: ActionPlan) -> Action:
    """The action a form speaks of; one of another plan does not exist here."""
    key = seen_version(request.POST.get("aksi", ""))
    found = Action.objects.filter(plan=plan, pk=key).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found


def _back(request: HttpRequest, key: int | None) -> HttpResponse:
    anchor = f"#aksi-{key}" if key else ""
    return redirect(f"{request.path}{view_query(request)}{anchor}")
