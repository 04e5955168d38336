"""The trail of one assessment: everything that happened to it and to what hangs on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from selaras.assessments.events import VALUES_RECORDED
from selaras.assessments.models import (
    Answer,
    Assessment,
    Comment,
    EvidenceItem,
    Meeting,
    SignedDocument,
    Submission,
)
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.queries import ActivityPage, told_page


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What the address asks for; empty fields ask for nothing."""

    indicator: str = ""
    kind: str = ""
    actor: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered."""
        return self != HistoryFilter()


def history_of(
    assessment: Assessment, wanted: HistoryFilter, *, everything: bool, cursor: str = ""
) -> ActivityPage:
    """A page of the trail of an assessment, newest first; two queries.

    ``everything`` also tells what assessors wrote among themselves; without it the events of the
    institution only.
    """
    scopes = [assessment.institution.scope]
    if everything:
        scopes.append(assessment.assessor_scope)
    rows = Event.objects.filter(_about(assessment, wanted.indicator), scope__in=scopes)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.actor:
        rows = rows.filter(actor_label__icontains=wanted.actor)
    return told_page(rows, cursor=cursor)


def _about(assessment: Assessment, indicator: str) -> Q:
    """Events whose subject is the assessment or hangs on it; of one indicator where named.

    Values of many indicators are one event about the assessment: it belongs to each of them.
    """
    whole = Q(subject_type=Assessment._meta.label_lower, subject_id=str(assessment.pk))
    if indicator:
        whole &= Q(kind=VALUES_RECORDED.code, new__has_key=indicator)
    kept = defaultdict(list)
    for kind, pk in _subjects(assessment, indicator):
        kept[kind].append(pk)
    parts = (Q(subject_type=kind, subject_id__in=pks) for kind, pks in kept.items())
    return reduce(or_, parts, whole)


def _subjects(assessment: Assessment, indicator: str) -> QuerySet[Model, tuple[str, str]]:
    """(kind, key) of every row that hangs on the assessment; one query."""
    of_indicator = [Answer.objects.all(), EvidenceItem.objects.all(), Comment.objects.all()]
    if indicator:
        found = [rows.filter(indicator__number=indicator) for rows in of_indicator]
    else:
        whole = [Meeting.objects.all(), SignedDocument.objects.all(), Submission.objects.all()]
        found = [*of_indicator, *whole]
    parts = [
        rows.filter(assessment=assessment)
        .order_by()
        .values_list(
            Value(rows.model._meta.label_lower, output_field=CharField()),
            Cast("pk", CharField()),
        )
        for rows in found
    ]
    first, *others = parts
    return first.union(*others, all=True)
