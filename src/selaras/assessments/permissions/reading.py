"""Which stages' values a person may read while an assessment is still running.

What assessors say is opened once it can no longer move: the values of documents, interview and
visit when consolidation begins, findings and final values when they are fixed. Until then the
institution and its readers see its own claim only. See docs/decisions/0022.
"""

from __future__ import annotations

from django.db.models import Q

from selaras.assessments.models import Assessment, Calibration, Stage
from selaras.assessments.permissions.results import may_administer
from selaras.assessments.permissions.work import is_assessor_of, may_calibrate
from selaras.assessments.states import State
from selaras.people.models import User
from selaras.people.permissions import may_know_institution
from selaras.people.roles import Role
from selaras.people.standing import standing_of

FINALISED = frozenset({State.RECORDED, State.FINAL, State.REPORTED})
"""States in which a final value, where there is one, is settled."""

OPENED = FINALISED | {State.CONSOLIDATION}
"""States in which the values of the assessors' stages no longer change."""

_OPEN_IN = {
    Stage.DOCUMENT: OPENED,
    Stage.INTERVIEW: OPENED,
    Stage.VISIT: OPENED,
    Stage.FINAL: FINALISED,
}


def readable_stages(actor: object, assessment: Assessment) -> frozenset[Stage]:
    """The stages whose values the actor may read, where the assessment is visible at all.

    Assessors of the institution and the administrator read every stage; whoever does not belong to
    the institution or read for it gets the announced final values and nothing before them.
    """
    if may_administer(actor) or is_assessor_of(actor, assessment):
        return frozenset(Stage)
    if isinstance(actor, User) and may_know_institution(actor, assessment.institution):
        return settled_stages(assessment)
    return settled_stages(assessment) & {Stage.FINAL}


def settled_stages(assessment: Assessment) -> frozenset[Stage]:
    """The claim, and the stages whose values the institution itself may read by now."""
    settled = (stage for stage, states in _OPEN_IN.items() if assessment.state in states)
    return frozenset({Stage.SELF, *settled})


def readable_results(actor: object) -> Q:
    """The same for many: a condition on StageResult rows of assessments the actor may see.

    It does not shut out those who are outside the institution; ``visible_to`` and the page's own
    condition do.
    """
    if may_administer(actor):
        return Q()
    condition = Q(stage=Stage.SELF) | Q(
        assessment__institution__in=standing_of(actor).institutions(Role.ASSESSOR)
    )
    for stage, states in _OPEN_IN.items():
        condition |= Q(stage=stage, assessment__state__in=states)
    return condition


def may_read_findings(actor: object, assessment: Assessment) -> bool:
    """Whether the actor reads strengths, weaknesses and recommendations of work open to them."""
    return (
        may_administer(actor)
        or is_assessor_of(actor, assessment)
        or assessment.state in {State.FINAL, State.REPORTED}
    )


def may_open_desk(actor: object, assessment: Assessment) -> bool:
    """Whether the actor works at the external assessment: its calibrations and final values."""
    return may_administer(actor) or is_assessor_of(actor, assessment)


def may_rate_blind(actor: object, calibration: Calibration) -> bool:
    """Whether the actor is one of the two who rate this sample, and still assesses here."""
    mine = getattr(actor, "pk", None) in {calibration.first_id, calibration.second_id}
    return mine and may_calibrate(actor, calibration.assessment)
