"""The tables of improvement."""

from selaras.improvement.models.action import (
    Action,
    ActionStep,
    ActionTarget,
    ActionUnit,
    Blocker,
    Funding,
    RequiredEvidence,
)
from selaras.improvement.models.plan import MOST_YEARS, ActionPlan, Endorsement
from selaras.improvement.models.recommendation import (
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
    Source,
)
from selaras.improvement.models.scenario import (
    MOST_SCENARIO_YEARS,
    Adoption,
    GoalKind,
    OptionKind,
    Scenario,
    ScenarioMeasure,
    ScenarioOption,
    Use,
)

__all__ = [
    "MOST_SCENARIO_YEARS",
    "MOST_YEARS",
    "Action",
    "ActionPlan",
    "ActionStep",
    "ActionTarget",
    "ActionUnit",
    "Adoption",
    "Blocker",
    "Endorsement",
    "Funding",
    "GoalKind",
    "OptionKind",
    "Recommendation",
    "RecommendationTarget",
    "RecommendationUnit",
    "RequiredEvidence",
    "Scenario",
    "ScenarioMeasure",
    "ScenarioOption",
    "Source",
    "Use",
]
