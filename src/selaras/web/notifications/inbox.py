"""The inbox: what happened that concerns the person, unread first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from selaras.assessments.states import State
from selaras.notifications.kinds import INDICATOR, MEETINGS, RESULT, WORK
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.inbox import (
    Notice,
    choice_of,
    inbox_of,
    notice,
    unread_of,
    with_places,
)
from selaras.notifications.queries.matters import FollowUp
from selaras.notifications.services.inbox import mark_all_read, mark_read
from selaras.web.access import actor_of
from selaras.web.ui.lists import CURSOR, changed

ALL = "semua"
"""The value of ``?tampil=`` that shows what was read, too."""

PLACES = {
    WORK: "work:hub",
    INDICATOR: "workspace:indicator",
    MEETINGS: "external:meetings",
}
"""Where messages lead in an assessment; an indicator's page takes its number, too."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the list; ``url`` is empty where there is nothing to open."""

    notice: Notice
    url: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's messages: the unread ones, or all."""
    person = actor_of(request)
    everything = request.GET.get("tampil") == ALL
    found = inbox_of(person, everything=everything, cursor=request.GET.get("setelah", ""))
    tabs = [
        (_("Belum dibaca"), changed(request.GET, tampil=None), not everything, None),
        (_("Semua"), changed(request.GET, tampil=ALL), everything, None),
    ]
    context = {
        "rows": [Row(one, address(one)) for one in found.rows],
        "tabs": tabs,
        "everything": everything,
        "newest": max((one.pk for one in found.rows if not one.is_read), default=0),
        "previous": _neighbour(request, found.previous),
        "next": _neighbour(request, found.next),
        "choice": choice_of(person),
    }
    return render(request, "inbox/list.html", context)


def _neighbour(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query[CURSOR] = cursor
    return f"?{query.urlencode()}"


def address(one: Notice) -> str:
    """Where the message leads; empty when it leads nowhere any more."""
    assessment = one.assessment
    if one.report is not None:
        return reverse("reports:run", args=[one.report])
    if one.follow_up is not None:
        return _follow_up(one.follow_up)
    if assessment is None:
        return ""
    if one.kind.place == RESULT or assessment.state == State.RECORDED:
        place = [assessment.institution.slug, assessment.cycle.year]
        return reverse("assessments:result", args=place)
    if one.kind.place == INDICATOR and one.number:
        return reverse(PLACES[INDICATOR], args=[assessment.pk, one.number])
    where = WORK if one.kind.place == INDICATOR else one.kind.place
    return reverse(PLACES.get(where, PLACES[WORK]), args=[assessment.pk])


def _follow_up(told: FollowUp) -> str:
    """The page of the action, of the recommendation, or the plan's grid."""
    if told.recommendation is not None:
        one = told.recommendation
        return reverse("recommendations:page", args=[one.institution.slug, one.pk])
    plan = told.plan
    if plan is None:
        return ""
    if told.action is not None:
        return reverse("plans:action", args=[plan.institution.slug, plan.pk, told.action.pk])
    return reverse("plans:grid", args=[plan.institution.slug, plan.pk])


@require_POST
def open_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the message as read and go where it leads; messages of others are not found.

    A POST, because it changes something: a browser that fetches links ahead reads nothing away.
    """
    person = actor_of(request)
    rows = with_places(InboxItem.objects.filter(person=person))
    item = get_object_or_404(rows, pk=pk)
    mark_read(item, actor=person)
    return redirect(address(notice(item, person)) or "inbox:list")


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read and stay; messages of others are not found."""
    person = actor_of(request)
    mark_read(get_object_or_404(InboxItem, pk=pk, person=person), actor=person)
    messages.success(request, _("Pesan ditandai sudah dibaca."))
    return redirect("inbox:list")


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark what stood on the page, and everything older, as read."""
    person = actor_of(request)
    text = request.POST.get("sampai", "")
    # More digits than a key has are no key of ours.
    upto = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    count = mark_all_read(actor=person, upto=upto)
    told = ngettext(
        "%(count)d pesan ditandai sudah dibaca.", "%(count)d pesan ditandai sudah dibaca.", count
    )
    messages.success(request, told % {"count": count})
    return redirect("inbox:list")


def unread_count(request: HttpRequest) -> int:
    """How many messages the signed-in person has not read: one indexed count, once per request."""
    return unread_of(actor_of(request)).count()
