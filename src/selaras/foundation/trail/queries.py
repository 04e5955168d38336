"""Reading the trail: what happened, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from selaras.foundation.cursor import page_of
from selaras.foundation.trail.kinds import UndeclaredKindError, declared_kinds, kind
from selaras.foundation.trail.models import Event

PAGE_SIZE = 50
HISTORY_SIZE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One field's value before and after; an empty text where there was none."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Activity:
    """An event as pages tell it."""

    sequence: int
    at: datetime
    actor_id: int | None
    actor: str
    kind: str
    sentence: str
    subject_type: str
    subject_id: str
    subject: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What the address asks for; empty fields ask for nothing."""

    kind: str = ""
    actor: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One page of the trail, newest first, with the cursors of its neighbours."""

    rows: Sequence[Activity]
    previous: str
    next: str


def activity(
    scopes: frozenset[str] | None, wanted: ActivityFilter, *, cursor: str = ""
) -> ActivityPage:
    """A page of events in the scopes (None: of the whole site); one query."""
    rows = Event.objects.all()
    if scopes is not None:
        rows = rows.filter(scope__in=scopes)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.actor:
        rows = rows.filter(actor_label__icontains=wanted.actor)
    if wanted.subject:
        rows = rows.filter(subject_label__icontains=wanted.subject)
    return told_page(rows, cursor=cursor)


def told_page(rows: models.QuerySet[Event], *, cursor: str = "") -> ActivityPage:
    """A page of these events as pages tell them, newest first; one query."""
    page = page_of(rows, ("-sequence",), size=PAGE_SIZE, cursor=cursor)
    return ActivityPage([_told(event) for event in page.rows], page.previous, page.next)


def history(subject: models.Model, scopes: frozenset[str] | None) -> list[Activity]:
    """The latest events about one row in the scopes (None: all), newest first; one query.

    A row may move from one scope to another; what happened before stays with the first.
    """
    rows = Event.objects.about(subject)
    if scopes is not None:
        rows = rows.filter(scope__in=scopes)
    return [_told(event) for event in rows[:HISTORY_SIZE]]


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of event with its sentence, the subject left open."""
    return [(known.code, str(known.sentence) % {"subject": "…"}) for known in declared_kinds()]


def _told(event: Event) -> Activity:
    try:
        sentence = str(kind(event.kind).sentence) % {"subject": event.subject_label}
    except UndeclaredKindError:
        # Written by a version that knew this kind: the code still says what happened.
        sentence = f"{event.kind}: {event.subject_label}"
    names = [*event.new, *(name for name in event.old if name not in event.new)]
    return Activity(
        sequence=event.sequence,
        at=event.at,
        actor_id=event.actor_id,
        actor=event.actor_label,
        kind=event.kind,
        sentence=sentence,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        subject=event.subject_label,
        changes=[
            Change(name, _text(event.old.get(name)), _text(event.new.get(name))) for name in names
        ],
    )


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(item)}" for name, item in value.items())
    return str(value)
