"""The list of worksheets, making them, and taking them along as files."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from selaras.assessments.models import Assessment, Worksheet
from selaras.assessments.permissions import (
    READ_WORKSHEETS,
    may_read_worksheets,
    may_return_worksheets,
)
from selaras.assessments.queries.worksheets import board_of, newest_of_units, worksheet_coded
from selaras.assessments.services.worksheets import hand_out, hand_out_to_units
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.people.models import Unit
from selaras.reporting.worksheet import bundle, writer
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import opened
from selaras.web.ui.lists import CURSOR, changed

EVERY_UNIT = "semua"
"""What stands for all units where one is asked for."""
_LONGEST_KEY = 18
_PRIVATE = "private, no-store"


def _asked(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for somebody who has to do with its worksheets.

    Raises Http404 for whom it does not exist, DeniedError for other colleagues and for assessors.
    """
    found = opened(request, pk)
    demand(may_read_worksheets(actor_of(request), found), READ_WORKSHEETS)
    return found


@require_safe
def worksheets(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom worksheets can be made, and which have been."""
    assessment, actor = _asked(request, pk), actor_of(request)
    board = board_of(actor, assessment, cursor=request.GET.get(CURSOR, ""))
    page = board.page
    context = {
        "work": assessment,
        "board": board,
        "every_unit": EVERY_UNIT,
        "may_return": may_return_worksheets(actor, assessment),
        "previous_url": page.previous and changed(request.GET, **{CURSOR: page.previous}),
        "next_url": page.next and changed(request.GET, **{CURSOR: page.next}),
    }
    return render(request, "worksheet/list.html", context)


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the worksheet of the whole, of a unit, or of every unit; back to the list."""
    assessment, actor = _asked(request, pk), actor_of(request)
    wanted = request.POST.get("unit", "")
    try:
        if wanted == EVERY_UNIT:
            made = hand_out_to_units(assessment, actor=actor)
        else:
            made = [hand_out(assessment, _unit(assessment, wanted), actor=actor)]
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _ready(made))
    return redirect("worksheet:list", pk)


def _ready(made: Sequence[Worksheet]) -> str:
    if len(made) == 1:
        return _("Lembar %(code)s siap diunduh.") % {"code": made[0].code}
    return _("%(count)d lembar unit siap diunduh.") % {"count": len(made)}


def _unit(assessment: Assessment, wanted: str) -> Unit | None:
    """The unit of that key; None for none. Raises Http404 for one of somebody else."""
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= _LONGEST_KEY):
        raise Http404
    return get_object_or_404(Unit, pk=int(wanted), institution=assessment.institution_id)


@require_safe
def download(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A worksheet as a file: the same whenever it is fetched."""
    assessment = _asked(request, pk)
    found = worksheet_coded(actor_of(request), assessment, code)
    if found is None:
        raise Http404
    answer = HttpResponse(writer.content(found), content_type=writer.CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, bundle.file_name(found)) or ""
    answer["Cache-Control"] = _PRIVATE
    return answer


@require_safe
def download_all(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The newest worksheet of every unit in one ZIP; back to the list where there is none."""
    assessment = _asked(request, pk)
    found = newest_of_units(actor_of(request), assessment)
    if not found:
        messages.error(request, _("Belum ada lembar unit. Buat dulu, lalu unduh."))
        return redirect("worksheet:list", pk)
    name = f"lembar-{assessment.institution.slug}-{assessment.cycle.year}.zip"
    # The files are compressed already.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return StreamingHttpResponse(
        bundle.bundle(found),
        content_type=bundle.CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "",
            "Cache-Control": _PRIVATE,
        },
    )
