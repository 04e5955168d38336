"""The grid of a plan: one line per action, filtered, sorted, grouped and summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from selaras.improvement.models import Action, ActionPlan, ActionStep, ActionTarget, ActionUnit
from selaras.improvement.queries.progress import ActionProgress, ActionStatus, measured, parts_of
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.instrument.model import Aspect

EMPTY = "(kosong)"
"""What a filter is set to that looks for what says nothing."""
LACKS: Mapping[str, Callable[[GridLine], bool]] = {
    "unit": lambda line: line.lead is None,
    "target": lambda line: line.action.target_on is None,
    "sasaran": lambda line: not line.targets and not line.recommendations,
    "biaya": lambda line: line.action.cost is None,
}
"""What an action may lack, by the word of the address."""
PAGE = 100
_LAST_DAY = date.max
_FAR = 1 << 62


@dataclass(frozen=True, slots=True)
class Aim:
    """A criterion an action fulfils; ``name`` is the indicator's."""

    number: str
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A recommendation an action answers, as its list numbers it."""

    pk: int
    number: str
    year: int


@dataclass(frozen=True, slots=True)
class GridLine:
    """An action in the grid. ``aspect`` is that of its first criterion, None without one."""

    place: int
    """Number in the plan, from 1; cancelled ones are counted too, so that numbers stay."""
    action: Action
    progress: ActionProgress
    steps: Sequence[ActionStep]
    units: Sequence[ActionUnit]
    targets: Sequence[Aim]
    recommendations: Sequence[Answered]
    aspect: Aspect | None
    aspect_place: int | None
    """Where the aspect stands in the instrument."""

    @property
    def lead(self) -> ActionUnit | None:
        """The unit in charge."""
        return next((row for row in self.units if row.is_lead), None)

    @property
    def supporting(self) -> Sequence[ActionUnit]:
        """The other units."""
        return [row for row in self.units if not row.is_lead]

    @property
    def is_cancelled(self) -> bool:
        """Whether it was taken out of the plan."""
        return self.action.cancelled_at is not None


@dataclass(frozen=True, slots=True)
class GridFilter:
    """What the address asks for; a word nobody knows finds nothing rather than everything."""

    unit: str = ""
    """Key of a unit in charge or supporting, or ``EMPTY`` for actions without one in charge."""
    lead: str = ""
    """Key of the unit in charge only, as the monitoring board counts; or ``EMPTY``."""
    aspect: str = ""
    funding: str = ""
    status: str = ""
    quarter: str = ""
    """"2025-3": actions due in that quarter; ``EMPTY`` for those without a day."""
    year: str = ""
    """Year of the target day."""
    lacks: str = ""
    text: str = ""
    order: str = ""
    group: str = ""
    """"aspek", "unit", or nothing for the plan's own order."""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(
            (
                self.unit,
                self.lead,
                self.aspect,
                self.funding,
                self.status,
                self.quarter,
                self.year,
                self.lacks,
                self.text,
            )
        )

    def keeps(self, line: GridLine) -> bool:
        """Whether the line is shown. Cancelled ones only when asked for."""
        if line.is_cancelled != (self.status == ActionStatus.CANCELLED):
            return False
        action = line.action
        return (
            (not self.status or line.progress.status == self.status)
            and self._keeps_unit(line)
            and _matches(self.lead, str(line.lead.unit_id) if line.lead else "")
            and _matches(self.year, str(action.target_on.year) if action.target_on else "")
            and _matches(self.aspect, line.aspect.code if line.aspect else "")
            and _matches(self.funding, action.funding)
            and _matches(self.quarter, quarter_of(action.target_on))
            and (not self.lacks or LACKS.get(self.lacks, _never)(line))
            and _speaks(line, self.text)
        )

    def _keeps_unit(self, line: GridLine) -> bool:
        if not self.unit:
            return True
        if self.unit == EMPTY:
            return line.lead is None
        return any(str(row.unit_id) == self.unit for row in line.units)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of costs in rupiah, of so many actions, of which ``uncosted`` say none."""

    label: str
    actions: int
    cost: int
    uncosted: int

    @property
    def known_cost(self) -> int | None:
        """The sum, None where no action says a cost: that is not the same as costing nothing."""
        return None if self.uncosted and not self.cost else self.cost


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; a grid that is not grouped has one without."""

    name: str
    lines: Sequence[GridLine]
    total: Total


@dataclass(frozen=True, slots=True)
class Grid:
    """A plan's actions, all of them, and the view that was asked for."""

    plan: ActionPlan
    lines: Sequence[GridLine]
    shown: Sequence[GridLine]
    filter: GridFilter

    @property
    def standing(self) -> Sequence[GridLine]:
        """Actions that were not cancelled."""
        return [line for line in self.lines if not line.is_cancelled]

    @property
    def total(self) -> Total:
        """Of everything shown."""
        return _total("", self.shown)

    def groups(self, lines: Sequence[GridLine]) -> list[Group]:
        """These lines under their headings; totals are of everything shown in the group."""
        named = _naming(self.filter.group)
        whole = _by(self.shown, named)
        return [
            Group(name, some, _total(name, whole[name])) for name, some in _by(lines, named).items()
        ]

    def by_year(self) -> list[Total]:
        """Cost of what is shown by the year of the target day; those without one last."""
        found = _by(
            self.shown,
            lambda line: str(line.action.target_on.year) if line.action.target_on else "",
        )
        return [_total(year, found[year]) for year in sorted(found, key=lambda y: y or "9999")]

    def by_unit(self) -> list[Total]:
        """Cost of what is shown by the unit in charge, dearest first."""
        found = _by(self.shown, lambda line: line.lead.unit.name if line.lead else "")
        totals = [_total(name, lines) for name, lines in found.items()]
        return sorted(totals, key=lambda total: (not total.label, -total.cost, total.label))

    def statuses(self) -> Counter[str]:
        """How many actions stand where."""
        return Counter(str(line.progress.status) for line in self.lines)

    def units(self) -> list[Unit]:
        """The units that have a part in the plan, by name."""
        found = {row.unit_id: row.unit for line in self.lines for row in line.units}
        return sorted(found.values(), key=lambda unit: unit.name)


