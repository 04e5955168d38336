"""Pages of institutions: list, facts and unit tree, forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.queries.home import course_of
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.queries import history
from selaras.people.models import Category, Institution
from selaras.people.permissions import (
    CHANGE_INSTITUTION,
    CREATE_INSTITUTION,
    may_change_institution,
    may_change_letterhead,
    may_classify_institution,
    may_create_institution,
    may_create_person,
    may_manage_units,
    trail_scopes,
)
from selaras.people.queries.institutions import (
    InstitutionFilter,
    all_institutions,
    institution_list,
)
from selaras.people.queries.people import team_of
from selaras.people.queries.units import unit_tree
from selaras.people.services.institutions import change_institution, create_institution
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.download import download
from selaras.web.people.forms import FIRST_DAY, LAST_DAY, InstitutionForm, blame
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR, changed

_FACTS = ("name", "category", "code", "province")


def shown(request: HttpRequest, slug: str) -> Institution:
    """The institution of the address; strangers get 404."""
    found = Institution.objects.visible_to(request.user).select_related("province")
    return get_object_or_404(found, slug=slug)


def asked_day(request: HttpRequest) -> date:
    """The date in the address (?tanggal=), today when there is none or no sensible date."""
    try:
        wanted = parse_date(request.GET.get("tanggal", ""))
    except ValueError:
        wanted = None
    return wanted if wanted and FIRST_DAY <= wanted <= LAST_DAY else clock.today()


def _wanted(request: HttpRequest) -> InstitutionFilter:
    category = request.GET.get("kategori", "")
    return InstitutionFilter(
        text=request.GET.get("cari", "").strip()[:100],
        category=category if category in Category.values else "",
    )


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """The list of institutions the person may know of."""
    wanted = _wanted(request)
    found = institution_list(
        actor_of(request), wanted, day=clock.today(), cursor=request.GET.get(CURSOR, "")
    )
    every = [("", _("Semua"))] + [(key, str(label)) for key, label in Category.choices]
    context = {
        "found": found,
        "wanted": wanted,
        "chips": [
            (label, changed(request.GET, kategori=key or None), key == wanted.category, None)
            for key, label in every
        ],
        "neighbours": neighbours(request, found.previous, found.next),
        "query": request.GET.urlencode(),
        "may_create": may_create_institution(request.user),
        "saved_views": SavedViews(request, "people:institutions"),
    }
    return render(request, "people/institutions.html", context)


@require_safe
def institutions_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Exactly the list of the same address, whole, as a file."""
    headings = [_("Nama"), _("Kategori"), _("Kode"), _("Provinsi")]
    headings += [pgettext("plural", "Unit"), pgettext("plural", "Orang")]

    def rows() -> Iterable[list[Cell]]:
        for row in all_institutions(actor_of(request), _wanted(request), day=clock.today()):
            yield [row.name, row.category_label, row.code, row.province, row.units, row.people]

    return download(Table(pgettext("plural", "Instansi"), headings, rows()), suffix, "instansi")


@require_safe
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Facts, unit tree on a date, people and history of one institution."""
    place = shown(request, slug)
    day, actor = asked_day(request), actor_of(request)
    with_ended = request.GET.get("berakhir") == "ya"
    works_here = place.pk in standing_of(actor).home_institutions()
    scopes = trail_scopes(actor)
    context = {
        "institution": place,
        "day": day,
        "today": clock.today(),
        "with_ended": with_ended,
        "tree": unit_tree(place, day, with_ended=with_ended),
        "team": team_of(place, day=day)
        if works_here or standing_of(actor).is_system_admin
        else None,
        "course": course_of(actor, place),
        "history": history(place, scopes) if scopes is None or place.scope in scopes else None,
        "may_change": may_change_institution(actor, place),
        "may_change_letterhead": may_change_letterhead(actor, place),
        "may_manage_units": may_manage_units(actor, place),
        "may_create_person": may_create_person(actor, place.pk),
    }
    return render(request, "people/institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def institution_create(request: HttpRequest) -> HttpResponse:
    """The form of a new institution."""
    demand(may_create_institution(request.user), CREATE_INSTITUTION)
    form = InstitutionForm(request.POST or None, classify=True, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        try:
            place = create_institution(**_facts(form), actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Instansi sudah ditambahkan."))
            return redirect("people:institution", place.slug)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def institution_change(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of an existing institution."""
    place = shown(request, slug)
    demand(may_change_institution(request.user, place), CHANGE_INSTITUTION)
    initial = {
        "name": place.name,
        "category": place.category,
        "code": place.code,
        "province": place.province_id,
        "version": place.version,
    }
    classify = may_classify_institution(request.user)
    form = InstitutionForm(request.POST or None, classify=classify, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_institution(
                place,
                **{**_facts_of(place), **_facts(form)},
                version=form.cleaned_data["version"],
                actor=actor_of(request),
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("people:institution", place.slug)
    return _form_page(request, form, place)


def _facts(form: InstitutionForm) -> dict[str, Any]:
    """What was asked for; what the form does not show is left out."""
    return {name: form.cleaned_data[name] for name in _FACTS if name in form.fields}


def _facts_of(place: Institution) -> dict[str, Any]:
    return {name: getattr(place, name) for name in _FACTS}


def _form_page(
    request: HttpRequest, form: InstitutionForm, place: Institution | None
) -> HttpResponse:
    return render(request, "people/institution_form.html", {"form": form, "institution": place})
