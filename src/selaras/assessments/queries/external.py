"""What the external assessment of one institution looks like, to assessors and to others.

Assessors read everything that was sent to them and nothing of the internal talk: readiness, reviews
and withdrawn evidence do not occur here. What others may read of the values is decided by
``permissions.readable_stages``, and what they may not read is never fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from django.db.models import Count

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    Meeting,
    MeetingKind,
    MeetingState,
    Stage,
    StageValue,
    Window,
)
from selaras.assessments.permissions import (
    WRITING_STATES,
    may_assess,
    may_read_evidence,
    may_record_values,
    readable_stages,
)
from selaras.assessments.queries.sheet import previous_of
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.assessments.states import PHASE_OF, State
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.model import Aspect, Indicator, Instrument, Rounding
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import Score, score

MEETING_OF = {Stage.INTERVIEW: MeetingKind.INTERVIEW, Stage.VISIT: MeetingKind.VISIT}
"""The stages that rate only what was asked, with the meetings it is asked in."""


def value_rounding(instrument: Instrument) -> Rounding:
    """Differences of whole levels are whole; those of decimals are shown like the index."""
    shown = instrument.rounding
    return Rounding(0, shown.rule) if instrument.scale.whole else shown


def stage_of(state: State | str) -> Stage | None:
    """The stage an external assessor writes in this state, None where none speaks."""
    stages = (s for s, states in WRITING_STATES.items() if state in states and s != Stage.SELF)
    return next(stages, None)


def asked_numbers(assessment: Assessment, stage: Stage) -> frozenset[str] | None:
    """The indicators its meetings list, called-off ones apart; None where all are asked."""
    if stage not in MEETING_OF:
        return None
    meetings = Meeting.objects.filter(assessment=assessment, kind=MEETING_OF[stage])
    listed = meetings.exclude(state=MeetingState.CANCELLED)
    numbers = listed.values_list("indicators__number", flat=True)
    return frozenset(number for number in numbers if number)


@dataclass(frozen=True, slots=True)
class Word:
    """What a stage says of an indicator now: exact value, explanation, author, time."""

    value: Fraction
    explanation: str
    revision: int
    author: str
    at: datetime
    source: str


@dataclass(frozen=True)
class DeskLine:
    """One indicator of the external assessment."""

    indicator: Indicator
    name: str
    aspect: Aspect
    words: Mapping[str, Word]
    """Stage → what it says; only stages the reader may read."""
    previous: Fraction | None
    evidence: int
    is_asked: bool
    """Whether the stage that is going on asks for it."""

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @property
    def claim(self) -> Fraction | None:
        """What the institution signed."""
        return self.value(Stage.SELF)

    @property
    def final(self) -> Fraction | None:
        """The decided final value."""
        return self.value(Stage.FINAL)

    def value(self, stage: Stage | str) -> Fraction | None:
        """The value of a stage, or None."""
        word = self.words.get(stage)
        return None if word is None else word.value

    @property
    def latest(self) -> tuple[Stage, Word] | None:
        """The last stage after the claim that spoke."""
        spoken = [stage for stage in STAGE_ORDER if stage != Stage.SELF and stage in self.words]
        return (spoken[-1], self.words[spoken[-1]]) if spoken else None

    @property
    def difference(self) -> Fraction | None:
        """Last word of the assessors minus the claim; None while either is missing."""
        if self.latest is None or self.claim is None:
            return None
        return self.latest[1].value - self.claim


@dataclass(frozen=True)
class Desk:
    """All indicators of one external assessment, as one person may read them."""

    assessment: Assessment
    instrument: Instrument
    lines: tuple[DeskLine, ...]
    readable: frozenset[Stage]
    stage: Stage | None
    """The stage that is going on, where one is."""
    may_rate: bool
    window: Window | None
    previous_year: int | None

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The columns: the claim, and every stage the reader may read that spoke or is speaking."""
        spoken = {stage for line in self.lines for stage in line.words}
        shown = spoken | {Stage.SELF} | ({self.stage} if self.stage else set())
        return tuple(stage for stage in STAGE_ORDER if stage in shown and stage in self.readable)

    @cached_property
    def by_number(self) -> Mapping[str, DeskLine]:
        """The lines by indicator number."""
        return {line.number: line for line in self.lines}

    @cached_property
    def open_lines(self) -> tuple[DeskLine, ...]:
        """What the stage that is going on asks for and has no value of it yet."""
        if self.stage is None:
            return ()
        return tuple(x for x in self.lines if x.is_asked and self.stage not in x.words)

    @property
    def asked(self) -> int:
        """How many indicators the stage that is going on asks for."""
        return sum(1 for line in self.lines if line.is_asked)

    @property
    def value_rounding(self) -> Rounding:
        """How a difference of two values is shown."""
        return value_rounding(self.instrument)

    @property
    def is_asking(self) -> bool:
        """Whether the stage that is going on rates only what its meetings list."""
        return self.stage in MEETING_OF

    @property
    def has_words(self) -> bool:
        """Whether an assessor's stage the reader may read has spoken at all."""
        return any(line.latest is not None for line in self.lines)

    @cached_property
    def claim_score(self) -> Score:
        """The exact score of the frozen claim."""
        return self.score_of(Stage.SELF)

    @property
    def rated(self) -> int:
        """How many of them have a value."""
        return self.asked - len(self.open_lines)

    def values_of(self, stage: Stage) -> dict[str, Fraction]:
        """The values of a stage by number."""
        return {x.number: x.words[stage].value for x in self.lines if stage in x.words}

    def score_of(self, stage: Stage) -> Score:
        """The exact score of a stage; bounds while values are missing."""
        return score(self.instrument, self.values_of(stage))

    @cached_property
    def standing_score(self) -> Score:
        """The score if the last word on every indicator stood: a simulation."""
        said = {x.number: x.latest[1].value if x.latest else x.claim for x in self.lines}
        return score(self.instrument, {n: v for n, v in said.items() if v is not None})


