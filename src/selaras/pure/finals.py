"""Which value is proposed as final: of the stages that spoke of an indicator, the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed final value and the stage it comes from."""

    stage: str
    value: Fraction


def propose(
    order: Sequence[str], values: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, Proposal]:
    """Indicator number → proposal; indicators no stage spoke of are left out.

    ``order`` names the stages from the first to speak to the last; ``values`` holds stage →
    number → value. See docs/algorithms/final-value.md.
    """
    found: dict[str, Proposal] = {}
    for stage in order:
        for number, value in values.get(stage, {}).items():
            found[number] = Proposal(stage, value)
    return found
