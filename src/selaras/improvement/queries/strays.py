"""Open work whose unit has ended, and who carries it on.

Open are actions of draft and running plans that are neither cancelled nor finished, and
recommendations that are not done. Everything else keeps the unit it was done under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from selaras.improvement.models import Action, ActionUnit, Recommendation, RecommendationUnit
from selaras.improvement.queries.progress import ActionStatus, progress_of
from selaras.improvement.states import PlanState, RecommendationState
from selaras.people.models import Institution, Succession, Unit

OPEN_PLANS = (PlanState.DRAFT, PlanState.RUNNING)
Kind = Literal["aksi", "rekomendasi"]
Key = tuple[Kind, int, int]
"""What it is, its key, and the key of the ended unit."""


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who carries an ended unit on. ``only`` is set where nothing has to be guessed."""

    unit: Unit
    options: tuple[Unit, ...]
    """Standing units at the end of all lines, by name."""
    only: Unit | None


@dataclass(frozen=True, slots=True)
class Stray:
    """An action or recommendation that waits under an ended unit."""

    kind: Kind
    thing: Action | Recommendation
    heirs: Heirs
    leads: bool
    """Whether the ended unit is the one in charge."""

    @property
    def key(self) -> Key:
        """How a choice names it."""
        return (self.kind, self.thing.pk, self.heirs.unit.pk)

    @property
    def field(self) -> str:
        """The same as the name of a form field."""
        return "-".join(map(str, self.key))


def heirs_of(institution: Institution, day: date) -> dict[int, Heirs]:
    """The ended units of the institution and who carries each on, by key; two queries.

    A line is followed through units that have ended themselves. It breaks at a unit that ended
    without successor or has not begun yet; then, as with several successors, nobody is ``only``.
    """
    units = {unit.pk: unit for unit in Unit.objects.filter(institution=institution)}
    after: dict[int, list[int]] = {}
    links = Succession.objects.filter(predecessor__institution=institution)
    for old, new in links.values_list("predecessor_id", "successor_id"):
        after.setdefault(old, []).append(new)
    found = {}
    for unit in units.values():
        if unit.valid_to is None or unit.valid_to > day:
            continue
        ends, is_whole = _ends(unit.pk, units, after, day)
        options = tuple(sorted((units[pk] for pk in ends), key=lambda one: one.name))
        only = options[0] if is_whole and len(options) == 1 else None
        found[unit.pk] = Heirs(unit, options, only)
    return found


def strays_of(institution: Institution, day: date) -> list[Stray]:
    """Open work under ended units, actions first; at most seven queries."""
    heirs = heirs_of(institution, day)
    if not heirs:
        return []
    return [*_actions(institution, heirs, day), *_recommendations(institution, heirs)]


def _ends(
    start: int, units: Mapping[int, Unit], after: Mapping[int, Sequence[int]], day: date
) -> tuple[set[int], bool]:
    """Standing units the lines from here lead to, and whether every line leads to one."""
    found: set[int] = set()
    seen, waiting, is_whole = {start}, [start], True
    while waiting:
        following = after.get(waiting.pop(), ())
        is_whole = is_whole and bool(following)
        for pk in following:
            unit = units.get(pk)
            if unit is None or unit.valid_from > day:
                is_whole = False
            elif unit.stands_on(day):
                found.add(pk)
            elif pk not in seen:
                seen.add(pk)
                waiting.append(pk)
    return found, is_whole


def _actions(institution: Institution, heirs: Mapping[int, Heirs], day: date) -> list[Stray]:
    rows = (
        ActionUnit.objects.filter(
            unit__in=list(heirs),
            action__plan__institution=institution,
            action__plan__state__in=OPEN_PLANS,
            action__cancelled_at__isnull=True,
        )
        .select_related("action__plan")
        .order_by("action__plan", "action__position", "-is_lead", "position", "pk")
    )
    found = list(rows)
    progress = progress_of([row.action for row in found], today=day) if found else {}
    return [
        Stray("aksi", row.action, heirs[row.unit_id], leads=row.is_lead)
        for row in found
        if progress[row.action_id].status != ActionStatus.DONE
    ]


def _recommendations(institution: Institution, heirs: Mapping[int, Heirs]) -> list[Stray]:
    rows = (
        RecommendationUnit.objects.filter(
            unit__in=list(heirs),
            recommendation__institution=institution,
            recommendation__withdrawn_at__isnull=True,
        )
        .exclude(recommendation__state=RecommendationState.DONE)
        .select_related("recommendation__institution")
        .order_by("-recommendation__year", "recommendation__position", "position", "pk")
    )
    return [
        Stray("rekomendasi", row.recommendation, heirs[row.unit_id], leads=row.position == 0)
        for row in rows
    ]
