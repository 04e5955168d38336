"""The desk of one indicator: what is reached, what comes next, what is missing and who owes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from selaras.assessments.models import (
    Answer,
    AnswerReview,
    Assessment,
    Comment,
    EvidenceItem,
    MemberAssignment,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import (
    may_rate,
    may_review,
    may_write_answer,
    readable_stages,
    works_in,
)
from selaras.assessments.queries.discussion import thread_of
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.assessments.states import FROZEN, AnswerState, ItemState, Phase, ReturnKind, State
from selaras.evidence.permissions import may_read_document
from selaras.foundation import clock
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.model import Aspect, Criterion, Domain, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.readiness import next_gap, readiness
from selaras.pure.scoring import Score, score, what_if


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: what it asks, what is put forward for it, and the index if the claim stood here.

    ``effect`` is in points of the index against ``IndicatorDesk.base``; None where nothing is
    known to compare with.
    """

    level: int
    name: str
    criterion: Criterion | None
    items: tuple[EvidenceItem, ...]
    is_reached: bool
    is_current: bool
    is_next: bool
    effect: Fraction | None

    @property
    def is_covered(self) -> bool:
        """Whether accepted evidence stands for this level."""
        return any(item.state == ItemState.ACCEPTED for item in self.items)

    @property
    def returned(self) -> tuple[EvidenceItem, ...]:
        """Pieces that were sent back and wait for the units, requests among them."""
        return tuple(item for item in self.items if item.state == ItemState.RETURNED)

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for the reviewer and nothing is accepted yet."""
        return not self.is_covered and any(x.state == ItemState.PROPOSED for x in self.items)


@dataclass(frozen=True)
class IndicatorDesk:
    """Everything the page of one indicator says before anyone asks for more."""

    reader: User
    assessment: Assessment
    instrument: Instrument
    domain: Domain
    aspect: Aspect
    indicator: Indicator
    name: str
    answer: Answer
    """An unsaved empty one where nobody has begun."""
    units: tuple[UnitAssignment, ...]
    members: tuple[MemberAssignment, ...]
    items: tuple[EvidenceItem, ...]
    rating: StageValue | None
    """The value the team has settled on."""
    values: Mapping[str, Fraction]
    """What the institution says of every indicator: its own value, else the claim."""
    previous: tuple[int, Fraction] | None
    """Year and value of the institution's last earlier assessment."""
    window: Window | None
    before: str
    after: str
    """Numbers of the neighbours; empty at the ends."""
    inside: bool
    may_write: bool
    may_rate: bool
    may_review: bool

    @property
    def claimed(self) -> Fraction | None:
        """The team's value, the units' claim while there is none."""
        return self.values.get(self.indicator.number)

    @property
    def base(self) -> Fraction | None:
        """What effects are measured against: what is claimed, else last year's value."""
        if self.claimed is not None:
            return self.claimed
        return self.previous[1] if self.previous else None

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """What the reader may read of the discussion, oldest first; one query when asked for."""
        return tuple(thread_of(self.reader, self.assessment, self.indicator.number))

    @cached_property
    def reviews(self) -> tuple[AnswerReview, ...]:
        """Verdicts on the answer, newest first; none for outsiders. One query when asked for."""
        return _reviews(self.assessment, self.indicator.number) if self.inside else ()

    @cached_property
    def score(self) -> Score:
        """The index of what the institution says so far; a simulation."""
        return score(self.instrument, self.values)

    def effect_of(self, value: Fraction | int) -> Fraction | None:
        """Points of the index if this indicator stood at a value instead of ``base``; exact.

        Raises ValueOutOfScaleError.
        """
        if self.base is None:
            return None
        return effect_between(self.instrument, self.indicator.number, self.base, value)

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        """The levels of the scale, lowest first."""
        scale = self.instrument.scale
        names = self.instrument.level_names.get(self.indicator.capability, {})
        reached = None if self.base is None else int(self.base)
        low, high = int(scale.minimum), int(scale.maximum)
        following = low if reached is None else reached + 1
        return tuple(
            Rung(
                level=level,
                name=names.get(level, ""),
                criterion=self.indicator.criterion(level),
                items=tuple(item for item in self.items if item.level == level),
                is_reached=reached is not None and level <= reached,
                is_current=level == reached,
                is_next=level == following,
                effect=self.effect_of(level),
            )
            for level in range(low, high + 1)
        )

    @cached_property
    def closed(self) -> frozenset[int]:
        """Keys of evidence whose document a colleague may not open: restricted, not theirs."""
        closed = (item.pk for item in self.items if _is_closed(self.reader, item))
        return frozenset(closed) if self.inside else frozenset()

    @property
    def next_rung(self) -> Rung | None:
        """The level after the one that is claimed; None at the top."""
        return next((rung for rung in self.rungs if rung.is_next), None)

    @property
    def covered(self) -> frozenset[int]:
        """Levels with accepted evidence."""
        return frozenset(
            item.level
            for item in self.items
            if item.state == ItemState.ACCEPTED and item.return_kind != ReturnKind.MISSING
        )

    @property
    def ready(self) -> int | None:
        """Readiness: how far accepted evidence alone carries; never the index."""
        levels = self.levels
        return readiness(levels, self.covered) if levels else None

    @property
    def gap(self) -> int | None:
        """The lowest level that still lacks accepted evidence."""
        return next_gap(self.levels, self.covered) if self.levels else None

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels the indicator has criteria for."""
        return tuple(criterion.level for criterion in self.indicator.criteria)

    @property
    def returned(self) -> tuple[EvidenceItem, ...]:
        """Every piece that was sent back, with kind and note."""
        return tuple(item for item in self.items if item.state == ItemState.RETURNED)

    @property
    def last_return(self) -> AnswerReview | None:
        """Why the answer itself was returned, while it is."""
        if self.answer.state != AnswerState.RETURNED:
            return None
        return next((r for r in self.reviews if r.verdict == AnswerState.RETURNED), None)

    @property
    def due_on(self) -> date | None:
        """The last day for this indicator: the unit's own, else the window's."""
        days = [each.due_on for each in self.units if each.due_on]
        return min(days) if days else self.window.closes_on if self.window else None

    @property
    def is_frozen(self) -> bool:
        """Whether the claim was sent and never changes again."""
        return self.assessment.state in FROZEN


def effect_between(
    instrument: Instrument, number: str, base: Fraction, value: Fraction | int
) -> Fraction:
    """Points of the index if an indicator moved from one value to another; exact.

    Raises ValueOutOfScaleError.
    """
    moved = what_if(instrument, {number: base}, {number: value})
    return sum((part.effect for part in moved.parts), Fraction(0))


def base_of(actor: User, assessment: Assessment, number: str) -> Fraction | None:
    """``IndicatorDesk.base`` without the desk: at most three queries, one where a rating stands."""
    here = {"assessment": assessment, "indicator__number": number}
    own = StageValue.objects.filter(**here, stage=Stage.SELF, is_current=True)
    amount = own.values_list("amount", flat=True).first()
    if amount is None:
        amount = Answer.objects.filter(**here).values_list("claim", flat=True).first()
    if amount is not None:
        return Fraction(amount, UNIT)
    previous = _previous(actor, assessment, number)
    return previous[1] if previous else None


def desk_of(actor: User, assessment: Assessment, number: str) -> IndicatorDesk | None:
    """The desk of an indicator, or None where the instrument has none; nine queries.

    Whether the actor may open this work is the caller's to ask. Outsiders get the answer as it was
    sent, shared comments alone, and no notes of the institution's own review.
    """
    instrument = definition(assessment.cycle.instrument)
    names = short_names(instrument)
    if number not in names:
        return None
    domain, aspect, indicator = instrument.place(number)
    inside = works_in(actor, assessment)
    numbers = list(names)
    at = numbers.index(number)
    units = _units(assessment, number)
    window = _window(assessment)
    is_open = window is None or window.is_open_on(clock.today())
    rating, values = _values(assessment, number)
    return IndicatorDesk(
        reader=actor,
        assessment=assessment,
        instrument=instrument,
        domain=domain,
        aspect=aspect,
        indicator=indicator,
        name=names[number],
        answer=_answer(assessment, number),
        units=units,
        members=_members(assessment, number),
        items=_items(actor, assessment, number, inside=inside),
        rating=rating,
        values=values,
        previous=_previous(actor, assessment, number),
        window=window,
        before=numbers[at - 1] if at else "",
        after=numbers[at + 1] if at + 1 < len(numbers) else "",
        inside=inside,
        may_write=may_write_answer(
            actor, assessment, frozenset(each.unit_id for each in units), window_open=is_open
        ),
        may_rate=may_rate(actor, assessment),
        may_review=may_review(actor, assessment),
    )


def _answer(assessment: Assessment, number: str) -> Answer:
    rows = Answer.objects.filter(assessment=assessment, indicator__number=number)
    found = rows.select_related("author", "carried_from__assessment__cycle").first()
    answer = found or Answer()
    answer.assessment = assessment
    return answer


def _units(assessment: Assessment, number: str) -> tuple[UnitAssignment, ...]:
    rows = UnitAssignment.objects.filter(assessment=assessment, indicator__number=number)
    return tuple(rows.select_related("unit").order_by("-is_lead", "unit__name"))


def _members(assessment: Assessment, number: str) -> tuple[MemberAssignment, ...]:
    rows = MemberAssignment.objects.filter(assessment=assessment, indicator__number=number)
    return tuple(rows.select_related("member").order_by("member__name"))


def _window(assessment: Assessment) -> Window | None:
    if assessment.state not in {State.PREPARED, State.FILLING}:
        return None
    return Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()


def _items(
    actor: User, assessment: Assessment, number: str, *, inside: bool
) -> tuple[EvidenceItem, ...]:
    """What is put forward; outsiders do not see what the team asked its units for.

    A restricted document of another unit is told of without its title.
    """
    rows = EvidenceItem.objects.filter(
        assessment=assessment, indicator__number=number, withdrawn_at=None
    )
    if not inside:
        rows = rows.exclude(document=None).exclude(state=ItemState.RETURNED)
    found = rows.select_related("indicator", "document", "version__blob", "reviewer", "author")
    items = tuple(found.order_by("level", "pk"))
    for item in items:
        if inside and _is_closed(actor, item) and item.document:
            item.document.title, item.document.number = str(_("Dokumen terbatas")), ""
    return items


def _is_closed(actor: User, item: EvidenceItem) -> bool:
    return item.document is not None and not may_read_document(actor, item.document)


def _reviews(assessment: Assessment, number: str) -> tuple[AnswerReview, ...]:
    rows = AnswerReview.objects.filter(
        answer__assessment=assessment, answer__indicator__number=number
    )
    return tuple(rows.select_related("author").order_by("-pk")[:20])


def _values(
    assessment: Assessment, number: str
) -> tuple[StageValue | None, Mapping[str, Fraction]]:
    """The team's value of this indicator, and what the institution says of each; two queries."""
    values: dict[str, Fraction] = {}
    claims = Answer.objects.filter(assessment=assessment).values_list("indicator__number", "claim")
    for key, claim in claims:
        if claim is not None:
            values[key] = Fraction(claim, UNIT)
    rating = None
    rows = StageValue.objects.filter(
        assessment=assessment, stage=Stage.SELF, is_current=True
    ).select_related("indicator", "author")
    for row in rows:
        values[row.indicator.number] = row.value
        if row.indicator.number == number:
            rating = row
    return rating, values


def _previous(actor: User, assessment: Assessment, number: str) -> tuple[int, Fraction] | None:
    """Year and value of the last earlier assessment: of its stages the last readable one counts."""
    rows = (
        StageValue.objects.filter(
            assessment__institution=assessment.institution_id,
            assessment__cycle__instrument__code=assessment.cycle.instrument.code,
            assessment__cycle__year__lt=assessment.cycle.year,
            indicator__number=number,
            is_current=True,
        )
        .select_related("assessment__cycle", "assessment__institution")
        .order_by("-assessment__cycle__year", "-assessment")[: len(STAGE_ORDER)]
    )
    found = [row for row in rows if row.stage in readable_stages(actor, row.assessment)]
    if not found:
        return None
    year = found[0].assessment.cycle.year
    last = max(
        (row for row in found if row.assessment_id == found[0].assessment_id),
        key=lambda row: STAGE_ORDER.index(Stage(row.stage)),
    )
    return year, last.value