def desk_of(actor: User, assessment: Assessment) -> Desk:
    """The desk of an assessment whose work is open to the actor; at most seven queries.

    ``assessment`` comes with its cycle's instrument and its institution.
    """
    instrument = definition(assessment.cycle.instrument)
    readable = readable_stages(actor, assessment)
    words = words_of(assessment, readable)
    stage = stage_of(assessment.state)
    asked = asked_numbers(assessment, stage) if stage else frozenset()
    earlier, previous = previous_of(assessment)
    evidence = _evidence(assessment)
    names = short_names(instrument)
    phase = PHASE_OF.get(State(assessment.state))
    lines = tuple(
        DeskLine(
            indicator=indicator,
            name=names[indicator.number],
            aspect=aspect,
            words=words.get(indicator.number, {}),
            previous=previous.get(indicator.number),
            evidence=evidence.get(indicator.number, 0),
            is_asked=asked is None or indicator.number in asked,
        )
        for aspect in instrument.aspects()
        for indicator in aspect.indicators
    )
    window = Window.objects.filter(cycle=assessment.cycle_id, phase=phase).first()
    return Desk(
        assessment=assessment,
        instrument=instrument,
        lines=lines,
        readable=readable,
        stage=stage,
        may_rate=stage is not None and _may_rate(actor, assessment, stage),
        window=window,
        previous_year=earlier.cycle.year if earlier else None,
    )


def _may_rate(actor: User, assessment: Assessment, stage: Stage) -> bool:
    return may_assess(actor, assessment) and may_record_values(
        actor,
        assessment.institution_id,
        stage,
        published=assessment.is_published,
        state=assessment.state,
    )


def words_of(assessment: Assessment, stages: Iterable[Stage]) -> Mapping[str, Mapping[str, Word]]:
    """Number → stage → what it says now, of these stages; one query."""
    found: dict[str, dict[str, Word]] = defaultdict(dict)
    rows = StageValue.objects.filter(
        assessment=assessment, stage__in=list(stages), is_current=True
    ).select_related("author", "indicator")
    for row in rows:
        found[row.indicator.number][row.stage] = _word(row)
    return found


def _word(row: StageValue) -> Word:
    return Word(
        value=row.value,
        explanation=row.explanation,
        revision=row.revision,
        author=row.author.name if row.author else "",
        at=row.recorded_at,
        source=row.source,
    )


def _evidence(assessment: Assessment) -> Mapping[str, int]:
    """How many documents stand behind each indicator; requests and withdrawn ones do not count."""
    rows = EvidenceItem.objects.filter(
        assessment=assessment, withdrawn_at=None, document__isnull=False
    )
    counted = rows.order_by().values_list("indicator__number").annotate(held=Count("pk"))
    return dict(counted.values_list("indicator__number", "held"))


@dataclass(frozen=True)
class Stand:
    """Everything the page of one indicator needs beside its desk line."""

    desk: Desk
    line: DeskLine
    answer: Answer | None
    items: tuple[EvidenceItem, ...]
    """By level; only those whose file the reader may open."""
    past: tuple[tuple[Stage, Word], ...]
    """Replaced values of the readable stages, newest first."""
    before: DeskLine | None
    after: DeskLine | None
    meetings: tuple[Meeting, ...]

    def items_at(self, level: int) -> list[EvidenceItem]:
        """The evidence put to one level's criterion."""
        return [item for item in self.items if item.level == level]


def stand_of(actor: User, assessment: Assessment, number: str) -> Stand | None:
    """One indicator side by side with its answer, or None for an unknown number."""
    desk = desk_of(actor, assessment)
    line = desk.by_number.get(number)
    if line is None:
        return None
    place = desk.lines.index(line)
    answer = Answer.objects.filter(assessment=assessment, indicator__number=number).first()
    items = EvidenceItem.objects.filter(
        assessment=assessment,
        indicator__number=number,
        withdrawn_at=None,
        document__isnull=False,
    ).select_related("document", "version__blob", "document__unit")
    past = (
        StageValue.objects.filter(
            assessment=assessment,
            indicator__number=number,
            stage__in=list(desk.readable),
            is_current=False,
        )
        .select_related("author")
        .order_by("-recorded_at", "-pk")
    )
    meetings = Meeting.objects.filter(assessment=assessment, indicators__number=number)
    for item in (found := list(items)):
        item.assessment = assessment
    return Stand(
        desk=desk,
        line=line,
        answer=answer,
        items=tuple(item for item in found if may_read_evidence(actor, item)),
        past=tuple((Stage(row.stage), _word(row)) for row in past),
        before=desk.lines[place - 1] if place else None,
        after=desk.lines[place + 1] if place + 1 < len(desk.lines) else None,
        meetings=tuple(meetings.exclude(state=MeetingState.CANCELLED)),
    )
