"""Published group averages of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import AverageGroup, Cycle, GroupAverage
from selaras.assessments.models.value import UNIT
from selaras.people.models import Institution


@dataclass(frozen=True, slots=True)
class Averages:
    """What was published for the nation and for the institution's own group.

    Keys are node codes; the empty key is the index. Empty mappings mean nothing was published.
    """

    group: AverageGroup
    own: Mapping[str, Fraction]
    national: Mapping[str, Fraction]

    @property
    def any(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self.own or self.national)


def averages_for(cycle: Cycle, institution: Institution) -> Averages:
    """Averages of the institution's group and of the nation, in one query."""
    group = AverageGroup(institution.category)
    rows = GroupAverage.objects.filter(
        cycle=cycle, group__in=[group, AverageGroup.NATIONAL]
    ).values_list("group", "node", "amount")
    found: dict[str, dict[str, Fraction]] = {group: {}, AverageGroup.NATIONAL: {}}
    for name, node, amount in rows:
        found[name][node] = Fraction(amount, UNIT)
    return Averages(group, found[group], found[AverageGroup.NATIONAL])