def grid_of(plan: ActionPlan, wanted: GridFilter, *, today: date) -> Grid:
    """The plan's grid; eight queries however many actions it has."""
    lines = lines_of(plan, Action.objects.filter(plan=plan), today=today)
    shown = [line for line in lines if wanted.keeps(line)]
    _sort(shown, wanted)
    return Grid(plan, lines, shown, wanted)


def lines_of(plan: ActionPlan, actions: QuerySet[Action], *, today: date) -> list[GridLine]:
    """Lines of some of a plan's actions, in its order; eight queries at most."""
    found = list(
        actions.order_by("position", "pk").prefetch_related(
            Prefetch("unit_rows", ActionUnit.objects.select_related("unit", "predecessor")),
            Prefetch("targets", ActionTarget.objects.select_related("indicator")),
            "recommendations",
        )
    )
    parts = parts_of(found)
    instrument = definition(plan.instrument)
    places = {
        indicator.number: (place, aspect, indicator)
        for place, aspect in enumerate(instrument.aspects())
        for indicator in aspect.indicators
    }
    lines = []
    for action in found:
        action.plan = plan
        aims = [
            Aim(row.indicator.number, row.level, places[row.indicator.number][2].name)
            for row in action.targets.all()
        ]
        lines.append(
            GridLine(
                place=action.position,
                action=action,
                progress=measured(action, parts[action.pk], today),
                steps=parts[action.pk].steps,
                units=list(action.unit_rows.all()),
                targets=aims,
                recommendations=[
                    Answered(one.pk, one.number or str(one.position), one.year)
                    for one in action.recommendations.all()
                ],
                aspect=places[aims[0].number][1] if aims else None,
                aspect_place=places[aims[0].number][0] if aims else None,
            )
        )
    return lines


def quarter_of(day: date | None) -> str:
    """The quarter of a day as the address names it, "2025-3"; nothing for none."""
    return f"{day.year}-{(day.month - 1) // 3 + 1}" if day else ""


def _matches(wanted: str, said: str) -> bool:
    return not wanted or said == ("" if wanted == EMPTY else wanted)


def _never(_line: GridLine) -> bool:
    return False


def _speaks(line: GridLine, text: str) -> bool:
    """Whether every word of the search stands somewhere in the line."""
    words = text.casefold().split()
    if not words:
        return True
    said = " ".join(
        (
            line.action.title,
            line.action.note,
            *(row.unit.name for row in line.units),
            *(row.unit.abbreviation for row in line.units),
            *(step.title for step in line.steps),
            *(f"{aim.number} {aim.name}" for aim in line.targets),
        )
    ).casefold()
    return all(word in said for word in words)


_ORDERS: Mapping[str, Callable[[GridLine], Any]] = {
    "aksi": lambda line: line.action.title.casefold(),
    "unit": lambda line: (line.lead is None, line.lead.unit.name if line.lead else ""),
    "target": lambda line: line.action.target_on or _LAST_DAY,
    "biaya": lambda line: -1 if line.action.cost is None else line.action.cost,
    "kemajuan": lambda line: -1 if line.progress.share is None else line.progress.share,
    "indikator": lambda line: _natural(line.targets[0].number) if line.targets else (_FAR, ""),
}


def _natural(number: str) -> tuple[int, str]:
    digits = "".join(sign for sign in number if sign.isdecimal())
    return (int(digits) if digits else _FAR, number)


def _sort(lines: list[GridLine], wanted: GridFilter) -> None:
    """The order asked for, inside the groups asked for; else the plan's own."""
    key = _ORDERS.get(wanted.order.removeprefix("-"))
    if key:
        lines.sort(key=key, reverse=wanted.order.startswith("-"))
    if wanted.group == "unit":
        lines.sort(key=_ORDERS["unit"])
    elif wanted.group == "aspek":
        lines.sort(key=lambda line: _FAR if line.aspect_place is None else line.aspect_place)


def _naming(group: str) -> Callable[[GridLine], str]:
    if group == "unit":
        return lambda line: line.lead.unit.name if line.lead else ""
    if group == "aspek":
        return lambda line: line.aspect.name if line.aspect else ""
    return lambda _line: ""


def _by(lines: Iterable[GridLine], named: Callable[[GridLine], str]) -> dict[str, list[GridLine]]:
    found: dict[str, list[GridLine]] = {}
    for line in lines:
        found.setdefault(named(line), []).append(line)
    return found


def _total(label: str, lines: Sequence[GridLine]) -> Total:
    """Cancelled actions cost nothing, even where they are shown."""
    counted = [line.action for line in lines if not line.is_cancelled]
    return Total(
        label,
        len(lines),
        sum(action.cost or 0 for action in counted),
        sum(action.cost is None for action in counted),
    )
