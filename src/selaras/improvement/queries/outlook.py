"""By when the index of an institution moves, as the plans that run promise it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from selaras.improvement.models import Action, ActionTarget, ActionUnit
from selaras.improvement.queries.progress import ActionProgress, progress_of
from selaras.improvement.states import PlanState
from selaras.people.models import Institution, Unit
from selaras.pure import outlook as arithmetic
from selaras.pure.instrument.model import Instrument
from selaras.pure.outlook import Ahead, Move, Pledge, Point
from selaras.pure.scoring import Value


@dataclass(frozen=True, slots=True)
class Promise:
    """An action of a running plan, as the outlook names it."""

    action: int
    plan: int
    title: str
    target_on: date | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outlook of one set of ratings with the actions it rests on. A simulation."""

    figures: arithmetic.Outlook
    promises: Mapping[int, Promise]

    @property
    def points(self) -> tuple[Point, ...]:
        """Every day on which the index moves, in order."""
        return self.figures.points

    @property
    def ahead(self) -> Mapping[str, Ahead]:
        """What lies ahead, by indicator number."""
        return self.figures.ahead

    @property
    def targets(self) -> Mapping[str, int]:
        """The highest level the plans name, by indicator number."""
        return {number: one.target for number, one in self.ahead.items()}

    def about(self, number: str) -> tuple[Promise, ...]:
        """The actions about an indicator."""
        return tuple(one for one in self.promises.values() if number in one.numbers)

    def of(self, move: Move) -> tuple[Promise, ...]:
        """The actions behind a move."""
        return tuple(self.promises[key] for key in dict.fromkeys(move.actions))


@dataclass(frozen=True, slots=True)
class Doing:
    """An action about an indicator, with how far it is."""

    action: Action
    lead: Unit | None
    progress: ActionProgress


def outlook_of(
    institution: Institution, instrument: Instrument, values: Mapping[str, Value], *, today: date
) -> Outlook:
    """The outlook of these ratings under the plans of the institution that run; one query.

    Plans count whose instrument has the same code, whatever its version: indicators are matched by
    their number. Cancelled actions promise nothing.
    """
    pledges: list[Pledge] = []
    promises: dict[int, Promise] = {}
    rows = (
        ActionTarget.objects.filter(
            action__plan__institution=institution,
            action__plan__state=PlanState.RUNNING,
            action__plan__instrument__code=instrument.code,
            action__cancelled_at__isnull=True,
        )
        .order_by("action__target_on", "action__position", "action", "level")
        .values_list(
            "action_id",
            "action__plan_id",
            "action__title",
            "action__target_on",
            "indicator__number",
            "level",
        )
    )
    for key, plan, title, day, number, level in rows:
        pledges.append(Pledge(key, number, level, day))
        before = promises[key].numbers if key in promises else ()
        promises[key] = Promise(key, plan, title, day, (*dict.fromkeys((*before, number)),))
    return Outlook(arithmetic.outlook(instrument, values, pledges, today=today), promises)


def doing_about(outlook: Outlook, number: str, *, today: date) -> list[Doing]:
    """The actions about an indicator with their progress, by target day; five queries, or none."""
    keys = [promise.action for promise in outlook.about(number)]
    if not keys:
        return []
    found = Action.objects.in_bulk(keys)
    actions = [found[key] for key in keys if key in found]
    leads = ActionUnit.objects.filter(action__in=keys, is_lead=True).select_related("unit")
    units = {row.action_id: row.unit for row in leads}
    progress = progress_of(actions, today=today)
    return [Doing(action, units.get(action.pk), progress[action.pk]) for action in actions]
