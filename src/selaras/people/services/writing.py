"""How every service of this app saves: only what changed, only if nobody else changed it first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from selaras.foundation.access import Actor
from selaras.foundation.refusal import ChangedMeanwhileError, check, refusing_duplicates
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record
from selaras.people.models import Appointment, Institution, Letterhead, Unit, User

Versioned = Appointment | Institution | Letterhead | Unit | User


def told(value: Any) -> Any:
    """A field's value as the trail keeps it: text a person can read later."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def save_changes(
    row: Versioned,
    changes: Mapping[str, Any],
    *,
    version: int,
    kind: EventKind,
    actor: Actor,
    scope: str,
) -> bool:
    """Write the fields that differ and one event with old and new values; False when none differs.

    ``version`` is the one the editor saw. Raises ChangedMeanwhileError when it is no longer the
    row's, RefusedError when a rule of the model is broken. The caller holds the transaction.
    """
    fresh = row.__class__.objects.get(pk=row.pk)
    if fresh.version != version:
        raise ChangedMeanwhileError
    old = {name: getattr(fresh, name) for name in changes}
    changed = {name: value for name, value in changes.items() if old[name] != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(fresh, name, value)
    check(fresh)
    cleaned = {name: getattr(fresh, name) for name in changed}
    with refusing_duplicates():
        written = row.__class__.objects.filter(pk=row.pk, version=version).update(
            **cleaned, version=version + 1
        )
    if not written:
        raise ChangedMeanwhileError
    for name, value in {**cleaned, "version": version + 1}.items():
        setattr(row, name, value)
    record(
        kind,
        row,
        actor=actor,
        old={name: told(old[name]) for name in changed},
        new={name: told(value) for name, value in cleaned.items()},
        scope=scope,
    )
    return True


def save_new(
    row: Versioned, kind: EventKind, *, actor: Actor, names: tuple[str, ...], scope: str = ""
) -> None:
    """Check and insert the row and write its event; without ``scope`` the row names its own.

    Raises RefusedError.
    """
    check(row)
    with refusing_duplicates():
        row.save(force_insert=True)
    new = {name: told(getattr(row, name)) for name in names}
    if not scope and isinstance(row, (Institution, User)):
        scope = row.scope
    record(kind, row, actor=actor, new={k: v for k, v in new.items() if v}, scope=scope)
