"""Last year's plotting, carried over to this year's indicators and to the units there are now."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from selaras.assessments.models import Assessment, UnitAssignment, Window
from selaras.assessments.queries.plotting import (
    NOBODY,
    Plotted,
    Share,
    Taker,
    plotted_of,
    settled,
    team_on,
    units_of,
)
from selaras.assessments.states import Phase
from selaras.foundation import clock
from selaras.instruments.queries import definition
from selaras.people.models import Succession, User
from selaras.pure.instrument.diff import difference
from selaras.pure.instrument.model import Instrument


class Loss(StrEnum):
    """Why a part of last year's plotting cannot be carried over."""

    UNIT_ENDED = "unit"
    MEMBER_GONE = "member"
    INDICATOR_GONE = "indicator"


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that is left behind; ``number`` is the indicator's number of last year."""

    kind: Loss
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit of last year whose indicators go to the units that carry on its work."""

    unit: str
    successors: tuple[str, ...]
    numbers: tuple[str, ...]
    """Indicators of this year."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What carrying over does: nothing of last year's is left out without standing in ``lost``."""

    source: Assessment | None
    """Last year's assessment; None when there is none with a plotting."""
    day: date
    """The day on which the units must exist."""
    plan: Mapping[str, Plotted]
    """The plotting that changes, complete, by this year's number."""
    followed: tuple[Followed, ...]
    lost: tuple[Lost, ...]
    kept: tuple[str, ...]
    """Indicators already divided this year, left as they are."""
    unmatched: tuple[str, ...]
    """Indicators of this year that nobody owed last year."""
    now: Mapping[str, Plotted]
    """This year's plotting as it is."""
    units: Mapping[int, Taker]
    members: Mapping[int, Taker]

    @property
    def fingerprint(self) -> str:
        """Differs when confirming would do anything else than what was previewed."""
        said = "".join(f"{number}:{row.fingerprint};" for number, row in self.plan.items())
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def source_of(assessment: Assessment) -> Assessment | None:
    """The institution's last earlier assessment with a plotting, with its instrument; one query.

    One with the same instrument code comes before a later one with another.
    """
    plotted = UnitAssignment.objects.values("assessment_id")
    rows = (
        Assessment.objects.filter(
            institution=assessment.institution_id,
            cycle__year__lt=assessment.cycle.year,
            pk__in=plotted,
        )
        .select_related("cycle__instrument", "institution")
        .order_by("-cycle__year", "-pk")
    )
    found = list(rows)
    code = assessment.cycle.instrument.code
    same = (row for row in found if row.cycle.instrument.code == code)
    return next(same, found[0] if found else None)


def counterparts(before: Instrument, after: Instrument) -> dict[str, tuple[str, ...]]:
    """Last year's numbers for each number of now: the same, or what the instruments declare."""
    if before.code == after.code:
        known = {indicator.number for indicator in before.indicators()}
        return {i.number: (i.number,) for i in after.indicators() if i.number in known}
    return {
        relation.after.number: tuple(one.number for one in relation.before)
        for relation in difference(before, after).related
    }


def carrying(assessment: Assessment) -> Carried:
    """What carrying over last year's plotting would change now; a constant number of queries."""
    day = opening_day(assessment)
    source = source_of(assessment)
    if source is None:
        return Carried(None, day, {}, (), (), (), (), {}, {}, {})
    before, now = plotted_of(source), plotted_of(assessment)
    earlier = definition(source.cycle.instrument)
    twins = counterparts(earlier, definition(assessment.cycle.instrument))
    reader = _Reader(source, assessment, day, before)
    plan: dict[str, Plotted] = {}
    kept = []
    for number, mine in now.items():
        theirs = [(old, before.get(old, NOBODY)) for old in twins.get(number, ())]
        if all(plotted.is_empty for _, plotted in theirs):
            continue
        fresh = Plotted(
            mine.units or reader.units(number, theirs),
            mine.members or reader.members(theirs),
        )
        if mine.units and mine.members:
            kept.append(number)
        if fresh != mine:
            plan[number] = fresh
    matched = {old for olds in twins.values() for old in olds}
    names = {i.number: i.name for i in earlier.indicators()}
    gone = [
        Lost(Loss.INDICATOR_GONE, old, names[old])
        for old, plotted in before.items()
        if old not in matched and not plotted.is_empty
    ]
    return Carried(
        source=source,
        day=day,
        plan=plan,
        followed=reader.followed(),
        lost=(*reader.lost, *gone),
        kept=tuple(kept),
        unmatched=tuple(
            number
            for number in now
            if all(before.get(old, NOBODY).is_empty for old in twins.get(number, ()))
        ),
        now=now,
        units=reader.known,
        members=reader.team,
    )


