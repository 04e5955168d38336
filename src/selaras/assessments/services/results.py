"""Recording what a stage says: append-only values and the result they add up to.

A correction is a new revision; the old one stays for good. The result of the stage is recomputed
in the same transaction, so a listed index can never disagree with the values behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.db.models import F, QuerySet

from selaras.assessments.events import VALUES_RECORDED
from selaras.assessments.models import Assessment, Stage, StageResult, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import RECORD_VALUES, may_record_values
from selaras.assessments.services.derivation import derived_result
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.pure.numbers import exact
from selaras.pure.scoring import UnknownIndicatorError

BATCH = 250
"""Sheets written together: the number of queries is constant per batch, memory stays small."""

ROWS_AT_ONCE = 1000
"""Values inserted by one statement; without a limit PostgreSQL would get one of many megabytes."""


class ConflictError(ChangedMeanwhileError):
    """Someone else changed these values meanwhile; ``numbers`` are the indicators concerned."""

    def __init__(self, numbers: Iterable[str] = ()) -> None:
        super().__init__()
        self.numbers = tuple(numbers)


class TooFineError(ValueError):
    """The value has more than four decimal places, which no instrument knows."""

    def __init__(self, number: str, value: Fraction) -> None:
        super().__init__(f"indicator {number}: more than four decimal places: {value}")
        self.number = number
        self.value = value


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many values were new, corrected, or already there."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one stage says about one assessment: values by indicator number.

    ``explanations`` speak of the same numbers; an absent one leaves the text as it was.
    ``expected`` are the revisions the author saw (0 for none); where given, a value that has moved
    on since is a conflict instead of being overwritten.
    """

    assessment: Assessment
    stage: Stage
    values: Mapping[str, Fraction]
    source: str = ""
    explanations: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Assessment and stage."""
        return self.assessment.pk, self.stage


Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """The current row of one value."""

    pk: int
    amount: int
    revision: int
    explanation: str


_Current = Mapping[Key, Mapping[str, _Known]]


@dataclass(frozen=True, slots=True)
class _Edit:
    """One value that differs from what is stored."""

    number: str
    amount: int
    explanation: str
    before: _Known | None


def record_values(
    assessment: Assessment,
    stage: Stage,
    values: Mapping[str, Fraction],
    *,
    actor: Actor,
    source: str = "",
    explanations: Mapping[str, str] | None = None,
    expected: Mapping[str, int] | None = None,
) -> Recorded:
    """Record values of one stage; see ``record_many``."""
    sheet = Sheet(assessment, stage, values, source, explanations or {}, expected or {})
    return record_many([sheet], actor=actor)


def record_many(sheets: Sequence[Sheet], *, actor: Actor) -> Recorded:
    """Record many stages' values in one transaction, a constant number of queries per batch.

    A value equal to the stored one writes nothing. Every stage that changed gets one trail event
    with old and new values, and its result is computed anew. Two sheets of one call must not speak
    of the same assessment and stage.

    Raises DeniedError, UnknownIndicatorError, ValueOutOfScaleError, TooFineError, and
    ConflictError when a value has moved on from ``expected``.
    """
    for sheet in sheets:
        demand(_may_record(actor, sheet), RECORD_VALUES)
    if len({sheet.key for sheet in sheets}) != len(sheets):
        raise ValueError("two sheets for one assessment and stage")
    now = clock.now()
    ordered = sorted(sheets, key=lambda sheet: sheet.key)
    rows = _indicator_rows(ordered)
    # Compared before the transaction, so that a repeated import neither waits for anyone nor
    # writes anything, and a save holds the only writer no longer than it must.
    # One sheet written by hand on known revisions is nearly always new: that is asked once, later.
    by_hand = len(ordered) == 1 and ordered[0].values and ordered[0].expected
    touched = ordered
    if not by_hand:
        touched = [sheet for batch in _batches(ordered) for sheet in _differing(batch)]
    total = Recorded(unchanged=_given(ordered) - _given(touched))
    if touched:
        with telling_last():
            _demand_still(touched, actor)
            _take_turn(touched)
            for batch in _batches(touched):
                total += _record_batch(batch, rows, now, actor)
    return total


def _may_record(actor: Actor, sheet: Sheet) -> bool:
    known = sheet.assessment
    return _may_in(actor, sheet, published=known.is_published, state=known.state)


def _may_in(actor: Actor, sheet: Sheet, *, published: bool, state: str) -> bool:
    place = sheet.assessment.institution_id
    return may_record_values(actor, place, sheet.stage, published=published, state=state)


def _batches(sheets: Sequence[Sheet]) -> Iterator[Sequence[Sheet]]:
    return (sheets[start : start + BATCH] for start in range(0, len(sheets), BATCH))


def _differing(sheets: Sequence[Sheet]) -> list[Sheet]:
    edits = _edits(sheets, _current(sheets))
    return [sheet for sheet in sheets if edits[sheet.key]]


def _given(sheets: Iterable[Sheet]) -> int:
    return sum(len(sheet.values) for sheet in sheets)


@dataclass(frozen=True, slots=True)
class Difference:
    """How a sheet differs from what is stored: (number, old, new); old is None for a new value.

    ``revisions`` of the numbers that have a value already, whatever it is.
    """

    sheet: Sheet
    edits: tuple[tuple[str, Fraction | None, Fraction], ...]
    revisions: Mapping[str, int]


def differences(sheets: Sequence[Sheet]) -> Iterator[Difference]:
    """What ``record_many`` would write, in the order of the sheets; nothing is written."""
    for batch in _batches(sheets):
        current = _current(batch)
        for sheet in batch:
            known = current[sheet.key]
            edits = tuple(
                (
                    edit.number,
                    Fraction(edit.before.amount, UNIT) if edit.before else None,
                    Fraction(edit.amount, UNIT),
                )
                for edit in _edits_of(sheet, known)
            )
            yield Difference(sheet, edits, {number: row.revision for number, row in known.items()})


def _record_batch(sheets: Sequence[Sheet], rows: _Rows, now: datetime, actor: Actor) -> Recorded:
    """Read what others wrote before it was our turn, and write what still differs."""
    current = _current(sheets)
    edits = _edits(sheets, current)
    touched = [sheet for sheet in sheets if edits[sheet.key]]
    results = [_result(sheet, current[sheet.key], edits[sheet.key]) for sheet in touched]
    _write(touched, edits, rows, now, actor)
    StageResult.objects.bulk_create(
        results,
        update_conflicts=True,
        unique_fields=["assessment", "stage"],
        update_fields=["index", "order", "predicate", "nodes", "missing", "digest"],
    )
    record_all([_entry(sheet, edits[sheet.key]) for sheet in touched], actor=actor)
    made = [edit for some in edits.values() for edit in some]
    added = sum(1 for edit in made if edit.before is None)
    return Recorded(added, len(made) - added, _given(sheets) - len(made))


_Rows = Mapping[int, Mapping[str, int]]
"""Instrument version → indicator number → key of its row."""


def _indicator_rows(sheets: Sequence[Sheet]) -> _Rows:
    versions = {sheet.assessment.cycle.instrument_id for sheet in sheets}
    found: dict[int, dict[str, int]] = {version: {} for version in versions}
    known = IndicatorRow.objects.filter(version__in=versions).values_list("version", "number", "pk")
    for version, number, pk in known:
        found[version][number] = pk
    for sheet in sheets:
        unknown = sheet.values.keys() - found[sheet.assessment.cycle.instrument_id].keys()
        if unknown:
            raise UnknownIndicatorError(min(unknown))
    return found


def _current(sheets: Sequence[Sheet]) -> _Current:
    """The current rows of these stages, in one query per stage."""
    found: dict[Key, dict[str, _Known]] = {sheet.key: {} for sheet in sheets}
    for stage, places in _by_stage(sheets):
        rows = StageValue.objects.filter(
            assessment__in=places, stage=stage, is_current=True
        ).values_list(
            "assessment_id", "indicator__number", "pk", "amount", "revision", "explanation"
        )
        for place, number, pk, amount, revision, text in rows.iterator(chunk_size=5000):
            found[place, stage][number] = _Known(pk, amount, revision, text)
    return found


def _by_stage(sheets: Sequence[Sheet]) -> Iterator[tuple[str, list[int]]]:
    places: dict[str, list[int]] = defaultdict(list)
    for sheet in sheets:
        places[sheet.stage].append(sheet.assessment.pk)
    yield from sorted(places.items())


def _edits(sheets: Sequence[Sheet], current: _Current) -> dict[Key, list[_Edit]]:
    return {sheet.key: _edits_of(sheet, current[sheet.key]) for sheet in sheets}


def _edits_of(sheet: Sheet, current: Mapping[str, _Known]) -> list[_Edit]:
    stale = [
        number
        for number, seen in sheet.expected.items()
        if seen != (current[number].revision if number in current else 0)
    ]
    if stale:
        raise ConflictError(stale)
    edits = []
    for number, value in sheet.values.items():
        before = current.get(number)
        amount = _amount(number, value)
        was = before.explanation if before else ""
        explanation = sheet.explanations.get(number, was)
        if before is None or before.amount != amount or was != explanation:
            edits.append(_Edit(number, amount, explanation, before))
    return edits


def _amount(number: str, value: Fraction) -> int:
    whole, rest = divmod(value.numerator * UNIT, value.denominator)
    if rest:
        raise TooFineError(number, value)
    return whole


def _take_turn(sheets: Sequence[Sheet]) -> None:
    """Raise the version of the stage results, and make the ones that do not exist yet.

    On PostgreSQL this makes a second writer of the same stage wait here and then read what the
    first one wrote, so neither a value nor its share in the result is lost. Everyone makes what is
    missing first and then takes the rows, both by stage and assessment, so that two writers of
    many never wait for each other. SQLite's immediate transactions queue anyway.
    """
    if len(sheets) == 1 and _raised(_rows_of(sheets[0].stage, [sheets[0].assessment.pk])):
        return
    for stage, places in _by_stage(sheets):
        StageResult.objects.bulk_create(
            [StageResult(assessment_id=place, stage=stage) for place in sorted(set(places))],
            batch_size=ROWS_AT_ONCE,
            ignore_conflicts=True,
        )
    for stage, places in _by_stage(sheets):
        rows = _rows_of(stage, places)
        if len(places) > 1:
            list(rows.select_for_update().order_by("assessment_id").values_list("pk"))
        _raised(rows)


def _rows_of(stage: str, places: Sequence[int]) -> QuerySet[StageResult]:
    return StageResult.objects.filter(assessment__in=places, stage=stage)


def _raised(rows: QuerySet[StageResult]) -> int:
    return rows.update(version=F("version") + 1)


def _demand_still(sheets: Sequence[Sheet], actor: Actor) -> None:
    """Ask again of the rows themselves, which nobody announces or moves on until we are done.

    Records are asked too: whoever prepares one to run here while its first values are on their way
    in would otherwise find values in it that nobody may write.
    """
    places = {sheet.assessment.pk for sheet in sheets}
    rows = Assessment.objects.select_for_update(no_key=True).filter(pk__in=places)
    now = {
        pk: (published, state)
        for pk, published, state in rows.order_by("pk").values_list("pk", "is_published", "state")
    }
    for sheet in sheets:
        published, state = now[sheet.assessment.pk]
        demand(_may_in(actor, sheet, published=published, state=state), RECORD_VALUES)


def _result(sheet: Sheet, current: Mapping[str, _Known], edits: Iterable[_Edit]) -> StageResult:
    amounts = {number: known.amount for number, known in current.items()}
    amounts.update((edit.number, edit.amount) for edit in edits)
    return derived_result(sheet.assessment, sheet.stage, amounts)


def _write(
    sheets: Sequence[Sheet],
    edits: Mapping[Key, Sequence[_Edit]],
    rows: _Rows,
    now: datetime,
    actor: Actor,
) -> None:
    replaced = [edit.before.pk for s in sheets for edit in edits[s.key] if edit.before is not None]
    retired = StageValue.objects.filter(pk__in=replaced, is_current=True).update(is_current=False)
    if retired != len(replaced):
        raise ConflictError
    StageValue.objects.bulk_create(
        [
            StageValue(
                assessment_id=sheet.assessment.pk,
                indicator_id=rows[sheet.assessment.cycle.instrument_id][edit.number],
                stage=sheet.stage,
                amount=edit.amount,
                explanation=edit.explanation,
                source=sheet.source[:200],
                author_id=actor.actor_id,
                recorded_at=now,
                revision=edit.before.revision + 1 if edit.before else 1,
            )
            for sheet in sheets
            for edit in edits[sheet.key]
        ],
        batch_size=ROWS_AT_ONCE,
    )


def _entry(sheet: Sheet, edits: Iterable[_Edit]) -> Entry:
    old = {edit.number: _shown(edit.before.amount) for edit in edits if edit.before}
    new = {edit.number: _shown(edit.amount) for edit in edits}
    facts = {"tahap": str(sheet.stage), "sumber": sheet.source}
    # What assessors give while the assessment runs is not yet the institution's to read.
    ours = sheet.assessment.state == State.RECORDED or sheet.stage == Stage.SELF
    scope = sheet.assessment.institution.scope if ours else sheet.assessment.assessor_scope
    return Entry(VALUES_RECORDED, sheet.assessment, old, facts | new, scope)


def _shown(amount: int) -> str:
    return exact(Fraction(amount, UNIT))
