"""Writing what an action says into its rows: columns, units, criteria, steps, documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from selaras.improvement.models import (
    Action,
    ActionStep,
    ActionTarget,
    ActionUnit,
    RequiredEvidence,
)
from selaras.improvement.services.action_facts import ActionFacts
from selaras.improvement.services.action_rules import Ground

_COLUMNS = (
    "title",
    "starts_on",
    "target_on",
    "target_label",
    "units_label",
    "cost",
    "effort",
    "funding",
    "confidence",
    "note",
)


def tidied(facts: ActionFacts) -> ActionFacts:
    """The facts without spaces around them; line breaks stay, in one form."""
    return replace(
        facts,
        title=_text(facts.title),
        note=_text(facts.note),
        steps=tuple(replace(step, title=_text(step.title)) for step in facts.steps),
        evidence=tuple(replace(one, text=_text(one.text)) for one in facts.evidence),
    )


def settled(facts: ActionFacts, old: ActionFacts) -> ActionFacts:
    """New facts as they will stand beside the old ones.

    A required document that names none keeps the one it had; the words of the source about units
    and day give way as soon as units or day are changed here.
    """
    kept = matched([one.text for one in old.evidence], [one.text for one in facts.evidence])
    evidence = tuple(
        replace(one, document=old.evidence[place].document)
        if one.document is None and place is not None
        else one
        for one, place in zip(facts.evidence, kept, strict=True)
    )
    facts = replace(facts, evidence=evidence)
    if facts.units != old.units and facts.units_label == old.units_label:
        facts = replace(facts, units_label="")
    if facts.target_on != old.target_on and facts.target_label == old.target_label:
        facts = replace(facts, target_label="")
    return facts


def matched(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new key the place of the old one it continues: the same key, else the same place."""
    free = dict.fromkeys(range(len(old)))
    found: list[int | None] = []
    for key in new:
        place = next((place for place in free if old[place] == key), None)
        if place is not None:
            del free[place]
        found.append(place)
    for place, taken in enumerate(found):
        if taken is None and place in free:
            del free[place]
            found[place] = place
    return found


def columns(facts: ActionFacts) -> dict[str, Any]:
    """The columns of the action's own row."""
    return {name: getattr(facts, name) for name in _COLUMNS}


def insert_all(
    rows: Sequence[Action],
    facts: Sequence[ActionFacts],
    ground: Ground,
    order: Mapping[int, Iterable[int]],
) -> None:
    """Write new actions and everything below them; a handful of queries for any number.

    ``order`` says by place which of these actions wait for which others of them.
    """
    Action.objects.bulk_create(rows)
    pairs = list(zip(rows, facts, strict=True))
    ActionUnit.objects.bulk_create(unit for row, one in pairs for unit in _units(row, one, {}))
    ActionTarget.objects.bulk_create(
        target for row, one in pairs for target in _targets(row, one, ground)
    )
    ActionStep.objects.bulk_create(
        ActionStep(action=row, position=place, **_step(one, place - 1))
        for row, one in pairs
        for place in range(1, len(one.steps) + 1)
    )
    RequiredEvidence.objects.bulk_create(
        RequiredEvidence(action=row, position=place, **_evidence(one, place - 1, ground))
        for row, one in pairs
        for place in range(1, len(one.evidence) + 1)
    )
    _link_answers((row.pk, pk) for row, one in pairs for pk in one.recommendations)
    waits = [(row.pk, pk) for row, one in pairs for pk in one.prerequisites]
    waits += [(rows[at].pk, rows[before].pk) for at, some in order.items() for before in some]
    _link_waits(waits)


