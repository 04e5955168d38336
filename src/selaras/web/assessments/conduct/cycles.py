"""Pages of cycles: the list, one cycle with its windows, opening one, beginning its work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.assessments.models import Cycle, CycleKind
from selaras.assessments.permissions import (
    OPEN_CYCLES,
    PLOTTERS,
    SET_WINDOWS,
    may_administer,
    may_open_cycles,
    may_set_windows,
)
from selaras.assessments.queries.cycles import (
    Days,
    cycle_lines,
    days_of,
    mark_of,
    own_places,
    phases_of,
)
from selaras.assessments.services.conduct import prepare as prepare_assessment
from selaras.assessments.services.cycles import is_open, open_cycle, set_windows
from selaras.assessments.states import Phase
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import versions
from selaras.people.models import Institution
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.people.forms import blame, day_field


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """All cycles, with their windows and how far the assessments in them have come."""
    actor = actor_of(request)
    context = {
        "lines": cycle_lines(actor, clock.today()),
        "may_open": may_open_cycles(actor),
    }
    return render(request, "work/cycles.html", context)


class CycleForm(forms.Form):
    """A new cycle."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=2015, max_value=2100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), choices=CycleKind.choices, widget=forms.RadioSelect
    )
    instrument = forms.ModelChoiceField(
        label=gettext_lazy("Instrumen"), queryset=InstrumentVersion.objects.none()
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["instrument"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = versions().filter(is_current=True)

    def clean(self) -> dict[str, Any]:
        """Refuse a cycle that is open already."""
        given = super().clean() or {}
        year, instrument = given.get("year"), given.get("instrument")
        if year and instrument and is_open(year, instrument):
            raise forms.ValidationError(
                _("Siklus %(year)d dengan %(instrument)s sudah ada. Buka dari daftar siklus.")
                % {"year": year, "instrument": instrument}
            )
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_create(request: HttpRequest) -> HttpResponse:
    """The form that opens a cycle."""
    actor = actor_of(request)
    demand(may_open_cycles(actor), OPEN_CYCLES)
    initial = {"year": clock.today().year, "kind": CycleKind.EVALUATION}
    form = CycleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = open_cycle(
            values["year"], CycleKind(values["kind"]), values["instrument"], actor=actor
        )
        messages.success(request, _("Siklus sudah dibuka. Tetapkan jadwalnya di bawah ini."))
        return redirect("work:cycle", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "work/cycle_form.html", {"form": form}, status=status)


class WindowsForm(forms.Form):
    """First and last day of each phase; both or neither."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: Any, *, phases: list[Phase], days: Mapping[Phase, Days]) -> None:
        initial: dict[str, object] = {"seen": mark_of(days)}
        for phase, (opens_on, closes_on) in days.items():
            initial |= {f"{phase}_buka": opens_on, f"{phase}_tutup": closes_on}
        super().__init__(data, initial=initial)
        self.phases = phases
        for phase in phases:
            name = {"phase": phase.label}
            self.fields[f"{phase}_buka"] = day_field(_("%(phase)s dibuka") % name, required=False)
            self.fields[f"{phase}_tutup"] = day_field(_("%(phase)s ditutup") % name, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse half a window."""
        given = super().clean() or {}
        for phase in self.phases:
            opens_on, closes_on = given.get(f"{phase}_buka"), given.get(f"{phase}_tutup")
            if (opens_on is None) != (closes_on is None):
                field = f"{phase}_tutup" if closes_on is None else f"{phase}_buka"
                if field not in self.errors:
                    self.add_error(field, _("Isi kedua tanggal, atau kosongkan keduanya."))
        return given

    def windows(self) -> dict[str, Days]:
        """The windows that were filled in."""
        given = self.cleaned_data
        return {
            phase: (given[f"{phase}_buka"], given[f"{phase}_tutup"])
            for phase in self.phases
            if given[f"{phase}_buka"] is not None
        }

    def rows(self) -> list[tuple[Phase, forms.BoundField, forms.BoundField]]:
        """Each phase with its two fields, as the page lays them out."""
        return [(p, self[f"{p}_buka"], self[f"{p}_tutup"]) for p in self.phases]


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle: windows for everyone, their form for those who set them."""
    actor = actor_of(request)
    lines = cycle_lines(actor, clock.today(), only=pk)
    if not lines:
        raise Http404
    found = lines[0].cycle
    form = None
    if may_set_windows(actor):
        form = WindowsForm(request.POST or None, phases=phases_of(found), days=days_of(found))
    if request.method == "POST":
        demand(form is not None, SET_WINDOWS)
        if form is not None and form.is_valid():
            try:
                set_windows(found, form.windows(), actor=actor, seen=form.cleaned_data["seen"])
            except RefusedError as error:
                blame(form, error)
            else:
                messages.success(request, _("Jadwal sudah disimpan."))
                return redirect("work:cycle", pk)
    context = {"line": lines[0], "cycle": found, "form": form, "places": own_places(actor, found)}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "work/cycle.html", context, status=status)


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the assessment of an institution in this cycle."""
    actor = actor_of(request)
    found = get_object_or_404(Cycle.objects.select_related("instrument"), pk=pk)
    places = Institution.objects.all()
    if not may_administer(actor):
        places = places.filter(pk__in=standing_of(actor).institutions(*PLOTTERS))
    place = get_object_or_404(places, slug=request.POST.get("instansi", ""))
    try:
        made = prepare_assessment(found, place, actor=actor)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("work:cycle", pk)
    messages.success(request, _("Penilaian sudah disiapkan. Bagikan indikatornya."))
    return redirect("work:hub", made.pk)
