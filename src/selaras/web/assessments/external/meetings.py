"""Interviews and visits: the calendar, planning, minutes, calling off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Assessment, CycleKind, Meeting, MeetingState
from selaras.assessments.permissions import ASSESS, may_assess
from selaras.assessments.queries.findings import meetings_of
from selaras.assessments.services import meetings as services
from selaras.assessments.states import State
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.queries import definition
from selaras.web.access import actor_of
from selaras.web.assessments.external.forms import MeetingForm, WordsForm
from selaras.web.assessments.external.opening import frame, opened, opened_desk
from selaras.web.people.forms import blame


@require_safe
def meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """Every meeting with its indicators and minutes; the institution reads them as well."""
    assessment = opened(request, pk)
    may_write = may_assess(request.user, assessment)
    context = {
        **frame(request, assessment, "external:meetings"),
        "meetings": list(meetings_of(assessment)),
        "may_write": may_write,
        "may_plan": may_write
        and assessment.state != State.FINAL
        and assessment.cycle.kind == CycleKind.EVALUATION,
        "is_monitoring": assessment.cycle.kind == CycleKind.MONITORING,
    }
    return render(request, "external/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a new meeting."""
    assessment = _writable(request, pk)
    form = _form(request, assessment, {"version": 0})
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_meeting(assessment, _plan(form), actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(
                request, _("Pertemuan sudah dijadwalkan dan diberitahukan kepada instansi.")
            )
            return redirect("external:meetings", pk)
    return _page(request, assessment, form, _("Jadwalkan pertemuan"), _("Jadwalkan"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """The form that moves a planned meeting or changes what it is about."""
    assessment, found = _meeting(request, pk, meeting)
    initial = {
        "version": found.version,
        "kind": found.kind,
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "place": found.place,
        "agenda": found.agenda,
        "numbers": [row.number for row in found.indicators.all()],
    }
    form = _form(request, assessment, initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.change_meeting(found, _plan(form), version=version, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Jadwal sudah diubah dan diberitahukan kepada instansi."))
            return redirect("external:meetings", pk)
    return _page(request, assessment, form, _("Ubah jadwal"), _("Simpan"), meeting=found)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """The form of the minutes; with them the meeting has been held."""
    assessment, found = _meeting(request, pk, meeting)
    held = found.state == MeetingState.HELD
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version, "minutes": found.minutes if held else ""},
        name="minutes",
        label=_("Notula"),
        hint=_("Dibaca juga oleh instansi: siapa hadir, apa yang ditanyakan, apa jawabannya."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_minutes(found, **form.cleaned_data, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Notula sudah disimpan."))
            return redirect("external:meetings", pk)
    title = _("Notula pertemuan")
    return _page(request, assessment, form, title, _("Simpan notula"), meeting=found)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """The form that calls a meeting off, with its reason."""
    assessment, found = _meeting(request, pk, meeting)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version},
        name="reason",
        label=_("Alasan pembatalan"),
        hint=_("Dibaca oleh instansi."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_meeting(found, **form.cleaned_data, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Pertemuan sudah dibatalkan."))
            return redirect("external:meetings", pk)
    title = _("Batalkan pertemuan")
    return _page(request, assessment, form, title, _("Batalkan pertemuan"), meeting=found)


def _writable(request: HttpRequest, pk: int) -> Assessment:
    assessment = opened_desk(request, pk)
    demand(may_assess(request.user, assessment), ASSESS)
    return assessment


def _meeting(request: HttpRequest, pk: int, meeting: int) -> tuple[Assessment, Meeting]:
    assessment = _writable(request, pk)
    found = get_object_or_404(assessment.meetings, pk=meeting)
    found.assessment = assessment
    return assessment, found


def _form(request: HttpRequest, assessment: Assessment, initial: dict[str, Any]) -> MeetingForm:
    return MeetingForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        instrument=definition(assessment.cycle.instrument),
    )


def _plan(form: MeetingForm) -> services.Plan:
    values = form.cleaned_data
    return services.Plan(**{name: value for name, value in values.items() if name != "version"})


def _page(
    request: HttpRequest,
    assessment: Assessment,
    form: Any,
    title: str,
    button: str,
    *,
    meeting: Meeting | None = None,
) -> HttpResponse:
    context = {
        **frame(request, assessment, "external:meetings"),
        "form": form,
        "heading": title,
        "button": button,
        "meeting": meeting,
    }
    status = 422 if form.errors else 200
    return render(request, "external/meeting_form.html", context, status=status)
