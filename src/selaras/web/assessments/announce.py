"""Announcing a recorded final result, with the figures before eyes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.permissions import PUBLISH_RESULTS, may_publish_results
from selaras.assessments.services.cycles import IncompleteResultError, publish_results
from selaras.foundation.access import demand
from selaras.web.access import actor_of
from selaras.web.assessments import result_page
from selaras.web.assessments.result import asked_result


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Ask once more, then make the final result official and visible to everyone signed in."""
    found = asked_result(request, slug, year)
    demand(may_publish_results(request.user), PUBLISH_RESULTS)
    keep = result_page.lasting_query(request)
    back = f"{reverse('assessments:result', args=[slug, year])}{keep}"
    if not found.awaits_announcement:
        messages.warning(
            request,
            _(
                "Hasil ini tidak dapat diumumkan: sudah diumumkan, belum lengkap, atau masih "
                "berjalan."
            ),
        )
        return redirect(back)
    if request.method != "POST":
        context = {"result": found, "keep": keep}
        return render(request, "assessments/announce.html", context)
    try:
        publish_results([found.assessment], actor=actor_of(request))
    except IncompleteResultError:
        messages.error(request, _("Hasil ini belum lengkap. Lengkapi nilai akhirnya lebih dahulu."))
    else:
        messages.success(request, _("Hasil sudah diumumkan dan sekarang resmi."))
    return redirect(back)
