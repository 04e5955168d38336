"""The review queue: evidence and answers that wait for a verdict, in the order they are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import CharField, Count, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    MemberAssignment,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.states import AnswerState, ItemState, Phase, ReturnKind
from selaras.foundation.cursor import Page, page_of
from selaras.instruments.queries import definition
from selaras.people.models import Unit, User
from selaras.pure.instrument.model import Aspect, Indicator
from selaras.pure.instrument.naming import short_names
from selaras.pure.readiness import readiness

PAGE_SIZE = 50
ORDER = ("due", "indicator__position", "level", "pk")
NO_DAY = "9999-12-31"
"""What sorts items without a last day behind all others."""
EVERY = "semua"
MINE = "saya"
NOBODY = "kosong"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the address asks for; empty fields ask for nothing.

    ``state`` is an ItemState or "semua", ``unit`` and ``member`` are keys or "kosong", ``member``
    may be "saya".
    """

    state: str = ItemState.PROPOSED
    kind: str = ""
    unit: str = ""
    member: str = ""
    aspect: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.kind or self.unit or self.member or self.aspect or self.text)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A piece of evidence in the queue."""

    item: EvidenceItem
    indicator: Indicator
    name: str
    units: tuple[Unit, ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """An answer that was handed in, with what it claims and how far its evidence carries."""

    answer: Answer
    indicator: Indicator
    name: str
    units: tuple[Unit, ...]
    due_on: date | None
    own: Fraction | None
    """What the team has settled on so far."""
    ready: int
    proposed: int
    """Pieces of evidence still to be judged."""

    @property
    def claimed(self) -> Fraction | None:
        """What the institution says: the team's value, or else the units' claim."""
        return self.answer.claimed if self.own is None else self.own

    @property
    def outruns(self) -> bool:
        """Whether the value says more than accepted evidence carries."""
        return self.claimed is not None and self.claimed > self.ready


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue. ``counts`` are of the whole assessment, by state."""

    page: Page[EvidenceItem]
    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    total: int
    """How many the filter finds."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The items before and after one in the queue, and its place counted from 1."""

    previous: int | None
    following: int | None
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Who owes the indicators of an assessment, read once: units, members, last days."""

    units: Mapping[int, tuple[Unit, ...]]
    members: Mapping[int, tuple[User, ...]]
    due: Mapping[int, date]
    closes_on: date | None

    def due_on(self, indicator: int) -> date | None:
        """The indicator's last day: its units' own, or else the end of the window of filling."""
        return self.due.get(indicator, self.closes_on)

    def all_units(self) -> list[Unit]:
        """Every unit that owes something, by name."""
        found = {unit.pk: unit for some in self.units.values() for unit in some}
        return sorted(found.values(), key=lambda unit: unit.name)

    def all_members(self) -> list[User]:
        """Every member who looks after something, by name."""
        found = {person.pk: person for some in self.members.values() for person in some}
        return sorted(found.values(), key=lambda person: person.name)


def plot_of(assessment: Assessment) -> Plot:
    """Who owes what; three queries."""
    units: dict[int, list[Unit]] = defaultdict(list)
    due: dict[int, date] = {}
    rows = UnitAssignment.objects.filter(assessment=assessment).select_related("unit")
    for row in rows.order_by("-is_lead", "unit__name"):
        units[row.indicator_id].append(row.unit)
        if row.due_on:
            due[row.indicator_id] = min(row.due_on, due.get(row.indicator_id, row.due_on))
    members: dict[int, list[User]] = defaultdict(list)
    held = MemberAssignment.objects.filter(assessment=assessment).select_related("member")
    for duty in held.order_by("member__name"):
        members[duty.indicator_id].append(duty.member)
    window = Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()
    return Plot(
        units={key: tuple(some) for key, some in units.items()},
        members={key: tuple(some) for key, some in members.items()},
        due=due,
        closes_on=window.closes_on if window else None,
    )


def queue_of(
    assessment: Assessment, actor: User, wanted: QueueFilter, plot: Plot, *, cursor: str = ""
) -> Queue:
    """A page of the evidence queue; three queries. Rights are the caller's to ask."""
    items = items_for(assessment, actor, wanted)
    page = page_of(items, ORDER, size=PAGE_SIZE, cursor=cursor)
    by_state = (
        EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None)
        .order_by()
        .values_list("state")
        .annotate(many=Count("pk"))
    )
    counts = dict.fromkeys(ItemState.values, 0) | dict(by_state)
    return Queue(page, tuple(rows_of(assessment, page.rows, plot)), counts, items.count())


def items_for(assessment: Assessment, actor: User, wanted: QueueFilter) -> QuerySet[EvidenceItem]:
    """The evidence the filter finds, in the queue's order, with what a row shows."""
    found = EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None)
    if wanted.state in ItemState.values:
        found = found.filter(state=wanted.state)
    if wanted.kind in ReturnKind.values:
        found = found.filter(return_kind=wanted.kind)
    found = found.filter(_about(assessment, actor, wanted))
    if wanted.text:
        found = found.filter(
            Q(document__title__icontains=wanted.text)
            | Q(claim__icontains=wanted.text)
            | Q(indicator__number=wanted.text)
        )
    return _ordered(found)


def items_in(assessment: Assessment, keys: Sequence[int]) -> list[EvidenceItem]:
    """Those items of the assessment that are still put forward, in the queue's order; one query."""
    rows = EvidenceItem.objects.filter(assessment=assessment, pk__in=keys, withdrawn_at=None)
    return list(_ordered(rows))


