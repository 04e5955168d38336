"""Writing the trail and proving that nobody changed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.models import Event, TrailHead

GENESIS = "0" * 64
_NOTHING = (0, GENESIS)
"""The end of a trail without entries."""
MASK = "•••"
_LOCK_KEY = 0x5E1A
current_request: ContextVar[str] = ContextVar("current_request", default="")
_held: ContextVar[list[Event] | None] = ContextVar("held_events", default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event before it is chained. ``old`` and ``new`` hold JSON values by field."""

    kind: EventKind
    subject: models.Model
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    scope: str = ""


def record(
    kind: EventKind,
    subject: models.Model,
    *,
    actor: Actor,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    scope: str = "",
) -> None:
    """Write one event in the caller's transaction. Raises RuntimeError outside a transaction."""
    record_all([Entry(kind, subject, old or {}, new or {}, scope)], actor=actor)


def record_all(entries: Iterable[Entry], *, actor: Actor) -> None:
    """Write events, in order, in the caller's transaction; three queries however many there are.

    Inside ``telling_last`` they are written when its transaction ends.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of the change it describes")
    pending = [_row(entry, actor) for entry in entries]
    held = _held.get()
    if held is None:
        _append(pending)
    else:
        held += pending


@contextmanager
def telling_last() -> Iterator[None]:
    """A transaction whose events are written just before it commits, in the order recorded.

    The chain has one tail, and whoever holds it keeps every other writer waiting; so nobody may
    wait for a row while holding it. What takes rows after its first event, or calls something that
    does, opens this instead of ``transaction.atomic``: rows first, the tail of the chain last, then
    no two writers can wait for each other. Nested ones leave the writing to the outermost; one that
    fails takes its own events back.
    """
    outer = _held.get()
    held: list[Event] = [] if outer is None else outer
    kept = len(held)
    token = _held.set(held)
    try:
        with transaction.atomic():
            yield
            if outer is None:
                _append(held)
    except BaseException:
        del held[kept:]
        raise
    finally:
        _held.reset(token)


def _append(rows: Sequence[Event]) -> None:
    """Chain the events to the last one and write them."""
    if not rows:
        return
    _serialise_writers()
    sequence, digest = _noted() or _last() or _NOTHING
    at = clock.now()
    for row in rows:
        sequence += 1
        row.sequence, row.at, row.previous_digest = sequence, at, digest
        digest = row.digest = digest_of(row)
    Event.objects.bulk_create(rows, batch_size=500)
    if not TrailHead.objects.update(sequence=sequence, digest=digest):
        TrailHead.objects.create(pk=1, sequence=sequence, digest=digest)


def _noted() -> tuple[int, str] | None:
    return TrailHead.objects.values_list("sequence", "digest").first()


def _last() -> tuple[int, str] | None:
    """For a trail whose end was never noted; ``verify`` complains of it until the next entry."""
    return Event.objects.order_by("-sequence").values_list("sequence", "digest").first()


def _row(entry: Entry, actor: Actor) -> Event:
    """The event before it has a place in the chain."""
    return Event(
        kind=entry.kind.code,
        actor_id=actor.actor_id,
        actor_label=actor.actor_label[:200],
        request_id=current_request.get(),
        subject_type=entry.subject._meta.label_lower,
        subject_id=str(entry.subject.pk),
        subject_label=str(entry.subject)[:300],
        scope=entry.scope,
        old=_masked(entry.kind, entry.old),
        new=_masked(entry.kind, entry.new),
    )


def digest_of(event: Event) -> str:
    """SHA-256 over the entry's content and the digest before it, as 64 hexadecimal digits."""
    content = [
        event.sequence,
        event.kind,
        _instant(event.at),
        event.actor_id,
        event.actor_label,
        event.request_id,
        event.subject_type,
        event.subject_id,
        event.subject_label,
        event.scope,
        event.old,
        event.new,
        event.previous_digest,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold and why ("isi", "urutan", "rantai", "akhir")."""

    sequence: int
    reason: str


def verify() -> tuple[int, list[Break]]:
    """Walk the whole chain; the number of entries read and every place where it breaks.

    Others may go on writing: the end noted before the walk must be met, and the walk must not come
    further than the end noted after it.
    """
    breaks: list[Break] = []
    noted = _noted() or _NOTHING
    met = noted == _NOTHING
    expected, digest, count = 1, GENESIS, 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        count += 1
        if event.sequence != expected:
            breaks.append(Break(event.sequence, "urutan"))
        elif event.previous_digest != digest:
            breaks.append(Break(event.sequence, "rantai"))
        if digest_of(event) != event.digest:
            breaks.append(Break(event.sequence, "isi"))
        expected, digest = event.sequence + 1, event.digest
        met = met or (event.sequence, event.digest) == noted
    if not met or expected - 1 > (_noted() or _NOTHING)[0]:
        breaks.append(Break(noted[0], "akhir"))
    return count, breaks


def _serialise_writers() -> None:
    """One chain has one tail: SQLite's transactions already queue, PostgreSQL is told to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])


def _masked(kind: EventKind, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: MASK if key in kind.masked and value else value for key, value in values.items()}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


__all__ = [
    "Break",
    "Entry",
    "current_request",
    "digest_of",
    "record",
    "record_all",
    "telling_last",
    "verify",
]
