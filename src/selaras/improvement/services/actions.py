"""Adding actions to a plan, changing, cancelling and restoring them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.trail.services import Entry, record, record_all, telling_last
from selaras.improvement.events import (
    ACTION_ADDED,
    ACTION_CANCELLED,
    ACTION_CHANGED,
    ACTION_RESTORED,
)
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.services.action_facts import (
    ActionFacts,
    EvidenceFacts,
    StepFacts,
    facts_of,
    facts_of_all,
)
from selaras.improvement.services.action_rows import (
    columns,
    insert_all,
    rewrite,
    settled,
    tidied,
)
from selaras.improvement.services.action_rules import Ground, ground_of, leads_back, require
from selaras.improvement.services.following import follow_actions
from selaras.improvement.services.plans import hold_open_plan

Seen = tuple[ActionFacts, int]
"""New facts of an action, and the version of it they were made from."""


def add_action(plan: ActionPlan, facts: ActionFacts, *, actor: Actor) -> Action:
    """Add an action at the end of the plan. Raises DeniedError, RefusedError."""
    return add_actions(plan, [facts], actor=actor)[0]


def add_actions(
    plan: ActionPlan,
    facts: Sequence[ActionFacts],
    *,
    actor: Actor,
    order: Mapping[int, Collection[int]] | None = None,
) -> list[Action]:
    """Add many at the end, in this order; about twenty queries however many there are.

    ``order`` names, by place in ``facts``, which of the others an action waits for. Raises
    DeniedError, RefusedError for the first action that is refused.
    """
    order = order or {}
    with telling_last():
        held = hold_open_plan(plan, actor=actor)
        said = [tidied(one) for one in facts]
        ground = ground_of(held, said, actor=actor)
        if any(leads_back(place, tuple(before), order) for place, before in order.items()):
            raise refuse(_("Aksi-aksi ini saling menunggu."), "prerequisites")
        last = Action.objects.filter(plan=held).aggregate(last=Max("position"))["last"] or 0
        now = clock.now()
        rows = []
        for place, one in enumerate(said, last + 1):
            row = Action(
                plan=held,
                position=place,
                author_id=actor.actor_id,
                made_at=now,
                **columns(one),
            )
            require(one, ground, row)
            rows.append(row)
        insert_all(rows, said, ground, order)
        follow_actions({pk for one in said for pk in one.recommendations}, actor=actor)
        record_all(
            [
                Entry(ACTION_ADDED, row, {}, _present(told(one, ground)), held.scope)
                for row, one in zip(rows, said, strict=True)
            ],
            actor=actor,
        )
        return rows


def change_action(action: Action, facts: ActionFacts, *, version: int, actor: Actor) -> None:
    """Give an action new facts, whole; ``version`` is the one they were made from.

    Steps stay done and documents stay attached where the step or document goes on, by its words or
    its place. Raises DeniedError, ChangedMeanwhileError, RefusedError (closed plan, cancelled
    action, and every rule of ``action_rules``).
    """
    change_actions(action.plan, {action.pk: (facts, version)}, actor=actor)


def change_actions(plan: ActionPlan, changes: Mapping[int, Seen], *, actor: Actor) -> int:
    """The same for many actions of one plan, all or none; how many differ from what stood.

    Raises as ``change_action``.
    """
    with telling_last():
        held = hold_open_plan(plan, actor=actor)
        rows = {row.pk: row for row in Action.objects.filter(plan=held, pk__in=changes)}
        if rows.keys() != changes.keys():
            raise ChangedMeanwhileError
        before = facts_of_all(list(rows.values()))
        after = {pk: settled(tidied(changes[pk][0]), before[pk]) for pk in rows}
        ground = ground_of(held, [*before.values(), *after.values()], actor=actor)
        entries = []
        for pk, row in sorted(rows.items()):
            row.plan = held
            old, new, version = before[pk], after[pk], changes[pk][1]
            if row.version != version:
                raise ChangedMeanwhileError
            if row.cancelled_at is not None:
                raise refuse(_("Aksi ini dibatalkan. Pulihkan dahulu bila perlu diubah."))
            if new == old:
                continue
            _write(row, old, new, ground)
            entries.append(_change(row, old, new, ground))
        follow_actions(
            {pk for one in (*before.values(), *after.values()) for pk in one.recommendations},
            actor=actor,
        )
        record_all(entries, actor=actor)
        return len(entries)


def cancel_action(action: Action, *, reason: str, version: int, actor: Actor) -> None:
    """Take an action out of the plan; it stays readable and can be restored.

    Raises DeniedError, ChangedMeanwhileError, RefusedError (no reason, closed plan).
    """
    reason = reason.strip()
    with telling_last():
        held, row = _taken(action, version, actor)
        if row.cancelled_at is not None:
            raise ChangedMeanwhileError(_("Aksi ini sudah dibatalkan orang lain."))
        if not reason:
            raise refuse(_("Tuliskan alasan pembatalan."), "reason")
        _put(row, cancelled_at=clock.now(), cancel_reason=reason)
        follow_actions(_answered(row), actor=actor)
        record(ACTION_CANCELLED, row, actor=actor, new={"alasan": reason}, scope=held.scope)


def restore_action(action: Action, *, version: int, actor: Actor) -> None:
    """Bring a cancelled action back as it was.

    Raises DeniedError, ChangedMeanwhileError, RefusedError (closed plan).
    """
    with telling_last():
        held, row = _taken(action, version, actor)
        if row.cancelled_at is None:
            raise ChangedMeanwhileError(_("Aksi ini sudah dipulihkan orang lain."))
        old = {"alasan": row.cancel_reason}
        _put(row, cancelled_at=None, cancel_reason="")
        follow_actions(_answered(row), actor=actor)
        record(ACTION_RESTORED, row, actor=actor, old=old, scope=held.scope)


def told(facts: ActionFacts, ground: Ground) -> dict[str, Any]:
    """The facts as the trail keeps them: in words, readable when what they name is gone."""
    return {
        "judul": facts.title,
        "mulai": facts.starts_on and facts.starts_on.isoformat(),
        "target selesai": facts.target_on and facts.target_on.isoformat(),
        "target waktu pada sumber": facts.target_label,
        "unit": [ground.units[pk].name for pk in facts.units if pk in ground.units],
        "unit pada sumber": facts.units_label,
        "biaya": facts.cost,
        "poin usaha": facts.effort,
        "sumber dana": str(facts.funding),
        "keyakinan": facts.confidence,
        "keterangan": facts.note,
        "kriteria": [f"{number} \u2192 {level}" for number, level in facts.targets],
        "rekomendasi": [ground.recommendations.get(pk, str(pk)) for pk in facts.recommendations],
        "prasyarat": list(facts.prerequisites),
        "tahapan": [
            [step.title, *(month and month.isoformat()[:7] for month in months)]
            for step in facts.steps
            for months in [(step.first_month, step.last_month)]
        ],
        "data dukung": [[one.text, one.number, one.level, one.document] for one in facts.evidence],
    }


def _write(row: Action, old: ActionFacts, new: ActionFacts, ground: Ground) -> None:
    fresh = columns(new)
    for name, value in fresh.items():
        setattr(row, name, value)
    require(new, ground, row, old)
    _put(row, **fresh)
    rewrite(row, old, new, ground)


def _put(row: Action, **values: Any) -> None:
    """Write the row if nobody did meanwhile."""
    changed = Action.objects.filter(pk=row.pk, version=row.version).update(
        version=row.version + 1, **values
    )
    if not changed:
        raise ChangedMeanwhileError
    row.version += 1


def _taken(action: Action, version: int, actor: Actor) -> tuple[ActionPlan, Action]:
    held = hold_open_plan(action.plan, actor=actor)
    row = Action.objects.get(pk=action.pk)
    if row.version != version:
        raise ChangedMeanwhileError
    row.plan = held
    return held, row


def _answered(row: Action) -> list[int]:
    return list(row.recommendations.values_list("pk", flat=True))


def _change(row: Action, old: ActionFacts, new: ActionFacts, ground: Ground) -> Entry:
    """What differs, old and new."""
    was, becomes = told(old, ground), told(new, ground)
    differing = [key for key, value in becomes.items() if value != was[key]]
    return Entry(
        ACTION_CHANGED,
        row,
        {key: was[key] for key in differing},
        {key: becomes[key] for key in differing},
        row.plan.scope,
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}


__all__ = [
    "ActionFacts",
    "EvidenceFacts",
    "Seen",
    "StepFacts",
    "add_action",
    "add_actions",
    "cancel_action",
    "change_action",
    "change_actions",
    "facts_of",
    "facts_of_all",
    "restore_action",
]
