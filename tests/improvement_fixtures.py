"""A follow-up in full swing to test with, made of rows, without the events services write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from selaras.foundation import clock
from selaras.improvement.models import (
    Action,
    ActionPlan,
    ActionStep,
    ActionTarget,
    ActionUnit,
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
    RequiredEvidence,
    Source,
)
from selaras.improvement.states import PlanState, RecommendationState
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.people.models import Unit
from tests.people_fixtures import World


@dataclass
class FollowUp:
    """The city's follow-up of 2024: three recommendations, a running plan of 2025 with two actions.

    Recommendation 1 (indicator 1, level 3) is answered by the first action of the office, which has
    two steps (one done) and two required documents (none attached); recommendation 2 (indicator 2)
    is planned with the second action of the division; recommendation 3 is open.
    """

    world: World
    instrument: InstrumentVersion
    recommendations: list[Recommendation]
    plan: ActionPlan
    actions: list[Action]

    @property
    def recommendation(self) -> Recommendation:
        return self.recommendations[0]

    @property
    def action(self) -> Action:
        return self.actions[0]

    def indicator(self, number: str) -> IndicatorRow:
        return self.instrument.indicators.get(number=number)


def make_follow_up(world: World, instrument: InstrumentVersion) -> FollowUp:
    """Build it for the city of the world."""
    texts = (
        "Kebijakan arsitektur sebaiknya ditetapkan bagi semua unit kerja.",
        "Kebijakan peta rencana sebaiknya ditetapkan.",
        "Kebijakan manajemen data sebaiknya ditetapkan.",
    )
    recommendations = [
        make_recommendation(world, instrument, str(place), text, level=3)
        for place, text in enumerate(texts, 1)
    ]
    now = clock.now()
    plan = ActionPlan.objects.create(
        institution=world.city,
        instrument=instrument,
        name="Rencana aksi 2025",
        first_year=2025,
        last_year=2026,
        state=PlanState.RUNNING,
        state_since=now,
        made_at=now,
    )
    first = make_action(plan, 1, "Menetapkan peraturan arsitektur", world.office, cost=50_000_000)
    second = make_action(plan, 2, "Menyusun peta rencana", world.division)
    for action, number in ((first, "1"), (second, "2")):
        ActionTarget.objects.create(
            action=action, indicator=instrument.indicators.get(number=number), level=3
        )
    first.recommendations.add(recommendations[0])
    second.recommendations.add(recommendations[1])
    ActionStep.objects.create(
        action=first,
        position=1,
        title="Menyusun rancangan",
        first_month=date(2025, 1, 1),
        last_month=date(2025, 3, 1),
        done_on=date(2025, 3, 20),
    )
    ActionStep.objects.create(
        action=first,
        position=2,
        title="Menetapkan",
        first_month=date(2025, 4, 1),
        last_month=date(2025, 6, 1),
    )
    for place, text in enumerate(("Peraturan wali kota", "Laporan pemantauan"), 1):
        RequiredEvidence.objects.create(
            action=first,
            position=place,
            text=text,
            indicator=instrument.indicators.get(number="1"),
            level=3,
        )
    for recommendation, state in zip(
        recommendations, (RecommendationState.WORKING, RecommendationState.PLANNED), strict=False
    ):
        recommendation.state = state
        recommendation.save(update_fields=["state"])
    return FollowUp(world, instrument, recommendations, plan, [first, second])


def make_recommendation(
    world: World, instrument: InstrumentVersion, number: str, text: str, *, level: int | None = None
) -> Recommendation:
    """An open recommendation of 2024 about the indicator of that number, owed by the office."""
    now = clock.now()
    made = Recommendation.objects.create(
        institution=world.city,
        instrument=instrument,
        year=2024,
        source=Source.REPORT,
        position=int(number),
        number=number,
        text=text,
        state_since=now,
        added_at=now,
    )
    RecommendationTarget.objects.create(
        recommendation=made, indicator=instrument.indicators.get(number=number), level=level
    )
    RecommendationUnit.objects.create(recommendation=made, unit=world.office)
    return made


def make_action(
    plan: ActionPlan, position: int, title: str, lead: Unit | None, **facts: Any
) -> Action:
    """An action of the plan, due at the end of its first year unless said."""
    given: dict[str, Any] = {
        "starts_on": date(plan.first_year, 1, 1),
        "target_on": date(plan.first_year, 12, 31),
        "made_at": clock.now(),
    }
    action = Action.objects.create(plan=plan, position=position, title=title, **{**given, **facts})
    if lead is not None:
        ActionUnit.objects.create(action=action, unit=lead, is_lead=True)
    return action
