"""Reminders of stages and actions of plans that run, to units and to those who keep the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from selaras.foundation import clock
from selaras.improvement.permissions import may_open_improvement
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.audience import audience_of
from selaras.notifications.queries.owed_follow_up import Due, due_on
from selaras.notifications.queries.rules_follow_up import KEEPERS

NAMED = 3
"""Titles told with a reminder; of more the rest is counted in its sentence."""


def follow_up_items(day: date, distances: Collection[int]) -> Iterator[InboxItem]:
    """The day's reminders, one for a person, a plan and a last day; ``distances`` are days left."""
    due = list(due_on([day + timedelta(days=left) for left in distances]))
    if not due:
        return
    audience = audience_of({one.action.plan.institution_id for one in due}, (), (), day=day)
    found: dict[tuple[int, int, date, bool], list[Due]] = defaultdict(list)
    for one in due:
        institution = one.action.plan.institution_id
        people = audience.operators(one.units) | audience.holding(institution, *KEEPERS)
        for person in people:
            if may_open_improvement(audience.listeners[person], institution):
                found[person, one.action.plan_id, one.day, one.step is not None].append(one)
    for (person, _plan, last, is_step), ones in found.items():
        yield _item(person, last, ones, is_step=is_step, left=(last - day).days)


def _item(person: int, last: date, ones: list[Due], *, is_step: bool, left: int) -> InboxItem:
    kind = "reminder.stages" if is_step else "reminder.actions"
    plan = ones[0].action.plan
    actions = {one.action.pk: one.action for one in ones}
    return InboxItem(
        person_id=person,
        sequence=0,
        kind=kind,
        plan=plan,
        action=ones[0].action if len(actions) == 1 else None,
        once=f"{kind}:{plan.pk}:{last.isoformat()}:{left}",
        facts={
            "day": last.isoformat(),
            "left": left,
            "count": len(ones),
            "note": "; ".join(one.title for one in ones[:NAMED]),
        },
        at=clock.now(),
    )
