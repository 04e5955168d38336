"""The sheet of an assessment: every indicator with who owes it, what was said, what it is worth.

One reading for the grid, the review queue, progress and the hub, so that they cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

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
from selaras.assessments.permissions import settled_stages
from selaras.assessments.states import PHASE_OF, AnswerState, ItemState, Phase, ReturnKind, State
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.model import Aspect, Domain, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.readiness import next_gap, readiness
from selaras.pure.scoring import Score, score

CLAIM_COUNTED = (Stage.FINAL, Stage.VISIT, Stage.INTERVIEW, Stage.DOCUMENT, Stage.SELF)
"""Stages from the one that speaks last to the one that speaks first."""


@dataclass(frozen=True, slots=True)
class Evidences:
    """Pieces of evidence of one indicator, counted, with the levels accepted ones cover."""

    proposed: int = 0
    accepted: int = 0
    returned: int = 0
    covered: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        """All of them, requests included."""
        return self.proposed + self.accepted + self.returned


NO_EVIDENCE = Evidences()


@dataclass(frozen=True)
class SheetLine:
    """One indicator of the sheet. Values are exact; ``values`` holds the current ones by stage."""

    indicator: Indicator
    row_id: int
    """Key of the indicator's row."""
    name: str
    domain: Domain
    aspect: Aspect
    answer: Answer | None
    units: tuple[UnitAssignment, ...]
    """The lead first."""
    members: tuple[MemberAssignment, ...]
    evidence: Evidences
    values: Mapping[str, Fraction]
    previous: Fraction | None
    """The value of the institution's last earlier assessment with the same instrument code."""
    due_on: date | None

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @property
    def state(self) -> AnswerState:
        """Where the answer stands."""
        return AnswerState(self.answer.state) if self.answer else AnswerState.DRAFT

    @property
    def claim(self) -> Fraction | None:
        """What the units claim."""
        return self.answer.claimed if self.answer else None

    @property
    def own(self) -> Fraction | None:
        """What the internal team has settled on."""
        return self.values.get(Stage.SELF)

    @property
    def claimed(self) -> Fraction | None:
        """What the institution says: the team's value, the units' claim while there is none."""
        return self.claim if self.own is None else self.own

    @property
    def spoken(self) -> tuple[Stage, Fraction] | None:
        """The last stage that spoke, with its value."""
        return next(
            ((stage, self.values[stage]) for stage in CLAIM_COUNTED if stage in self.values), None
        )

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels the indicator has criteria for."""
        return tuple(criterion.level for criterion in self.indicator.criteria)

    @property
    def ready(self) -> int | None:
        """Readiness: derived from accepted evidence, never an index; None without criteria."""
        return readiness(self.levels, self.evidence.covered) if self.levels else None

    @property
    def gap(self) -> int | None:
        """The lowest level without accepted evidence."""
        return next_gap(self.levels, self.evidence.covered) if self.levels else None

    @property
    def is_begun(self) -> bool:
        """Whether anything was written or put forward."""
        said = self.answer is not None and (self.answer.has_text or self.answer.claim is not None)
        return said or self.evidence.total > 0


@dataclass(frozen=True)
class Sheet:
    """All indicators of one assessment, in the instrument's order."""

    assessment: Assessment
    instrument: Instrument
    lines: tuple[SheetLine, ...]
    windows: Mapping[str, Window]
    previous_assessment: Assessment | None

    @cached_property
    def by_number(self) -> Mapping[str, SheetLine]:
        """The lines by indicator number."""
        return {line.number: line for line in self.lines}

    @property
    def window(self) -> Window | None:
        """The window that counts in the assessment's state, if one was set."""
        phase = PHASE_OF.get(State(self.assessment.state))
        return self.windows.get(phase) if phase else None

    def score_of(self, stage: Stage) -> Score:
        """The exact score of one stage's values; bounds while some are missing."""
        values = {x.number: x.values[stage] for x in self.lines if stage in x.values}
        return score(self.instrument, values)

    @cached_property
    def claimed_score(self) -> Score:
        """The score of what the institution says so far; a simulation until it is signed."""
        values = {line.number: line.claimed for line in self.lines if line.claimed is not None}
        return score(self.instrument, values)

    @cached_property
    def counts(self) -> Mapping[AnswerState, int]:
        """How many answers stand where."""
        found = dict.fromkeys(AnswerState, 0)
        for line in self.lines:
            found[line.state] += 1
        return found

    def owed_by(self, unit_ids: frozenset[int]) -> list[SheetLine]:
        """The lines assigned to any of these units."""
        return [x for x in self.lines if any(a.unit_id in unit_ids for a in x.units)]

    def looked_after_by(self, person: User) -> list[SheetLine]:
        """The lines a member of the team looks after."""
        return [x for x in self.lines if any(a.member_id == person.pk for a in x.members)]


