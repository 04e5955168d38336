"""The unit tree of an institution on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q

from selaras.people.models import Institution, Succession, Unit

DEEPEST_DRAWN = 4


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit named by another one."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit at its place in the tree; ``depth`` counts from 0, rows come in reading order."""

    pk: int
    name: str
    abbreviation: str
    depth: int
    valid_from: date
    valid_to: date | None
    stands: bool
    version: int
    parent: int | None
    successors: Sequence[UnitRef]
    predecessors: Sequence[UnitRef]

    @property
    def indent(self) -> int:
        """The depth as pages draw it: deeper than the fourth level looks like the fourth."""
        return min(self.depth, DEEPEST_DRAWN)

    @property
    def last_day(self) -> date | None:
        """The last day on which it exists; None for an open end."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


def unit_tree(institution: Institution, day: date, *, with_ended: bool = False) -> list[UnitNode]:
    """Units standing on ``day``, parents before children, siblings by name; three queries.

    With ``with_ended`` also those that ended before, at their old place, with their successors.
    """
    rows = institution.units.filter(valid_from__lte=day)
    if not with_ended:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    units = list(rows.prefetch_related(*_relatives()).order_by("name", "pk"))
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        # A unit whose parent is not shown (ended, or not begun) stands at the top.
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    nodes: list[UnitNode] = []
    waiting = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        nodes.append(_node(unit, depth, day))
        waiting.extend((child, depth + 1) for child in reversed(below.get(unit.pk, [])))
    return nodes


def standing_units(institution: Institution, day: date) -> list[UnitNode]:
    """Units to choose from, as the tree reads; three queries."""
    return unit_tree(institution, day)


def unit_facts(unit: Unit, day: date) -> UnitNode:
    """One unit with those before and after it; two queries."""
    fresh = Unit.objects.prefetch_related(*_relatives()).get(pk=unit.pk)
    return _node(fresh, 0, day)


def _relatives() -> tuple[Prefetch[str], Prefetch[str]]:
    after = Succession.objects.select_related("successor").order_by("successor__name")
    before = Succession.objects.select_related("predecessor").order_by("predecessor__name")
    return (
        Prefetch("succession_to", queryset=after),
        Prefetch("succession_from", queryset=before),
    )


def _node(unit: Unit, depth: int, day: date) -> UnitNode:
    return UnitNode(
        pk=unit.pk,
        name=unit.name,
        abbreviation=unit.abbreviation,
        depth=depth,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        stands=unit.stands_on(day),
        version=unit.version,
        parent=unit.parent_id,
        successors=[
            UnitRef(link.successor_id, link.successor.name) for link in unit.succession_to.all()
        ],
        predecessors=[
            UnitRef(link.predecessor_id, link.predecessor.name)
            for link in unit.succession_from.all()
        ],
    )
