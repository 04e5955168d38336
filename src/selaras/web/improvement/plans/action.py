"""The page of one action: what it is for, how far it is, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.evidence.permissions import may_read_document
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.queries import history
from selaras.improvement.models import Action
from selaras.improvement.permissions import (
    WORK_ON_ACTION,
    WRITE_PLAN,
    may_change_plan,
    may_work_on,
)
from selaras.improvement.queries.action import ActionView, StepLine, action_view
from selaras.improvement.queries.progress import ActionStatus, Paper
from selaras.improvement.services.actions import cancel_action, restore_action
from selaras.people.models import User
from selaras.web.improvement.plans.action_opening import address, opened_action, plan_address
from selaras.web.improvement.plans.words import period
from selaras.web.improvement.plans.working import report
from selaras.web.people.forms import seen_version

STATUS_TAGS = {
    ActionStatus.NOT_STARTED: "neutral",
    ActionStatus.RUNNING: "neutral",
    ActionStatus.BLOCKED: "warn",
    ActionStatus.LATE: "bad",
    ActionStatus.DONE: "good",
    ActionStatus.CANCELLED: "neutral",
}
INVALID, CONFLICT = 422, 409
_PLACES = {"on": "tahapan", "kendala": "kendala-baru"}
"""Where on the page a refused field stands."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A stage as the page lists it."""

    line: StepLine
    period: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A required document; ``is_readable`` says whether the reader may open what is attached."""

    paper: Paper
    is_readable: bool


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, plan: int, pk: int) -> HttpResponse:
    """Read an action, and report on it: stages, blockers. What was refused stays typed."""
    found, actor = opened_action(request, slug, plan, pk)
    if request.method != "POST":
        return _render(request, found, actor)
    units = frozenset(found.unit_rows.values_list("unit_id", flat=True))
    demand(may_work_on(actor, found, units), WORK_ON_ACTION)
    try:
        said, place = report(request.POST, found, actor)
    except RefusedError as error:
        status = CONFLICT if isinstance(error, ChangedMeanwhileError) else INVALID
        fresh, actor = opened_action(request, slug, plan, pk)
        return _render(request, fresh, actor, error=error, status=status)
    messages.success(request, said)
    return redirect(f"{address(found)}#{place}")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, plan: int, pk: int) -> HttpResponse:
    """Take an action out of the plan with a reason, or bring it back."""
    found, actor = opened_action(request, slug, plan, pk)
    demand(may_change_plan(actor, found.plan), WRITE_PLAN)
    faults: list[tuple[str, str]] = []
    status = 200
    restoring = found.cancelled_at is not None
    if request.method == "POST":
        version = seen_version(request.POST.get("version", ""))
        try:
            if restoring:
                restore_action(found, version=version, actor=actor)
            else:
                reason = request.POST.get("reason", "").replace("\0", "")
                cancel_action(found, reason=reason, version=version, actor=actor)
        except RefusedError as error:
            faults = [(problem.field, str(problem.message)) for problem in error.problems]
            status = CONFLICT if isinstance(error, ChangedMeanwhileError) else INVALID
            found, actor = opened_action(request, slug, plan, pk)
            restoring = found.cancelled_at is not None
        else:
            done = _("Aksi sudah dipulihkan.") if restoring else _("Aksi sudah dibatalkan.")
            messages.success(request, done)
            return redirect(address(found))
    context = {
        "action": found,
        "plan": found.plan,
        "plan_url": plan_address(found.plan),
        "back": address(found),
        "restoring": restoring,
        "reason": request.POST.get("reason", "")[:5000],
        "faults": faults,
        "fault": dict(faults).get("reason", ""),
    }
    return render(request, "plans/action_cancel.html", context, status=status)


def _render(
    request: HttpRequest,
    found: Action,
    actor: User,
    *,
    error: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    view = action_view(found, actor, today=today)
    sent = request.POST if request.method == "POST" else QueryDict()
    context = {
        "view": view,
        "action": found,
        "plan": found.plan,
        "plan_url": plan_address(found.plan),
        "institution": found.plan.institution,
        "status_tag": STATUS_TAGS[view.progress.status],
        "steps": [
            StepRow(one, period(one.step.first_month, one.step.last_month)) for one in view.steps
        ],
        "years": list(found.plan.years),
        "papers": [_paper(paper, actor) for paper in view.papers],
        "done": view.progress.steps_done + view.progress.evidence_accepted,
        "parts": view.progress.steps + view.progress.evidence,
        "today": today,
        "may_work": may_work_on(actor, found, view.unit_ids),
        "may_change": may_change_plan(actor, found.plan),
        "history": history(found, frozenset({found.plan.scope})),
        "typed": _typed(sent),
        "faults": _faults(error),
        **_missing(view),
    }
    return render(request, "plans/action.html", context, status=status)


def _paper(paper: Paper, actor: User) -> PaperRow:
    document = paper.required.document
    return PaperRow(paper, document is not None and may_read_document(actor, document))


def _typed(sent: QueryDict) -> Mapping[str, str]:
    """What a refused report had typed, so that its form shows it again."""
    names = ("lakukan", "sasaran", "on", "kendala", "penyelesaian")
    return {name: sent.get(name, "")[:6000] for name in names}


def _faults(error: RefusedError | None) -> list[tuple[str, str]]:
    """Problems with the field of the page they speak of."""
    if error is None:
        return []
    return [
        (_PLACES.get(problem.field, problem.field), str(problem.message))
        for problem in error.problems
    ]


def _missing(view: ActionView) -> dict[str, list[tuple[str, str]]]:
    """What the plan still owes this action: (part of the guided form, sentence)."""
    action = view.action
    asked = (
        (not view.raises and not view.recommendations, "apa", _("Untuk apa aksi ini dilakukan")),
        (view.lead is None, "siapa", _("Unit penanggung jawab")),
        (action.target_on is None, "siapa", _("Target selesai")),
        (not view.steps, "tahapan", _("Tahapan kegiatan")),
        (not view.papers, "bukti", _("Data dukung yang harus dihasilkan")),
        (action.cost is None and action.funding != "tanpa_biaya", "dana", _("Biaya")),
    )
    return {"missing": [(part, sentence) for is_open, part, sentence in asked if is_open]}
