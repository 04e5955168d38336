"""The page of one recommendation: what it asks, what answers it, and what can happen next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.queries import history
from selaras.improvement.models import Recommendation
from selaras.improvement.permissions import may_write_plan, may_write_recommendation
from selaras.improvement.queries.recommendations_moves import steps_for
from selaras.improvement.queries.recommendations_page import recommendation_view
from selaras.improvement.services.recommendations import (
    move_recommendation,
    withdraw_recommendation,
)
from selaras.improvement.states import RECOMMENDATIONS, Move, RecommendationState
from selaras.people.models import Institution, User
from selaras.web.improvement.opening import opened
from selaras.web.people.forms import seen_version

WITHDRAW = "tarik"
"""What the form sends in place of a move to take the recommendation out of the work."""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page (GET); one move, or the withdrawal, by its button (POST)."""
    institution, actor = opened(request, slug)
    if request.method != "POST":
        return _page(request, institution, actor, pk)
    found = Recommendation.objects.filter(institution=institution, pk=pk).first()
    if found is None:
        raise Http404
    step, reason = request.POST.get("langkah", ""), request.POST.get("alasan", "")[:4000]
    version = seen_version(request.POST.get("version", ""))
    try:
        if step == WITHDRAW:
            withdraw_recommendation(found, reason=reason, version=version, actor=actor)
        else:
            move_recommendation(found, step, note=reason, version=version, actor=actor)
    except RefusedError as error:
        return _page(request, institution, actor, pk, error=error, step=step, reason=reason)
    messages.success(request, _said(step))
    return redirect("recommendations:page", slug, pk)


def _said(step: str) -> str:
    if step == WITHDRAW:
        return _("Rekomendasi sudah ditarik. Alasannya tersimpan dalam riwayat.")
    state = RecommendationState(RECOMMENDATIONS[Move(step)].target)
    return _("Rekomendasi sekarang: %(state)s.") % {"state": str(state.label).lower()}


def _page(
    request: HttpRequest,
    institution: Institution,
    actor: User,
    pk: int,
    *,
    error: RefusedError | None = None,
    step: str = "",
    reason: str = "",
) -> HttpResponse:
    """The newest state of it; after a refusal with what was refused and the words typed."""
    try:
        view = recommendation_view(institution, pk, clock.today())
    except Recommendation.DoesNotExist:
        raise Http404 from None
    writes = may_write_recommendation(actor, institution.pk)
    context: dict[str, Any] = {
        "institution": institution,
        "view": view,
        "steps": steps_for(actor, view.row, view.answers, view.units),
        "may_write": writes and view.row.withdrawn_at is None,
        "error": error,
        "is_stale": isinstance(error, ChangedMeanwhileError),
        "step": step,
        "reason": reason,
        "may_plan": may_write_plan(actor, institution.pk) and view.row.withdrawn_at is None,
        "history": history(view.row, frozenset({institution.scope})),
    }
    return render(request, "recommendations/page.html", context, status=_status(error))


def _status(error: RefusedError | None) -> int:
    if error is None:
        return 200
    return 409 if isinstance(error, ChangedMeanwhileError) else 422
