"""Who hands filled worksheets in, and who opens which of those that came back."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Worksheet, WorksheetReturn
from selaras.assessments.permissions.results import TEAM_ROLES
from selaras.foundation.access import declare
from selaras.people.models import Succession, User
from selaras.people.roles import Role
from selaras.people.standing import standing_of

RETURN_WORKSHEET = declare("worksheet.return", _("mengunggah lembar kerja yang sudah diisi"))


def may_return_worksheets(actor: object, assessment: Assessment) -> bool:
    """Whether the actor hands filled worksheets of this assessment in: its units and its team.

    What of a worksheet they may write is asked indicator by indicator.
    """
    roles = (*TEAM_ROLES, Role.UNIT_OPERATOR)
    return assessment.institution_id in standing_of(actor).institutions(*roles)


def returnable_by(actor: object, assessment: Assessment) -> QuerySet[Worksheet]:
    """The worksheets the actor hands in: all for the team, else those of own units.

    A unit that carries on for another one after a reorganisation hands in that one's as well.
    """
    rows = Worksheet.objects.filter(assessment=assessment)
    standing = standing_of(actor)
    if assessment.institution_id in standing.institutions(*TEAM_ROLES):
        return rows
    if not may_return_worksheets(actor, assessment):
        return rows.none()
    units = standing.units()
    carried_on = Succession.objects.filter(successor__in=units).values("predecessor")
    return rows.filter(Q(unit__in=units) | Q(unit__in=carried_on))


def returns_for(actor: User, assessment: Assessment) -> QuerySet[WorksheetReturn]:
    """The returned worksheets the actor opens: of every worksheet they may hand in."""
    return WorksheetReturn.objects.filter(worksheet__in=returnable_by(actor, assessment))