def opening_day(assessment: Assessment) -> date:
    """The day on which units must exist to be given anything: when filling opens, today if past."""
    today = clock.today()
    opens = (
        Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING)
        .values_list("opens_on", flat=True)
        .first()
    )
    return max(opens, today) if opens else today


class _Reader:
    """Finds today's units and people for last year's, and keeps account of those not found."""

    def __init__(
        self, source: Assessment, assessment: Assessment, day: date, before: Mapping[str, Plotted]
    ) -> None:
        self.lost: list[Lost] = []
        self.known = units_of(assessment, day)
        self.team = team_on(assessment, day)
        links = Succession.objects.filter(predecessor__institution=source.institution_id)
        self._links: dict[int, list[int]] = defaultdict(list)
        for old, new in links.order_by("successor__name", "pk").values_list(
            "predecessor_id", "successor_id"
        ):
            self._links[old].append(new)
        wanted = {member for plotted in before.values() for member in plotted.members}
        self._names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))
        self._moves: dict[int, tuple[tuple[int, ...], list[str]]] = {}

    def units(self, number: str, theirs: Sequence[tuple[str, Plotted]]) -> tuple[Share, ...]:
        """The shares of this year: each unit itself while it stands, else those that carry on."""
        found = []
        for old, plotted in theirs:
            for share in plotted.units:
                heirs = self._heirs(share.unit)
                if not heirs:
                    self._lose(Lost(Loss.UNIT_ENDED, old, self.known[share.unit].name))
                elif heirs != (share.unit,):
                    self._moves.setdefault(share.unit, (heirs, []))[1].append(number)
                for place, heir in enumerate(heirs):
                    leads = share.is_lead and place == 0
                    passed = None if heir == share.unit else share.unit
                    found.append(Share(heir, leads, predecessor=passed))
        return settled(found)

    def members(self, theirs: Sequence[tuple[str, Plotted]]) -> tuple[int, ...]:
        """The members of this year: those who still belong to the team."""
        found = set()
        for old, plotted in theirs:
            for member in plotted.members:
                if member in self.team:
                    found.add(member)
                else:
                    self._lose(Lost(Loss.MEMBER_GONE, old, self._names[member]))
        return tuple(sorted(found))

    def followed(self) -> tuple[Followed, ...]:
        """Which units others stand in for, by name."""
        rows = [
            Followed(
                self.known[old].name,
                tuple(self.known[heir].name for heir in heirs),
                tuple(dict.fromkeys(numbers)),
            )
            for old, (heirs, numbers) in self._moves.items()
        ]
        return tuple(sorted(rows, key=lambda row: row.unit))

    def _lose(self, lost: Lost) -> None:
        if lost not in self.lost:
            self.lost.append(lost)

    def _heirs(self, unit: int) -> tuple[int, ...]:
        """The units that do its work on the day, through as many reorganisations as there were."""
        found: list[int] = []
        waiting, met = [unit], {unit}
        while waiting:
            one = waiting.pop(0)
            if self.known[one].stands:
                found.append(one)
                continue
            fresh = [new for new in self._links[one] if new in self.known and new not in met]
            met.update(fresh)
            waiting.extend(fresh)
        return tuple(found)


__all__ = [
    "Carried",
    "Followed",
    "Loss",
    "Lost",
    "carrying",
    "counterparts",
    "opening_day",
    "source_of",
]
