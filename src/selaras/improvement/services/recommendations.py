"""Recommendations: recording, changing, moving on and withdrawing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    refuse,
    refusing_duplicates,
)
from selaras.foundation.trail.services import Entry, record, record_all, telling_last
from selaras.improvement.events import (
    RECOMMENDATION_ADDED,
    RECOMMENDATION_CHANGED,
    RECOMMENDATION_MOVED,
    RECOMMENDATION_WITHDRAWN,
)
from selaras.improvement.models import (
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
)
from selaras.improvement.permissions import (
    MOVE_RECOMMENDATION,
    WRITE_RECOMMENDATION,
    may_move_recommendation,
    may_write_recommendation,
)
from selaras.improvement.queries.recommendations_answers import NO_ANSWERS, Answers, answers_to
from selaras.improvement.queries.recommendations_moves import obstacle
from selaras.improvement.services.recommendations_facts import (
    Known,
    RecommendationFacts,
    check_fields,
    facts_of,
    known_to,
    problems_of,
    told,
    write_facts,
)
from selaras.improvement.states import RECOMMENDATIONS, Move, RecommendationState
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution

FRESH_NOTE = frozenset({Move.RETURN, Move.REOPEN})
"""Moves whose reason stays in sight until the answer is handed in again."""

Place = tuple[int, str]
"""(year, source): within it recommendations are counted from 1."""


def add_recommendation(
    institution: Institution,
    instrument: InstrumentVersion,
    facts: RecommendationFacts,
    *,
    actor: Actor,
) -> Recommendation:
    """Record one recommendation. Raises DeniedError, RefusedError."""
    return add_recommendations(institution, instrument, [facts], actor=actor)[0]


def add_recommendations(
    institution: Institution,
    instrument: InstrumentVersion,
    many: Sequence[RecommendationFacts],
    *,
    actor: Actor,
) -> list[Recommendation]:
    """Record many of one instrument, all or none, in the order given. Raises as above.

    Without a position each takes the next place in the list of its year and source.
    """
    with telling_last():
        demand(may_write_recommendation(actor, institution.pk), WRITE_RECOMMENDATION)
        known = known_to(institution, instrument, many)
        last = _last_places(institution, many)
        now = clock.now()
        made: list[Recommendation] = []
        for facts in many:
            row = Recommendation(
                institution=institution,
                instrument=instrument,
                state_since=now,
                added_at=now,
                author_id=actor.actor_id,
                finding=facts.finding,
            )
            problems_of(facts, known)
            write_facts(row, facts)
            if facts.position is None:
                last[facts.year, facts.source] += 1
                row.position = last[facts.year, facts.source]
            check_fields(row)
            made.append(row)
        with refusing_duplicates():
            Recommendation.objects.bulk_create(made, batch_size=200)
        _bind_many(made, many, known)
        record_all(
            [
                Entry(RECOMMENDATION_ADDED, row, {}, _filled(told(facts, known)), row.scope)
                for row, facts in zip(made, many, strict=True)
            ],
            actor=actor,
        )
        return made


def change_recommendation(
    recommendation: Recommendation, facts: RecommendationFacts, *, version: int, actor: Actor
) -> None:
    """Put these facts in place of all it had; start from ``facts_of`` to change some of them.

    The finding it was taken from stays. When the units change, the source's list of them falls
    away unless the facts bring another. ``version`` is the one the editor saw; nothing is written
    when nothing differs. Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        row = _fresh(recommendation)
        demand(may_write_recommendation(actor, row.institution_id), WRITE_RECOMMENDATION)
        before = facts_of(row)
        wanted = settled(facts, before)
        known = known_to(row.institution, row.instrument, [wanted, before])
        old, new = told(before, known), told(wanted, known)
        if wanted == before and row.version == version:
            return
        problems_of(wanted, known, before=before)
        write_facts(row, wanted)
        check_fields(row)
        claim(row, version, **{name: getattr(row, name) for name in FACT_FIELDS})
        _rebind(row, before, wanted, known)
        changed = [name for name in new if new[name] != old[name]]
        record(
            RECOMMENDATION_CHANGED,
            row,
            actor=actor,
            old={name: old[name] for name in changed},
            new={name: new[name] for name in changed},
            scope=row.scope,
        )


