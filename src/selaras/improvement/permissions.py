"""Who may do what with recommendations, action plans and scenarios."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import declare
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.states import Move, PlanState
from selaras.people.models import Unit
from selaras.people.roles import Role
from selaras.people.standing import standing_of

OPEN_IMPROVEMENT = declare("improvement.open", _("membuka tindak lanjut instansi ini"))
WRITE_RECOMMENDATION = declare("recommendation.write", _("mencatat rekomendasi"))
MOVE_RECOMMENDATION = declare("recommendation.move", _("memindahkan keadaan rekomendasi ini"))
WRITE_PLAN = declare("plan.write", _("menyusun rencana aksi"))
WORK_ON_ACTION = declare("action.work", _("melaporkan pelaksanaan aksi ini"))
ENDORSE_PLAN = declare("plan.endorse", _("mengesahkan rencana aksi unit"))
IMPORT_FOLLOW_UP = declare("follow_up.import", _("mengimpor tabel tindak lanjut"))
RUN_PLANNER = declare("planner.run", _("menjalankan perencana target"))

EDITORS = (Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
"""Who keeps recommendations and plans of the whole institution."""

ENDORSERS = (Role.LEADER, Role.COORDINATOR)
"""Who signs a unit's part off; nobody does it in their place, the administrator included."""

PLANNERS = (*EDITORS, Role.COORDINATOR, Role.LEADER)
"""Who looks for the cheapest way."""

MOVERS: dict[str, tuple[Role, ...]] = {
    Move.PLAN: EDITORS,
    Move.UNPLAN: EDITORS,
    Move.WORK: (*EDITORS, Role.UNIT_OPERATOR),
    Move.SUBMIT: (*EDITORS, Role.UNIT_OPERATOR),
    Move.VERIFY: (Role.RESPONSIBLE, Role.TEAM_MEMBER),
    Move.RETURN: (Role.RESPONSIBLE, Role.TEAM_MEMBER),
    Move.FINISH: (Role.RESPONSIBLE,),
    Move.REOPEN: (Role.RESPONSIBLE,),
}
"""Who takes each move; operators only where one of their units owes the answer."""


def _holds(actor: object, institution_id: int, *roles: Role) -> bool:
    return institution_id in standing_of(actor).institutions(*roles)


def may_open_improvement(actor: object, institution_id: int) -> bool:
    """Whether the actor knows of this work: colleagues. For everyone else it does not exist."""
    standing = standing_of(actor)
    return standing.is_system_admin or institution_id in standing.home_institutions()


def has_improvement(actor: object) -> bool:
    """Whether there is any institution whose follow-up the actor opens."""
    standing = standing_of(actor)
    return standing.is_system_admin or bool(standing.home_institutions())


def may_write_recommendation(actor: object, institution_id: int) -> bool:
    """Whether the actor records, changes and withdraws recommendations."""
    return standing_of(actor).is_system_admin or _holds(actor, institution_id, *EDITORS)


def may_move_recommendation(
    actor: object, institution_id: int, move: Move | str, units: frozenset[int]
) -> bool:
    """Whether the move is the actor's to take; ``units`` are those that owe the answer."""
    standing = standing_of(actor)
    if standing.is_system_admin:
        return True
    roles = MOVERS[move]
    if _holds(actor, institution_id, *(role for role in roles if role != Role.UNIT_OPERATOR)):
        return True
    return (
        Role.UNIT_OPERATOR in roles
        and _holds(actor, institution_id, Role.UNIT_OPERATOR)
        and bool(units & standing.units())
    )


def may_write_plan(actor: object, institution_id: int) -> bool:
    """Whether the actor makes plans and actions and changes what they ask for."""
    return standing_of(actor).is_system_admin or _holds(actor, institution_id, *EDITORS)


def may_change_plan(actor: object, plan: ActionPlan) -> bool:
    """Whether the actor changes this plan now: a closed one stays as it is."""
    return plan.state != PlanState.CLOSED and may_write_plan(actor, plan.institution_id)


def may_work_on(actor: object, action: Action, units: frozenset[int]) -> bool:
    """Whether the actor reports on an action: steps done, documents, blockers.

    ``units`` are the action's own. Nothing is reported on a cancelled action or a closed plan.
    """
    plan = action.plan
    if action.cancelled_at is not None or plan.state == PlanState.CLOSED:
        return False
    if may_write_plan(actor, plan.institution_id):
        return True
    return _holds(actor, plan.institution_id, Role.UNIT_OPERATOR) and bool(
        units & standing_of(actor).units()
    )


def may_endorse(actor: object, plan: ActionPlan, unit: Unit) -> bool:
    """Whether the actor signs the unit's part off: a leader of the institution or of the unit."""
    if plan.state == PlanState.CLOSED or unit.institution_id != plan.institution_id:
        return False
    return any(
        role in ENDORSERS and place == plan.institution_id and held in {None, unit.pk}
        for role, place, held in standing_of(actor).roles
    )


def may_import_follow_up(actor: object, institution_id: int | None = None) -> bool:
    """Whether the actor brings follow-up tables in, of that institution or of any at all."""
    standing = standing_of(actor)
    if standing.is_system_admin:
        return True
    places = standing.institutions(*EDITORS)
    return bool(places) if institution_id is None else institution_id in places


def may_run_planner(actor: object, institution_id: int) -> bool:
    """Whether the actor makes scenarios; turning one into a plan asks ``may_write_plan``."""
    return standing_of(actor).is_system_admin or _holds(actor, institution_id, *PLANNERS)
