"""Recording a recommendation, and changing one; two who change at once see each other's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.permissions import WRITE_RECOMMENDATION, may_write_recommendation
from selaras.improvement.queries.recommendations_suggestions import sources_of
from selaras.improvement.services.recommendations import (
    add_recommendation,
    change_recommendation,
    facts_of,
)
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition, versions
from selaras.people.models import Institution, User
from selaras.people.queries.units import standing_units
from selaras.web.improvement.opening import opened
from selaras.web.improvement.recommendations.forms import RecommendationForm
from selaras.web.people.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new recommendation, for one instrument."""
    institution, actor = _writable(request, slug)
    assessments = sources_of(actor, institution)
    offered = _instruments(assessments)
    instrument = _asked_instrument(request, offered)
    form = RecommendationForm(
        request.POST if request.method == "POST" else None,
        instrument=definition(instrument),
        units=standing_units(institution, clock.today()),
        assessments=_of_instrument(assessments, instrument),
        initial=_fresh(request, assessments),
    )
    if request.method == "POST" and not form.adds_row and form.is_valid():
        try:
            made = add_recommendation(institution, instrument, form.facts(), actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Rekomendasi sudah dicatat."))
            return redirect("recommendations:page", slug, made.pk)
    context = {"instrument": instrument, "instruments": offered}
    return _page(request, institution, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form of everything that is known of a recommendation."""
    institution, actor = _writable(request, slug)
    found = _known(institution, pk)
    if found.withdrawn_at is not None:
        messages.info(request, _("Rekomendasi ini sudah ditarik dan tidak berubah lagi."))
        return redirect("recommendations:page", slug, pk)
    form = _change_form(request, institution, actor, found)
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and not form.adds_row and form.is_valid():
        try:
            change_recommendation(
                found, form.facts(), version=form.cleaned_data["version"], actor=actor
            )
        except ChangedMeanwhileError as error:
            blame(form, error)
            conflict = _conflict(request, institution, form, pk)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("recommendations:page", slug, pk)
    context = {"row": found, "instrument": found.instrument, "conflict": conflict}
    return _page(request, institution, form, context)


def _conflict(
    request: HttpRequest, institution: Institution, form: RecommendationForm, pk: int
) -> list[tuple[str, str]]:
    """What somebody else saved; saving again is a decision then, so the form takes its version."""
    fresh = _known(institution, pk)
    facts = facts_of(fresh)
    names = dict(institution.units.filter(pk__in=facts.units).values_list("pk", "name"))
    newer = form.newer(facts, names)
    renewed = request.POST.copy()
    renewed["version"] = str(fresh.version)
    form.data = renewed
    return newer or [(_("Keadaan"), str(fresh.get_state_display()))]


def _change_form(
    request: HttpRequest, institution: Institution, actor: User, found: Recommendation
) -> RecommendationForm:
    today = clock.today()
    units = standing_units(institution, today)
    standing = {unit.pk for unit in units}
    facts = facts_of(found)
    gone = [key for key in facts.units if key not in standing]
    return RecommendationForm(
        request.POST if request.method == "POST" else None,
        instrument=definition(found.instrument),
        units=units,
        ended=list(institution.units.filter(pk__in=gone)) if gone else [],
        assessments=_of_instrument(sources_of(actor, institution), found.instrument),
        before=facts,
        initial={"version": found.version},
    )


def _writable(request: HttpRequest, slug: str) -> tuple[Institution, User]:
    institution, actor = opened(request, slug)
    demand(may_write_recommendation(actor, institution.pk), WRITE_RECOMMENDATION)
    return institution, actor


def _known(institution: Institution, pk: int) -> Recommendation:
    found = (
        institution.recommendations.filter(pk=pk)
        .select_related("instrument", "assessment__cycle", "finding")
        .defer("instrument__document")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _instruments(assessments: Sequence[Assessment]) -> list[InstrumentVersion]:
    """What new recommendations can be tied to: what the institution was rated with, then the rest.

    The instrument of its newest assessment stands first.
    """
    rated = {row.cycle.instrument_id: row.cycle.instrument for row in assessments}
    others = versions().filter(is_current=True).exclude(pk__in=rated)
    return [*rated.values(), *others]


def _asked_instrument(
    request: HttpRequest, offered: Sequence[InstrumentVersion]
) -> InstrumentVersion:
    if not offered:
        raise Http404
    asked = request.GET.get("instrumen", "")
    return next((one for one in offered if str(one) == asked), offered[0])


def _of_instrument(
    assessments: Sequence[Assessment], instrument: InstrumentVersion
) -> list[Assessment]:
    return [row for row in assessments if row.cycle.instrument.code == instrument.code]


def _fresh(request: HttpRequest, assessments: Sequence[Assessment]) -> dict[str, Any]:
    """What a new form begins with: the year of the newest assessment, what the address names."""
    year = assessments[0].cycle.year if assessments else clock.today().year
    source = request.GET.get("sumber", "")
    return {
        "version": 0,
        "year": year,
        "source": source if source in Source.values else Source.OWN,
    }


def _page(
    request: HttpRequest,
    institution: Institution,
    form: RecommendationForm,
    context: dict[str, Any],
) -> HttpResponse:
    shown = {"institution": institution, "form": form, **context}
    status = 200
    if form.adds_row:
        # Only more rows were asked for: nothing of what stands in the form is a fault yet.
        form.errors.clear()
        form.target_errors.clear()
    elif form.errors:
        status = 409 if context.get("conflict") else 422
    return render(request, "recommendations/form.html", shown, status=status)