def sheet_of(assessment: Assessment) -> Sheet:
    """The sheet; eight queries however many indicators, units and documents there are.

    One more for a record without an answer to each indicator; preparing an assessment makes them.

    ``assessment`` comes with its cycle's instrument and its institution. What may be shown of it is
    the caller's to ask.
    """
    instrument = definition(assessment.cycle.instrument)
    answers = {
        answer.indicator_id: answer
        for answer in Answer.objects.filter(assessment=assessment).select_related(
            "author", "indicator"
        )
    }
    units = _units(assessment)
    members = _members(assessment)
    evidence = _evidence(assessment)
    values = _values(assessment)
    windows = {w.phase: w for w in Window.objects.filter(cycle=assessment.cycle_id)}
    previous_assessment, previous = previous_of(assessment)
    names = short_names(instrument)
    filling = windows.get(Phase.FILLING)
    rows = {answer.indicator.number: pk for pk, answer in answers.items()}
    if names.keys() - rows.keys():
        rows = dict(assessment.cycle.instrument.indicators.values_list("number", "pk"))
    lines: list[SheetLine] = []
    for domain in instrument.domains:
        for aspect in domain.aspects:
            for indicator in aspect.indicators:
                pk = rows[indicator.number]
                own = tuple(units.get(pk, ()))
                days = [a.due_on for a in own if a.due_on]
                lines.append(
                    SheetLine(
                        indicator=indicator,
                        row_id=pk,
                        name=names[indicator.number],
                        domain=domain,
                        aspect=aspect,
                        answer=answers.get(pk),
                        units=own,
                        members=tuple(members.get(pk, ())),
                        evidence=evidence.get(pk, NO_EVIDENCE),
                        values=values.get(indicator.number, {}),
                        previous=previous.get(indicator.number),
                        due_on=min(days) if days else filling.closes_on if filling else None,
                    )
                )
    return Sheet(assessment, instrument, tuple(lines), windows, previous_assessment)


def _units(assessment: Assessment) -> Mapping[int, Sequence[UnitAssignment]]:
    found: dict[int, list[UnitAssignment]] = defaultdict(list)
    rows = UnitAssignment.objects.filter(assessment=assessment).select_related("unit")
    for row in rows.order_by("-is_lead", "unit__name"):
        found[row.indicator_id].append(row)
    return found


def _members(assessment: Assessment) -> Mapping[int, Sequence[MemberAssignment]]:
    found: dict[int, list[MemberAssignment]] = defaultdict(list)
    rows = MemberAssignment.objects.filter(assessment=assessment).select_related("member")
    for row in rows.order_by("member__name"):
        found[row.indicator_id].append(row)
    return found


def _evidence(assessment: Assessment) -> Mapping[int, Evidences]:
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ItemState, 0))
    covered: dict[int, set[int]] = defaultdict(set)
    rows = EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None).values_list(
        "indicator_id", "level", "state", "return_kind"
    )
    for indicator, level, state, kind in rows:
        counts[indicator][state] += 1
        if state == ItemState.ACCEPTED and kind != ReturnKind.MISSING:
            covered[indicator].add(level)
    return {
        indicator: Evidences(
            proposed=by_state[ItemState.PROPOSED],
            accepted=by_state[ItemState.ACCEPTED],
            returned=by_state[ItemState.RETURNED],
            covered=frozenset(covered[indicator]),
        )
        for indicator, by_state in counts.items()
    }


def _values(assessment: Assessment) -> Mapping[str, Mapping[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    rows = StageValue.objects.filter(assessment=assessment, is_current=True).values_list(
        "indicator__number", "stage", "amount"
    )
    for number, stage, amount in rows:
        found[number][stage] = Fraction(amount, UNIT)
    return found


def previous_of(assessment: Assessment) -> tuple[Assessment | None, Mapping[str, Fraction]]:
    """The last earlier assessment with the same instrument code that has values, and the values.

    Of its stages the last one that spoke counts, indicator by indicator; an assessor's value that
    is not yet the institution's to read does not.
    """
    earlier = (
        Assessment.objects.filter(
            institution=assessment.institution_id,
            cycle__instrument__code=assessment.cycle.instrument.code,
            cycle__year__lt=assessment.cycle.year,
            results__isnull=False,
        )
        .select_related("cycle__instrument", "institution")
        .order_by("-cycle__year", "-pk")
        .first()
    )
    if earlier is None:
        return None, {}
    settled = settled_stages(earlier)
    spoken: dict[str, Fraction] = {}
    for number, values in _values(earlier).items():
        said = (values[s] for s in CLAIM_COUNTED if s in values and s in settled)
        if (last := next(said, None)) is not None:
            spoken[number] = last
    return earlier, spoken
