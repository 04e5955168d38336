"""What the rules notice about the evidence of one indicator: for the unit before it hands in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.assessments.models import EvidenceItem
from selaras.assessments.permissions import works_in
from selaras.assessments.queries.checks import Remark, remarks_for
from selaras.evidence.permissions import may_read_document
from selaras.pure.evidence.checks import Verdict
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_indicator


@dataclass(frozen=True, slots=True)
class Noticed:
    """One piece of evidence: what may need care, and what is as asked."""

    item: EvidenceItem
    doubts: tuple[Remark, ...]
    fine: tuple[Remark, ...]


@require_safe
def remarks(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The remarks on every piece of evidence whose document the person may open."""
    work, instrument = asked_indicator(request, pk, number)
    actor = actor_of(request)
    if not works_in(actor, work):
        raise Http404
    rows = EvidenceItem.objects.filter(
        assessment=work, indicator__number=number, withdrawn_at=None
    ).exclude(document=None)
    items = [
        item
        for item in rows.select_related("document").order_by("level", "pk")
        if item.document and may_read_document(actor, item.document)
    ]
    said = remarks_for(items)
    context = {
        "work": work,
        "number": number,
        "name": short_names(instrument)[number],
        "noticed": [_sorted(item, said.get(item.pk, ())) for item in items],
    }
    return render(request, "workspace/remarks.html", context)


def _sorted(item: EvidenceItem, said: tuple[Remark, ...]) -> Noticed:
    fine = tuple(remark for remark in said if remark.verdict == Verdict.OK)
    return Noticed(item, tuple(remark for remark in said if remark not in fine), fine)
