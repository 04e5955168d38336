"""Actions of a plan: what they ask for, how far they are, and reporting on them."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import QueryEx, Router
from pydantic import Field

from selaras.api.authentication import FOLLOW_UP, READING
from selaras.api.bodies import Asked, Key, RowKey
from selaras.api.caller import person_of
from selaras.api.etags import seen_version, tell_version, versioned
from selaras.api.improvement.action_facts import (
    ActionChange,
    ActionDetail,
    ActionRow,
    NewAction,
    detail,
    row_of,
)
from selaras.api.improvement.opening import demand_known
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.api.repeats import once
from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.queries.action import action_view
from selaras.improvement.queries.progress import progress_of
from selaras.improvement.services.actions import (
    add_action,
    cancel_action,
    change_action,
    facts_of,
    facts_of_all,
)
from selaras.improvement.services.working import (
    attach_evidence,
    finish_step,
    raise_blocker,
    reopen_step,
    resolve_blocker,
)

router = Router(tags=["Aksi"], auth=READING)

Words = Annotated[str, Field(min_length=1, max_length=5000)]


class StepDone(Asked):
    """The day a stage was done; today where none is said."""

    on: date | None = None


class DocumentAsked(Asked):
    """A document of the institution's library."""

    document: RowKey


class Said(Asked):
    """What holds the action up, how it was overcome, or why it is cancelled."""

    text: Words


@router.get("/plans/{plan}/actions", response=Listed[ActionRow])
def list_actions(
    request: HttpRequest,
    response: HttpResponse,
    plan: Key,
    cancelled: Annotated[bool, QueryEx(description="Sertakan yang dibatalkan.")] = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[ActionRow]:
    """Aksi sebuah rencana dengan kemajuannya, menurut urutannya."""
    found = _plan(request, plan)
    rows = Action.objects.filter(plan=found)
    if not cancelled:
        rows = rows.filter(cancelled_at__isnull=True)
    return listed(request, response, rows, ("position", "pk"), _rows, limit=limit, cursor=cursor)


@router.get("/actions/{action}", response=ActionDetail)
def read_action(request: HttpRequest, action: Key) -> ActionDetail:
    """Satu aksi dengan tahapan, data dukung, kendala, dan kemajuannya."""
    return _told(request, action)


@router.post("/plans/{plan}/actions", response={201: ActionDetail}, auth=FOLLOW_UP)
@once
def add_plan_action(request: HttpRequest, plan: Key, given: NewAction) -> ActionDetail:
    """Tambah aksi di akhir rencana."""
    made = add_action(_plan(request, plan), given.facts(), actor=person_of(request))
    return _told(request, made.pk)


@router.patch("/actions/{action}", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def change_plan_action(request: HttpRequest, action: Key, given: ActionChange) -> ActionDetail:
    """Ubah bagian aksi yang disebut; daftar yang disebut diganti seluruhnya."""
    row = _action(request, action)
    facts = dataclasses.replace(facts_of(row), **given.changed())
    change_action(row, facts, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


@router.post("/actions/{action}/cancel", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def cancel_plan_action(request: HttpRequest, action: Key, given: Said) -> ActionDetail:
    """Batalkan aksi; tetap terbaca."""
    row = _action(request, action)
    cancel_action(row, reason=given.text, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


@router.post("/actions/{action}/steps/{step}/finish", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def finish_action_step(
    request: HttpRequest, action: Key, step: Key, given: StepDone
) -> ActionDetail:
    """Laporkan satu tahapan selesai."""
    found = _part(_action(request, action), "steps", step)
    day = given.on or clock.today()
    finish_step(found, on=day, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


@router.post("/actions/{action}/steps/{step}/reopen", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def reopen_action_step(request: HttpRequest, action: Key, step: Key) -> ActionDetail:
    """Batalkan laporan selesai satu tahapan."""
    found = _part(_action(request, action), "steps", step)
    reopen_step(found, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


@router.post("/actions/{action}/evidence/{required}", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def attach_action_evidence(
    request: HttpRequest, action: Key, required: Key, given: DocumentAsked
) -> ActionDetail:
    """Pasang dokumen pada data dukung yang diminta aksi."""
    found = _part(_action(request, action), "evidence", required)
    person = person_of(request)
    document = Document.objects.visible_to(person).get(pk=given.document)
    attach_evidence(found, document, version=seen_version(request), actor=person)
    return _told(request, action)


@router.post("/actions/{action}/blockers", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def raise_action_blocker(request: HttpRequest, action: Key, given: Said) -> ActionDetail:
    """Catat kendala."""
    row = _action(request, action)
    raise_blocker(row, given.text, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


@router.post("/actions/{action}/blockers/{blocker}/resolve", response=ActionDetail, auth=FOLLOW_UP)
@versioned
def resolve_action_blocker(
    request: HttpRequest, action: Key, blocker: Key, given: Said
) -> ActionDetail:
    """Catat bagaimana kendala diatasi."""
    found = _part(_action(request, action), "blockers", blocker)
    resolve_blocker(found, given.text, version=seen_version(request), actor=person_of(request))
    return _told(request, action)


def _plan(request: HttpRequest, pk: int) -> ActionPlan:
    rows = ActionPlan.objects.select_related("institution", "instrument")
    found = rows.defer("instrument__document").get(pk=pk)
    demand_known(request, found.institution_id)
    return found


def _action(request: HttpRequest, pk: int) -> Action:
    rows = Action.objects.select_related("plan__institution", "plan__instrument")
    found = rows.defer("plan__instrument__document").get(pk=pk)
    demand_known(request, found.plan.institution_id)
    return found


def _part(action: Action, name: str, pk: int) -> Any:
    """A step, required document or blocker of the action. Raises Http404."""
    found = getattr(action, name).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.action = action
    return found


def _told(request: HttpRequest, pk: int) -> ActionDetail:
    row = _action(request, pk)
    tell_version(request, row.version)
    return detail(action_view(row, person_of(request), today=clock.today()))


def _rows(page: list[Action]) -> list[ActionRow]:
    progress = progress_of(page, today=clock.today())
    facts = facts_of_all(page)
    return [row_of(row, facts[row.pk], progress[row.pk]) for row in page]
