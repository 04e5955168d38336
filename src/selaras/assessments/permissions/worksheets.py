"""Who sends worksheets round, and who may have which of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Worksheet
from selaras.assessments.permissions.results import TEAM_ROLES, may_administer
from selaras.assessments.permissions.work import works_in
from selaras.assessments.states import State
from selaras.foundation.access import declare
from selaras.people.roles import Role
from selaras.people.standing import standing_of

HAND_OUT = declare("worksheet.hand_out", _("membuat lembar kerja untuk diisi di luar Selaras"))
READ_WORKSHEETS = declare("worksheet.read", _("membuka lembar kerja yang diedarkan"))

OFFICE = (*TEAM_ROLES, Role.INSTITUTION_ADMIN)
"""Who sends worksheets to any unit of the own institution, and to the team itself."""


def _in_office(actor: object, assessment: Assessment) -> bool:
    """Whether the actor has to do with worksheets of every unit."""
    return may_administer(actor) or assessment.institution_id in standing_of(actor).institutions(
        *OFFICE
    )


def may_hand_out(actor: object, assessment: Assessment, unit_id: int | None) -> bool:
    """Whether the actor makes a worksheet of a unit, or of the whole (None), while it is filled.

    Operators make those of their own units while units write.
    """
    if assessment.state not in {State.FILLING, State.CHECKING}:
        return False
    if _in_office(actor, assessment):
        return True
    return (
        unit_id is not None
        and assessment.state == State.FILLING
        and works_in(actor, assessment)
        and unit_id in standing_of(actor).units()
    )


def may_read_worksheets(actor: object, assessment: Assessment) -> bool:
    """Whether the actor has to do with worksheets at all: the office, the coordinator, operators.

    Assessors have not: what a worksheet says is the institution's draft.
    """
    return _in_office(actor, assessment) or assessment.institution_id in standing_of(
        actor
    ).institutions(Role.COORDINATOR, Role.UNIT_OPERATOR)


def worksheets_for(actor: object, assessment: Assessment) -> QuerySet[Worksheet]:
    """The worksheets the actor may have: operators those of their own units, the others all."""
    rows = Worksheet.objects.filter(assessment=assessment)
    if not may_read_worksheets(actor, assessment):
        return rows.none()
    held = standing_of(actor)
    if _in_office(actor, assessment) or held.holds(Role.COORDINATOR, assessment.institution_id):
        return rows
    return rows.filter(unit__in=held.units())
