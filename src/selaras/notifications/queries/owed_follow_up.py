"""What is due in the plans that run: actions and stages that are not done, by their last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from selaras.improvement.models import Action, ActionStep, ActionUnit
from selaras.improvement.queries.progress import progress_of, step_due
from selaras.improvement.states import PlanState
from selaras.pure.months import month_of


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on a day: an action, or with ``step`` set one of its stages."""

    action: Action
    day: date
    units: frozenset[int]
    step: ActionStep | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.step.title if self.step else self.action.title


def due_on(days: Collection[date]) -> Iterator[Due]:
    """Unfinished actions and stages whose last day is one of the days; six queries at most."""
    running = Action.objects.filter(
        plan__state=PlanState.RUNNING, cancelled_at__isnull=True
    ).select_related("plan")
    actions = list(running.filter(target_on__in=days))
    steps = [
        step
        for step in ActionStep.objects.filter(
            action__in=running.values("pk"),
            last_month__in={month_of(day) for day in days},
            done_on__isnull=True,
        ).select_related("action__plan")
        if step_due(step) in days
    ]
    if not actions and not steps:
        return
    units = _units({action.pk for action in actions} | {step.action_id for step in steps})
    progress = progress_of(actions, today=max(days))
    for action in actions:
        if action.target_on is not None and progress[action.pk].share != 1:
            yield Due(action, action.target_on, units.get(action.pk, frozenset()))
    for step in steps:
        day = step_due(step)
        if day is not None:
            yield Due(step.action, day, units.get(step.action_id, frozenset()), step)


def _units(actions: Collection[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = ActionUnit.objects.filter(action__in=actions)
    for action, unit in rows.values_list("action_id", "unit_id"):
        found[action].add(unit)
    return {action: frozenset(units) for action, units in found.items()}
