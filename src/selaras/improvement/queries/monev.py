"""Monitoring: the actions of a plan with everything boards, timelines and unit pages read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
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
    numbers: tuple[str, ...]
    """The indicators it is about."""
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
    """The plan's actions in order, those of a target year or a unit only; seven queries.

    Cancelled ones are left out: nothing is owed of them.
    """
    asked = Q(plan=plan, cancelled_at__isnull=True)
    if year is not None:
        asked &= Q(target_on__year=year)
    if unit is not None:
        asked &= Q(unit_rows__unit=unit)
    actions = list(Action.objects.filter(asked))
    parts = parts_of(actions)
    units = _units_of(actions)
    numbers = _numbers_of(actions)
    reports = _reports_of(actions)
    return [
        Entry(
            action=action,
            progress=measured(action, parts[action.pk], today),
            parts=parts[action.pk],
            lead=next((row.unit for row in units[action.pk] if row.is_lead), None),
            support=tuple(row.unit for row in units[action.pk] if not row.is_lead),
            numbers=tuple(numbers[action.pk]),
            reported_on=reports.get(action.pk),
        )
        for action in actions
    ]


def _units_of(actions: Sequence[Action]) -> Mapping[int, list[ActionUnit]]:
    found: dict[int, list[ActionUnit]] = defaultdict(list)
    for row in ActionUnit.objects.filter(action__in=actions).select_related("unit"):
        found[row.action_id].append(row)
    return found


def _numbers_of(actions: Sequence[Action]) -> Mapping[int, dict[str, None]]:
    found: dict[int, dict[str, None]] = defaultdict(dict)
    rows = ActionTarget.objects.filter(action__in=actions)
    for key, number in rows.values_list("action_id", "indicator__number"):
        found[key][number] = None
    return found


def _reports_of(actions: Sequence[Action]) -> Mapping[int, date]:
    """The day of the last report by action, read off the trail."""
    rows = Event.objects.filter(
        kind__in=[kind.code for kind in REPORTS],
        subject_type=Action._meta.label_lower,
        subject_id__in=[str(action.pk) for action in actions],
    )
    last: dict[str, datetime] = dict(
        rows.values("subject_id").annotate(last=Max("at")).values_list("subject_id", "last")
    )
    return {int(key): timezone.localtime(at).date() for key, at in last.items()}