def move_recommendation(
    recommendation: Recommendation,
    move: Move | str,
    *,
    note: str = "",
    version: int,
    actor: Actor,
) -> None:
    """Take one move of the table. ``note`` says why, where the move asks for it.

    Raises DeniedError, ChangedMeanwhileError, and RefusedError with the guard's sentence.
    """
    with telling_last():
        row = _fresh(recommendation)
        answers = answers_to([row.pk]).get(row.pk, NO_ANSWERS)
        units = frozenset(row.unit_rows.values_list("unit", flat=True))
        move_held(row, move, answers, units, note=note, version=version, actor=actor)


def move_held(
    row: Recommendation,
    move: Move | str,
    answers: Answers,
    units: frozenset[int],
    *,
    note: str,
    version: int,
    actor: Actor,
) -> None:
    """The move of a row that was read in this transaction, with its units and what answers it."""
    if move not in RECOMMENDATIONS.transitions:
        raise refuse(_("Pilih langkah yang tersedia."), "langkah")
    allowed = may_move_recommendation(actor, row.institution_id, move, units | answers.leads)
    demand(allowed, MOVE_RECOMMENDATION)
    if row.version != version:
        raise ChangedMeanwhileError
    step = RECOMMENDATIONS[move]
    hindrance = obstacle(row, step, answers)
    if hindrance:
        raise refuse(hindrance)
    reason = note.strip()
    if step.reasoned and not reason:
        raise refuse(_("Tulis alasannya, agar yang mengerjakan tahu apa yang kurang."), "alasan")
    before, row.state = row.state, RecommendationState(step.target)
    row.state_since = clock.now()
    if move in FRESH_NOTE:
        row.state_note = reason
    elif move != Move.WORK:
        row.state_note = ""
    claim(
        row,
        version,
        state=row.state,
        state_since=row.state_since,
        state_note=row.state_note,
    )
    record(
        RECOMMENDATION_MOVED,
        row,
        actor=actor,
        old={"keadaan": str(before)},
        new=_filled({"keadaan": str(row.state), "alasan": reason}),
        scope=row.scope,
    )


def withdraw_recommendation(
    recommendation: Recommendation, *, reason: str, version: int, actor: Actor
) -> None:
    """Take a recommendation out of the work; it stays readable, and the trail says why.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        row = _fresh(recommendation)
        demand(may_write_recommendation(actor, row.institution_id), WRITE_RECOMMENDATION)
        words = reason.strip()
        if not words:
            raise refuse(_("Tulis mengapa rekomendasi ini ditarik."), "alasan")
        row.withdrawn_at = clock.now()
        claim(row, version, withdrawn_at=row.withdrawn_at)
        record(
            RECOMMENDATION_WITHDRAWN,
            row,
            actor=actor,
            old={"keadaan": str(row.state)},
            new={"alasan": words},
            scope=row.scope,
        )


FACT_FIELDS = (
    "year",
    "source",
    "assessment",
    "position",
    "number",
    "text",
    "indicator_label",
    "units_label",
    "stated_self",
    "stated_assessor",
    "stated_final",
    "due_on",
    "note",
)
"""The columns the facts fill."""


def _fresh(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, with what its scope and its facts are read from."""
    row = (
        Recommendation.objects.select_related("institution", "instrument", "assessment", "finding")
        .defer("instrument__document")
        .get(pk=recommendation.pk)
    )
    if row.withdrawn_at is not None:
        raise refuse(_("Rekomendasi ini sudah ditarik dan tidak berubah lagi."))
    return row


