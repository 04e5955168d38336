"""Finding the assessment a page speaks of, and the other pages that speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import (
    is_assessor_of,
    may_administer,
    may_open_work,
    may_plot,
    may_read_history,
    may_read_worksheets,
    may_review,
    works_in,
)
from selaras.assessments.states import FROZEN, ORDER, State
from selaras.foundation.refusal import RefusedError
from selaras.people.models import User
from selaras.web.access import actor_of
from selaras.web.people.forms import VersionedForm, blame


def opened(request: HttpRequest, pk: int) -> Assessment:
    """The assessment with cycle, instrument and institution; 404 for whom it does not exist."""
    found = (
        Assessment.objects.filter(pk=pk)
        .select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
        .first()
    )
    if found is None or not may_open_work(actor_of(request), found):
        raise Http404
    return found


def refused(form: VersionedForm, error: RefusedError, assessment: Assessment) -> bool:
    """Put the refusal on the form, with the version as it is now, so that it can be sent again.

    False when the assessment has moved to another state meanwhile, so that nothing is left to send.
    """
    blame(form, error)
    fresh = Assessment.objects.only("version", "state").get(pk=assessment.pk)
    form.data = {**form.data, "version": str(fresh.version)}
    return fresh.state == assessment.state


def moved_on(request: HttpRequest, error: RefusedError, pk: int) -> HttpResponse:
    """Back to the hub, which shows the new state, with what stopped the step."""
    messages.error(request, str(error))
    return redirect("work:hub", pk)


@dataclass(frozen=True, slots=True)
class Link:
    """Another page about the assessment."""

    label: str
    url: str
    icon: str


def links_of(actor: User, assessment: Assessment) -> list[Link]:
    """The pages the person may open from the hub, in the order of the work."""
    running = assessment.state != State.RECORDED
    inside = works_in(actor, assessment)
    sealed = ORDER[State(assessment.state)] >= ORDER[State.APPROVED]
    outside = assessment.state in FROZEN and (
        is_assessor_of(actor, assessment) or may_administer(actor)
    )
    pages = (
        (running, _("Lembar kerja"), "workspace:grid", "table-2"),
        (
            running and may_read_worksheets(actor, assessment),
            _("Lembar XLSX (LKE)"),
            "worksheet:list",
            "sheet",
        ),
        (may_plot(actor, assessment), _("Pembagian indikator"), "plotting:plot", "users"),
        (running and inside, _("Kemajuan"), "plotting:progress", "gauge"),
        (may_review(actor, assessment), _("Antrean pemeriksaan"), "review:queue", "list-checks"),
        (running and inside, _("Yang dikembalikan"), "review:returned", "undo-2"),
        (running, _("Paket bukti"), "package:choose", "folder-archive"),
        (sealed, _("Pengesahan"), "work:sign", "signature"),
        (outside, _("Penilaian eksternal"), "external:desk", "clipboard-check"),
        (running and may_read_history(actor, assessment), _("Riwayat"), "work:history", "history"),
    )
    return [
        Link(label, url, icon)
        for shown, label, view, icon in pages
        if shown and (url := _address(view, assessment.pk))
    ]


def _address(view: str, pk: int) -> str:
    """The page's address; empty while the page does not exist in this installation."""
    try:
        return reverse(view, args=[pk])
    except NoReverseMatch:
        return ""
