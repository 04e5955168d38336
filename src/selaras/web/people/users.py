"""Pages of people: list, person, forms, invitation link, switching accounts off and on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.queries import history
from selaras.people.models import Institution, User
from selaras.people.permissions import (
    CHANGE_PERSON,
    CREATE_PERSON,
    appointable_roles,
    may_change_person,
    may_create_person,
    may_end_row,
    may_invite,
    trail_scopes,
)
from selaras.people.queries.institutions import choices_for
from selaras.people.queries.people import (
    EMPTY,
    PeopleFilter,
    all_people,
    appointments_of,
    people_list,
)
from selaras.people.roles import Role
from selaras.people.services.invitations import Invitation, invite
from selaras.people.services.users import (
    change_user,
    create_user,
    deactivate_user,
    reactivate_user,
)
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.download import download
from selaras.web.people.forms import PersonForm, blame, seen_version
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR


def known(request: HttpRequest, pk: int) -> User:
    """The person of the address; strangers get 404."""
    return get_object_or_404(
        User.objects.visible_to(request.user).select_related("institution"), pk=pk
    )


def administered(actor: User) -> list[tuple[int, str]]:
    """Institutions whose people the actor looks after, as choices."""
    standing = standing_of(actor)
    every = choices_for(actor)
    if standing.is_system_admin:
        return every
    mine = standing.institutions(Role.INSTITUTION_ADMIN)
    return [(key, name) for key, name in every if key in mine]


def _wanted(request: HttpRequest) -> PeopleFilter:
    role, state = request.GET.get("peran", ""), request.GET.get("status", "")
    return PeopleFilter(
        text=request.GET.get("cari", "").strip()[:100],
        role=role if role == EMPTY or role in Role.values else "",
        institution=request.GET.get("instansi", "")[:120],
        state=state if state in {"aktif", "nonaktif"} else "",
    )


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """The list of people."""
    wanted, actor = _wanted(request), actor_of(request)
    found = people_list(actor, wanted, day=clock.today(), cursor=request.GET.get(CURSOR, ""))
    places = Institution.objects.visible_to(actor).order_by("name").values_list("slug", "name")
    context = {
        "found": found,
        "wanted": wanted,
        "roles": [(EMPTY, _("(kosong) tanpa penugasan")), *Role.choices],
        "institutions": [(EMPTY, _("(kosong) tanpa instansi")), *places],
        "states": [("aktif", _("Aktif")), ("nonaktif", _("Nonaktif"))],
        "neighbours": neighbours(request, found.previous, found.next),
        "query": request.GET.urlencode(),
        "may_create": bool(_homes(actor)),
        "saved_views": SavedViews(request, "people:users"),
    }
    return render(request, "people/users.html", context)


@require_safe
def users_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Exactly the list of the same address, whole, as a file."""
    headings = [_("Nama"), _("Surel"), _("Jabatan"), _("Instansi asal"), _("Peran"), _("Status")]

    def rows() -> Iterable[list[Cell]]:
        for row in all_people(actor_of(request), _wanted(request), day=clock.today()):
            roles = "; ".join(
                f"{held.role_label} ({held.place})" if held.place else held.role_label
                for held in row.appointments
            )
            state = _("Aktif") if row.is_active else _("Nonaktif")
            yield [row.name, row.email, row.position, row.institution, roles, state]

    return download(Table(pgettext("plural", "Pengguna"), headings, rows()), suffix, "pengguna")


@require_safe
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, appointments, what may be done, history."""
    person, actor = known(request, pk), actor_of(request)
    scopes = trail_scopes(actor)
    rows = appointments_of(person, actor, day=clock.today())
    context = {
        "person": person,
        "appointments": [(row, may_end_row(actor, row.role, row.institution)) for row in rows],
        "may_change": may_change_person(actor, person),
        "may_invite": may_invite(actor, person),
        "may_appoint": person.is_active and not person.is_demo and _may_appoint_any(actor),
        "mail": settings.MAIL,
        "is_self": person.pk == actor.pk,
        "history": history(person, scopes)
        if scopes is None or (person.scope and person.scope in scopes)
        else None,
    }
    return render(request, "people/user.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request: HttpRequest) -> HttpResponse:
    """The form of a new person."""
    actor = actor_of(request)
    homes = _homes(actor)
    demand(bool(homes), CREATE_PERSON)
    wanted = Institution.objects.filter(slug=request.GET.get("instansi", "")).first()
    initial: dict[str, Any] = {"version": 0, "institution": wanted.pk if wanted else ""}
    if len(homes) == 1:
        initial["institution"] = homes[0]
    form = _form(request, actor, initial)
    if request.method == "POST" and form.is_valid():
        try:
            person = create_user(**_facts(form), actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Pengguna sudah ditambahkan. Tetapkan penugasannya."))
            return redirect("people:user", person.pk)
    return render(request, "people/user_form.html", {"form": form, "person": None})


@require_http_methods(["GET", "HEAD", "POST"])
def user_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an existing person."""
    person, actor = known(request, pk), actor_of(request)
    demand(may_change_person(actor, person), CHANGE_PERSON)
    initial = {
        "name": person.name,
        "email": person.email,
        "position": person.position,
        "institution": person.institution_id or "",
        "version": person.version,
    }
    form = _form(request, actor, initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_user(person, **_facts(form), version=version, actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("people:user", person.pk)
    return render(request, "people/user_form.html", {"form": form, "person": person})


@require_POST
def user_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch the account off (aktif=tidak) or on (aktif=ya)."""
    person, actor = known(request, pk), actor_of(request)
    demand(may_change_person(actor, person), CHANGE_PERSON)
    seen = seen_version(request.POST.get("version", ""))
    service = reactivate_user if request.POST.get("aktif") == "ya" else deactivate_user
    try:
        service(person, version=seen, actor=actor)
    except RefusedError as error:
        for problem in error.problems:
            messages.error(request, str(problem.message))
    else:
        messages.success(request, _("Perubahan sudah disimpan."))
    return redirect("people:user", person.pk)


@never_cache
@require_POST
def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the set-password link and show it, this once."""
    person = known(request, pk)

    def link(invitation: Invitation) -> str:
        path = reverse("people:invitation", args=[invitation.person, invitation.token])
        return request.build_absolute_uri(path)

    address = invite(person, link=link, actor=actor_of(request))
    context = {"person": person, "address": address, "mail": settings.MAIL}
    return render(request, "people/invited.html", context)


def _homes(actor: User) -> list[int]:
    """Institutions to which the actor may add people; -1 stands for "none"."""
    keys = [key for key, _name in administered(actor)]
    return [*keys, -1] if may_create_person(actor, None) else keys


def _may_appoint_any(actor: User) -> bool:
    standing = standing_of(actor)
    return standing.is_system_admin or any(
        appointable_roles(actor, place) for place in standing.institutions(Role.INSTITUTION_ADMIN)
    )


def _form(request: HttpRequest, actor: User, initial: dict[str, Any]) -> PersonForm:
    return PersonForm(
        request.POST or None,
        institutions=administered(actor),
        free=may_create_person(actor, None),
        initial=initial,
    )


def _facts(form: PersonForm) -> dict[str, Any]:
    values = form.cleaned_data
    key = values["institution"]
    return {
        "name": values["name"],
        "email": values["email"],
        "position": values["position"],
        "institution": None if key is None else Institution.objects.get(pk=key),
    }
