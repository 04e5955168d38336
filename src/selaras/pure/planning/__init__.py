"""The target planner: the cheapest way to a higher index, exact, with a solver handed in.

A ``Problem`` says where one stands, what could be done (``Option``) and within which limits; a
goal says what is wanted. ``evaluate`` is the judge that every answer has to pass. Described with a
worked case in ``docs/algorithms/target-planner.md``. Import from this package, not from the
modules behind it.
"""

from selaras.pure.planning.brute import brute_force
from selaras.pure.planning.faults import (
    Fault,
    FaultKind,
    UnsoundProblemError,
    demand_sound,
    faults,
)
from selaras.pure.planning.greedy import greedy
from selaras.pure.planning.losses import losses, sure_enough
from selaras.pure.planning.outcome import (
    Breach,
    BreachKind,
    Outcome,
    YearEnd,
    evaluate,
    merit,
    reached,
)
from selaras.pure.planning.plan import Stage, plan
from selaras.pure.planning.problem import (
    BestIndex,
    Goal,
    Measure,
    Option,
    Problem,
    Reach,
    Schedule,
    Step,
    UnitKey,
    reach_band,
    spread,
    years_of,
)
from selaras.pure.planning.results import (
    Alternative,
    HeldBack,
    Lifted,
    LimitKind,
    Loss,
    Obstacles,
    Plan,
    PlanStatus,
    Point,
)
from selaras.pure.planning.steps import EFFORT_OF_LEVEL, effort_of, generated_options, key_of
from selaras.pure.planning.stored import goal_as_dict, outcome_as_dict, plan_as_dict

__all__ = [
    "EFFORT_OF_LEVEL",
    "Alternative",
    "BestIndex",
    "Breach",
    "BreachKind",
    "Fault",
    "FaultKind",
    "Goal",
    "HeldBack",
    "Lifted",
    "LimitKind",
    "Loss",
    "Measure",
    "Obstacles",
    "Option",
    "Outcome",
    "Plan",
    "PlanStatus",
    "Point",
    "Problem",
    "Reach",
    "Schedule",
    "Stage",
    "Step",
    "UnitKey",
    "UnsoundProblemError",
    "YearEnd",
    "brute_force",
    "demand_sound",
    "effort_of",
    "evaluate",
    "faults",
    "generated_options",
    "goal_as_dict",
    "greedy",
    "key_of",
    "losses",
    "merit",
    "outcome_as_dict",
    "plan",
    "plan_as_dict",
    "reach_band",
    "reached",
    "spread",
    "sure_enough",
    "years_of",
]
