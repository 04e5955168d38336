"""Forms that appoint a person and end an appointment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.people.models import Appointment, Institution
from selaras.people.permissions import APPOINT, appointable_roles, may_end
from selaras.people.queries.people import appointment_row
from selaras.people.queries.units import standing_units
from selaras.people.roles import SITE_ROLES
from selaras.people.services.appointments import appoint, end_appointment
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.people.forms import AppointmentForm, LastDayForm, blame, unit_of
from selaras.web.people.users import administered, known

SITE = "sistem"
"""?instansi=sistem: a role of the whole site."""


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_create(request: HttpRequest, pk: int) -> HttpResponse:
    """First the place (?instansi=), then role, decree and term."""
    person, actor = known(request, pk), actor_of(request)
    places = administered(actor)
    site = standing_of(actor).is_system_admin
    demand(bool(places) or site, APPOINT)
    wanted = request.GET.get("instansi", "")
    place = _place(wanted, places, person.institution_id)
    if place is None and not (site and wanted == SITE):
        context = {"person": person, "places": _named(places), "site": site, "SITE": SITE}
        return render(request, "people/appointment_place.html", context)
    today = clock.today()
    roles = appointable_roles(actor, place.pk if place else None)
    form = AppointmentForm(
        request.POST or None,
        roles=[role for role in roles if (role in SITE_ROLES) == (place is None)],
        units=standing_units(place, today) if place else [],
        initial={"valid_from": today},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            appoint(
                person,
                role=values["role"],
                institution=place,
                unit=unit_of(place, values.get("unit")) if place else None,
                decree=values["decree"],
                decree_date=values["decree_date"],
                valid_from=values["valid_from"],
                valid_to=form.end,
                actor=actor,
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Penugasan sudah ditetapkan."))
            return redirect("people:user", person.pk)
    context = {"person": person, "place": place, "form": form, "several": site or len(places) > 1}
    return render(request, "people/appointment_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that ends an appointment."""
    actor = actor_of(request)
    visible = Appointment.objects.visible_to(actor)
    found = get_object_or_404(visible.select_related("user", "institution", "unit"), pk=pk)
    demand(may_end(actor, found), APPOINT)
    today = clock.today()
    form = LastDayForm(request.POST or None, initial={"day": today, "version": found.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            end_appointment(found, day=form.end, version=version, actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Penugasan sudah diakhiri."))
            return redirect("people:user", found.user_id)
    context = {"appointment": appointment_row(found, today), "form": form}
    return render(request, "people/appointment_end.html", context)


def _place(wanted: str, places: list[tuple[int, str]], home: int | None) -> Institution | None:
    """The institution asked for; without a question the only possible one."""
    keys = [key for key, _name in places]
    if wanted:
        return Institution.objects.filter(slug=wanted, pk__in=keys).first()
    if len(keys) == 1 and home in {None, keys[0]}:
        return Institution.objects.get(pk=keys[0])
    return None


def _named(places: list[tuple[int, str]]) -> list[tuple[str, str]]:
    keys = [key for key, _name in places]
    rows = Institution.objects.filter(pk__in=keys).order_by("name")
    return list(rows.values_list("slug", "name"))
