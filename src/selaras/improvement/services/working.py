"""Reporting on an action: stages done, required documents attached, blockers raised and resolved.

Every report counts the action's version up, because the page of an action shows all of them at
once; whoever saw an older state is told so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Document
from selaras.evidence.services import holds
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.text import is_storable
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import (
    BLOCKER_RAISED,
    BLOCKER_RESOLVED,
    EVIDENCE_ATTACHED,
    EVIDENCE_DETACHED,
    STEP_DONE,
    STEP_REOPENED,
)
from selaras.improvement.models import Action, ActionStep, Blocker, RequiredEvidence
from selaras.improvement.permissions import WORK_ON_ACTION, may_work_on
from selaras.improvement.services.following import follow_actions
from selaras.improvement.services.plans import hold_plan

LONGEST_TEXT = 5_000


def declare_all() -> None:
    """Say why a document that hangs on an action stays in the library."""
    holds.declare(
        RequiredEvidence,
        _(
            "Dokumen ini terpasang sebagai data dukung rencana aksi, sehingga tidak dapat dihapus. "
            "Lepaskan dahulu dari aksi yang memakainya."
        ),
    )


def finish_step(step: ActionStep, *, on: date, version: int, actor: Actor) -> None:
    """Report a stage done on that day; ``version`` is that of the action as seen.

    Raises DeniedError, ChangedMeanwhileError, RefusedError (a day to come).
    """
    with telling_last():
        held = _taken(step.action, version=version, actor=actor)
        if on > clock.today():
            raise refuse(
                _("Tanggal selesai tidak boleh sesudah hari ini. Laporkan setelah selesai."), "on"
            )
        if on.year < held.plan.first_year - 1:
            raise refuse(
                _("Tanggal selesai terlalu lama sebelum rencana ini: periksa tahunnya."), "on"
            )
        changed = ActionStep.objects.filter(pk=step.pk, action=held, done_on__isnull=True).update(
            done_on=on, done_by_id=actor.actor_id
        )
        _demand_one(changed)
        _tell(STEP_DONE, held, actor, new={"tahapan": step.title, "selesai pada": on.isoformat()})


def reopen_step(step: ActionStep, *, version: int, actor: Actor) -> None:
    """Take back that a stage is done. Raises DeniedError, ChangedMeanwhileError."""
    with telling_last():
        held = _taken(step.action, version=version, actor=actor)
        fresh = ActionStep.objects.filter(pk=step.pk, action=held, done_on__isnull=False).first()
        if fresh is None or fresh.done_on is None:
            raise ChangedMeanwhileError
        ActionStep.objects.filter(pk=fresh.pk).update(done_on=None, done_by=None)
        old = {"tahapan": fresh.title, "selesai pada": fresh.done_on.isoformat()}
        _tell(STEP_REOPENED, held, actor, old=old, new={"tahapan": fresh.title})


def attach_evidence(
    required: RequiredEvidence, document: Document, *, version: int, actor: Actor
) -> None:
    """Put a document of the library to what the action must produce; it replaces another one.

    The document must be of the institution and the actor must be able to open it. Raises
    DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held = _taken(required.action, version=version, actor=actor)
        fresh = _required(required, held)
        library = Document.objects.visible_to(actor).filter(institution=held.plan.institution_id)
        found = library.filter(pk=document.pk).first()
        if found is None:
            raise refuse(_("Pilih dokumen dari pustaka instansi ini."), "dokumen")
        if fresh.document_id == document.pk:
            raise refuse(_("Dokumen ini sudah terpasang."), "dokumen")
        old = {"dokumen": _named(fresh.document)} if fresh.document else {}
        RequiredEvidence.objects.filter(pk=fresh.pk).update(document=found)
        new = {"data dukung": fresh.text, "dokumen": _named(found)}
        _tell(EVIDENCE_ATTACHED, held, actor, old=old, new=new)


