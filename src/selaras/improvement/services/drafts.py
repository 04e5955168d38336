"""Actions drafted from recommendations: one each, with its units, criteria and words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.trail.services import telling_last
from selaras.improvement.models import Action, ActionPlan, Recommendation
from selaras.improvement.services.action_facts import ActionFacts
from selaras.improvement.services.actions import add_actions
from selaras.improvement.services.plans import hold_open_plan

_TITLE = 500


def answering(plan: ActionPlan, keys: Collection[int]) -> list[Recommendation]:
    """The recommendations of these keys that the plan may answer, in their list's order.

    Those of the plan's institution that were not withdrawn; three queries.
    """
    found = Recommendation.objects.standing().filter(institution=plan.institution_id)
    return list(
        found.filter(pk__in=keys)
        .order_by("-year", "source", "position", "pk")
        .prefetch_related("unit_rows__unit", "targets__indicator")
    )


def draft_of(recommendation: Recommendation, plan: ActionPlan, *, today: date) -> ActionFacts:
    """What an action that answers it would say.

    Its units as far as they exist today, the criteria it names a level of, its last day when that
    lies in the plan's years. A text too long for a title is cut and stands whole in the note.
    """
    text = recommendation.text.strip()
    rows = [row.unit for row in recommendation.unit_rows.all()]
    units = [unit.pk for unit in rows if unit.stands_on(today)]
    due = recommendation.due_on
    same = recommendation.instrument_id == plan.instrument_id
    return ActionFacts(
        title=text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}\u2026",
        note=text if len(text) > _TITLE else "",
        target_on=due if due is not None and due.year in plan.years else None,
        units=tuple(units),
        units_label=recommendation.units_label,
        targets=tuple(
            (row.indicator.number, row.level)
            for row in recommendation.targets.all()
            if same and row.level is not None
        ),
        recommendations=(recommendation.pk,),
    )


def add_from_recommendations(
    plan: ActionPlan, keys: Collection[int], *, actor: Actor
) -> Sequence[Action]:
    """Add one action per recommendation, at the end of the plan, in the order of their list.

    Keys of nothing the plan may answer are left out. Raises DeniedError, RefusedError.
    """
    with telling_last():
        held = hold_open_plan(plan, actor=actor)
        today = clock.today()
        facts = [draft_of(one, held, today=today) for one in answering(held, keys)]
        return add_actions(held, facts, actor=actor)
