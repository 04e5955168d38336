"""Everything an official report says of one assessment, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from django.db.models import Count, Max, Q

from selaras.assessments.events import AVERAGES_RECORDED, FIGURES_ANNOUNCED
from selaras.assessments.models import (
    Assessment,
    AverageGroup,
    Cycle,
    GroupAverage,
    SignedDocument,
    SignedKind,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.models.cycle import AssessmentQuerySet
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import readable_results, visible_to
from selaras.assessments.queries.findings import AspectFindings, findings_of
from selaras.assessments.queries.result import Result, result_of
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Recommendation
from selaras.improvement.permissions import may_open_improvement
from selaras.improvement.queries.recommendations import RecommendationLine, line_of, with_parts
from selaras.people.models import Institution, User
from selaras.people.queries.letterheads import Paperhead, letterhead_of
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Instrument

FEWEST_SPREAD = 2
"""Below this many institutions a distribution says nothing."""

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where nobody noted when a figure was written."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a stage rated an indicator as it did, in the words of whoever rated."""

    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Published averages of a whole cycle: group → node code → value, and where they come from.

    Groups of which nothing was published are left out; the empty node is the index.
    """

    groups: Mapping[AverageGroup, Mapping[str, Fraction]]
    sources: tuple[str, ...]

    def value(self, group: AverageGroup, node: str) -> Fraction | None:
        """The average, None where it was not published."""
        return self.groups[group].get(node)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many institutions got which predicate, of those whose final index is known here."""

    counts: Mapping[str, int]
    """Predicate → number of institutions, in the instrument's order, nought included."""
    written_at: datetime | None

    @property
    def total(self) -> int:
        """How many institutions are counted."""
        return sum(self.counts.values())

    @property
    def is_telling(self) -> bool:
        """Whether there are enough to speak of a distribution."""
        return self.total >= FEWEST_SPREAD


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the report, and where; empty where nobody is known."""

    place: str
    position: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One assessment as its official report tells it.

    ``remarks`` and ``recommendations`` are empty, ``findings`` None, where the reader may not read
    them. ``as_of`` is when the newest of all these figures and words was written.
    """

    result: Result
    remarks: Mapping[str, tuple[Remark, ...]]
    """Indicator number → what the stages said, the last stage first."""
    findings: tuple[AspectFindings, ...] | None
    recommendations: tuple[RecommendationLine, ...]
    averages: GroupTable
    spread: Spread
    head: Paperhead | None
    signer: Signer
    as_of: datetime


def assessment_for(actor: User, key: str) -> Assessment | None:
    """The assessment of that key the actor may see, as an address or a form names it; one query."""
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    rows = visible_to(actor).select_related("institution__province", "cycle__instrument")
    return rows.defer("cycle__instrument__document").filter(pk=int(key)).first()


def outcome_of(actor: User, assessment: Assessment, *, stage: str = "") -> Outcome | None:
    """The outcome the actor may read; None while there is none.

    At most twenty queries, whatever the size. ``stage`` as for ``result_of``.
    """
    result = result_of(
        actor,
        assessment.institution.slug,
        assessment.cycle.year,
        instrument_code=assessment.cycle.instrument.code,
        stage=stage,
    )
    if result is None or result.stage is None:
        return None
    remarks, spoken_at = _remarks(result)
    findings = findings_of(actor, result.assessment) if result.inside else None
    rows = _recommendations(actor, result)
    averages, averages_at = _averages(result)
    spread = _spread(actor, result.assessment.cycle, result.instrument)
    head = letterhead_of(result.institution)
    times = [*spoken_at, *averages_at, spread.written_at, *_written(findings, rows)]
    as_of = max((time for time in times if time is not None), default=BEGINNING)
    return Outcome(
        result=result,
        remarks=remarks if result.inside else {},
        findings=findings,
        recommendations=tuple(line_of(row, result.instrument, as_of.date()) for row in rows),
        averages=averages,
        spread=spread,
        head=head,
        signer=_signer(result.assessment, head),
        as_of=as_of,
    )


def _remarks(result: Result) -> tuple[dict[str, tuple[Remark, ...]], list[datetime]]:
    """What each readable stage said of each indicator, and when the values used were written."""
    own, earlier = result.assessment, result.previous_assessment
    rows = StageValue.objects.filter(
        assessment__in=[one for one in (own, earlier) if one is not None], is_current=True
    ).values_list("assessment_id", "stage", "indicator__number", "explanation", "recorded_at")
    said: dict[str, dict[Stage, str]] = defaultdict(dict)
    times: list[datetime] = []
    for key, name, number, explanation, at in rows:
        stage = Stage(name)
        used = result.staged.spoken if key == own.pk else (result.previous_stage,)
        if stage not in used:
            continue
        times.append(at)
        if key == own.pk and explanation.strip():
            said[number][stage] = explanation.strip()
    order = tuple(reversed(Stage))
    return {
        number: tuple(Remark(stage, texts[stage]) for stage in order if stage in texts)
        for number, texts in said.items()
    }, times


