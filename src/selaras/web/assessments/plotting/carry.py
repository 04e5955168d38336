"""Last year's plotting: what would be carried over, what would be left behind, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import PLOT, may_plot
from selaras.assessments.queries.last_plotting import Carried, Loss, carrying
from selaras.assessments.services.plotting import carry_over
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.queries import definition
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.assessments.plotting.opening import inside


@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, and carrying over exactly what it showed."""
    assessment = inside(request, pk)
    demand(may_plot(request.user, assessment), PLOT)
    if request.method != "POST":
        return _preview(request, assessment, "")
    try:
        carried = carry_over(
            assessment, actor=actor_of(request), seen=request.POST.get("lihat", "")[:12]
        )
    except RefusedError as error:
        return _preview(request, assessment, "; ".join(str(p.message) for p in error.problems))
    count = len(carried.plan)
    text = ngettext(
        "Pembagian tahun lalu dibawa ke %(count)d indikator.",
        "Pembagian tahun lalu dibawa ke %(count)d indikator.",
        count,
    )
    messages.success(request, text % {"count": count})
    if carried.lost:
        messages.warning(
            request,
            _("Sebagian tidak dapat dibawa. Saring “(kosong)” untuk membagi sisanya."),
        )
    return redirect("plotting:plot", assessment.pk)


def _preview(request: HttpRequest, assessment: Assessment, conflict: str) -> HttpResponse:
    carried = carrying(assessment)
    now, units, members = carried.now, carried.units, carried.members
    names = short_names(definition(assessment.cycle.instrument))
    rows = [
        {
            "number": number,
            "name": names[number],
            "units": [
                (units[share.unit].name, share.is_lead, units.get(share.predecessor or 0))
                for share in (() if now[number].units else row.units)
            ],
            "members": [members[key].name for key in (() if now[number].members else row.members)],
        }
        for number, row in carried.plan.items()
    ]
    context = {
        "assessment": assessment,
        "carried": carried,
        "rows": rows,
        "lost": _lost(carried),
        "unmatched": [(number, names[number]) for number in carried.unmatched],
        "conflict": conflict,
    }
    return render(request, "plotting/carry.html", context, status=409 if conflict else 200)


def _lost(carried: Carried) -> list[tuple[str, str, str]]:
    """What is left behind, gathered by thing: its name, its numbers, what to do."""
    said = {
        Loss.UNIT_ENDED: _("unit sudah berakhir tanpa penerus: pilih unit lain"),
        Loss.MEMBER_GONE: _("tidak lagi bertugas dalam tim: pilih anggota lain"),
        Loss.INDICATOR_GONE: _("tidak ada padanannya dalam instrumen tahun ini"),
    }
    numbers: dict[tuple[Loss, str], list[str]] = {}
    for lost in carried.lost:
        numbers.setdefault((lost.kind, lost.name), []).append(lost.number)
    return [(name, ", ".join(found), said[kind]) for (kind, name), found in numbers.items()]
