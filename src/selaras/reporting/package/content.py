"""What a package holds: the evidence one person may open, by indicator and level, and the answers.

Colleagues get what they may read in the library; assessors what was sent to them, without the
internal verdicts. Nothing else is fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    Stage,
    StageValue,
    UnitAssignment,
)
from selaras.assessments.permissions import may_read_evidence, works_in
from selaras.assessments.states import ItemState
from selaras.evidence.models import Blob, Document
from selaras.evidence.queries.files import path_of
from selaras.instruments.queries import definition
from selaras.people.models import Unit, User
from selaras.pure.instrument.model import Aspect, Indicator, Instrument
from selaras.pure.instrument.naming import short_names


class Which(models.TextChoices):
    """Which evidence goes in."""

    CURRENT = "semua", _("Semua yang berlaku")
    ACCEPTED = "diterima", _("Hanya yang diterima")


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked for: all of an assessment, what a unit owes, or one indicator."""

    unit: Unit | None = None
    number: str = ""
    which: Which = Which.CURRENT


@dataclass(frozen=True, slots=True)
class Piece:
    """One document put to one criterion. ``path`` is None where its bytes are gone."""

    level: int
    title: str
    number: str
    dated: date | None
    signer: str
    page: int | None
    pointer: str
    claim: str
    verdict: str
    """In words; empty for those outside the institution."""
    note: str
    digest: str
    size: int
    """In bytes."""
    content_type: str
    filename: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One indicator: its answer and its evidence, by level."""

    indicator: Indicator
    name: str
    aspect: Aspect
    value: Fraction | None
    """What the institution rated itself; None while it has not."""
    fact: str
    analysis: str
    justification: str
    pieces: tuple[Piece, ...]

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @property
    def has_text(self) -> bool:
        """Whether the answer says anything."""
        return bool(self.fact or self.analysis or self.justification)

    @property
    def levels(self) -> list[tuple[int, str, tuple[Piece, ...]]]:
        """(level, what its criterion asks, evidence) for each level with evidence."""
        found: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.level].append(piece)
        return [(level, self._asked(level), tuple(found[level])) for level in sorted(found)]

    def _asked(self, level: int) -> str:
        criterion = self.indicator.criterion(level)
        return criterion.text if criterion else ""


@dataclass(frozen=True)
class Package:
    """Everything one package holds, before it is written."""

    assessment: Assessment
    instrument: Instrument
    scope: Scope
    inside: bool
    """Whether the reader belongs to the institution, so that verdicts are told."""
    chapters: tuple[Chapter, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All evidence, in order."""
        return tuple(piece for chapter in self.chapters for piece in chapter.pieces)

    @cached_property
    def missing(self) -> tuple[Piece, ...]:
        """Evidence whose bytes are not on the disk any more."""
        return tuple(piece for piece in self.pieces if piece.path is None)

    @property
    def files(self) -> int:
        """How many files of evidence it brings."""
        return len(self.pieces) - len(self.missing)

    @cached_property
    def documents(self) -> int:
        """How many different contents these are; one that serves many criteria counts once."""
        return len({piece.digest for piece in self.pieces if piece.path is not None})

    @cached_property
    def size(self) -> int:
        """Bytes of all files of evidence; a content counts as often as it is used."""
        return sum(piece.size for piece in self.pieces if piece.path is not None)


def package_of(actor: User, assessment: Assessment, scope: Scope) -> Package:
    """The package; at most five queries and one look at the disk for each content.

    ``assessment`` comes with its cycle's instrument and its institution. The caller has asked
    whether the actor may open its work.
    """
    instrument = definition(assessment.cycle.instrument)
    inside = works_in(actor, assessment)
    wanted = _numbers(instrument, assessment, scope)
    pieces = _pieces(actor, assessment, scope, inside=inside)
    answers = {
        answer.indicator.number: answer
        for answer in Answer.objects.filter(assessment=assessment).select_related("indicator")
    }
    values = {
        row.indicator.number: row.value
        for row in StageValue.objects.filter(
            assessment=assessment, stage=Stage.SELF, is_current=True
        ).select_related("indicator")
    }
    names = short_names(instrument)
    chapters = tuple(
        _chapter(indicator, aspect, names, answers, values, pieces)
        for aspect in instrument.aspects()
        for indicator in aspect.indicators
        if indicator.number in wanted
    )
    return Package(assessment, instrument, scope, inside, chapters)


