"""What is told of recommendations, action plans and actions: a table of kinds of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from selaras.improvement.models import Action, ActionPlan, ActionUnit, Recommendation
from selaras.improvement.permissions import MOVERS
from selaras.improvement.states import Move, PlanState, RecommendationState
from selaras.notifications.queries.scenes import Rule, Scene, Telling
from selaras.people.roles import Role

KEEPERS = (Role.RESPONSIBLE, Role.ENTRY)
"""Who looks after plans and recommendations of the whole institution from day to day."""


def _given(scene: Scene) -> Iterator[Telling]:
    """An action to the operators of its units, once its plan runs: drafts are nobody's work yet.

    Where the event tells units by name, before and after, only those that are new are told.
    """
    action = scene.matter.subject
    if isinstance(action, Action) and action.plan.state == PlanState.RUNNING:
        before = scene.event.old.get("unit", ())
        fresh = [row for row in action.unit_rows.all() if row.unit.name not in before]
        if "unit" in scene.event.new:
            yield _told(scene, "action.given", scene.audience.operators(_units(fresh)), action)


def _moved_on(scene: Scene) -> Iterator[Telling]:
    """The action of an ended unit to the operators of the unit that carries on."""
    action = scene.matter.subject
    if isinstance(action, Action):
        carried = [row for row in action.unit_rows.all() if row.predecessor_id is not None]
        yield _told(scene, "action.given", scene.audience.operators(_units(carried)), action)


def _told(scene: Scene, kind: str, people: frozenset[int], action: Action) -> Telling:
    return Telling(kind, people, None, (str(action.pk),), {}, scene.matter.follow_up)


def _units(rows: Iterable[ActionUnit]) -> set[int]:
    return {row.unit_id for row in rows}


def _started(scene: Scene) -> Iterator[Telling]:
    """A plan that runs from now on, to the operators of every unit that has a part in it."""
    plan = scene.matter.subject
    if isinstance(plan, ActionPlan) and scene.event.new.get("keadaan") == PlanState.RUNNING:
        standing = (action for action in plan.actions.all() if action.cancelled_at is None)
        units = {row.unit_id for action in standing for row in action.unit_rows.all()}
        people = scene.audience.operators(units)
        yield Telling("plan.started", people, None, follow_up=scene.matter.follow_up)


def _revoked(scene: Scene) -> Iterator[Telling]:
    """A sign-off taken back, to the keepers and to the unit's operators."""
    plan = scene.matter.subject
    if not isinstance(plan, ActionPlan):
        return
    name = str(scene.event.old.get("unit", ""))
    units = {
        row.unit_id
        for action in plan.actions.all()
        for row in action.unit_rows.all()
        if row.unit.name == name
    }
    people = scene.audience.operators(units)
    people |= scene.audience.holding(plan.institution_id, *KEEPERS)
    facts = {"unit": name, **scene.note("alasan")}
    follow_up = scene.matter.follow_up
    yield Telling("plan.endorsement_revoked", people, None, (), facts, follow_up)


def _blocked(scene: Scene) -> Iterator[Telling]:
    """A blocker, to whoever is responsible."""
    action = scene.matter.subject
    if isinstance(action, Action):
        people = scene.audience.holding(action.plan.institution_id, Role.RESPONSIBLE)
        facts = scene.note("kendala")
        yield Telling("action.blocked", people, None, (), facts, scene.matter.follow_up)


def _recommendation_moved(scene: Scene) -> Iterator[Telling]:
    """Returned: to those who answer it. Evidence submitted: to those who verify it."""
    one = scene.matter.subject
    if not isinstance(one, Recommendation):
        return
    state = scene.event.new.get("keadaan")
    if state == RecommendationState.RETURNED:
        people = scene.audience.operators({row.unit_id for row in one.unit_rows.all()})
        people |= scene.audience.holding(one.institution_id, *KEEPERS)
        kind = "recommendation.returned"
    elif state == RecommendationState.EVIDENCE:
        people = scene.audience.holding(one.institution_id, *MOVERS[Move.VERIFY])
        kind = "recommendation.submitted"
    else:
        return
    facts = {"what": one.number or str(one.position), **scene.note("alasan")}
    yield Telling(kind, people, None, (), facts, scene.matter.follow_up)


FOLLOW_UP_RULES: Mapping[str, Rule] = {
    "action.added": _given,
    "action.changed": _given,
    "action.moved_to_successor": _moved_on,
    "action.blocker_raised": _blocked,
    "plan.moved": _started,
    "plan.endorsement_revoked": _revoked,
    "recommendation.moved": _recommendation_moved,
}
"""By kind of event."""
