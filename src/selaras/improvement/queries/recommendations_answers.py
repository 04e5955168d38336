"""How far the actions that answer recommendations have come: what the moves depend on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from selaras.improvement.models import Action, ActionStep, ActionUnit, RequiredEvidence
from selaras.improvement.states import PlanState


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers one recommendation. Cancelled actions count for nothing.

    ``actions`` counts those that answer it; ``planned`` whether one of a draft or running plan has
    a unit in charge and a target day; ``begun`` whether work on one was reported; ``attached``
    whether a document hangs on one; ``leads`` are the units in charge.
    """

    actions: int = 0
    planned: bool = False
    begun: bool = False
    attached: bool = False
    leads: frozenset[int] = frozenset()

    def __add__(self, other: Answers) -> Answers:
        return Answers(
            self.actions + other.actions,
            self.planned or other.planned,
            self.begun or other.begun,
            self.attached or other.attached,
            self.leads | other.leads,
        )


NO_ANSWERS = Answers()


def answers_to(recommendations: Collection[int]) -> Mapping[int, Answers]:
    """What answers each of them, by key; those without an action are left out. One query."""
    lead = ActionUnit.objects.filter(action=OuterRef("pk"), is_lead=True)
    done = ActionStep.objects.filter(action=OuterRef("pk"), done_on__isnull=False)
    held = RequiredEvidence.objects.filter(action=OuterRef("pk"), document__isnull=False)
    links = Action.objects.filter(
        recommendations__in=recommendations, cancelled_at__isnull=True
    ).values_list(
        "recommendations",
        "plan__state",
        "target_on",
        Subquery(lead.values("unit")[:1]),
        Exists(done),
        Exists(held),
    )
    found: dict[int, Answers] = {}
    for key, *facts in links:
        found[key] = found.get(key, NO_ANSWERS) + one_answer(*facts)
    return found


def one_answer(
    state: str, target_on: date | None, lead: int | None, has_done: bool, has_document: bool
) -> Answers:
    """What one uncancelled action of a plan in that state answers."""
    return Answers(
        actions=1,
        planned=bool(state in {PlanState.DRAFT, PlanState.RUNNING} and target_on and lead),
        begun=has_done or (has_document and state == PlanState.RUNNING),
        attached=has_document,
        leads=frozenset() if lead is None else frozenset({lead}),
    )