def rows_of(assessment: Assessment, items: Sequence[EvidenceItem], plot: Plot) -> list[QueueRow]:
    """The items as rows; no query."""
    instrument = definition(assessment.cycle.instrument)
    names = short_names(instrument)
    known = {indicator.number: indicator for indicator in instrument.indicators()}
    return [
        QueueRow(
            item,
            known[item.indicator.number],
            names[item.indicator.number],
            plot.units.get(item.indicator_id, ()),
            plot.due_on(item.indicator_id),
        )
        for item in items
    ]


def waiting_answers(
    assessment: Assessment, actor: User, wanted: QueueFilter, plot: Plot
) -> list[WaitingAnswer]:
    """Answers handed in and not yet judged, by last day and number; three queries."""
    rows = (
        Answer.objects.filter(assessment=assessment, state=AnswerState.HANDED_IN)
        .filter(_about(assessment, actor, wanted))
        .select_related("indicator")
        .order_by("indicator__position")
    )
    if wanted.text:
        rows = rows.filter(indicator__number=wanted.text)
    instrument = definition(assessment.cycle.instrument)
    names = short_names(instrument)
    known = {indicator.number: indicator for indicator in instrument.indicators()}
    own = _own_values(assessment)
    covered, proposed = _covered(assessment)
    found = [
        WaitingAnswer(
            answer=answer,
            indicator=known[answer.indicator.number],
            name=names[answer.indicator.number],
            units=plot.units.get(answer.indicator_id, ()),
            due_on=plot.due_on(answer.indicator_id),
            own=own.get(answer.indicator_id),
            ready=readiness(
                [criterion.level for criterion in known[answer.indicator.number].criteria],
                covered[answer.indicator_id],
            ),
            proposed=proposed[answer.indicator_id],
        )
        for answer in rows
    ]
    return sorted(found, key=lambda row: row.due_on or date.max)


def neighbours_of(
    assessment: Assessment, actor: User, wanted: QueueFilter, item: EvidenceItem
) -> Neighbours:
    """The item's neighbours in the queue, also when it has just left it; one query."""
    found = items_for(assessment, actor, wanted).values_list("pk", flat=True)
    keys = list(_ordered(_either(assessment, found, item)).values_list("pk", flat=True))
    at = keys.index(item.pk)
    return Neighbours(
        previous=keys[at - 1] if at else None,
        following=keys[at + 1] if at + 1 < len(keys) else None,
        place=at + 1,
        total=len(keys),
    )


def aspects_of(assessment: Assessment) -> list[Aspect]:
    """The aspects of the assessment's instrument, in order."""
    return list(definition(assessment.cycle.instrument).aspects())


def _either(
    assessment: Assessment, found: QuerySet[EvidenceItem, int], item: EvidenceItem
) -> QuerySet[EvidenceItem]:
    keys = Q(pk__in=found.order_by()) | Q(pk=item.pk)
    return EvidenceItem.objects.filter(keys, assessment=assessment)


def _ordered(found: QuerySet[EvidenceItem]) -> QuerySet[EvidenceItem]:
    """By the units' own last day, then as the instrument goes."""
    own_day = (
        UnitAssignment.objects.filter(
            assessment=OuterRef("assessment"), indicator=OuterRef("indicator")
        )
        .order_by()
        .values("indicator")
        .annotate(day=Min("due_on"))
        .values("day")
    )
    day = Coalesce(Cast(Subquery(own_day), CharField()), Value(NO_DAY))
    return (
        found.annotate(due=day)
        .select_related("indicator", "document", "version__blob", "reviewer", "author")
        .order_by(*ORDER)
    )


def _about(assessment: Assessment, actor: User, wanted: QueueFilter) -> Q:
    """Which indicators are asked for: by unit, member and aspect."""
    condition = Q()
    if wanted.unit:
        rows = UnitAssignment.objects.filter(assessment=assessment)
        condition &= _held(rows, "unit", wanted.unit)
    if wanted.member:
        key = str(actor.pk) if wanted.member == MINE else wanted.member
        held = MemberAssignment.objects.filter(assessment=assessment)
        condition &= _held(held, "member", key)
    if wanted.aspect:
        numbers = [
            indicator.number
            for aspect in aspects_of(assessment)
            if aspect.code == wanted.aspect
            for indicator in aspect.indicators
        ]
        condition &= Q(indicator__number__in=numbers)
    return condition


def _held(rows: QuerySet[UnitAssignment] | QuerySet[MemberAssignment], name: str, key: str) -> Q:
    """Indicators assigned to this key, or to nobody where "kosong" is asked."""
    if key == NOBODY:
        return ~Q(indicator__in=rows.values("indicator"))
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return Q(pk__in=[])
    return Q(indicator__in=rows.filter(**{name: int(key)}).values("indicator"))


def _own_values(assessment: Assessment) -> Mapping[int, Fraction]:
    rows = StageValue.objects.filter(assessment=assessment, stage=Stage.SELF, is_current=True)
    amounts = rows.values_list("indicator", "amount")
    return {indicator: Fraction(amount, UNIT) for indicator, amount in amounts}


def _covered(assessment: Assessment) -> tuple[Mapping[int, set[int]], Mapping[int, int]]:
    """Levels with accepted evidence, and pieces that wait, by indicator; one query."""
    covered: dict[int, set[int]] = defaultdict(set)
    proposed: dict[int, int] = defaultdict(int)
    rows = EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None)
    for indicator, level, state in rows.values_list("indicator", "level", "state"):
        if state == ItemState.ACCEPTED:
            covered[indicator].add(level)
        elif state == ItemState.PROPOSED:
            proposed[indicator] += 1
    return covered, proposed