def _recommendations(actor: User, result: Result) -> list[Recommendation]:
    """The recommendations of this year and instrument that stand, as the institution reads them."""
    if not may_open_improvement(actor, result.institution.pk):
        return []
    rows = Recommendation.objects.standing().filter(
        institution=result.institution,
        year=result.year,
        instrument__code=result.instrument.code,
    )
    return list(with_parts(rows))


def _written(
    findings: Iterable[AspectFindings] | None, rows: Iterable[Recommendation]
) -> list[datetime]:
    texts = (
        finding.changed_at
        for one in findings or ()
        for finding in (*one.strengths, *one.weaknesses, *one.recommendations)
    )
    return [*texts, *(max(row.added_at, row.state_since) for row in rows)]


def _averages(result: Result) -> tuple[GroupTable, list[datetime]]:
    cycle, own = result.assessment.cycle, result.assessment
    found: dict[AverageGroup, dict[str, Fraction]] = defaultdict(dict)
    sources: dict[str, None] = {}
    rows = GroupAverage.objects.filter(cycle=cycle).order_by("pk")
    for group, node, amount, source in rows.values_list("group", "node", "amount", "source"):
        found[AverageGroup(group)][node] = Fraction(amount, UNIT)
        if source:
            sources[source] = None
    # Published figures keep no time of their own: the trail knows when they were written.
    of_cycle = Q(subject_type=Cycle._meta.label_lower, subject_id=str(cycle.pk))
    of_own = Q(subject_type=Assessment._meta.label_lower, subject_id=str(own.pk))
    written = Event.objects.filter(
        of_cycle & Q(kind=AVERAGES_RECORDED.code) | of_own & Q(kind=FIGURES_ANNOUNCED.code)
    ).aggregate(at=Max("at"))["at"]
    ordered = {group: found[group] for group in AverageGroup if group in found}
    return GroupTable(ordered, tuple(sources)), [written] if written else []


def _spread(actor: User, cycle: Cycle, instrument: Instrument) -> Spread:
    readable = visible_to(actor).filter(cycle=cycle).values("pk")
    rows = StageResult.objects.filter(
        readable_results(actor), stage=Stage.FINAL, assessment__in=readable
    ).exclude(predicate="")
    counted = dict(
        rows.order_by()
        .values_list("predicate")
        .annotate(number=Count("pk"))
        .values_list("predicate", "number")
    )
    written = StageValue.objects.filter(
        assessment__in=rows.values("assessment"), stage=Stage.FINAL, is_current=True
    ).aggregate(at=Max("recorded_at"))["at"]
    counts = {band.name: counted.get(band.name, 0) for band in instrument.bands}
    return Spread(counts, written)


def _signer(assessment: Assessment, head: Paperhead | None) -> Signer:
    """Whom the letterhead names, otherwise whoever signed the minutes of the self-assessment."""
    minutes = SignedDocument.objects.filter(
        assessment=assessment, kind=SignedKind.MINUTES, revoked_at=None
    ).first()
    if head is not None and (head.signer or head.position):
        return Signer(head.place, head.position, head.signer, head.number)
    place = head.place if head is not None else ""
    if minutes is None:
        return Signer(place, "", "", "")
    return Signer(place, minutes.signer_position, minutes.signer_label, "")


def with_results(actor: User) -> AssessmentQuerySet:
    """Assessments with a stage the actor may read: outside the institution that is the final one.

    An index that was announced without ratings is a final stage, too.
    """
    readable = StageResult.objects.filter(readable_results(actor))
    outside = readable.filter(stage=Stage.FINAL).values("assessment")
    inside = readable.filter(assessment__institution__in=Institution.objects.visible_to(actor))
    return visible_to(actor).filter(Q(pk__in=outside) | Q(pk__in=inside.values("assessment")))


def institutions_with_results(actor: User) -> list[Assessment]:
    """Assessments a report can be made of, the newest year first, the actor's own places first.

    Two queries at most.
    """
    own = standing_of(actor).institutions()
    found = (
        with_results(actor)
        .select_related("institution", "cycle__instrument")
        .defer("cycle__instrument__document")
        .order_by("institution__name", "-cycle__year", "-cycle_id")
    )
    return sorted(found, key=lambda one: one.institution_id not in own)
