"""One piece of evidence, and one indicator's answer, as their reviewers read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import (
    Answer,
    AnswerReview,
    Assessment,
    EvidenceItem,
    EvidenceReview,
    Stage,
    StageValue,
    UnitAssignment,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.states import ItemState
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.instrument.model import Criterion, Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.readiness import missing_below, next_gap, readiness


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """A piece of evidence with its criterion, what else is put to it, and earlier verdicts."""

    item: EvidenceItem
    indicator: Indicator
    name: str
    criterion: Criterion | None
    others: Sequence[EvidenceItem]
    """Other evidence of the same criterion, requests included."""
    reviews: Sequence[EvidenceReview]
    """Newest first."""
    gap: int | None
    """The lower level whose missing evidence keeps this item's level from counting, if any."""


@dataclass(frozen=True, slots=True)
class CriterionFolder:
    """One level of an indicator with the evidence put to it."""

    criterion: Criterion
    items: Sequence[EvidenceItem]

    @property
    def covered(self) -> bool:
        """Whether accepted evidence stands here."""
        return any(item.state == ItemState.ACCEPTED for item in self.items)


@dataclass(frozen=True, slots=True)
class AnswerFolder:
    """One indicator as its reviewer judges it: answer, evidence by level, values, verdicts."""

    row: IndicatorRow
    instrument: Instrument
    indicator: Indicator
    name: str
    answer: Answer
    units: Sequence[Unit]
    criteria: Sequence[CriterionFolder]
    own: Fraction | None
    """What the team has settled on so far."""
    explanation: str
    """Why that differs from the claim."""
    reviews: Sequence[AnswerReview]

    @property
    def claimed(self) -> Fraction | None:
        """What the institution says: the team's value, or else the units' claim."""
        return self.answer.claimed if self.own is None else self.own

    @property
    def ready(self) -> int:
        """How far accepted evidence alone would carry; never an index."""
        return readiness(self._levels, self._covered)

    @property
    def gap(self) -> int | None:
        """The lowest level without accepted evidence."""
        return next_gap(self._levels, self._covered)

    @property
    def outruns(self) -> bool:
        """Whether the value says more than accepted evidence carries."""
        return self.claimed is not None and self.claimed > self.ready

    @property
    def _levels(self) -> list[int]:
        return [folder.criterion.level for folder in self.criteria]

    @property
    def _covered(self) -> frozenset[int]:
        return frozenset(f.criterion.level for f in self.criteria if f.covered)


def item_sheet(assessment: Assessment, pk: int) -> ItemSheet:
    """The piece of evidence; three queries. Raises EvidenceItem.DoesNotExist."""
    rows = EvidenceItem.objects.filter(assessment=assessment).select_related(
        "indicator",
        "document__unit",
        "version__blob",
        "version__document__institution",
        "reviewer",
        "author",
    )
    item = rows.get(pk=pk)
    item.assessment = assessment
    instrument = definition(assessment.cycle.instrument)
    _domain, _aspect, indicator = instrument.place(item.indicator.number)
    beside = list(rows.filter(indicator=item.indicator_id, withdrawn_at=None).exclude(pk=pk))
    accepted = {other.level for other in beside if other.state == ItemState.ACCEPTED}
    levels = [criterion.level for criterion in indicator.criteria]
    return ItemSheet(
        item=item,
        indicator=indicator,
        name=short_names(instrument)[indicator.number],
        criterion=indicator.criterion(item.level),
        others=[other for other in beside if other.level == item.level],
        reviews=list(item.reviews.select_related("author")),
        gap=missing_below(levels, accepted, item.level),
    )


def answer_folder(assessment: Assessment, number: str) -> AnswerFolder:
    """The indicator's answer and evidence; six queries. Raises IndicatorRow.DoesNotExist."""
    row = IndicatorRow.objects.get(version=assessment.cycle.instrument_id, number=number)
    instrument = definition(assessment.cycle.instrument)
    _domain, _aspect, indicator = instrument.place(number)
    answer = (
        Answer.objects.filter(assessment=assessment, indicator=row).select_related("author").first()
    ) or Answer(assessment=assessment, indicator=row)
    answer.assessment, answer.indicator = assessment, row
    units = UnitAssignment.objects.filter(assessment=assessment, indicator=row)
    value = StageValue.objects.filter(
        assessment=assessment, indicator=row, stage=Stage.SELF, is_current=True
    ).first()
    by_level = _by_level(assessment, row)
    return AnswerFolder(
        row=row,
        instrument=instrument,
        indicator=indicator,
        name=short_names(instrument)[number],
        answer=answer,
        units=[each.unit for each in units.select_related("unit").order_by("-is_lead")],
        criteria=[
            CriterionFolder(criterion, by_level.get(criterion.level, ()))
            for criterion in indicator.criteria
        ],
        own=Fraction(value.amount, UNIT) if value else None,
        explanation=value.explanation if value else "",
        reviews=list(answer.reviews.select_related("author")) if answer.pk else [],
    )


def _by_level(assessment: Assessment, row: IndicatorRow) -> Mapping[int, Sequence[EvidenceItem]]:
    found: dict[int, list[EvidenceItem]] = defaultdict(list)
    items = EvidenceItem.objects.filter(
        assessment=assessment, indicator=row, withdrawn_at=None
    ).select_related("document", "version", "reviewer")
    for item in items:
        found[item.level].append(item)
    return found
