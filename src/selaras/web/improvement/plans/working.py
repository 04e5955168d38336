"""Reporting on an action: what its forms send, and putting documents to it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.evidence.models import Document
from selaras.evidence.permissions import may_read_document
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.improvement.models import Action, ActionStep, Blocker, RequiredEvidence
from selaras.improvement.permissions import WORK_ON_ACTION, may_work_on
from selaras.improvement.services.working import (
    attach_evidence,
    detach_evidence,
    finish_step,
    raise_blocker,
    reopen_step,
    resolve_blocker,
)
from selaras.people.models import User
from selaras.web.improvement.plans.action_opening import address, opened_action, plan_address
from selaras.web.people.forms import seen_version

INVALID, CONFLICT = 422, 409


def report(sent: QueryDict, action: Action, actor: User) -> tuple[str, str]:
    """Do what the pressed button of the action's page says; the sentence and where to look.

    Raises what the services raise, and RefusedError for a button the page does not have.
    """
    version = seen_version(sent.get("version", ""))
    act = sent.get("lakukan", "")
    if act == "selesai":
        day = _day(sent.get("on", ""))
        finish_step(_step(sent, action), on=day, version=version, actor=actor)
        return _("Tahapan dicatat selesai."), "tahapan"
    if act == "buka":
        reopen_step(_step(sent, action), version=version, actor=actor)
        return _("Tahapan dibuka lagi."), "tahapan"
    if act == "kendala":
        raise_blocker(action, sent.get("kendala", ""), version=version, actor=actor)
        return _("Kendala dicatat."), "kendala"
    if act == "atasi":
        said = sent.get("penyelesaian", "")
        resolve_blocker(_blocker(sent, action), said, version=version, actor=actor)
        return _("Kendala dinyatakan teratasi."), "kendala"
    raise refuse(_("Tekan salah satu tombol pada halaman ini."))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, slug: str, plan: int, pk: int, required: int) -> HttpResponse:
    """Put a document to what the action must produce: from the library, or one just uploaded."""
    action, actor = opened_action(request, slug, plan, pk)
    units = frozenset(action.unit_rows.values_list("unit_id", flat=True))
    demand(may_work_on(actor, action, units), WORK_ON_ACTION)
    row = action.evidence.select_related("document", "indicator").filter(pk=required).first()
    if row is None:
        raise Http404
    row.action = action
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _document(sent.get("dokumen", ""), action, actor)
    faults: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            said = _attach(request.POST, row, chosen, actor)
        except RefusedError as error:
            faults = [(problem.field, str(problem.message)) for problem in error.problems]
            status = CONFLICT if isinstance(error, ChangedMeanwhileError) else INVALID
            action, actor = opened_action(request, slug, plan, pk)
            row = action.evidence.select_related("document", "indicator").get(pk=required)
        else:
            messages.success(request, said)
            return redirect(f"{address(action)}#data-dukung")
    held = row.document
    context = {
        "action": action,
        "plan": action.plan,
        "plan_url": plan_address(action.plan),
        "required": row,
        "held": held,
        "may_read": held is not None and may_read_document(actor, held),
        "documents": [chosen] if chosen else [],
        "untuk": urlencode({"untuk": request.path}),
        "back": f"{address(action)}#data-dukung",
        "faults": dict(faults),
        "fault_list": faults,
    }
    return render(request, "plans/action_evidence.html", context, status=status)


def _attach(sent: QueryDict, row: RequiredEvidence, chosen: Document | None, actor: User) -> str:
    version = seen_version(sent.get("version", ""))
    if sent.get("lakukan") == "lepas":
        detach_evidence(row, version=version, actor=actor)
        return _("Dokumen dilepas dari aksi ini dan tetap ada di pustaka.")
    if chosen is None:
        raise refuse(_("Pilih dokumen dari pustaka atau unggah yang baru."), "dokumen")
    attach_evidence(row, chosen, version=version, actor=actor)
    return _("Dokumen dipasang sebagai data dukung.")


def _document(key: str, action: Action, actor: User) -> Document | None:
    """The chosen document of this institution that the person may open."""
    if not _is_key(key):
        return None
    rows = Document.objects.visible_to(actor)
    return rows.filter(institution=action.plan.institution_id, pk=int(key)).first()


def _step(sent: QueryDict, action: Action) -> ActionStep:
    key = sent.get("sasaran", "")
    found = action.steps.filter(pk=int(key)).first() if _is_key(key) else None
    if found is None:
        raise ChangedMeanwhileError
    found.action = action
    return found


def _blocker(sent: QueryDict, action: Action) -> Blocker:
    key = sent.get("sasaran", "")
    found = action.blockers.filter(pk=int(key)).first() if _is_key(key) else None
    if found is None:
        raise ChangedMeanwhileError
    found.action = action
    return found


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _day(text: str) -> date:
    """A day as browsers send it. Raises RefusedError for anything else."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise refuse(_("Isi tanggal selesainya, misalnya 2025-03-20."), "on")
    return day