def claim(row: Recommendation, version: int, **values: Any) -> None:
    """Write these columns of the row as it was seen at that version, in one statement.

    Whoever else wrote it meanwhile wins. Raises ChangedMeanwhileError.
    """
    taken = Recommendation.objects.filter(
        pk=row.pk, version=version, withdrawn_at__isnull=True
    ).update(version=version + 1, **values)
    if not taken:
        raise ChangedMeanwhileError
    row.version = version + 1


def settled(facts: RecommendationFacts, before: RecommendationFacts) -> RecommendationFacts:
    """The facts as they will stand: other units take the source's own list of units away."""
    moved = facts.units != before.units and facts.units_label == before.units_label
    return facts.replace(
        finding=before.finding,
        position=before.position if facts.position is None else facts.position,
        text=facts.text.strip(),
        number=facts.number.strip(),
        indicator_label=facts.indicator_label.strip(),
        units_label="" if moved else facts.units_label.strip(),
        note=facts.note.strip(),
    )


def _last_places(institution: Institution, many: Sequence[RecommendationFacts]) -> Counter[Place]:
    rows = (
        Recommendation.objects.filter(
            institution=institution, year__in={facts.year for facts in many}
        )
        .order_by()
        .values_list("year", "source")
        .annotate(last=Max("position"))
    )
    last: Counter[Place] = Counter({(year, source): top for year, source, top in rows})
    for facts in many:
        if facts.position is not None:
            last[facts.year, facts.source] = max(last[facts.year, facts.source], facts.position)
    return last


def _bind_many(
    made: Sequence[Recommendation], many: Sequence[RecommendationFacts], known: Known
) -> None:
    """The indicators and units of new recommendations; two statements."""
    RecommendationTarget.objects.bulk_create(
        RecommendationTarget(recommendation=row, indicator_id=known.indicators[number], level=level)
        for row, facts in zip(made, many, strict=True)
        for number, level in facts.targets
    )
    RecommendationUnit.objects.bulk_create(
        RecommendationUnit(recommendation=row, unit_id=unit, position=place)
        for row, facts in zip(made, many, strict=True)
        for place, unit in enumerate(facts.units)
    )


def _rebind(
    row: Recommendation, before: RecommendationFacts, wanted: RecommendationFacts, known: Known
) -> None:
    """The indicators and units after a change; a unit that stays keeps whom it succeeded."""
    if wanted.targets != before.targets:
        rebind_targets({row.pk: wanted.targets}, known)
    if wanted.units != before.units:
        rebind_units({row.pk: wanted.units})


def rebind_targets(plan: Mapping[int, tuple[tuple[str, int | None], ...]], known: Known) -> None:
    """Give each recommendation, by key, exactly these indicators; two statements."""
    RecommendationTarget.objects.filter(recommendation__in=plan).delete()
    RecommendationTarget.objects.bulk_create(
        RecommendationTarget(
            recommendation_id=key, indicator_id=known.indicators[number], level=level
        )
        for key, targets in plan.items()
        for number, level in targets
    )


def rebind_units(plan: Mapping[int, tuple[int, ...]]) -> None:
    """Give each recommendation, by key, exactly these units; three statements."""
    rows = RecommendationUnit.objects.filter(recommendation__in=plan)
    kept = {
        (key, unit): predecessor
        for key, unit, predecessor in rows.values_list(
            "recommendation_id", "unit_id", "predecessor_id"
        )
    }
    rows.delete()
    RecommendationUnit.objects.bulk_create(
        RecommendationUnit(
            recommendation_id=key,
            unit_id=unit,
            position=place,
            predecessor_id=kept.get((key, unit)),
        )
        for key, units in plan.items()
        for place, unit in enumerate(units)
    )


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}


__all__ = [
    "RecommendationFacts",
    "add_recommendation",
    "add_recommendations",
    "change_recommendation",
    "facts_of",
    "move_held",
    "move_recommendation",
    "withdraw_recommendation",
]
