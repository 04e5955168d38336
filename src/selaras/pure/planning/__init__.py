"""The target planner: the cheapest way to a higher index, exact, with a solver handed in.

A ``Problem`` says where one stands, what could be done (``Option``) and within which limits; a
goal says what is wanted. ``evaluate`` is the judge that every answer has to pass. Described with a
worked case in ``docs/algorithms/target-planner.md``. Import from this package, not from the
modules behind it.
"""

from selaras.pure.planning.faults import (
    Fault,
    FaultKind,
    UnsoundProblemError,
    demand_sound,
    faults,
)
from selaras.pure.planning.outcome import (
    Breach,
    BreachKind,
    Outcome,
    YearEnd,
    evaluate,
    merit,
    reached,
)
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

__all__ = [
    "BestIndex",
    "Breach",
    "BreachKind",
    "Fault",
    "FaultKind",
    "Goal",
    "Measure",
    "Option",
    "Outcome",
    "Problem",
    "Reach",
    "Schedule",
    "Step",
    "UnitKey",
    "UnsoundProblemError",
    "YearEnd",
    "demand_sound",
    "evaluate",
    "faults",
    "merit",
    "reach_band",
    "reached",
    "spread",
    "years_of",
]
