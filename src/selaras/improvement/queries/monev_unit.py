"""The status of one unit: what it owes under a plan, what is late, and what it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Subquery

from selaras.assessments.models import StageResult, StageValue
from selaras.assessments.models.value import UNIT as PARTS
from selaras.assessments.permissions import readable_results
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.improvement.models import ActionPlan, Endorsement, Recommendation
from selaras.improvement.queries.monev import Entry, entries_of
from selaras.improvement.queries.monev_board import Group, group
from selaras.improvement.queries.outlook import Outlook, outlook_of
from selaras.improvement.queries.progress import Paper
from selaras.improvement.states import UNANSWERED
from selaras.people.models import Institution, Unit
from selaras.pure.instrument.model import Instrument
from selaras.pure.outlook import Move
from selaras.pure.scoring.weights import weights_of


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ratings of an institution with an instrument: of the last stage that spoke."""

    year: int | None
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Gain:
    """A level that an indicator reaches by actions of the unit, and what it adds to the index."""

    move: Move
    points: Fraction


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """One unit under one plan. ``whole`` sums up what the unit is in charge of."""

    unit: Unit
    plan: ActionPlan
    entries: tuple[Entry, ...]
    whole: Group
    recommendations: tuple[Recommendation, ...]
    endorsement: Endorsement | None
    latest: Latest
    outlook: Outlook
    gains: tuple[Gain, ...]

    @property
    def led(self) -> list[Entry]:
        """What it is in charge of, late ones first, then by target day."""
        mine = [entry for entry in self.entries if entry.lead == self.unit]
        return sorted(mine, key=urgency)

    @property
    def supported(self) -> list[Entry]:
        """What it helps with."""
        return [entry for entry in self.entries if entry.lead != self.unit]

    @property
    def missing(self) -> list[tuple[Entry, Paper]]:
        """Required documents of its own actions that are not there."""
        return [
            (entry, paper)
            for entry in self.led
            for paper in entry.parts.papers
            if not paper.is_attached
        ]

    @property
    def gained(self) -> Fraction:
        """What all its moves add to the index."""
        return sum((gain.points for gain in self.gains), Fraction(0))


def urgency(entry: Entry) -> tuple[bool, date, int]:
    """Order of a list of actions: open ones first, by target day."""
    day = entry.action.target_on or date.max
    return not entry.progress.is_open, day, entry.action.position


def unit_status(
    unit: Unit, plan: ActionPlan, instrument: Instrument, *, today: date, year: int | None = None
) -> UnitStatus:
    """The unit's status; nine queries."""
    entries = entries_of(plan, today=today, year=year, unit=unit)
    led = [entry for entry in entries if entry.lead == unit]
    latest = latest_values(plan.institution, plan.instrument.code)
    outlook = outlook_of(plan.institution, instrument, latest.values, today=today)
    return UnitStatus(
        unit=unit,
        plan=plan,
        entries=tuple(entries),
        whole=group("", unit.name, led, today),
        recommendations=tuple(_unanswered(unit)),
        endorsement=Endorsement.objects.filter(plan=plan, unit=unit, revoked_at=None).first(),
        latest=latest,
        outlook=outlook,
        gains=tuple(_gains(outlook, entries, instrument)),
    )


def latest_values(institution: Institution, code: str) -> Latest:
    """The newest complete ratings with an instrument of that code, of any version; one query.

    Only stages the institution itself may read by now: assessors at work are not overheard here.
    """
    settled = readable_results(None)
    newest = StageResult.objects.filter(
        settled,
        assessment__institution=institution,
        assessment__cycle__instrument__code=code,
        order__isnull=False,
    ).order_by("-assessment__cycle__year", "-assessment")
    rows = StageValue.objects.filter(
        settled, assessment=Subquery(newest.values("assessment")[:1]), is_current=True
    )
    found: dict[str, dict[str, Fraction]] = {}
    years = set()
    for stage, number, amount, year in rows.values_list(
        "stage", "indicator__number", "amount", "assessment__cycle__year"
    ):
        found.setdefault(stage, {})[number] = Fraction(amount, PARTS)
        years.add(year)
    spoken = [stage for stage in STAGE_ORDER if stage in found]
    return Latest(max(years, default=None), found[spoken[-1]] if spoken else {})


def _unanswered(unit: Unit) -> Sequence[Recommendation]:
    rows = Recommendation.objects.standing().filter(units=unit, state__in=UNANSWERED)
    return list(rows.order_by("due_on", "position"))


def _gains(outlook: Outlook, entries: Sequence[Entry], instrument: Instrument) -> list[Gain]:
    """The moves that rest on an action of the unit, by day."""
    mine = {entry.action.pk for entry in entries}
    weights = weights_of(instrument)
    return [
        Gain(move, (move.level - move.before) * weights.share(move.number))
        for point in outlook.points
        for move in point.moved
        if mine.intersection(move.actions)
    ]
