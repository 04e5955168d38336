"""Moving an assessment through its course: preparing it, and every step that leads on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import ASSESSMENT_MOVED
from selaras.assessments.models import Answer, Assessment, Cycle
from selaras.assessments.permissions import MOVE_ON, is_step_of, may_take
from selaras.assessments.queries.sheet import Sheet, sheet_of
from selaras.assessments.queries.steps import hindrances
from selaras.assessments.services.cycles import announce, open_assessment
from selaras.assessments.services.holding import hold
from selaras.assessments.states import COURSE, Step
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError, refuse
from selaras.foundation.trail.services import record, telling_last
from selaras.people.models import Institution

ACTS = frozenset({Step.PREPARE, Step.SIGN, Step.WITHDRAW_SIGNATURE, Step.SUBMIT})
"""Steps that are more than a step: each is a service of its own, here or in ``signing``."""


def prepare(cycle: Cycle, institution: Institution, *, actor: Actor) -> Assessment:
    """Begin the institution's assessment of this cycle, with one empty answer per indicator.

    Opens the assessment when there is none. Raises DeniedError, and RefusedError when it has begun
    already or when values of later stages make it a record of results.
    """
    with telling_last():
        held = hold(open_assessment(cycle, institution, actor=actor))
        demand(is_step_of(actor, held, Step.PREPARE), MOVE_ON)
        if held.state not in COURSE[Step.PREPARE].sources:
            raise refuse(_("Penilaian siklus ini sudah disiapkan."))
        require(sheet_of(held), Step.PREPARE)
        indicators = cycle.instrument.indicators.values_list("pk", flat=True)
        Answer.objects.bulk_create(
            [Answer(assessment=held, indicator_id=pk) for pk in indicators], ignore_conflicts=True
        )
        return advance(held, Step.PREPARE, actor=actor)


def move_on(
    assessment: Assessment, step: Step | str, *, actor: Actor, seen: int, reason: str = ""
) -> Assessment:
    """Take a step of the course; ``seen`` is the version of the assessment the actor looked at.

    Raises DeniedError, ChangedMeanwhileError when somebody else was faster, RefusedError when a
    condition does not hold or a reason is missing, ValueError for a step with its own service.
    """
    if step in ACTS:
        raise ValueError(f"{step} has a service of its own")
    with telling_last():
        held = take(assessment, step, actor=actor, seen=seen)
        require(sheet_of(held), step)
        if step == Step.REPORT:
            announce([held], actor=actor)
        return advance(held, step, actor=actor, reason=reason)


def take(assessment: Assessment, step: Step | str, *, actor: Actor, seen: int) -> Assessment:
    """The assessment as it is now, held, once the actor may take the step from what they saw.

    Raises DeniedError, ChangedMeanwhileError. The caller holds the transaction.
    """
    held = hold(assessment)
    demand(is_step_of(actor, held, step), MOVE_ON)
    if held.version != seen:
        raise ChangedMeanwhileError
    demand(may_take(actor, held, step), MOVE_ON)
    return held


def require(sheet: Sheet, step: Step | str) -> None:
    """Raise RefusedError with every condition of the step that does not hold."""
    problems = [Problem(sentence) for sentence in hindrances(sheet, step)]
    if problems:
        raise RefusedError(*problems)


def advance(
    held: Assessment,
    step: Step | str,
    *,
    actor: Actor,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Assessment:
    """Move a held assessment to the step's target, with an event that tells reason and facts.

    Rights and conditions are the caller's to ask. Raises RefusedError without the reason a step
    needs, ChangedMeanwhileError when the row is no longer as it was held.
    """
    transition = COURSE[step]
    reason = reason.strip()
    if transition.reasoned and not reason:
        raise refuse(
            _("Tuliskan alasannya, agar yang lain tahu apa yang perlu dilakukan."), "reason"
        )
    now = clock.now()
    moved = Assessment.objects.filter(
        pk=held.pk, version=held.version, state__in=transition.sources
    ).update(state=transition.target, state_since=now, version=F("version") + 1)
    if not moved:
        raise ChangedMeanwhileError
    new: dict[str, Any] = {"keadaan": transition.target, "langkah": str(step)}
    if reason:
        new["alasan"] = reason
    record(
        ASSESSMENT_MOVED,
        held,
        actor=actor,
        old={"keadaan": held.state},
        new=new | dict(facts or {}),
        scope=held.institution.scope,
    )
    held.state, held.state_since, held.version = transition.target, now, held.version + 1
    return held
