"""The status of one unit on one page, and the same as PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from selaras.foundation.documents import pdf
from selaras.improvement.permissions import may_open_improvement
from selaras.improvement.queries.monev_unit import UnitStatus, unit_status
from selaras.people.models import Unit
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.improvement.monev import links
from selaras.web.improvement.monev.asked import Asked, asked_of, keeping
from selaras.web.improvement.monev.paper import SOURCE, paper_of


def _status(
    request: HttpRequest, slug: str, pk: int
) -> tuple[Unit, Asked | None, UnitStatus | None]:
    """The unit of the institution of the address, and its status under the plan asked for."""
    found = get_object_or_404(Unit.objects.select_related("institution"), pk=pk)
    if found.institution.slug != slug or not may_open_improvement(
        actor_of(request), found.institution_id
    ):
        raise Http404
    asked = asked_of(request, found.institution)
    if asked is None:
        return found, None, None
    status = unit_status(found, asked.plan, asked.instrument, today=asked.today, year=asked.year)
    return found, asked, status


@require_safe
def unit(request: HttpRequest, slug: str, unit: int) -> HttpResponse:
    """What the unit owes, what is late and why, what is missing, and what it moves."""
    found, asked, status = _status(request, slug, unit)
    context: dict[str, Any] = {"institution": found.institution, "unit": found}
    if asked is None or status is None:
        return render(request, "monev/nothing.html", context)
    names = short_names(asked.instrument)
    context |= {
        "asked": asked,
        "plan": asked.plan,
        "today": asked.today,
        "keep": keeping(request),
        "status": status,
        "rounding": asked.instrument.rounding,
        "led": [(entry, links.action(asked.plan, entry.action.pk)) for entry in status.led],
        "supported": [
            (entry, links.action(asked.plan, entry.action.pk)) for entry in status.supported
        ],
        "gains": [(gain, names.get(gain.move.number, "")) for gain in status.gains],
    }
    return render(request, "monev/unit.html", context)


@require_safe
def unit_pdf(request: HttpRequest, slug: str, unit: int) -> HttpResponse:
    """The same on paper, in Indonesian whatever language the reader uses."""
    found, asked, status = _status(request, slug, unit)
    if asked is None or status is None:
        raise Http404
    with override("id"):
        data = paper_of(asked, status)
    response = HttpResponse(pdf.content(SOURCE, data), content_type=pdf.CONTENT_TYPE)
    name = f"status-{slug}-{found.pk}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
