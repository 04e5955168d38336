"""Writing what a follow-up table says, through the same services people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db.models import Max

from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.results import Recorded
from selaras.foundation.access import Actor
from selaras.improvement.models import Action, ActionPlan, Recommendation, Source
from selaras.improvement.services.action_facts import facts_of_all
from selaras.improvement.services.actions import ActionFacts, add_actions, change_actions
from selaras.improvement.services.imports.difference import (
    RowChange,
    changed_action,
    changed_recommendation,
    new_action,
    new_recommendation,
)
from selaras.improvement.services.imports.target_plan import TargetPlan, held_plan
from selaras.improvement.services.plans import hold_open_plan
from selaras.improvement.services.recommendations import (
    add_recommendations,
    change_recommendation,
    facts_of,
)
from selaras.people.models import Institution


class _Payload(Protocol):
    """What is to be written."""

    @property
    def changes(self) -> Sequence[RowChange]: ...

    @property
    def plan(self) -> TargetPlan | None: ...

    @property
    def levels(self) -> Mapping[str, int | None]: ...


def write(
    payload: _Payload, options: Options, made_units: Mapping[str, int], *, actor: Actor
) -> Recorded:
    """Write recommendations, then actions, in the caller's transaction; what was done.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    institution, year = options.institution, options.year
    if institution is None or year is None:
        raise ValueError("a plan without faults has an institution and a year")
    changes = payload.changes
    plan = None
    if payload.plan is not None and any(change.fresh for change in changes):
        plan = held_plan(payload.plan, options, actor=actor)
    units = {change.line.line: change.line.units.keys(made_units) for change in changes}
    _hold_plans(changes, actor)
    changed = _change_recommendations(changes, units, actor)
    keys = {c.line.line: c.row.recommendation.pk for c in changes if c.row is not None}
    keys |= _add_recommendations(institution, options, year, payload, units, actor)
    changed += _change_actions(changes, payload.levels, units, actor)
    added = len(keys) - sum(change.row is not None for change in changes)
    added += _add_actions(plan, changes, payload.levels, units, keys, actor)
    rows = sum(1 for change in changes if change.row is not None)
    answers = sum(1 for change in changes if change.row is not None and change.row.actions)
    return Recorded(added, changed, max(rows + answers - changed, 0))


def _hold_plans(changes: Sequence[RowChange], actor: Actor) -> None:
    """Take the plans before the rows below them, as everyone does who writes there."""
    plans = {c.answer.plan_id: c.answer.plan for c in changes if c.touches_action and c.answer}
    for key in sorted(plans):
        hold_open_plan(plans[key], actor=actor)


def _add_recommendations(
    institution: Institution,
    options: Options,
    year: int,
    payload: _Payload,
    units: Mapping[int, tuple[int, ...]],
    actor: Actor,
) -> dict[int, int]:
    """Keys of the new recommendations by line of the file; they keep the file's order."""
    fresh = [change.line for change in payload.changes if change.row is None]
    if not fresh:
        return {}
    held = Recommendation.objects.filter(institution=institution, year=year, source=Source.REPORT)
    last = held.aggregate(last=Max("position"))["last"] or 0
    facts = [
        new_recommendation(line, year, last + place, payload.levels[line.number], units[line.line])
        for place, line in enumerate(fresh, 1)
    ]
    made = add_recommendations(institution, options.instrument, facts, actor=actor)
    return {line.line: row.pk for line, row in zip(fresh, made, strict=True)}


def _change_recommendations(
    changes: Sequence[RowChange], units: Mapping[int, tuple[int, ...]], actor: Actor
) -> int:
    count = 0
    for change in changes:
        if change.row is None or not change.touches_recommendation:
            continue
        row = change.row.recommendation
        before = facts_of(row)
        wanted = changed_recommendation(change, before, units[change.line.line])
        change_recommendation(row, wanted, version=row.version, actor=actor)
        if wanted.units != before.units and wanted.units_label == before.units_label:
            # Other units made the source's words fall away; the file says them again.
            row.refresh_from_db()
            change_recommendation(row, wanted, version=row.version, actor=actor)
        count += 1
    return count


def _change_actions(
    changes: Sequence[RowChange],
    levels: Mapping[str, int | None],
    units: Mapping[int, tuple[int, ...]],
    actor: Actor,
) -> int:
    touched = [change for change in changes if change.touches_action]
    rows = [change.answer for change in touched if change.answer is not None]
    facts = facts_of_all(rows)
    by_plan: dict[int, dict[int, tuple[ActionFacts, int]]] = {}
    plans: dict[int, ActionPlan] = {}
    for change, row in zip(touched, rows, strict=True):
        level = levels[change.line.number]
        wanted = changed_action(change, facts[row.pk], level, units[change.line.line])
        plans[row.plan_id] = row.plan
        by_plan.setdefault(row.plan_id, {})[row.pk] = (wanted, row.version)
    done = sum(change_actions(plans[key], by_plan[key], actor=actor) for key in sorted(by_plan))
    _say_units_again(by_plan, plans, actor)
    return done


def _say_units_again(
    by_plan: Mapping[int, Mapping[int, tuple[ActionFacts, int]]],
    plans: Mapping[int, ActionPlan],
    actor: Actor,
) -> None:
    """Other units made the source's words for them fall away; the file says them again."""
    for key, wanted in by_plan.items():
        rows = Action.objects.filter(pk__in=wanted, units_label="")
        again = {
            row.pk: (wanted[row.pk][0], row.version)
            for row in rows
            if wanted[row.pk][0].units_label
        }
        if again:
            change_actions(plans[key], again, actor=actor)


def _add_actions(
    plan: ActionPlan | None,
    changes: Sequence[RowChange],
    levels: Mapping[str, int | None],
    units: Mapping[int, tuple[int, ...]],
    keys: Mapping[int, int],
    actor: Actor,
) -> int:
    if plan is None:
        return 0
    facts = [
        new_action(
            change.line,
            wanted,
            keys[change.line.line],
            levels[change.line.number],
            units[change.line.line],
        )
        for change in changes
        for wanted in change.fresh
    ]
    return len(add_actions(plan, facts, actor=actor)) if facts else 0
