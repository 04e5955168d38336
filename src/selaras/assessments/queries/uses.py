"""Where documents are put forward as evidence: counted for lists, told for one document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from selaras.assessments.models import Assessment, EvidenceItem
from selaras.assessments.permissions import may_open_work
from selaras.assessments.states import SEALED, ItemState
from selaras.evidence.models import Document
from selaras.instruments.queries import definitions
from selaras.pure.instrument.naming import short_names


@dataclass(frozen=True, slots=True)
class Use:
    """A document put forward for one criterion of one indicator in one year."""

    item_id: int
    assessment: Assessment
    """With its cycle, instrument and institution."""
    year: int
    number: str
    """The indicator's number."""
    name: str
    """The indicator's short name."""
    level: int
    revision: int
    """The version of the file it was put forward with, counted from 1."""
    page: int | None
    pointer: str
    state: ItemState
    return_kind: str
    """What it was returned for, in words; empty unless it was."""
    note: str

    @property
    def is_signed(self) -> bool:
        """Whether the claim it stands in was signed; its fingerprint covers these facts."""
        return self.assessment.state in SEALED


def signed_years(document: Document) -> list[int]:
    """Years of signed claims the document stands in, newest first; one query."""
    rows = EvidenceItem.objects.filter(
        document=document, withdrawn_at=None, assessment__state__in=SEALED
    )
    years = rows.order_by("-assessment__cycle__year").values_list("assessment__cycle__year")
    return [year for (year,) in years.distinct()]


def uses_of(document: Document, actor: object) -> Sequence[Use]:
    """Where the document stands as evidence now, newest year first; at most two queries.

    Only work the actor may open is told of.
    """
    items = (
        EvidenceItem.objects.filter(document=document, withdrawn_at=None)
        .select_related(
            "assessment__cycle__instrument", "assessment__institution", "indicator", "version"
        )
        .defer("assessment__cycle__instrument__document")
        .order_by("-assessment__cycle__year", "indicator__position", "level", "pk")
    )
    seen = [item for item in items if may_open_work(actor, item.assessment)]
    versions = {i.assessment.cycle.instrument_id: i.assessment.cycle.instrument for i in seen}
    names = {pk: short_names(found) for pk, found in definitions(versions.values()).items()}
    return [_use(item, names) for item in seen]


def used_counts(document_ids: Collection[int]) -> Mapping[int, int]:
    """How many criteria each document stands for now; those with none are left out. One query."""
    rows = (
        EvidenceItem.objects.filter(document__in=document_ids, withdrawn_at=None)
        .order_by()
        .values_list("document_id")
        .annotate(Count("pk"))
    )
    return {pk: count for pk, count in rows if pk is not None}


def _use(item: EvidenceItem, names: Mapping[int, Mapping[str, str]]) -> Use:
    cycle = item.assessment.cycle
    return Use(
        item_id=item.pk,
        assessment=item.assessment,
        year=cycle.year,
        number=item.indicator.number,
        name=names[cycle.instrument_id][item.indicator.number],
        level=item.level,
        revision=item.version.revision if item.version else 0,
        page=item.page,
        pointer=item.pointer,
        state=ItemState(item.state),
        return_kind=item.get_return_kind_display() if item.return_kind else "",
        note=item.note,
    )
