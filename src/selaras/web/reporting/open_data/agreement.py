"""Whether an institution's announced results are open to everybody, and who says so."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.permissions import AGREE_OPEN, may_agree_open
from selaras.assessments.queries.openness import openness_of
from selaras.assessments.services.openness import LONGEST_BASIS, agree, withdraw
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.web.access import actor_of
from selaras.web.people.institutions import shown


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """What is open, what an agreement would open, and the two buttons for whoever may press them.

    Opening needs the ticked statement; closing is one press, because it harms nobody.
    """
    place, actor = shown(request, slug), actor_of(request)
    errors: list[tuple[str, str]] = []
    basis = request.POST.get("basis", "")
    if request.method == "POST":
        demand(may_agree_open(actor, place), AGREE_OPEN)
        errors = _unticked(request)
        if not errors:
            try:
                _said(request, slug)
            except RefusedError as error:
                errors = [(one.field, str(one.message)) for one in error.problems]
            else:
                return redirect("open_data:agreement", slug)
    context = {
        "institution": place,
        "openness": openness_of(place),
        "may_agree": may_agree_open(actor, place),
        "errors": errors,
        "basis": basis,
        "basis_error": next((text for field, text in errors if field == "basis"), ""),
        "longest": LONGEST_BASIS,
        "licence": settings.OPEN_DATA_LICENCE,
    }
    return render(request, "open_data/agreement.html", context, status=422 if errors else 200)


def _unticked(request: HttpRequest) -> list[tuple[str, str]]:
    if request.POST.get("lakukan") == "tutup" or request.POST.get("paham"):
        return []
    return [("paham", _("Centang pernyataan di atas tombol, lalu setujui lagi."))]


def _said(request: HttpRequest, slug: str) -> None:
    """Do what the pressed button says. Raises RefusedError."""
    place, actor = shown(request, slug), actor_of(request)
    if request.POST.get("lakukan") == "tutup":
        withdraw(place, actor=actor)
        messages.success(request, _("Hasil ditutup. Tidak ada lagi yang terbuka untuk umum."))
    else:
        agree(place, basis=request.POST.get("basis", ""), actor=actor)
        messages.success(request, _("Hasil yang sudah diumumkan sekarang terbuka untuk umum."))
