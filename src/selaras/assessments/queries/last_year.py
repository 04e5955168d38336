"""What the institution said last year, to look at and to take over.

Last year is its last earlier assessment with the same instrument code that has answers or evidence;
indicators are the same when their numbers are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Prefetch, Q

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    UnitAssignment,
    Window,
)
from selaras.assessments.permissions import may_write_answer
from selaras.assessments.states import AnswerState, ItemState, Phase
from selaras.evidence.models import Document, DocumentVersion
from selaras.instruments.queries import definition

YOUNG_YEARS = 2
"""How many years back from the assessed year a document may be dated before it is called old."""


class Age(StrEnum):
    """Why a document of last year needs another look."""

    EXPIRED = "expired"
    OLD = "old"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class PastItem:
    """A piece of last year's evidence, the document's present version, and what to look at."""

    item: EvidenceItem
    document: Document
    current: DocumentVersion
    ages: tuple[Age, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One indicator last year. ``answer`` is None where only evidence was put forward."""

    number: str
    answer: Answer | None
    items: tuple[PastItem, ...]
    year: int

    @property
    def has_text(self) -> bool:
        """Whether there is a text to take over."""
        return self.answer is not None and self.answer.has_text

    @property
    def is_worth_taking(self) -> bool:
        """Whether there is anything to take over at all."""
        return self.has_text or bool(self.items)

    @property
    def mentions_year(self) -> bool:
        """Whether the text speaks of that year and must be read again."""
        return self.answer is not None and speaks_of(self.answer, self.year)

    @property
    def aged(self) -> int:
        """How many of its documents need another look."""
        return sum(1 for each in self.items if each.ages)


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's assessment with what was said of each indicator."""

    assessment: Assessment
    by_number: Mapping[str, Past]


def last_year_of(
    actor: object, assessment: Assessment, *, day: date, numbers: Collection[str] | None = None
) -> LastYear | None:
    """Last year, for these numbers (None: all), with the documents the actor may open.

    Four queries; None where there is no such year. Evidence that was returned or withdrawn then is
    left out.
    """
    source = _source(assessment)
    if source is None:
        return None
    only = Q() if numbers is None else Q(indicator__number__in=numbers)
    answers = {
        row.indicator.number: row
        for row in Answer.objects.filter(only, assessment=source).select_related(
            "indicator", "author"
        )
    }
    items = _items(actor, assessment, source, only, day)
    found = sorted(answers.keys() | items.keys())
    return LastYear(
        source,
        {
            number: Past(
                number, answers.get(number), tuple(items.get(number, ())), source.cycle.year
            )
            for number in found
        },
    )


def untouched_numbers(actor: object, assessment: Assessment, *, day: date) -> list[str]:
    """Indicators the actor writes and nobody has begun, in the instrument's order; four queries."""
    window = Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()
    is_open = window is None or window.is_open_on(day)
    owing: dict[str, set[int]] = defaultdict(set)
    for number, unit in UnitAssignment.objects.filter(assessment=assessment).values_list(
        "indicator__number", "unit_id"
    ):
        owing[number].add(unit)
    begun = {
        answer.indicator.number
        for answer in Answer.objects.filter(assessment=assessment).select_related("indicator")
        if answer.has_text or answer.state not in {AnswerState.DRAFT, AnswerState.RETURNED}
    }
    begun.update(
        EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None).values_list(
            "indicator__number", flat=True
        )
    )
    return [
        indicator.number
        for indicator in definition(assessment.cycle.instrument).indicators()
        if indicator.number not in begun
        and may_write_answer(
            actor, assessment, frozenset(owing[indicator.number]), window_open=is_open
        )
    ]


def speaks_of(answer: Answer, year: int) -> bool:
    """Whether any part of the answer names the year."""
    text = f"{answer.fact}\n{answer.analysis}\n{answer.justification}"
    return re.search(rf"(?<!\d){year}(?!\d)", text) is not None


def _source(assessment: Assessment) -> Assessment | None:
    earlier = Assessment.objects.filter(
        institution=assessment.institution_id,
        cycle__instrument__code=assessment.cycle.instrument.code,
        cycle__year__lt=assessment.cycle.year,
    )
    spoken = earlier.filter(
        Exists(Answer.objects.filter(assessment=OuterRef("pk")))
        | Exists(EvidenceItem.objects.filter(assessment=OuterRef("pk")))
    )
    rows = spoken.select_related("cycle__instrument").defer("cycle__instrument__document")
    return rows.order_by("-cycle__year", "-pk").first()


def _items(
    actor: object, assessment: Assessment, source: Assessment, only: Q, day: date
) -> Mapping[str, list[PastItem]]:
    current = DocumentVersion.objects.filter(is_current=True).select_related("blob")
    rows = (
        EvidenceItem.objects.filter(
            only,
            assessment=source,
            withdrawn_at=None,
            state__in=[ItemState.ACCEPTED, ItemState.PROPOSED],
            document__in=Document.objects.visible_to(actor).filter(
                institution=assessment.institution_id
            ),
        )
        .select_related("indicator", "document", "version")
        .prefetch_related(
            Prefetch("document__versions", queryset=current, to_attr="current_versions")
        )
    )
    found: dict[str, list[PastItem]] = defaultdict(list)
    for item in rows.order_by("level", "pk"):
        document = item.document
        versions: list[DocumentVersion] = getattr(document, "current_versions", [])
        if document is None or not versions:
            continue
        ages = _ages(document, item, versions[0], assessment.cycle.year, day)
        found[item.indicator.number].append(PastItem(item, document, versions[0], ages))
    return found


def _ages(
    document: Document, item: EvidenceItem, current: DocumentVersion, year: int, day: date
) -> tuple[Age, ...]:
    found = []
    if document.valid_to is not None and document.valid_to < day:
        found.append(Age.EXPIRED)
    if document.dated is not None and document.dated.year < year - YOUNG_YEARS:
        found.append(Age.OLD)
    if item.version_id != current.pk:
        found.append(Age.REPLACED)
    return tuple(found)
