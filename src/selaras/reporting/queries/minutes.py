"""The minutes of a self-assessment: as they were signed, or as they would be now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Max

from selaras.assessments.models import (
    Assessment,
    SignedDocument,
    SignedKind,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.permissions import may_open_work, visible_to
from selaras.assessments.queries.approval import Override, override_of
from selaras.assessments.queries.signing import CLAIM, PAPER, verification
from selaras.assessments.queries.values import NOTHING, Values, staged_values
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.people.queries.letterheads import Paperhead, letterhead_of
from selaras.pure.instrument.model import INDEX, Instrument
from selaras.pure.numbers import parse
from selaras.pure.scoring import score


@dataclass(frozen=True, slots=True)
class Carried:
    """An approval that went ahead although answers were late: who, why, and for which indicators.

    ``filled`` are the values recorded in place of the team's, by number.
    """

    reason: str
    actor: str
    late: tuple[str, ...]
    filled: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes say. ``figures`` are by node code, the index under ``INDEX``.

    ``signed`` is None while nobody has signed; ``holds`` says whether the rows still say what was
    signed. ``as_of`` is when it was signed, before that when the newest value was written.
    """

    assessment: Assessment
    instrument: Instrument
    figures: Mapping[str, Fraction]
    predicate: str
    values: Values
    carried: Carried | None
    signed: SignedDocument | None
    holds: bool
    head: Paperhead | None
    as_of: datetime


def may_read_minutes(actor: User, assessment: Assessment) -> bool:
    """Whether the actor knows of the work the minutes are about."""
    return may_open_work(actor, assessment)


def assessments_with_minutes(actor: User) -> list[Assessment]:
    """Those whose self-assessment has values and is open to the actor; one query."""
    rated = StageResult.objects.filter(stage=Stage.SELF).values("assessment")
    rows = visible_to(actor).filter(pk__in=rated).select_related("institution__province")
    found = (
        rows.select_related("institution__province", "cycle__instrument")
        .defer("cycle__instrument__document")
        .order_by("institution__name", "-cycle__year", "-cycle_id")
    )
    return [one for one in found if may_read_minutes(actor, one)]


def has_claim(assessment: Assessment) -> bool:
    """Whether the institution has rated anything itself; one query."""
    return StageResult.objects.filter(assessment=assessment, stage=Stage.SELF).exists()


def minutes_of(assessment: Assessment) -> Minutes | None:
    """The minutes; None while the institution has rated nothing. At most eight queries."""
    signed = (
        SignedDocument.objects.filter(
            assessment=assessment, kind=SignedKind.MINUTES, revoked_at=None
        )
        .select_related("assessment__institution", "assessment__cycle__instrument")
        .first()
    )
    return _of_rows(assessment) if signed is None else _of_paper(signed)


def _of_rows(assessment: Assessment) -> Minutes | None:
    """What would be signed now."""
    instrument = definition(assessment.cycle.instrument)
    values = staged_values([assessment]).get(assessment.pk, NOTHING).of(Stage.SELF)
    if not values:
        return None
    found = score(instrument, values)
    nodes = {**found.domains, **found.aspects}
    figures = {code: node.value for code, node in nodes.items() if node.value is not None}
    if found.index is not None:
        figures[INDEX] = found.index
    rows = StageValue.objects.filter(assessment=assessment, stage=Stage.SELF, is_current=True)
    override = override_of(assessment)
    return Minutes(
        assessment=assessment,
        instrument=instrument,
        figures=figures,
        predicate=found.predicate.name if found.predicate else "",
        values=values,
        carried=None if override is None else _carried(override),
        signed=None,
        holds=True,
        head=letterhead_of(assessment.institution),
        as_of=rows.aggregate(at=Max("recorded_at"))["at"],
    )


def _carried(override: Override) -> Carried:
    return Carried(
        override.reason,
        override.actor,
        override.late,
        {number: parse(value) for number, value in override.filled.items()},
    )


def _of_paper(signed: SignedDocument) -> Minutes:
    """What was signed, read out of the paper, never out of rows that may have moved since."""
    paper: dict[str, Any] = signed.content[PAPER]
    claim: dict[str, Any] = signed.content[CLAIM]
    figures = {code: parse(value) for code, value in paper["simpul"].items()}
    if paper["indeks"] is not None:
        figures[INDEX] = parse(paper["indeks"])
    claimed = claim["indikator"].items()
    carried = paper["pengecualian"]
    return Minutes(
        assessment=signed.assessment,
        instrument=definition(signed.assessment.cycle.instrument),
        figures=figures,
        predicate=paper["predikat"],
        values={number: parse(one["nilai"]) for number, one in claimed if "nilai" in one},
        carried=None
        if carried is None
        else Carried(
            carried["alasan"],
            carried["oleh"],
            tuple(carried["indikator"]),
            {number: parse(value) for number, value in carried["diisi"].items()},
        ),
        signed=signed,
        holds=verification(signed).holds,
        head=letterhead_of(signed.assessment.institution),
        as_of=signed.signed_at,
    )
