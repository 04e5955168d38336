"""The guided journey of a reorganisation: choose units, say what becomes of them, check, confirm.

Nothing is kept between the steps: what was answered travels in the form itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.people.models import Institution, Unit
from selaras.people.permissions import MANAGE_UNITS, may_manage_units
from selaras.people.queries.units import UnitNode, standing_units
from selaras.people.services.reorganisation import (
    BESIDE,
    NewUnit,
    Plan,
    check_plan,
    orphans,
    reorganise,
)
from selaras.web.access import actor_of
from selaras.web.people.forms import blame, day_field, indented, seen_version
from selaras.web.people.institutions import shown

NEW_ROWS = 4
"""How many new units one reorganisation may make on this page."""


class ReorganisationForm(forms.Form):
    """What becomes of the chosen units."""

    day = day_field(
        gettext_lazy("Hari pertama susunan baru"),
        help_text=gettext_lazy("Unit lama berakhir sehari sebelumnya"),
    )
    decree = forms.CharField(
        label=gettext_lazy("Dasar hukum"),
        max_length=120,
        help_text=gettext_lazy("Nomor peraturan, misalnya Perwali 21 Tahun 2025"),
    )
    parent = forms.TypedChoiceField(
        label=gettext_lazy("Induk unit baru"), coerce=int, empty_value=None, required=False
    )
    kept = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Unit yang sudah ada dan menerima tugas"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        place: Institution,
        ended: Sequence[Unit],
        units: Sequence[UnitNode],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.place, self.ended = place, ended
        gone = {unit.pk for unit in ended}
        others = [unit for unit in units if unit.pk not in gone]
        for name, first in (("parent", [("", _("Langsung di bawah instansi"))]), ("kept", [])):
            field = self.fields[name]
            if isinstance(field, (forms.TypedChoiceField, forms.TypedMultipleChoiceField)):
                field.choices = [*first, *indented(others)]
        if not others:
            del self.fields["kept"]
        for row in range(NEW_ROWS):
            self.fields[f"name_{row}"] = forms.CharField(
                label=_("Nama unit baru %(number)s") % {"number": row + 1},
                max_length=200,
                required=False,
            )
            self.fields[f"short_{row}"] = forms.CharField(
                label=_("Singkatan"), max_length=40, required=False
            )
        self._add_moves(others)

    def _add_moves(self, others: Sequence[UnitNode]) -> None:
        day = clock.today()
        self.children = orphans(Plan(self.place, self.ended, (), (), None, {}, day, ""))
        places = [("", _("Pilih tempat")), ("beside", _("Naik, sejajar dengan unit baru"))]
        places += [
            (f"new_{row}", _("Di bawah unit baru %(number)s") % {"number": row + 1})
            for row in range(NEW_ROWS)
        ]
        kept = [(f"kept_{unit.pk}", unit.name) for unit in others]
        for child in self.children:
            self.fields[f"move_{child.pk}"] = forms.ChoiceField(
                label=child.name, choices=[*places, (_("Unit yang sudah ada"), kept)]
            )

    def new_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of the new units, a row each."""
        return [(self[f"name_{row}"], self[f"short_{row}"]) for row in range(NEW_ROWS)]

    def move_fields(self) -> list[forms.BoundField]:
        """The fields that say where the children go."""
        return [self[f"move_{child.pk}"] for child in self.children]

    def plan(self) -> Plan:
        """What was answered, as the service takes it; call after ``is_valid``."""
        values = self.cleaned_data
        rows = [row for row in range(NEW_ROWS) if values[f"name_{row}"].strip()]
        chosen = {unit.pk: unit for unit in self.place.units.filter(pk__in=values.get("kept", []))}
        kept = [chosen[key] for key in values.get("kept", []) if key in chosen]
        places = {"beside": BESIDE}
        places |= {f"new_{row}": index for index, row in enumerate(rows)}
        places |= {f"kept_{unit.pk}": len(rows) + index for index, unit in enumerate(kept)}
        moves = {
            child.pk: places[answer]
            for child in self.children
            if (answer := values[f"move_{child.pk}"]) in places
        }
        parent = self.place.units.filter(pk=values["parent"]).first()
        made = [NewUnit(values[f"name_{row}"], values[f"short_{row}"]) for row in rows]
        return Plan(
            self.place, self.ended, made, kept, parent, moves, values["day"], values["decree"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The three steps on one address: the units (GET ?unit=), the answers, the check."""
    place = shown(request, slug)
    demand(may_manage_units(request.user, place), MANAGE_UNITS)
    units = standing_units(place, clock.today())
    answers = request.POST if request.method == "POST" else request.GET
    asked = set(answers.getlist("unit"))
    standing = place.units.filter(valid_to__isnull=True).order_by("name")
    ended = [unit for unit in standing if str(unit.pk) in asked] if asked else []
    if not ended:
        return _choose(request, place, units)
    if request.method != "POST" or "edit" in request.POST:
        data = request.POST if request.method == "POST" else None
        form = ReorganisationForm(
            data,
            place=place,
            ended=ended,
            units=units,
            initial={"day": clock.today(), "parent": _shared_parent(ended)},
        )
        return _answer(request, place, form)
    form = ReorganisationForm(request.POST, place=place, ended=ended, units=units)
    if not form.is_valid():
        return _answer(request, place, form)
    return _check_or_do(request, place, form)


def _check_or_do(
    request: HttpRequest, place: Institution, form: ReorganisationForm
) -> HttpResponse:
    plan = form.plan()
    try:
        check_plan(plan)
        if "confirm" not in request.POST:
            return _check(request, place, form, plan)
        seen = {
            unit.pk: seen_version(request.POST.get(f"version_{unit.pk}", "")) for unit in form.ended
        }
        reorganise(plan, versions=seen, actor=actor_of(request))
    except RefusedError as error:
        blame(form, error)
        return _answer(request, place, form)
    messages.success(request, _("Penataan ulang sudah disimpan."))
    return redirect("people:institution", place.slug)


def _choose(request: HttpRequest, place: Institution, units: Sequence[UnitNode]) -> HttpResponse:
    context = {"institution": place, "tree": units, "asked": request.GET.get("pilih")}
    return render(request, "people/reorganise_choose.html", context)


def _answer(request: HttpRequest, place: Institution, form: ReorganisationForm) -> HttpResponse:
    return render(request, "people/reorganise_form.html", {"institution": place, "form": form})


def _check(
    request: HttpRequest, place: Institution, form: ReorganisationForm, plan: Plan
) -> HttpResponse:
    names = [new.name for new in plan.made] + [unit.name for unit in plan.kept]
    above = plan.parent.name if plan.parent else place.name
    context = {
        "institution": place,
        "form": form,
        "plan": plan,
        "above": above,
        "moves": [
            (child.name, above if plan.moves[child.pk] == BESIDE else names[plan.moves[child.pk]])
            for child in form.children
        ],
        "carried": [
            (name, value)
            for name in request.POST
            if name not in {"csrfmiddlewaretoken", "edit", "confirm"}
            for value in request.POST.getlist(name)
        ],
    }
    return render(request, "people/reorganise_check.html", context)


def _shared_parent(ended: Sequence[Unit]) -> int | str:
    parents = {unit.parent_id for unit in ended}
    only = parents.pop() if len(parents) == 1 else None
    return only or ""
