"""Suggestions: the assessors' recommendations, and the instrument's next unmet criteria.

Both are a list to tick with everything it would record in sight, so that the list is the preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import FINALISED, may_read_findings
from selaras.assessments.states import State
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.permissions import WRITE_RECOMMENDATION, may_write_recommendation
from selaras.improvement.queries.recommendations_suggestions import (
    Ground,
    findings_to_adopt,
    ground_of,
    next_criteria,
    sources_of,
    target_levels,
)
from selaras.improvement.services.suggestions import adopt_findings, recommend_next
from selaras.people.models import Institution, User
from selaras.web.improvement.opening import opened
from selaras.web.people.forms import blame, day_field
from selaras.web.ui.lists import changed

FINDINGS, CRITERIA = "temuan", "instrumen"
_MOST = 200


class AdoptForm(forms.Form):
    """What all that are ticked get beside their own words."""

    due_on = day_field(
        gettext_lazy("Tenggat"),
        required=False,
        help_text=gettext_lazy("Berlaku untuk semua yang dipilih; boleh diisi nanti"),
    )
    with_levels = forms.BooleanField(
        label=gettext_lazy("Isi tingkat berikutnya sebagai sasaran setiap indikator"),
        required=False,
        initial=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """The list (GET), and making recommendations of what was ticked (POST)."""
    institution, actor = opened(request, slug)
    demand(may_write_recommendation(actor, institution.pk), WRITE_RECOMMENDATION)
    sources = sources_of(actor, institution)
    way = CRITERIA if request.GET.get("dari") == CRITERIA else FINDINGS
    assessment = _asked(request, sources, way, actor)
    if assessment is None:
        return render(request, "recommendations/suggest.html", {"institution": institution})
    assessment.institution = institution
    sent = request.POST if request.method == "POST" else None
    form = AdoptForm(sent)
    if sent is not None and form.is_valid():
        try:
            made = _make(request, assessment, way, form, actor)
        except RefusedError as error:
            blame(form, error)
        else:
            return _done(request, institution, made, way)
    return _page(request, institution, actor, sources, assessment, way, form)


def _make(
    request: HttpRequest, assessment: Assessment, way: str, form: AdoptForm, actor: User
) -> list[Recommendation]:
    ticked = request.POST.getlist("pilih")[:_MOST]
    due_on: date | None = form.cleaned_data["due_on"]
    if way == CRITERIA:
        target = _target(request, ground_of(assessment))
        return recommend_next(assessment, ticked, target=target, due_on=due_on, actor=actor)
    keys = [int(key) for key in ticked if key.isascii() and key.isdecimal() and len(key) < 18]
    return adopt_findings(
        assessment,
        keys,
        with_levels=form.cleaned_data["with_levels"],
        due_on=due_on,
        actor=actor,
    )


def _done(
    request: HttpRequest, institution: Institution, made: Sequence[Recommendation], way: str
) -> HttpResponse:
    if not made:
        messages.info(request, _("Tidak ada yang baru: semuanya sudah menjadi rekomendasi."))
        return redirect(request.get_full_path())
    text = ngettext(
        "%(count)d rekomendasi sudah dicatat.", "%(count)d rekomendasi sudah dicatat.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    source = Source.INSTRUMENT if way == CRITERIA else Source.ASSESSOR
    address = reverse("recommendations:list", args=[institution.slug])
    return redirect(f"{address}?sumber={source}&tahun={made[0].year}")


def _page(
    request: HttpRequest,
    institution: Institution,
    actor: User,
    sources: Sequence[Assessment],
    assessment: Assessment,
    way: str,
    form: AdoptForm,
) -> HttpResponse:
    ground = ground_of(assessment)
    target = _target(request, ground)
    context: dict[str, Any] = {
        "institution": institution,
        "assessment": assessment,
        "ground": ground,
        "sources": [(row.pk, str(row.cycle)) for row in sources],
        "way": way,
        "tabs": [
            (_("Temuan asesor"), changed(request.GET, dari=None), way == FINDINGS, None),
            (_("Kriteria berikutnya"), changed(request.GET, dari=CRITERIA), way == CRITERIA, None),
        ],
        "form": form,
        "ticked": set(request.POST.getlist("pilih")),
        "target": target,
        "targets": [
            (n, _("di bawah tingkat %(n)d") % {"n": n}) for n in target_levels(ground.instrument)
        ],
    }
    if way == CRITERIA:
        context["criteria"] = next_criteria(ground, target=target)
    else:
        context["findings"] = findings_to_adopt(actor, ground)
        # Values that came about elsewhere have no findings to wait for.
        context["is_closed"] = assessment.state != State.RECORDED and not may_read_findings(
            actor, assessment
        )
    status = 422 if form.errors else 200
    return render(request, "recommendations/suggest.html", context, status=status)


def _asked(
    request: HttpRequest, sources: Sequence[Assessment], way: str, actor: User
) -> Assessment | None:
    """The assessment of the address; else the newest that is settled, else the newest."""
    asked = request.GET.get("penilaian", "")
    named = next((row for row in sources if str(row.pk) == asked), None)
    settled = (
        row
        for row in sources
        if (row.state in FINALISED if way == CRITERIA else may_read_findings(actor, row))
    )
    return named or next(settled, sources[0] if sources else None)


def _target(request: HttpRequest, ground: Ground) -> int | None:
    """The level asked for; else the instrument's own target, else every next level."""
    asked = request.GET.get("di_bawah", "")
    levels = target_levels(ground.instrument)
    if asked in map(str, levels):
        return int(asked)
    own = ground.instrument.target_value
    return int(own) if own is not None and int(own) in levels else None