def detach_evidence(required: RequiredEvidence, *, version: int, actor: Actor) -> None:
    """Take the document off again; it stays in the library. Raises as ``attach_evidence``."""
    with telling_last():
        held = _taken(required.action, version=version, actor=actor)
        fresh = _required(required, held)
        if fresh.document is None:
            raise ChangedMeanwhileError
        RequiredEvidence.objects.filter(pk=fresh.pk).update(document=None)
        old, new = {"dokumen": _named(fresh.document)}, {"data dukung": fresh.text}
        _tell(EVIDENCE_DETACHED, held, actor, old=old, new=new)


def raise_blocker(action: Action, text: str, *, version: int, actor: Actor) -> Blocker:
    """Say what holds the action up. Raises DeniedError, ChangedMeanwhileError, RefusedError."""
    with telling_last():
        held = _taken(action, version=version, actor=actor)
        said = _said(text, "kendala", _("Tuliskan kendalanya: apa yang menahan aksi ini."))
        made = Blocker.objects.create(
            action=held, text=said, raised_by_id=actor.actor_id, raised_at=clock.now()
        )
        _tell(BLOCKER_RAISED, held, actor, new={"kendala": said})
        return made


def resolve_blocker(blocker: Blocker, resolution: str, *, version: int, actor: Actor) -> None:
    """Say how a blocker was overcome. Raises DeniedError, ChangedMeanwhileError, RefusedError."""
    with telling_last():
        held = _taken(blocker.action, version=version, actor=actor)
        said = _said(
            resolution, f"penyelesaian-{blocker.pk}", _("Tuliskan bagaimana kendala itu diatasi.")
        )
        changed = Blocker.objects.filter(
            pk=blocker.pk, action=held, resolved_at__isnull=True
        ).update(resolved_at=clock.now(), resolution=said)
        _demand_one(changed)
        old, new = {"kendala": blocker.text}, {"kendala": blocker.text, "penyelesaian": said}
        _tell(BLOCKER_RESOLVED, held, actor, old=old, new=new)


def _taken(action: Action, *, version: int, actor: Actor) -> Action:
    """The action as it stands, its version counted up, for whoever may report on it."""
    plan = hold_plan(action.plan)
    fresh = Action.objects.filter(pk=action.pk, plan=plan).first()
    if fresh is None:
        raise ChangedMeanwhileError
    fresh.plan = plan
    units = frozenset(fresh.unit_rows.values_list("unit_id", flat=True))
    demand(may_work_on(actor, fresh, units), WORK_ON_ACTION)
    _demand_one(Action.objects.filter(pk=fresh.pk, version=version).update(version=version + 1))
    fresh.version = version + 1
    return fresh


def _required(required: RequiredEvidence, held: Action) -> RequiredEvidence:
    rows = RequiredEvidence.objects.select_related("document")
    fresh = rows.filter(pk=required.pk, action=held).first()
    if fresh is None:
        raise ChangedMeanwhileError
    return fresh


def _named(document: Document) -> str:
    """How the trail names a document: every colleague reads it, restricted titles only a few."""
    return f"dokumen terbatas #{document.pk}" if document.is_restricted else document.title


def _demand_one(changed: int) -> None:
    if not changed:
        raise ChangedMeanwhileError


def _said(text: str, field: str, missing: Any) -> str:
    said = text.strip()
    if not said:
        raise refuse(missing, field)
    if len(said) > LONGEST_TEXT or not is_storable(said):
        raise refuse(
            _("Tulis paling panjang %(most)d huruf, tanpa tanda yang tidak dapat dicetak.")
            % {"most": LONGEST_TEXT},
            field,
        )
    return said


def _tell(
    kind: EventKind,
    held: Action,
    actor: Actor,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """Let the recommendations follow, and write the event."""
    follow_actions(list(held.recommendations.values_list("pk", flat=True)), actor=actor)
    record(kind, held, actor=actor, old=old, new=new, scope=held.plan.scope)
