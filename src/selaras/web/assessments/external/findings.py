"""Strengths, weaknesses and recommendations, aspect by aspect."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Assessment, FindingKind
from selaras.assessments.permissions import ASSESS, may_assess
from selaras.assessments.queries.external import desk_of
from selaras.assessments.queries.findings import findings_of, spoken_against_target
from selaras.assessments.services.findings import add_finding, change_finding, remove_finding
from selaras.assessments.states import State
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import Aspect
from selaras.pure.numbers import exact, localise
from selaras.web.access import actor_of
from selaras.web.assessments.external.forms import FindingForm
from selaras.web.assessments.external.opening import frame, opened, opened_desk
from selaras.web.people.forms import blame


@require_safe
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything written, by aspect; closed to the institution until the final values stand."""
    assessment, actor = opened(request, pk), actor_of(request)
    found = findings_of(actor, assessment)
    context = {
        **frame(request, assessment, "external:findings"),
        "aspects": found,
        "may_write": may_assess(actor, assessment) and assessment.state != State.FINAL,
        "is_fixed": assessment.state == State.FINAL,
    }
    return render(request, "external/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form of a new finding; a draft of indicators is inserted only when asked for."""
    assessment = _writable(request, pk)
    aspect = _aspect(assessment, code)
    kind = request.GET.get("jenis", "")
    initial = {"kind": kind if kind in FindingKind.values else FindingKind.STRENGTH, "version": 0}
    drafted = "draf" in request.GET
    if drafted:
        initial |= _draft(request, assessment, aspect, initial["kind"])
    form = _form(request, assessment, aspect, initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_finding(
                assessment,
                aspect=aspect.code,
                kind=values["kind"],
                text=values["text"],
                numbers=values["numbers"],
                actor=actor_of(request),
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Temuan sudah dicatat."))
            return redirect(f"{_list(assessment)}#aspek-{aspect.code}")
    return _page(request, assessment, aspect, form, drafted=drafted)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """The form that rewrites a finding or takes it out."""
    assessment = _writable(request, pk)
    found = get_object_or_404(assessment.findings, pk=finding)
    found.assessment = assessment
    aspect = _aspect(assessment, found.aspect)
    initial = {
        "version": found.version,
        "kind": found.kind,
        "text": found.text,
        "numbers": [row.number for row in found.indicators.all()],
    }
    form = _form(request, assessment, aspect, initial)
    if request.method == "POST" and form.is_valid():
        values, actor = form.cleaned_data, actor_of(request)
        removing = "hapus" in request.POST
        try:
            if removing:
                remove_finding(found, version=values["version"], actor=actor)
            else:
                change_finding(found, **values, actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            done = _("Temuan sudah dihapus.") if removing else _("Temuan sudah disimpan.")
            messages.success(request, done)
            return redirect(f"{_list(assessment)}#aspek-{aspect.code}")
    return _page(request, assessment, aspect, form, finding=found)


def _writable(request: HttpRequest, pk: int) -> Assessment:
    assessment = opened_desk(request, pk)
    demand(may_assess(request.user, assessment), ASSESS)
    return assessment


def _aspect(assessment: Assessment, code: str) -> Aspect:
    aspects = definition(assessment.cycle.instrument).aspects()
    found = next((aspect for aspect in aspects if aspect.code == code), None)
    if found is None:
        raise Http404
    return found


def _form(
    request: HttpRequest, assessment: Assessment, aspect: Aspect, initial: dict[str, object]
) -> FindingForm:
    return FindingForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        instrument=definition(assessment.cycle.instrument),
        indicators=aspect.indicators,
    )


def _draft(
    request: HttpRequest, assessment: Assessment, aspect: Aspect, kind: object
) -> dict[str, object]:
    """A list of indicators that reach the target, or miss it, to make sentences of."""
    desk = desk_of(actor_of(request), assessment)
    lines = spoken_against_target(desk, aspect, above=kind == FindingKind.STRENGTH)
    text = "\n".join(
        f"- {line.number} {line.indicator.name}: {localise(exact(value))}" for line, value in lines
    )
    return {"text": text, "numbers": [line.number for line, _value in lines]}


def _list(assessment: Assessment) -> str:
    return reverse("external:findings", args=[assessment.pk])


def _page(
    request: HttpRequest,
    assessment: Assessment,
    aspect: Aspect,
    form: FindingForm,
    *,
    finding: object = None,
    drafted: bool = False,
) -> HttpResponse:
    context = {
        **frame(request, assessment, "external:findings"),
        "aspect": aspect,
        "form": form,
        "finding": finding,
        "drafted": drafted,
        "kind": form["kind"].value(),
    }
    status = 422 if form.errors else 200
    return render(request, "external/finding_form.html", context, status=status)
