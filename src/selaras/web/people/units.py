"""Pages of one unit: facts and history, correcting, moving, ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.queries import history
from selaras.people.models import Institution, Unit
from selaras.people.permissions import MANAGE_UNITS, may_manage_units, trail_scopes
from selaras.people.queries.people import operators_of
from selaras.people.queries.units import standing_units, unit_facts
from selaras.people.services.units import change_unit, close_unit, create_unit, move_unit
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.people.forms import (
    LastDayForm,
    MoveUnitForm,
    NewUnitForm,
    UnitForm,
    blame,
    unit_of,
)
from selaras.web.people.institutions import shown


@require_safe
def unit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Facts of one unit, what it came from and what became of it, operators, history."""
    place, actor = shown(request, slug), actor_of(request)
    found = get_object_or_404(place.units.select_related("parent"), pk=pk)
    standing, scopes, today = standing_of(actor), trail_scopes(actor), clock.today()
    sees_people = standing.is_system_admin or place.pk in standing.home_institutions()
    context = {
        "institution": place,
        "unit": found,
        "facts": unit_facts(found, today),
        "operators": operators_of(found.pk, day=today) if sees_people else None,
        "history": history(found, scopes) if scopes is None or place.scope in scopes else None,
        "may_manage": may_manage_units(actor, place),
    }
    return render(request, "people/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new unit."""
    place = _managed(request, slug)
    today = clock.today()
    initial = {"version": 0, "valid_from": today, "parent": request.GET.get("induk", "")}
    form = NewUnitForm(request.POST or None, units=standing_units(place, today), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = create_unit(
                institution=place,
                name=values["name"],
                abbreviation=values["abbreviation"],
                valid_from=values["valid_from"],
                parent=unit_of(place, values["parent"]),
                actor=actor_of(request),
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Unit sudah ditambahkan."))
            return redirect("people:unit", place.slug, made.pk)
    return _page(request, place, None, form, _("Tambah unit"), _("Tambah unit"))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that corrects a unit's facts."""
    place = _managed(request, slug)
    found = get_object_or_404(place.units, pk=pk)
    initial = {
        "name": found.name,
        "abbreviation": found.abbreviation,
        "valid_from": found.valid_from,
        "version": found.version,
    }
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_unit(found, **form.cleaned_data, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            return _saved(request, place, found)
    lead = _("Untuk membetulkan data. Perubahan nama karena peraturan baru adalah penataan ulang.")
    return _page(request, place, found, form, _("Ubah unit"), _("Simpan"), lead)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that puts a unit under another one."""
    place = _managed(request, slug)
    found = get_object_or_404(place.units, pk=pk)
    form = MoveUnitForm(
        request.POST or None,
        units=standing_units(place, clock.today()),
        initial={"parent": found.parent_id or "", "version": found.version},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        parent = unit_of(place, values["parent"])
        try:
            move_unit(found, parent=parent, version=values["version"], actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            return _saved(request, place, found)
    lead = _("Unit dipindahkan bersama semua unit di bawahnya.")
    return _page(request, place, found, form, _("Pindahkan unit"), _("Pindahkan"), lead)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that ends a unit without successor."""
    place = _managed(request, slug)
    found = get_object_or_404(place.units, pk=pk)
    initial = {"day": clock.today(), "version": found.version}
    form = LastDayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            close_unit(found, day=form.end, version=version, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            return _saved(request, place, found)
    lead = _(
        "Unit berakhir tanpa penerus, dan penugasan operatornya ikut berakhir. Bila tugasnya "
        "diteruskan unit lain, pakai penataan ulang."
    )
    return _page(request, place, found, form, _("Akhiri unit"), _("Akhiri unit"), lead)


def _managed(request: HttpRequest, slug: str) -> Institution:
    place = shown(request, slug)
    demand(may_manage_units(request.user, place), MANAGE_UNITS)
    return place


def _saved(request: HttpRequest, place: Institution, found: Unit) -> HttpResponse:
    messages.success(request, _("Perubahan sudah disimpan."))
    return redirect("people:unit", place.slug, found.pk)


def _page(
    request: HttpRequest,
    place: Institution,
    found: Unit | None,
    form: Any,
    title: str,
    button: str,
    lead: str = "",
) -> HttpResponse:
    context = {
        "institution": place,
        "unit": found,
        "form": form,
        "heading": title,
        "button": button,
        "lead": lead,
    }
    return render(request, "people/unit_form.html", context)
