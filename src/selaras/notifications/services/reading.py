"""Reading the trail into inboxes: from where it was left, in order, each event once.

The trail numbers its events without gaps in the order they were committed, so that nothing older
can appear behind the reader. Position and messages are written in one transaction; of two readers
the one that comes second finds the position moved and takes its messages back.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction

from selaras.assessments.models import Assessment, Comment, Cycle
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.trail.models import Event, TrailHead
from selaras.notifications.models import InboxItem, TrailPosition
from selaras.notifications.queries.audience import Audience, audience_of
from selaras.notifications.queries.matters import Matter, matters_of
from selaras.notifications.queries.rules import RULES, tellings
from selaras.notifications.queries.scenes import Scene, Telling

BATCH = 1000
"""Events looked at in one go."""
OLDEST = timedelta(days=30)
"""What lies longer back is no news: after a long stop, or where a history was imported."""

MANY = {"action.given": "actions.given"}
"""The sentence for several actions that one act gave."""

log = logging.getLogger(__name__)


def read_on() -> int:
    """Read what is new, to the end of the trail; how many messages that gave.

    Stops when another reader is at work.
    """
    count = 0
    while (seen := _position()) < (head := _head()):
        upto = min(head, seen + BATCH)
        items = _items(_news(seen, upto), clock.now())
        if not _write(items, seen, upto):
            break
        count += len(items)
    return count


def _position() -> int:
    row, _made = TrailPosition.objects.get_or_create(pk=1)
    return int(row.sequence)


def _head() -> int:
    return TrailHead.objects.values_list("sequence", flat=True).first() or 0


def _news(seen: int, upto: int) -> list[Event]:
    rows = Event.objects.filter(sequence__gt=seen, sequence__lte=upto, kind__in=RULES)
    return list(rows.filter(at__gte=clock.now() - OLDEST).order_by("sequence"))


def _write(items: Sequence[InboxItem], seen: int, upto: int) -> bool:
    """Move the position and keep the messages; False when another reader moved it first."""
    with transaction.atomic():
        if not TrailPosition.objects.filter(pk=1, sequence=seen).update(sequence=upto):
            return False
        InboxItem.objects.bulk_create(items, batch_size=500, ignore_conflicts=True)
    return True


@dataclass
class _Message:
    """A message while its act is still being read: one act may touch many indicators."""

    telling: Telling
    sequence: int
    numbers: dict[str, None] = field(default_factory=dict)


def _items(events: Sequence[Event], now: datetime) -> list[InboxItem]:
    """The messages these events give. An event that cannot be understood is logged and passed."""
    if not events:
        return []
    matters = matters_of(events)
    concerned = {sequence: _concerned(matter) for sequence, matter in matters.items()}
    owners = {
        event.actor_id
        for event in events
        if event.actor_id is not None
        and (matter := matters.get(event.sequence)) is not None
        and matter.is_own
    }
    audience = _audience(matters, concerned, owners)
    messages: dict[tuple[Any, ...], _Message] = {}
    for event in events:
        if event.sequence not in matters:
            continue
        matter = matters[event.sequence]
        if not (matter.is_own or matter.follow_up or concerned[event.sequence]):
            continue
        scene = Scene(event, matter, audience, tuple(concerned[event.sequence]))
        try:
            found = list(tellings(scene))
        except Exception:
            log.exception("event %s (%s) cannot be told", event.sequence, event.kind)
            continue
        _gather(messages, event, found)
    return _rows(messages, now)


def _gather(
    messages: dict[tuple[Any, ...], _Message], event: Event, found: Iterable[Telling]
) -> None:
    """Add an event's tellings to the messages; those of one act to one person become one."""
    for telling in found:
        for person in telling.people:
            act = event.request_id or event.sequence
            said = tuple(sorted(telling.facts.items()))
            key = (person, act, telling.kind, telling.place, said)
            message = messages.setdefault(key, _Message(telling, event.sequence))
            message.sequence = event.sequence
            message.numbers |= dict.fromkeys(telling.numbers)


def _rows(messages: Mapping[tuple[Any, ...], _Message], now: datetime) -> list[InboxItem]:
    rows: dict[tuple[int, int, str], InboxItem] = {}
    for (person, *_act), message in messages.items():
        item = _item(person, message, now)
        # The same event in the same words reaches a person once, whatever institution it is for.
        rows.setdefault((person, message.sequence, item.kind), item)
    return list(rows.values())


def _item(person: int, message: _Message, now: datetime) -> InboxItem:
    telling, follow_up = message.telling, message.telling.follow_up
    item = InboxItem(
        person_id=person,
        sequence=message.sequence,
        kind=telling.kind,
        assessment=telling.assessment,
        facts=dict(telling.facts),
        at=now,
    )
    if follow_up is None:
        item.facts |= _numbers(message.numbers)
        return item
    item.plan, item.action = follow_up.plan, follow_up.action
    item.recommendation = follow_up.recommendation
    if len(message.numbers) > 1:
        item.kind, item.action = MANY[telling.kind], None
        item.facts["count"] = len(message.numbers)
    return item


def _numbers(numbers: Iterable[str]) -> dict[str, list[str]]:
    found = list(numbers)
    return {"numbers": found} if found else {}


def _concerned(matter: Matter) -> list[Assessment]:
    if matter.assessment is not None:
        return [matter.assessment]
    if not isinstance(matter.subject, Cycle):
        return []
    rows = Assessment.objects.filter(cycle=matter.subject).exclude(state=State.RECORDED)
    return list(rows.select_related("institution", "cycle__instrument").order_by("pk"))


def _audience(
    matters: Mapping[int, Matter],
    concerned: Mapping[int, Sequence[Assessment]],
    owners: Collection[int],
) -> Audience:
    assessments = {a.pk: a for a in chain.from_iterable(concerned.values())}
    mentioned = {
        person.pk
        for matter in matters.values()
        if isinstance(matter.subject, Comment)
        for person in matter.subject.mentions.all()
    }
    followed = {m.follow_up.institution_id for m in matters.values() if m.follow_up}
    return audience_of(
        {a.institution_id for a in assessments.values()} | followed,
        assessments,
        mentioned | set(owners),
        day=clock.today(),
    )
