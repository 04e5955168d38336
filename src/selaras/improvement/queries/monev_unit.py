"""The status of one unit: what it owes under a plan, what is late, and what it moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Subquery

from selaras.assessments.models import StageResult, StageValue
from selaras.assessments.models.value import UNIT as PARTS
from selaras.assessments.permissions import readable_results
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.improvement.models import (
    ActionPlan,
    Endorsement,
    Recommendation,
    RecommendationUnit,
)
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
    return unit_statuses([unit], plan, instrument, today=today, year=year)[0]


def unit_statuses(
    units: Sequence[Unit],
    plan: ActionPlan,
    instrument: Instrument,
    *,
    today: date,
    year: int | None = None,
) -> list[UnitStatus]:
    """The status of each unit, in their order; nine queries however many units."""
    alone = units[0] if len(units) == 1 else None
    entries = entries_of(plan, today=today, year=year, unit=alone)
    latest = latest_values(plan.institution, plan.instrument.code)
    outlook = outlook_of(plan.institution, instrument, latest.values, today=today)
    unanswered = _unanswered(units)
    signed = Endorsement.objects.filter(plan=plan, unit__in=units, revoked_at=None)
    endorsements = {one.unit_id: one for one in signed}
    found = []
    for unit in units:
        own = [entry for entry in entries if unit in (entry.lead, *entry.support)]
        led = [entry for entry in own if entry.lead == unit]
        found.append(
            UnitStatus(
                unit=unit,
                plan=plan,
                entries=tuple(own),
                whole=group("", unit.name, led, today),
                recommendations=tuple(unanswered[unit.pk]),
                endorsement=endorsements.get(unit.pk),
                latest=latest,
                outlook=outlook,
                gains=tuple(_gains(outlook, own, instrument)),
            )
        )
    return found


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


def _unanswered(units: Sequence[Unit]) -> Mapping[int, list[Recommendation]]:
    """Unanswered recommendations by unit key; one query."""
    standing = Recommendation.objects.standing().filter(state__in=UNANSWERED)
    rows = (
        RecommendationUnit.objects.filter(unit__in=units, recommendation__in=standing)
        .select_related("recommendation")
        .order_by("recommendation__due_on", "recommendation__position")
    )
    found: dict[int, list[Recommendation]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row.recommendation)
    return found


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
