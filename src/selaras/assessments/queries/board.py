"""The plotting screen: every indicator, everyone who can take it, and what each bears."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from selaras.assessments.models import Assessment, MemberAssignment, UnitAssignment, Window
from selaras.assessments.queries.last_plotting import source_of
from selaras.assessments.queries.plotting import Plotted, Taker, plotted_of, team_of, units_of
from selaras.assessments.states import Phase
from selaras.foundation import clock
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import Aspect, Domain, Indicator, Instrument
from selaras.pure.instrument.naming import short_names

NOBODY = "(kosong)"
"""The filter word for what belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one unit or member bears: indicators and their share of the weights in percent.

    An indicator that several share counts in full for each. ``before`` counts last year's, None
    where there is no last year.
    """

    taker: Taker
    count: int
    leads: int
    weight: Fraction
    before: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator on the screen."""

    indicator: Indicator
    name: str
    domain: Domain
    aspect: Aspect
    plotted: Plotted

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number


@dataclass(frozen=True, slots=True)
class Filters:
    """Which lines to show; unknown words count as not given, ``NOBODY`` asks for the empty ones."""

    unit: str = ""
    member: str = ""
    aspect: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether any line may be hidden."""
        return bool(self.unit or self.member or self.aspect or self.text)

    def keeps(self, line: Line) -> bool:
        """Whether the line is shown."""
        units = [str(share.unit) for share in line.plotted.units]
        members = [str(member) for member in line.plotted.members]
        words = self.text.casefold().split()
        haystack = f"{line.number} {line.indicator.name}".casefold()
        return (
            _matches(self.unit, units)
            and _matches(self.member, members)
            and self.aspect in {"", line.aspect.code}
            and all(word in haystack for word in words)
        )


def _matches(wanted: str, held: list[str]) -> bool:
    return not wanted or (wanted == NOBODY and not held) or wanted in held


@dataclass(frozen=True)
class Board:
    """Everything the screen shows."""

    assessment: Assessment
    instrument: Instrument
    lines: tuple[Line, ...]
    units: Mapping[int, Taker]
    members: Mapping[int, Taker]
    window: Window | None
    source: Assessment | None
    """The assessment last year's figures come from, or None."""
    units_before: Mapping[int, int]
    members_before: Mapping[int, int]

    @cached_property
    def by_number(self) -> Mapping[str, Line]:
        """The lines by indicator number."""
        return {line.number: line for line in self.lines}

    @cached_property
    def undivided(self) -> int:
        """Indicators no unit owes."""
        return sum(not line.plotted.units for line in self.lines)

    @cached_property
    def unmanned(self) -> int:
        """Indicators no member of the team looks after."""
        return sum(not line.plotted.members for line in self.lines)

    @cached_property
    def unit_loads(self) -> list[Load]:
        """What each unit bears, the most first; ended ones only while they bear something."""

        def borne(line: Line) -> dict[int, bool]:
            return {share.unit: share.is_lead for share in line.plotted.units}

        return self._loads(self.units, borne, self.units_before)

    @cached_property
    def member_loads(self) -> list[Load]:
        """What each member of the team bears, the most first."""

        def borne(line: Line) -> dict[int, bool]:
            return dict.fromkeys(line.plotted.members, False)

        return self._loads(self.members, borne, self.members_before)

    def _loads(
        self,
        takers: Mapping[int, Taker],
        borne: Callable[[Line], Mapping[int, bool]],
        before: Mapping[int, int],
    ) -> list[Load]:
        count = dict.fromkeys(takers, 0)
        leads = dict.fromkeys(takers, 0)
        weight = dict.fromkeys(takers, Fraction(0))
        for line in self.lines:
            for key, is_lead in borne(line).items():
                count[key] += 1
                leads[key] += is_lead
                weight[key] += line.indicator.weight
        known = self.source is not None
        loads = [
            Load(taker, count[key], leads[key], weight[key], before.get(key, 0) if known else None)
            for key, taker in takers.items()
            if taker.stands or count[key]
        ]
        return sorted(loads, key=lambda load: (-load.weight, -load.count))


def board_of(assessment: Assessment) -> Board:
    """The screen; ten queries at most, however many indicators, units and people there are."""
    instrument = definition(assessment.cycle.instrument)
    window = Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()
    today = clock.today()
    day = max(window.opens_on, today) if window else today
    plotted = plotted_of(assessment)
    names = short_names(instrument)
    source = source_of(assessment)
    units_before, members_before = _before(source)
    return Board(
        assessment=assessment,
        instrument=instrument,
        lines=tuple(
            Line(indicator, names[indicator.number], domain, aspect, plotted[indicator.number])
            for domain in instrument.domains
            for aspect in domain.aspects
            for indicator in aspect.indicators
        ),
        units=units_of(assessment, day),
        members=team_of(assessment, day),
        window=window,
        source=source,
        units_before=units_before,
        members_before=members_before,
    )


def _before(source: Assessment | None) -> tuple[dict[int, int], dict[int, int]]:
    """How many indicators each unit and each member had last year."""
    if source is None:
        return {}, {}
    units = UnitAssignment.objects.filter(assessment=source).values_list("unit_id", flat=True)
    members = MemberAssignment.objects.filter(assessment=source).values_list("member_id", flat=True)
    return _counted(units), _counted(members)


def _counted(keys: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found
