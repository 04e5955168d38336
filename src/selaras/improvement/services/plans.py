"""Making action plans, changing them, and starting, closing and resuming them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    Problem,
    RefusedError,
    check,
    refuse,
    refusing_duplicates,
)
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import PLAN_CHANGED, PLAN_MADE, PLAN_MOVED
from selaras.improvement.models import Action, ActionPlan, Recommendation
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.plans import hindrances
from selaras.improvement.services.following import follow_actions
from selaras.improvement.states import PLANS, PlanMove, PlanState
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What somebody says of a plan. ``assessment`` is the result it starts from, if any."""

    name: str
    first_year: int
    last_year: int
    note: str = ""
    assessment: Assessment | None = None


def hold_plan(plan: ActionPlan) -> ActionPlan:
    """The plan as it is now, kept until the transaction ends, with institution and instrument.

    Whoever writes anything of a plan takes this row first (then actions, recommendations, and the
    trail last). Raises ActionPlan.DoesNotExist.
    """
    held = ActionPlan.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "institution", "instrument"
    )
    return held.defer("instrument__document").get(pk=plan.pk)


def hold_open_plan(plan: ActionPlan, *, actor: Actor) -> ActionPlan:
    """The same, of a plan the actor may change. Raises DeniedError, RefusedError when closed."""
    held = hold_plan(plan)
    demand(may_write_plan(actor, held.institution_id), WRITE_PLAN)
    if held.state == PlanState.CLOSED:
        raise refuse(
            _(
                "Rencana aksi ini sudah ditutup dan tidak dapat diubah lagi. Lanjutkan rencana "
                "dahulu bila perlu diubah."
            )
        )
    return held


def make_plan(
    institution: Institution, instrument: InstrumentVersion, facts: PlanFacts, *, actor: Actor
) -> ActionPlan:
    """Begin a plan as a draft. Raises DeniedError, RefusedError (name taken, years, result)."""
    demand(may_write_plan(actor, institution.pk), WRITE_PLAN)
    now = clock.now()
    plan = ActionPlan(
        institution=institution,
        instrument=instrument,
        state_since=now,
        author_id=actor.actor_id,
        made_at=now,
        **_columns(facts),
    )
    with telling_last():
        _check_result(plan, facts)
        check(plan)
        with refusing_duplicates():
            plan.save(force_insert=True)
        record(PLAN_MADE, plan, actor=actor, new=_told(plan), scope=plan.scope)
    return plan


def change_plan(plan: ActionPlan, facts: PlanFacts, *, version: int, actor: Actor) -> None:
    """Rename it, give it other years, another note or result; ``version`` is the one seen.

    Raises DeniedError, ChangedMeanwhileError, RefusedError (closed, name taken, dates of actions
    outside the new years).
    """
    with telling_last():
        held = hold_open_plan(plan, actor=actor)
        if held.version != version:
            raise ChangedMeanwhileError
        old = _told(held)
        for name, value in _columns(facts).items():
            setattr(held, name, value)
        _check_result(held, facts)
        check(held)
        new = _told(held)
        if new == old:
            return
        _check_years(held)
        with refusing_duplicates():
            ActionPlan.objects.filter(pk=held.pk, version=version).update(
                version=version + 1, **_columns(facts)
            )
        told = {key: value for key, value in new.items() if value != old[key]}
        record(
            PLAN_CHANGED,
            held,
            actor=actor,
            old={key: old[key] for key in told},
            new=told,
            scope=held.scope,
        )


def move_plan(
    plan: ActionPlan, move: PlanMove | str, *, note: str = "", version: int, actor: Actor
) -> ActionPlan:
    """Start, close or resume a plan; ``version`` is the one seen. What hinders is told beforehand
    by ``queries.plans.guards_of``.

    Raises DeniedError, ChangedMeanwhileError, RefusedError (a hindrance, a missing reason).
    """
    transition = PLANS[move]
    note = note.strip()
    with telling_last():
        held = hold_plan(plan)
        demand(may_write_plan(actor, held.institution_id), WRITE_PLAN)
        if held.version != version or held.state not in transition.sources:
            raise ChangedMeanwhileError
        found = hindrances(held, move)
        if found:
            raise RefusedError(*(Problem(guard.sentence) for guard in found))
        if transition.reasoned and not note:
            raise refuse(_("Tuliskan alasannya."), "note")
        old, now = held.state, clock.now()
        ActionPlan.objects.filter(pk=held.pk, version=version).update(
            state=transition.target, state_since=now, version=version + 1
        )
        held.state, held.state_since, held.version = transition.target, now, version + 1
        follow_actions(_answered(held), actor=actor)
        new = {"keadaan": str(transition.target), **({"alasan": note} if note else {})}
        record(PLAN_MOVED, held, actor=actor, old={"keadaan": str(old)}, new=new, scope=held.scope)
        return held


def _answered(plan: ActionPlan) -> list[int]:
    """The recommendations the plan's actions answer: what they wait for moves with the plan."""
    answered = Recommendation.objects.filter(actions__plan=plan).distinct()
    return list(answered.values_list("pk", flat=True))


def _columns(facts: PlanFacts) -> dict[str, Any]:
    return {
        "name": " ".join(facts.name.split()),
        "first_year": facts.first_year,
        "last_year": facts.last_year,
        "note": facts.note.replace("\r\n", "\n").strip(),
        "assessment": facts.assessment,
    }


def _told(plan: ActionPlan) -> dict[str, Any]:
    return {
        "nama": plan.name,
        "tahun": f"{plan.first_year}–{plan.last_year}",
        "catatan": plan.note,
        "penilaian": str(plan.assessment) if plan.assessment else "",
    }


def _check_result(plan: ActionPlan, facts: PlanFacts) -> None:
    result = facts.assessment
    if result is not None and result.institution_id != plan.institution_id:
        raise refuse(_("Pilih hasil penilaian instansi ini."), "assessment")


def _check_years(plan: ActionPlan) -> None:
    """Refuse years that leave dates of actions outside."""
    first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
    outside = Action.objects.filter(plan=plan, cancelled_at__isnull=True).filter(
        Q(starts_on__lt=first)
        | Q(target_on__lt=first)
        | Q(starts_on__gt=last)
        | Q(target_on__gt=last)
        | Q(steps__first_month__lt=first)
        | Q(steps__last_month__gt=last)
    )
    count = outside.distinct().count()
    if count:
        raise refuse(
            _(
                "%(count)d aksi memiliki tanggal di luar tahun %(first)d–%(last)d. Ubah "
                "dahulu tanggal aksi itu."
            )
            % {"count": count, "first": plan.first_year, "last": plan.last_year},
            "last_year",
        )
