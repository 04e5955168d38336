"""Recording what a national list printed: index, domains and aspects without their indicators.

Where no final value of an indicator is recorded, the result of the final stage is what was printed,
so that lists, comparisons and digests know the institution. As soon as values are recorded, they
decide; the printed figures stay beside them and show where the two differ.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.events import FIGURES_ANNOUNCED
from selaras.assessments.models import AnnouncedFigure, Assessment, Stage, StageResult, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import RECORD_VALUES, may_record_values
from selaras.assessments.queries.announced import NOTHING_ANNOUNCED, Announced, announced_of
from selaras.assessments.services.results import BATCH, ROWS_AT_ONCE, Recorded, TooFineError
from selaras.foundation.access import Actor, demand
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import INDEX
from selaras.pure.numbers import exact
from selaras.pure.scoring import ValueOutOfScaleError


@dataclass(frozen=True, slots=True)
class AnnouncedSheet:
    """What a list prints of one assessment: exact figures by node code, and the predicate."""

    assessment: Assessment
    figures: Mapping[str, Fraction]
    predicate: str = ""
    source: str = ""


Edits = Mapping[str, tuple[Fraction | None, Fraction]]
"""Node code → (old, new) of what differs."""


def edits_between(known: Announced, figures: Mapping[str, Fraction], predicate: str) -> Edits:
    """What recording these figures would change; a new predicate counts as its index's change."""
    changed = {
        node: (known.figures.get(node), value)
        for node, value in figures.items()
        if known.figures.get(node) != value
    }
    if INDEX in figures and predicate and predicate != known.predicate:
        changed.setdefault(INDEX, (known.figures.get(INDEX), figures[INDEX]))
    return changed


@dataclass(slots=True)
class _Count:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    entries: list[Entry] = field(default_factory=list)


def record_announced(sheets: Sequence[AnnouncedSheet], *, actor: Actor) -> Recorded:
    """Record printed figures of many assessments in one transaction; equal ones write nothing.

    Raises DeniedError, ValueOutOfScaleError, TooFineError.
    """
    total = Recorded()
    with telling_last():
        for start in range(0, len(sheets), BATCH):
            total += _record(sheets[start : start + BATCH], actor)
    return total


def _record(sheets: Sequence[AnnouncedSheet], actor: Actor) -> Recorded:
    _demand_still(sheets, actor)
    known = announced_of(sheet.assessment for sheet in sheets)
    count = _Count()
    rows: list[AnnouncedFigure] = []
    touched: list[tuple[AnnouncedSheet, Announced]] = []
    for sheet in sheets:
        before = known.get(sheet.assessment.pk, NOTHING_ANNOUNCED)
        edits = edits_between(before, sheet.figures, sheet.predicate)
        fresh = sum(1 for old, _new in edits.values() if old is None)
        count.added += fresh
        count.changed += len(edits) - fresh
        count.unchanged += len(sheet.figures) - len(edits)
        if edits:
            rows += [_row(sheet, node, new, before) for node, (_old, new) in edits.items()]
            touched.append((sheet, _merged(sheet, before)))
            count.entries.append(_entry(sheet, edits, before))
    AnnouncedFigure.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["assessment", "node"],
        update_fields=["amount", "predicate", "source"],
    )
    _state_results(touched)
    record_all(count.entries, actor=actor)
    return Recorded(count.added, count.changed, count.unchanged)


def _demand_still(sheets: Iterable[AnnouncedSheet], actor: Actor) -> None:
    """Ask for the right of the rows themselves, which nobody announces until we are done."""
    places = {sheet.assessment.pk for sheet in sheets}
    rows = Assessment.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk")
    for place, published, state in rows.values_list("institution_id", "is_published", "state"):
        allowed = may_record_values(actor, place, Stage.FINAL, published=published, state=state)
        demand(allowed, RECORD_VALUES)


def _row(sheet: AnnouncedSheet, node: str, value: Fraction, before: Announced) -> AnnouncedFigure:
    scale = definition(sheet.assessment.cycle.instrument).scale
    if not scale.minimum <= value <= scale.maximum:
        raise ValueOutOfScaleError(node, value)
    amount, rest = divmod(value.numerator * UNIT, value.denominator)
    if rest:
        raise TooFineError(node, value)
    return AnnouncedFigure(
        assessment_id=sheet.assessment.pk,
        node=node,
        amount=amount,
        predicate=(sheet.predicate or before.predicate) if node == INDEX else "",
        source=sheet.source[:200],
    )


def _merged(sheet: AnnouncedSheet, before: Announced) -> Announced:
    """What will stand: a list that names fewer nodes leaves the others as they were."""
    return Announced(
        {**before.figures, **sheet.figures}, sheet.predicate or before.predicate, sheet.source
    )


def _state_results(touched: Sequence[tuple[AnnouncedSheet, Announced]]) -> None:
    """The result of the final stage where nothing else says it."""
    places = [sheet.assessment.pk for sheet, _found in touched]
    results = StageResult.objects.filter(assessment__in=places, stage=Stage.FINAL)
    # Whoever records values takes these rows first, so that values and figures never cross.
    list(results.select_for_update().order_by("assessment_id").values_list("pk"))
    valued = set(
        StageValue.objects.filter(assessment__in=places, stage=Stage.FINAL, is_current=True)
        .values_list("assessment_id", flat=True)
        .distinct()
    )
    stated_rows = [
        row
        for sheet, found in touched
        if sheet.assessment.pk not in valued and (row := _result(sheet.assessment, found))
    ]
    StageResult.objects.bulk_create(
        stated_rows,
        update_conflicts=True,
        unique_fields=["assessment", "stage"],
        update_fields=["index", "order", "predicate", "nodes", "missing", "digest"],
    )


def _result(assessment: Assessment, found: Announced) -> StageResult | None:
    version = assessment.cycle.instrument
    score = found.score(definition(version))
    if score is None or score.index is None:
        return None
    figures = {node: exact(value) for node, value in sorted(found.figures.items())}
    content = json.dumps([version.digest, figures, found.predicate], separators=(",", ":"))
    return StageResult(
        assessment_id=assessment.pk,
        stage=Stage.FINAL,
        index=exact(score.index),
        order=int(score.index * 1_000_000),
        predicate=score.predicate.name if score.predicate else "",
        nodes={node: value for node, value in figures.items() if node != INDEX},
        missing=len(score.missing),
        digest=hashlib.sha256(content.encode()).hexdigest(),
    )


def _entry(sheet: AnnouncedSheet, edits: Edits, before: Announced) -> Entry:
    old = {node or "indeks": exact(was) for node, (was, _new) in edits.items() if was is not None}
    new = {node or "indeks": exact(value) for node, (_was, value) in edits.items()}
    if sheet.predicate and sheet.predicate != before.predicate:
        new["predikat"] = sheet.predicate
        if before.predicate:
            old["predikat"] = before.predicate
    scope = sheet.assessment.institution.scope
    facts = {"sumber": sheet.source}
    return Entry(FIGURES_ANNOUNCED, sheet.assessment, old, facts | new, scope)
