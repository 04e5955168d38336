"""Monitoring: the actions of a plan with everything boards, timelines and unit pages read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from selaras.foundation.trail.models import Event
from selaras.improvement import events
from selaras.improvement.models import Action, ActionPlan, ActionTarget, ActionUnit
from selaras.improvement.queries.progress import ActionProgress, Parts, measured, parts_of
from selaras.improvement.states import PlanState
from selaras.people.models import Institution, Unit

REPORTS = (
    events.STEP_DONE,
    events.STEP_REOPENED,
    events.EVIDENCE_ATTACHED,
    events.EVIDENCE_DETACHED,
    events.BLOCKER_RAISED,
    events.BLOCKER_RESOLVED,
)
"""Events that say somebody reported on an action."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action with its progress, parts and units; the first unit is the one in charge, if any."""

    action: Action
    progress: ActionProgress
    parts: Parts
    lead: Unit | None
    support: tuple[Unit, ...]
    number: str
    """The first indicator it is about; empty without one."""
    reported_on: date | None
    """The day of the last report; None where nobody has reported yet."""

    def days_silent(self, today: date) -> int | None:
        """Days since the last report."""
        return (today - self.reported_on).days if self.reported_on else None


def plans_of(institution: Institution) -> list[ActionPlan]:
    """The plans of an institution with their instruments: running, then drafts, then closed ones,
    the newest first. One query.
    """
    order = {PlanState.RUNNING: 0, PlanState.DRAFT: 1, PlanState.CLOSED: 2}
    plans = ActionPlan.objects.filter(institution=institution).select_related("instrument")
    found = list(plans.defer("instrument__document"))
    for plan in found:
        plan.institution = institution
    return sorted(found, key=lambda plan: order[PlanState(plan.state)])


def entries_of(
    plan: ActionPlan, *, today: date, year: int | None = None, unit: Unit | None = None
) -> list[Entry]:
    """The plan's actions in order, those of a target year or a unit only; five queries.

    Cancelled ones are left out: nothing is owed of them.
    """
    asked = Q(plan=plan, cancelled_at__isnull=True)
    if year is not None:
        asked &= Q(target_on__year=year)
    if unit is not None:
        asked &= Q(unit_rows__unit=unit)
    actions = list(
        Action.objects.filter(asked).annotate(number=_first_number(), reported_at=_last_report())
    )
    parts = parts_of(actions)
    units = _units_of(actions)
    return [
        Entry(
            action=action,
            progress=measured(action, parts[action.pk], today),
            parts=parts[action.pk],
            lead=next((row.unit for row in units[action.pk] if row.is_lead), None),
            support=tuple(row.unit for row in units[action.pk] if not row.is_lead),
            number=action.number or "",
            reported_on=_day(action.reported_at),
        )
        for action in actions
    ]


def _units_of(actions: Sequence[Action]) -> Mapping[int, list[ActionUnit]]:
    found: dict[int, list[ActionUnit]] = defaultdict(list)
    for row in ActionUnit.objects.filter(action__in=actions).select_related("unit"):
        found[row.action_id].append(row)
    return found


def _first_number() -> Subquery:
    """The first indicator among the criteria of an action."""
    targets = ActionTarget.objects.filter(action=OuterRef("pk"))
    return Subquery(targets.values("indicator__number")[:1])


def _last_report() -> Subquery:
    """When somebody last reported on an action, read off the trail."""
    reports = Event.objects.filter(
        kind__in=[kind.code for kind in REPORTS],
        subject_type=Action._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    return Subquery(reports.order_by("-sequence").values("at")[:1])


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
