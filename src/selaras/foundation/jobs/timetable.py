"""Repeating jobs: a declared table of what runs how often, and handing out what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from selaras.foundation.jobs.models import TimetableEntry


@dataclass(frozen=True, slots=True)
class Repeating:
    """A job and its period. ``enqueue`` puts one run of it into the queue."""

    name: str
    enqueue: Callable[[], object]
    every: timedelta


_declared: dict[str, Repeating] = {}


def declare(name: str, enqueue: Callable[[], object], *, every: timedelta) -> Repeating:
    """Declare a repeating job. Raises ValueError when the name is taken."""
    if name in _declared:
        raise ValueError(f"repeating job declared twice: {name}")
    repeating = Repeating(name, enqueue, every)
    _declared[name] = repeating
    return repeating


def declared() -> Iterator[Repeating]:
    """All declared repeating jobs, by name."""
    yield from (_declared[name] for name in sorted(_declared))


def enqueue_due(now: datetime) -> int:
    """Enqueue every declared job whose time has come; how many.

    A job never seen before is due at once. Whoever moves the due time enqueues the job, so two
    workers that look at the same moment enqueue it once. After a long stop it runs once, not once
    for every period missed.
    """
    known = dict(TimetableEntry.objects.values_list("name", "due_at"))
    return sum(_enqueue_if_due(job, known.get(job.name), now) for job in declared())


def _enqueue_if_due(job: Repeating, due: datetime | None, now: datetime) -> bool:
    if due is not None and due > now:
        return False
    following = now + job.every
    with transaction.atomic():
        if due is None:
            _, ours = TimetableEntry.objects.get_or_create(
                name=job.name, defaults={"due_at": following}
            )
        else:
            ours = bool(
                TimetableEntry.objects.filter(name=job.name, due_at=due).update(due_at=following)
            )
        if ours:
            job.enqueue()
    return ours
