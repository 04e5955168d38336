"""One piece of evidence beside the criterion it is to prove, with its verdict."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment, EvidenceItem
from selaras.assessments.permissions import REVIEW, may_review
from selaras.assessments.queries.checks import remarks_for
from selaras.assessments.queries.items import ItemSheet, item_sheet
from selaras.assessments.queries.review import Neighbours, neighbours_of
from selaras.assessments.services.verdicts import accept, send_back
from selaras.assessments.states import ReturnKind
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.pure.evidence.checks import Verdict
from selaras.web.access import actor_of
from selaras.web.assessments.review.asking import (
    asked_filter,
    asked_review,
    queue_query,
)
from selaras.web.evidence.files import Sight
from selaras.web.people.forms import blame, seen_version

ACCEPT, SEND_BACK = "terima", "kembalikan"


class ReturnForm(forms.Form):
    """Why a piece of evidence is returned."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Alasan"),
        choices=ReturnKind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan untuk unit"),
        help_text=gettext_lazy("Apa yang kurang, dan apa yang perlu dilakukan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """The piece of evidence as the address asks for it."""

    assessment: Assessment
    sheet: ItemSheet
    around: Neighbours


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Document and criterion side by side; a verdict leads to the next piece of the queue."""
    desk = _desk(request, pk, item)
    if request.method != "POST":
        return _page(request, desk, ReturnForm(initial=_proposal(desk)))
    actor = actor_of(request)
    demand(may_review(actor, desk.assessment), REVIEW)
    form = ReturnForm(request.POST)
    returns = request.POST.get("putusan") == SEND_BACK
    seen = [(desk.sheet.item.pk, seen_version(request.POST.get("revisi", "")))]
    form.is_valid()
    try:
        if returns:
            kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
            send_back(desk.assessment, seen, kind, note, actor=actor)
        else:
            accept(desk.assessment, seen, actor=actor)
    except RefusedError as error:
        blame(form, error)
        return _page(request, _desk(request, pk, item), form, returns=returns)
    messages.success(request, _said(desk.sheet, returns))
    return redirect(_onwards(request, desk))


def _desk(request: HttpRequest, pk: int, key: int) -> _Desk:
    assessment = asked_review(request, pk)
    try:
        sheet = item_sheet(assessment, key)
    except EvidenceItem.DoesNotExist:
        raise Http404 from None
    wanted, actor = asked_filter(request), actor_of(request)
    return _Desk(assessment, sheet, neighbours_of(assessment, actor, wanted, sheet.item))


def _proposal(desk: _Desk) -> dict[str, str]:
    """What the form proposes where a lower level is missing; the reviewer decides."""
    gap = desk.sheet.gap
    if gap is None:
        return {}
    note = _("Kriteria tingkat %(level)d belum punya bukti yang diterima.") % {"level": gap}
    return {"kind": ReturnKind.LOWER_LEVEL, "note": note}


def _page(
    request: HttpRequest, desk: _Desk, form: ReturnForm, *, returns: bool = False
) -> HttpResponse:
    shown = desk.sheet.item
    sight = None
    if shown.version is not None:
        sight = Sight(shown.version, reverse("evidence:item_file", args=[shown.pk]), shown.page)
    query, around = queue_query(request), desk.around
    remarks = remarks_for([shown]).get(shown.pk, ())
    context = {
        "assessment": desk.assessment,
        "sheet": desk.sheet,
        "item": shown,
        "sight": sight,
        "form": form,
        "returns": returns,
        "gap": desk.sheet.gap,
        "remarks": remarks,
        "doubts": [remark for remark in remarks if remark.verdict != Verdict.OK],
        "fine": [remark for remark in remarks if remark.verdict == Verdict.OK],
        "may_review": may_review(actor_of(request), desk.assessment),
        "around": around,
        "previous_url": _address(desk, around.previous, query),
        "next_url": _address(desk, around.following, query),
        "queue_url": reverse("review:queue", args=[desk.assessment.pk]) + query,
        "query": query,
    }
    return render(request, "review/item.html", context, status=422 if form.errors else 200)


def _address(desk: _Desk, key: int | None, query: str) -> str:
    if key is None:
        return ""
    return reverse("review:item", args=[desk.assessment.pk, key]) + query


def _onwards(request: HttpRequest, desk: _Desk) -> str:
    """The next piece of the queue, the one before where it was the last, or the queue itself."""
    query = queue_query(request)
    following = desk.around.following or desk.around.previous
    return _address(desk, following, query) or (
        reverse("review:queue", args=[desk.assessment.pk]) + query
    )


def _said(sheet: ItemSheet, returns: bool) -> str:
    title = sheet.item.document.title if sheet.item.document else _("Permintaan dokumen")
    facts = {"title": title, "number": sheet.indicator.number, "level": sheet.item.level}
    if returns:
        return _("Dikembalikan: %(title)s (indikator %(number)s, tingkat %(level)d).") % facts
    return _("Diterima: %(title)s (indikator %(number)s, tingkat %(level)d).") % facts
