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

__all__ = [
    "MOST_YEARS",
    "Action",
    "ActionPlan",
    "ActionStep",
    "ActionTarget",
    "ActionUnit",
    "Blocker",
    "Endorsement",
    "Funding",
    "Recommendation",
    "RecommendationTarget",
    "RecommendationUnit",
    "RequiredEvidence",
    "Source",
]
