"""The discussion of an indicator: writing into it, and whom to mention."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from selaras.assessments.models import Audience
from selaras.assessments.permissions import COMMENT, may_comment
from selaras.assessments.queries.discussion import people_to_mention
from selaras.assessments.services.discussion import say
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_desk
from selaras.web.assessments.workspace.desk import address, page
from selaras.web.assessments.workspace.forms import faults_of, stored


@require_POST
def speak(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Add a comment and return to the thread."""
    desk = asked_desk(request, pk, number)
    body = request.POST.get("body", "")
    audience = request.POST.get("audience", "")
    try:
        say(desk.assessment, number, body, audience, actor=actor_of(request))
    except RefusedError as error:
        said = {"comment_body": body, "comment_audience": audience}
        return page(request, desk, stored(desk.answer), faults_of(error), status=422, **said)
    messages.success(request, _("Komentar dikirim."))
    return redirect(f"{address(desk)}?tampilan=lengkap#diskusi")


@require_safe
def people(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Names that may be mentioned, for the list that opens after an "@"."""
    desk = asked_desk(request, pk, number)
    wanted = request.GET.get("pembaca", "")
    audience = Audience.SHARED if wanted == Audience.SHARED else Audience.INTERNAL
    demand(may_comment(actor_of(request), desk.assessment, audience), COMMENT)
    found = people_to_mention(desk.assessment, audience)
    return JsonResponse({"people": [{"name": p.name, "note": p.position} for p in found]})