def units_of(assessment: Assessment) -> list[Unit]:
    """Units that owe something in the assessment, by name; one query."""
    owing = UnitAssignment.objects.filter(assessment=assessment).values("unit")
    return list(Unit.objects.filter(pk__in=owing).order_by("name", "pk"))


def assessments_of(unit: Unit) -> list[Assessment]:
    """Assessments the unit owes something in, newest first; one query."""
    owing = UnitAssignment.objects.filter(unit=unit).values("assessment")
    rows = Assessment.objects.filter(pk__in=owing).select_related(
        "cycle__instrument", "institution"
    )
    rows = rows.defer("cycle__instrument__document")
    return list(rows.order_by("-cycle__year", "-pk"))


def _numbers(instrument: Instrument, assessment: Assessment, scope: Scope) -> frozenset[str]:
    numbers = {i.number for i in instrument.indicators()}
    if scope.number:
        numbers &= {scope.number}
    if scope.unit is not None:
        owed = UnitAssignment.objects.filter(assessment=assessment, unit=scope.unit)
        numbers &= set(owed.values_list("indicator__number", flat=True))
    return frozenset(numbers)


def _pieces(
    actor: User, assessment: Assessment, scope: Scope, *, inside: bool
) -> Mapping[str, list[Piece]]:
    """The evidence the actor may open, by indicator number."""
    rows = EvidenceItem.objects.filter(
        assessment=assessment, withdrawn_at__isnull=True, document__isnull=False
    )
    if scope.number:
        rows = rows.filter(indicator__number=scope.number)
    if inside:
        rows = rows.filter(document__in=Document.objects.visible_to(actor))
        if scope.which == Which.ACCEPTED:
            rows = rows.filter(state=ItemState.ACCEPTED)
    found: dict[str, list[Piece]] = defaultdict(list)
    paths: dict[str, Path | None] = {}
    chosen = rows.select_related("document", "version__blob", "indicator")
    for item in chosen.order_by("indicator__position", "level", "pk"):
        item.assessment = assessment
        if item.document is None or item.version is None or not may_read_evidence(actor, item):
            continue
        blob = item.version.blob
        if blob.digest not in paths:
            paths[blob.digest] = path_of(blob)
        piece = _piece(item, item.document, blob, paths[blob.digest], inside=inside)
        found[item.indicator.number].append(piece)
    return found


def _piece(
    item: EvidenceItem, document: Document, blob: Blob, path: Path | None, *, inside: bool
) -> Piece:
    verdict = str(item.get_state_display())
    if item.return_kind:
        verdict = f"{verdict}: {item.get_return_kind_display()}"
    return Piece(
        level=item.level,
        title=document.title,
        number=document.number,
        dated=document.dated,
        signer=document.signer,
        page=item.page,
        pointer=item.pointer,
        claim=item.claim,
        verdict=verdict if inside else "",
        note=item.note if inside else "",
        digest=blob.digest,
        size=blob.size,
        content_type=blob.content_type,
        filename=item.version.filename if item.version else "",
        path=path,
    )


def _chapter(
    indicator: Indicator,
    aspect: Aspect,
    names: Mapping[str, str],
    answers: Mapping[str, Answer],
    values: Mapping[str, Fraction],
    pieces: Mapping[str, Iterable[Piece]],
) -> Chapter:
    answer = answers.get(indicator.number)
    return Chapter(
        indicator=indicator,
        name=names[indicator.number],
        aspect=aspect,
        value=values.get(indicator.number),
        fact=answer.fact.strip() if answer else "",
        analysis=answer.analysis.strip() if answer else "",
        justification=answer.justification.strip() if answer else "",
        pieces=tuple(pieces.get(indicator.number, ())),
    )
