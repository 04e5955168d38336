"""Taking evidence along: choosing what, seeing how much it is, and the download itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import works_in
from selaras.foundation.refusal import RefusedError
from selaras.people.models import Institution, Unit, User
from selaras.people.standing import standing_of
from selaras.reporting.package.content import (
    Scope,
    Which,
    assessments_of,
    package_of,
    units_of,
)
from selaras.reporting.permissions import may_take_package
from selaras.reporting.services.packages import take_package
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import opened
from selaras.web.people.institutions import shown
from selaras.web.ui.lists import changed

ZIP = "application/zip"


def _work(request: HttpRequest, pk: int) -> tuple[User, Assessment]:
    """The assessment of the address. Raises Http404 where there is nothing to take for the person.

    An assessment that only keeps results has no evidence.
    """
    actor, assessment = actor_of(request), opened(request, pk)
    if not may_take_package(actor, assessment):
        raise Http404
    return actor, assessment


def _scope(asked: dict[str, str], units: list[Unit], *, inside: bool) -> Scope:
    """What was asked for; unknown words count as not given."""
    which = asked.get("bukti", "")
    unit = asked.get("unit", "")
    return Scope(
        unit=next((one for one in units if str(one.pk) == unit), None),
        number=asked.get("indikator", "")[:12],
        which=Which(which) if inside and which in Which.values else Which.CURRENT,
    )


@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """What a package would hold, by indicator, with number and size of its files."""
    actor, assessment = _work(request, pk)
    inside, units = works_in(actor, assessment), units_of(assessment)
    asked = {name: request.GET.get(name, "") for name in ("unit", "indikator", "bukti")}
    scope = _scope(asked, units, inside=inside)
    package = package_of(actor, assessment, scope)
    held = [chapter for chapter in package.chapters if chapter.pieces or chapter.has_text]
    context = {
        "assessment": assessment,
        "package": package,
        "scope": scope,
        "chapters": [(x, changed(request.GET, indikator=x.number)) for x in held],
        "bare": len(package.chapters) - len(held),
        "units": [(unit.pk, unit.name) for unit in units],
        "everything": changed(request.GET, indikator=None),
        "choices": [
            (which.label, changed(request.GET, bukti=which.value), which == scope.which, None)
            for which in Which
        ],
    }
    return render(request, "package/choose.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package itself, streamed. It is asked for by a form, because the trail tells of it."""
    actor, assessment = _work(request, pk)
    asked = {name: request.POST.get(name, "") for name in ("unit", "indikator", "bukti")}
    scope = _scope(asked, units_of(assessment), inside=works_in(actor, assessment))
    try:
        archive = take_package(assessment, scope, actor=actor)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("package:choose", pk)
    # Evidence is compressed already, and a compressed answer would have no length.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return StreamingHttpResponse(
        archive.stream,
        content_type=ZIP,
        headers={
            "Content-Length": str(archive.size),
            "Content-Disposition": content_disposition_header(True, archive.name) or "",
            "Cache-Control": "private, no-store",
        },
    )


@require_safe
def of_unit(request: HttpRequest, slug: str, unit: int) -> HttpResponse:
    """The assessments a unit owes evidence in; where it is one, its package at once."""
    place, actor = shown(request, slug), actor_of(request)
    found = get_object_or_404(place.units, pk=unit)
    rows = [one for one in assessments_of(found) if may_take_package(actor, one)]
    if not rows and not _works_at(actor, place):
        raise Http404
    links = [(one, f"{reverse('package:choose', args=[one.pk])}?unit={found.pk}") for one in rows]
    if len(links) == 1:
        return redirect(links[0][1])
    context = {"institution": place, "unit": found, "links": links}
    return render(request, "package/unit.html", context)


def _works_at(actor: User, place: Institution) -> bool:
    standing = standing_of(actor)
    return standing.is_system_admin or place.pk in standing.home_institutions()