def rewrite(row: Action, old: ActionFacts, new: ActionFacts, ground: Ground) -> None:
    """Write what differs below the action's own row."""
    if new.units != old.units:
        before = {unit.unit_id: unit.predecessor_id for unit in row.unit_rows.all()}
        ActionUnit.objects.filter(action=row).delete()
        ActionUnit.objects.bulk_create(_units(row, new, before))
    if new.targets != old.targets:
        ActionTarget.objects.filter(action=row).delete()
        ActionTarget.objects.bulk_create(_targets(row, new, ground))
    if new.steps != old.steps:
        _rewrite_steps(row, new)
    if new.evidence != old.evidence:
        _rewrite_evidence(row, new, ground)
    if new.recommendations != old.recommendations:
        Action.recommendations.through.objects.filter(action=row).delete()
        _link_answers((row.pk, pk) for pk in new.recommendations)
    if new.prerequisites != old.prerequisites:
        Action.prerequisites.through.objects.filter(from_action=row).delete()
        _link_waits((row.pk, pk) for pk in new.prerequisites)


def _rewrite_steps(row: Action, new: ActionFacts) -> None:
    """Steps that go on keep that they are done."""
    rows = list(row.steps.all())
    kept = matched([step.title for step in rows], [step.title for step in new.steps])
    ActionStep.objects.filter(
        pk__in=[one.pk for place, one in enumerate(rows) if place not in kept]
    ).delete()
    fresh: list[ActionStep] = []
    changed: list[ActionStep] = []
    for place, at in enumerate(kept):
        step = ActionStep(action=row) if at is None else rows[at]
        step.position = place + 1
        for name, value in _step(new, place).items():
            setattr(step, name, value)
        (fresh if at is None else changed).append(step)
    ActionStep.objects.bulk_create(fresh)
    ActionStep.objects.bulk_update(changed, ["position", "title", "first_month", "last_month"])


def _rewrite_evidence(row: Action, new: ActionFacts, ground: Ground) -> None:
    rows = list(row.evidence.all())
    kept = matched([one.text for one in rows], [one.text for one in new.evidence])
    RequiredEvidence.objects.filter(
        pk__in=[one.pk for place, one in enumerate(rows) if place not in kept]
    ).delete()
    fresh: list[RequiredEvidence] = []
    changed: list[RequiredEvidence] = []
    for place, at in enumerate(kept):
        one = RequiredEvidence(action=row) if at is None else rows[at]
        one.position = place + 1
        for name, value in _evidence(new, place, ground).items():
            setattr(one, name, value)
        (fresh if at is None else changed).append(one)
    RequiredEvidence.objects.bulk_create(fresh)
    RequiredEvidence.objects.bulk_update(
        changed, ["position", "text", "indicator", "level", "document"]
    )


def _units(row: Action, facts: ActionFacts, before: Mapping[int, int | None]) -> list[ActionUnit]:
    """The first is in charge; ``before`` keeps whose successor a unit is."""
    return [
        ActionUnit(
            action=row,
            unit_id=pk,
            is_lead=place == 0,
            position=place,
            predecessor_id=before.get(pk),
        )
        for place, pk in enumerate(facts.units)
    ]


def _targets(row: Action, facts: ActionFacts, ground: Ground) -> list[ActionTarget]:
    return [
        ActionTarget(action=row, indicator=ground.indicators[number], level=level)
        for number, level in facts.targets
    ]


def _step(facts: ActionFacts, place: int) -> dict[str, Any]:
    step = facts.steps[place]
    return {"title": step.title, "first_month": step.first_month, "last_month": step.last_month}


def _evidence(facts: ActionFacts, place: int, ground: Ground) -> dict[str, Any]:
    one = facts.evidence[place]
    return {
        "text": one.text,
        "indicator": ground.indicators[one.number] if one.number else None,
        "level": one.level,
        "document_id": one.document,
    }


def _link_answers(pairs: Iterable[tuple[int, int]]) -> None:
    links = Action.recommendations.through
    links.objects.bulk_create(
        links(action_id=action, recommendation_id=answered) for action, answered in pairs
    )


def _link_waits(pairs: Iterable[tuple[int, int]]) -> None:
    links = Action.prerequisites.through
    links.objects.bulk_create(
        links(from_action_id=action, to_action_id=before) for action, before in pairs
    )


def _text(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()
