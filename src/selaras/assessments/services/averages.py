"""Recording published averages of groups of institutions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from selaras.assessments.events import AVERAGES_RECORDED
from selaras.assessments.models import AverageGroup, Cycle, GroupAverage
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import RECORD_AVERAGES, may_record_averages
from selaras.assessments.services.results import Recorded, TooFineError
from selaras.foundation.access import Actor, demand
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.queries import definition
from selaras.pure.numbers import exact
from selaras.pure.scoring import UnknownIndicatorError, ValueOutOfScaleError

Averages = Mapping[tuple[AverageGroup, str], Fraction]
"""(group, node code) → published mean; the empty code is the index."""


def record_averages(
    cycle: Cycle, averages: Averages, *, actor: Actor, source: str = ""
) -> Recorded:
    """Record published averages; equal ones write nothing, others replace with an event.

    Raises DeniedError, UnknownIndicatorError for a node the instrument does not have,
    ValueOutOfScaleError, TooFineError.
    """
    demand(may_record_averages(actor), RECORD_AVERAGES)
    amounts = _checked(cycle, averages)
    with telling_last():
        known = {
            (row.group, row.node): row.amount for row in GroupAverage.objects.filter(cycle=cycle)
        }
        fresh = {key: amount for key, amount in amounts.items() if known.get(key) != amount}
        if not fresh:
            return Recorded(unchanged=len(amounts))
        GroupAverage.objects.bulk_create(
            [
                GroupAverage(
                    cycle=cycle, group=group, node=node, amount=amount, source=source[:200]
                )
                for (group, node), amount in sorted(fresh.items())
            ],
            update_conflicts=True,
            unique_fields=["cycle", "group", "node"],
            update_fields=["amount", "source"],
        )
        old = {_name(key): _shown(known[key]) for key in fresh if key in known}
        new = {_name(key): _shown(amount) for key, amount in fresh.items()}
        record(AVERAGES_RECORDED, cycle, actor=actor, old=old, new={"sumber": source} | new)
    changed = len(old)
    return Recorded(len(fresh) - changed, changed, len(amounts) - len(fresh))


def _checked(cycle: Cycle, averages: Averages) -> dict[tuple[str, str], int]:
    instrument = definition(cycle.instrument)
    nodes = {"", *(d.code for d in instrument.domains), *(a.code for a in instrument.aspects())}
    amounts: dict[tuple[str, str], int] = {}
    for (group, node), value in averages.items():
        if node not in nodes:
            raise UnknownIndicatorError(node)
        if not instrument.scale.minimum <= value <= instrument.scale.maximum:
            raise ValueOutOfScaleError(node, value)
        whole, rest = divmod(value.numerator * UNIT, value.denominator)
        if rest:
            raise TooFineError(node, value)
        amounts[AverageGroup(group), node] = whole
    return amounts


def _name(key: tuple[str, str]) -> str:
    group, node = key
    return f"{group}.{node}" if node else group


def _shown(amount: int) -> str:
    return exact(Fraction(amount, UNIT))
