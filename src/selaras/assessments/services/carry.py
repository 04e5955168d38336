"""Taking last year's text and evidence over into this year's empty answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selaras.assessments.events import ANSWER_CARRIED, EVIDENCE_PROPOSED
from selaras.assessments.models import Answer, Assessment, EvidenceItem, UnitAssignment
from selaras.assessments.permissions import TEAM_ROLES, WRITE_ANSWER, may_write_answer
from selaras.assessments.queries.last_year import Past, PastItem, last_year_of
from selaras.assessments.services.answers import PARTS, AnswerChangedError, filling_open
from selaras.assessments.services.holding import hold
from selaras.assessments.services.items import facts_of
from selaras.assessments.states import AnswerState
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition
from selaras.people.standing import standing_of

_OPEN = frozenset({AnswerState.DRAFT, AnswerState.RETURNED})


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What was taken over: indicators whose text came, pieces of evidence, and those left alone."""

    texts: tuple[str, ...]
    items: int
    left: tuple[str, ...]
    """Numbers that had nothing to take over, or an answer somebody has begun."""


def carry_over(assessment: Assessment, numbers: Collection[str], *, actor: Actor) -> CarriedOver:
    """Take last year's text and evidence of these indicators over, where this year has none yet.

    Text comes only into an answer without text; evidence as the document's present version, each
    document once for a criterion. The claim is never taken over: it is this year's to make. What
    is handed in or approved stays as it is. One transaction.

    Raises DeniedError for a number the actor does not write, AnswerChangedError.
    """
    now = clock.now()
    with telling_last():
        held = hold(assessment)
        rows = _writable_rows(held, numbers, actor)
        past = last_year_of(actor, held, day=clock.today(), numbers=rows.keys())
        known = past.by_number if past else {}
        answers = _answers(held, rows)
        present = _present(held, rows)
        entries: list[Entry] = []
        texts, made, left = [], [], []
        for number, row in rows.items():
            answer, last = answers[number], known.get(number)
            fresh = [] if last is None else _fresh_items(last, present[row.pk])
            if last is None or answer.state not in _OPEN or not (last.has_text or fresh):
                left.append(number)
                continue
            carries_text = last.has_text and not answer.has_text
            if carries_text:
                texts.append(number)
                entries.append(_take_text(held, answer, last, actor, now))
            items = _items(held, row, fresh, actor, now)
            made += items
            if not carries_text and not items:
                left.append(number)
        EvidenceItem.objects.bulk_create(made)
        scope = held.institution.scope
        entries += [Entry(EVIDENCE_PROPOSED, item, {}, facts_of(item), scope) for item in made]
        record_all(entries, actor=actor)
    return CarriedOver(tuple(texts), len(made), tuple(left))


def _writable_rows(
    held: Assessment, numbers: Collection[str], actor: Actor
) -> Mapping[str, IndicatorRow]:
    """The rows of these numbers; raises DeniedError when the actor does not write one of them."""
    rows = {
        row.number: row
        for row in IndicatorRow.objects.filter(
            version=held.cycle.instrument_id, number__in=numbers
        ).order_by("pk")
    }
    owing: dict[int, set[int]] = defaultdict(set)
    for indicator, unit in UnitAssignment.objects.filter(
        assessment=held, indicator__in=rows.values()
    ).values_list("indicator_id", "unit_id"):
        owing[indicator].add(unit)
    team = held.institution_id in standing_of(actor).institutions(*TEAM_ROLES)
    is_open = team or filling_open(held)
    for row in rows.values():
        units = frozenset(owing[row.pk])
        demand(may_write_answer(actor, held, units, window_open=is_open), WRITE_ANSWER)
    return rows


def _answers(held: Assessment, rows: Mapping[str, IndicatorRow]) -> Mapping[str, Answer]:
    """The answers of these indicators, made where there is none yet."""
    wanted = Answer.objects.filter(assessment=held, indicator__in=rows.values())
    there = set(wanted.values_list("indicator_id", flat=True))
    Answer.objects.bulk_create(
        [Answer(assessment=held, indicator=row) for row in rows.values() if row.pk not in there]
    )
    found = {answer.indicator_id: answer for answer in wanted.order_by("pk")}
    for number, row in rows.items():
        found[row.pk].assessment, found[row.pk].indicator = held, rows[number]
    return {number: found[row.pk] for number, row in rows.items()}


def _present(
    held: Assessment, rows: Mapping[str, IndicatorRow]
) -> Mapping[int, set[tuple[int, int | None]]]:
    """Which document already stands at which level, by indicator."""
    found: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
    for indicator, level, document in EvidenceItem.objects.filter(
        assessment=held, indicator__in=rows.values(), withdrawn_at=None
    ).values_list("indicator_id", "level", "document_id"):
        found[indicator].add((level, document))
    return found


def _fresh_items(last: Past, present: set[tuple[int, int | None]]) -> list[PastItem]:
    return [each for each in last.items if (each.item.level, each.document.pk) not in present]


def _take_text(held: Assessment, answer: Answer, last: Past, actor: Actor, now: datetime) -> Entry:
    source = last.answer
    facts: dict[str, Any] = {name: getattr(source, name) for name in PARTS}
    rows = Answer.objects.filter(pk=answer.pk, version=answer.version)
    if not rows.update(
        **facts,
        carried_from=source,
        author_id=actor.actor_id,
        changed_at=now,
        version=answer.version + 1,
    ):
        raise AnswerChangedError(answer)
    new = {PARTS[name]: text for name, text in facts.items()} | {"tahun": last.year}
    return Entry(
        ANSWER_CARRIED, answer, dict.fromkeys(PARTS.values(), ""), new, held.institution.scope
    )


def _items(
    held: Assessment, row: IndicatorRow, fresh: list[PastItem], actor: Actor, now: datetime
) -> list[EvidenceItem]:
    """Items of this year; a page beyond the end of the present version is left out."""
    indicator = definition(held.cycle.instrument).indicator(row.number)
    levels = {criterion.level for criterion in indicator.criteria} if indicator else set()
    made = []
    for each in fresh:
        if each.item.level not in levels:
            continue
        page, pages = each.item.page, each.current.blob.page_count
        made.append(
            EvidenceItem(
                assessment=held,
                indicator=row,
                level=each.item.level,
                document=each.document,
                version=each.current,
                page=None if page and pages and page > pages else page,
                pointer=each.item.pointer,
                claim=each.item.claim,
                author_id=actor.actor_id,
                added_at=now,
                carried_from=each.item,
            )
        )
    return made
