"""Putting documents to the criteria of an indicator, and looking after what was put there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import EvidenceItem
from selaras.assessments.permissions import WRITE_ANSWER
from selaras.assessments.queries.workspace import IndicatorDesk
from selaras.assessments.services.proofs import (
    answer_request,
    point,
    put_forward,
    renew,
    withdraw,
)
from selaras.evidence.models import Document
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_desk
from selaras.web.assessments.workspace.desk import address
from selaras.web.assessments.workspace.forms import faults_of
from selaras.web.people.forms import seen_version

MOST = 20
"""Documents put forward at once."""


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Put documents forward for criteria: from the library, or one just uploaded."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    sent = request.POST if request.method == "POST" else request.GET
    documents = _documents(request, desk, sent.getlist("dokumen"))
    levels = _numbers(sent.getlist("tingkat"))
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            _put(request, desk, documents, levels)
        except RefusedError as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("Bukti diajukan dan menunggu pemeriksaan."))
            return redirect(f"{address(desk)}#tingkat-{min(levels)}")
    context = {
        **_fields(sent),
        "desk": desk,
        "documents": documents,
        "levels": levels,
        "faults": faults,
        "fault_list": list(faults.items()),
        "untuk": urlencode(
            {"untuk": f"{address(desk, 'evidence')}?{urlencode({'tingkat': levels}, doseq=True)}"}
        ),
        "back": address(desk),
    }
    return render(request, "workspace/evidence.html", context, status=422 if faults else 200)


def _put(
    request: HttpRequest, desk: IndicatorDesk, documents: list[Document], levels: list[int]
) -> None:
    if not documents:
        raise refuse(_("Pilih dokumen dari pustaka atau unggah yang baru."), "dokumen")
    page = _page(request.POST)
    for document in documents:
        put_forward(
            desk.assessment,
            desk.indicator.number,
            levels,
            document,
            actor=actor_of(request),
            page=page,
            pointer=request.POST.get("pointer", ""),
            claim=request.POST.get("claim", ""),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int, number: str, item: int) -> HttpResponse:
    """One piece of evidence: where to look in it, a newer version, another document, withdraw."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    found = next((each for each in desk.items if each.pk == item), None)
    if found is None:
        raise Http404
    found.assessment = desk.assessment
    sent = request.POST if request.method == "POST" else request.GET
    documents = _documents(request, desk, sent.getlist("dokumen"))
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, found, documents)
        except RefusedError as error:
            faults = faults_of(error)
            status = 409 if isinstance(error, ChangedMeanwhileError) else 422
        else:
            messages.success(request, said)
            return redirect(f"{address(desk)}#tingkat-{found.level}")
    kept = {"page": str(found.page or ""), "pointer": found.pointer, "claim": found.claim}
    context = {
        **(_fields(sent) if request.method == "POST" else kept),
        "desk": desk,
        "item": found,
        "documents": documents,
        "faults": faults,
        "fault_list": list(faults.items()),
        "untuk": urlencode({"untuk": request.path}),
        "back": address(desk),
    }
    return render(request, "workspace/item.html", context, status=status)


def _act(request: HttpRequest, found: EvidenceItem, documents: list[Document]) -> str:
    """Do what the pressed button says; the sentence that tells it."""
    actor, seen = actor_of(request), seen_version(request.POST.get("revision", ""))
    act = request.POST.get("lakukan", "")
    if act == "tarik":
        withdraw(found, actor=actor, seen=seen)
        return _("Bukti ditarik. Dokumennya tetap ada di pustaka.")
    if act == "perbarui":
        renew(found, actor=actor, seen=seen)
        return _("Bukti memakai versi terbaru dan menunggu pemeriksaan lagi.")
    page = _page(request.POST)
    pointer, claim = request.POST.get("pointer", ""), request.POST.get("claim", "")
    if found.document_id is not None:
        point(found, actor=actor, seen=seen, page=page, pointer=pointer, claim=claim)
        return _("Petunjuk bukti disimpan.")
    if not documents:
        raise refuse(_("Pilih dokumen dari pustaka atau unggah yang baru."), "dokumen")
    answer_request(
        found, documents[0], actor=actor, seen=seen, page=page, pointer=pointer, claim=claim
    )
    return _("Permintaan dijawab dan menunggu pemeriksaan.")


def _documents(request: HttpRequest, desk: IndicatorDesk, keys: list[str]) -> list[Document]:
    """The chosen documents of this institution that the person may open."""
    rows = Document.objects.visible_to(actor_of(request)).filter(
        institution=desk.assessment.institution_id, pk__in=_numbers(keys)[:MOST]
    )
    return list(rows) if keys else []


def _fields(sent: QueryDict) -> dict[str, Any]:
    return {name: sent.get(name, "")[:5000] for name in ("page", "pointer", "claim")}


def _page(sent: QueryDict) -> int | None:
    """The page as typed. Raises RefusedError for anything that is no number."""
    text = sent.get("page", "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise refuse(_("Isi nomor halaman dengan angka, misalnya 12."), "page")
    return int(text)


def _numbers(words: list[str]) -> list[int]:
    return sorted({int(word) for word in words if word.isdecimal() and len(word) < 10})
