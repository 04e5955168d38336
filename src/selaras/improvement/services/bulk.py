"""Changing many actions of a plan at once: told first, then done for all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.foundation.trail.services import telling_last
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.services.action_facts import (
    ActionFacts,
    StepFacts,
    facts_of_all,
    led_by,
)
from selaras.improvement.services.action_rows import columns, settled
from selaras.improvement.services.action_rules import Ground, ground_of, require
from selaras.improvement.services.actions import cancel_action, change_actions, told
from selaras.improvement.services.plans import hold_open_plan
from selaras.pure.months import last_day, month_after


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkChange:
    """What is said of every chosen action; None and nothing leave a thing as it is.

    ``lead`` comes in charge in place of whoever was, ``support`` joins, ``release`` leaves (the one
    in charge too, then the next unit is). ``shift`` moves every date and month by so many months.
    """

    lead: int | None = None
    support: tuple[int, ...] = ()
    release: tuple[int, ...] = ()
    shift: int = 0
    target_on: date | None = None
    funding: str = ""
    confidence: int | None = None
    cost: int | None = None
    cancel: bool = False
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change anywhere."""
        return self == BulkChange(reason=self.reason)

    def of(self, facts: ActionFacts) -> ActionFacts:
        """The facts as they would be."""
        facts = replace(facts, units=self._units(facts.units))
        if self.shift:
            facts = _shifted(facts, self.shift)
        given = {
            "target_on": self.target_on,
            "funding": self.funding or None,
            "confidence": self.confidence,
            "cost": self.cost,
        }
        said = {name: value for name, value in given.items() if value is not None}
        return replace(facts, **said)  # type: ignore[arg-type]

    def _units(self, units: tuple[int, ...]) -> tuple[int, ...]:
        led = units if self.lead is None else led_by(units, self.lead)
        kept = [pk for pk in led if pk not in self.release]
        return (*kept, *(pk for pk in self.support if pk not in kept))


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What would become of one action: what differs, as (name, old, new), and what forbids it."""

    action: Action
    differences: Sequence[tuple[str, object, object]]
    problems: Sequence[str | Promise]
    is_stale: bool

    @property
    def changes(self) -> bool:
        """Whether it would change and may."""
        return bool(self.differences) and not self.problems


class BulkConflictError(ChangedMeanwhileError):
    """Some of the actions were changed since they were shown; ``keys`` names them."""

    def __init__(self, keys: frozenset[int]) -> None:
        super().__init__(
            _(
                "Sebagian aksi baru saja diubah orang lain. Belum ada yang disimpan: periksa "
                "pratinjau terbaru, lalu simpan lagi."
            )
        )
        self.keys = keys


def preview_bulk(
    plan: ActionPlan, change: BulkChange, seen: Mapping[int, int], *, actor: Actor
) -> Sequence[BulkLine]:
    """What would become of these actions, in the plan's order; ``seen`` are versions by key.

    A dozen queries for any number. Keys of other plans are left out.
    """
    rows = list(Action.objects.filter(plan=plan, pk__in=seen).order_by("position", "pk"))
    before = facts_of_all(rows)
    after = {row.pk: settled(change.of(before[row.pk]), before[row.pk]) for row in rows}
    ground = ground_of(plan, [*before.values(), *after.values()], actor=actor)
    return [
        BulkLine(
            action=row,
            differences=_differences(row, before[row.pk], after[row.pk], ground, change),
            problems=_problems(row, before[row.pk], after[row.pk], ground, change),
            is_stale=row.version != seen[row.pk],
        )
        for row in rows
    ]


def change_many(
    plan: ActionPlan, change: BulkChange, seen: Mapping[int, int], *, actor: Actor
) -> int:
    """Do it for all of them or none; how many changed. ``seen`` are the versions shown, by key.

    Raises DeniedError, BulkConflictError, RefusedError (no reason to cancel, and every rule of an
    action).
    """
    with telling_last():
        held = hold_open_plan(plan, actor=actor)
        rows = {row.pk: row for row in Action.objects.filter(plan=held, pk__in=seen)}
        stale = frozenset(
            pk for pk, version in seen.items() if pk not in rows or rows[pk].version != version
        )
        if stale:
            raise BulkConflictError(stale)
        if change.cancel:
            return _cancel(rows, change.reason, actor)
        before = facts_of_all(list(rows.values()))
        changes = {pk: (change.of(before[pk]), seen[pk]) for pk in rows}
        return change_actions(held, changes, actor=actor)


def _cancel(rows: Mapping[int, Action], reason: str, actor: Actor) -> int:
    if not reason.strip():
        raise refuse(_("Tuliskan alasan pembatalan."), "reason")
    standing = [row for _pk, row in sorted(rows.items()) if row.cancelled_at is None]
    for row in standing:
        cancel_action(row, reason=reason, version=row.version, actor=actor)
    return len(standing)


def _shifted(facts: ActionFacts, count: int) -> ActionFacts:
    """Every date so many months later; the last day of a month stays the last day of its month."""
    return replace(
        facts,
        starts_on=_later(facts.starts_on, count),
        target_on=_later(facts.target_on, count),
        steps=tuple(
            StepFacts(
                title=step.title,
                first_month=_later(step.first_month, count),
                last_month=_later(step.last_month, count),
            )
            for step in facts.steps
        ),
    )


def _later(day: date | None, count: int) -> date | None:
    if day is None:
        return None
    end = last_day(month_after(day, count))
    if day == last_day(day):
        return end
    return end.replace(day=min(day.day, end.day))


def _differences(
    row: Action, old: ActionFacts, new: ActionFacts, ground: Ground, change: BulkChange
) -> list[tuple[str, object, object]]:
    if change.cancel:
        return [] if row.cancelled_at else [("keadaan", "", "batal")]
    was, becomes = told(old, ground), told(new, ground)
    return [(key, was[key], value) for key, value in becomes.items() if value != was[key]]


def _problems(
    row: Action, old: ActionFacts, new: ActionFacts, ground: Ground, change: BulkChange
) -> list[str | Promise]:
    if change.cancel:
        return []
    if row.cancelled_at is not None:
        return [_("Aksi ini dibatalkan.")]
    for name, value in columns(new).items():
        setattr(row, name, value)
    try:
        require(new, ground, row, old)
    except RefusedError as error:
        return [problem.message for problem in error.problems]
    return []
