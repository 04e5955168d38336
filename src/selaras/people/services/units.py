"""Shaping the unit tree: one unit at a time. Several at once is ``reorganisation``."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError, refuse
from selaras.foundation.trail.services import record, telling_last
from selaras.people import events
from selaras.people.models import Appointment, Institution, Unit
from selaras.people.permissions import MANAGE_UNITS, may_manage_units
from selaras.people.services.writing import save_changes, save_new

UNIT_FACTS = ("name", "abbreviation", "parent", "valid_from", "valid_to")


def claim_tree(institution: Institution) -> None:
    """Queue behind whoever reshapes this institution's tree right now, until they have committed.

    Two moves that are each fine could close a circle together; after this one update the tree
    that is read is the tree that is changed.
    """
    Institution.objects.filter(pk=institution.pk).update(tree_version=F("tree_version") + 1)


@transaction.atomic
def create_unit(
    *,
    institution: Institution,
    name: str,
    valid_from: date,
    abbreviation: str = "",
    parent: Unit | None = None,
    actor: Actor,
) -> Unit:
    """Add a unit. Raises DeniedError, RefusedError (name taken, parent not fit)."""
    demand(may_manage_units(actor, institution), MANAGE_UNITS)
    claim_tree(institution)
    check_parent(institution, parent, valid_from)
    unit = Unit(
        institution=institution,
        name=name.strip(),
        abbreviation=abbreviation.strip(),
        parent=parent,
        valid_from=valid_from,
    )
    scope = institution.scope
    save_new(unit, events.UNIT_CREATED, actor=actor, scope=scope, names=UNIT_FACTS)
    return unit


@transaction.atomic
def change_unit(
    unit: Unit,
    *,
    name: str,
    abbreviation: str,
    valid_from: date,
    version: int,
    actor: Actor,
) -> bool:
    """Correct a unit's own facts. A new name by decree is a reorganisation, not a correction."""
    demand(may_manage_units(actor, unit.institution), MANAGE_UNITS)
    return save_changes(
        unit,
        {"name": name.strip(), "abbreviation": abbreviation.strip(), "valid_from": valid_from},
        version=version,
        kind=events.UNIT_CHANGED,
        actor=actor,
        scope=unit.institution.scope,
    )


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit | None, version: int, actor: Actor) -> bool:
    """Put a unit with everything below it under another one, or at the top.

    Raises DeniedError, ChangedMeanwhileError, RefusedError when the new parent lies below the
    unit itself, belongs elsewhere or does not stand.
    """
    demand(may_manage_units(actor, unit.institution), MANAGE_UNITS)
    claim_tree(unit.institution)
    check_parent(unit.institution, parent, unit.valid_from)
    if parent is not None and parent.pk in subtree(unit):
        raise refuse(
            _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri atau unit di bawahnya."),
            "parent",
        )
    return save_changes(
        unit,
        {"parent": parent},
        version=version,
        kind=events.UNIT_MOVED,
        actor=actor,
        scope=unit.institution.scope,
    )


@telling_last()
def close_unit(unit: Unit, *, day: date, version: int, actor: Actor) -> None:
    """End a unit without successor; ``day`` is the first day on which it no longer exists.

    Appointments in the unit end on the same day. Raises RefusedError while units below it stand.
    """
    demand(may_manage_units(actor, unit.institution), MANAGE_UNITS)
    claim_tree(unit.institution)
    below = list(unit.children.exclude(valid_to__lte=day).order_by("name"))
    if below:
        raise RefusedError(Problem(left_behind([child.name for child in below]), "day"))
    end_unit(unit, day=day, version=version, actor=actor)


def end_unit(unit: Unit, *, day: date, version: int, actor: Actor) -> None:
    """Set the end of one unit and of the appointments in it, in the caller's transaction."""
    if unit.valid_to is not None:
        raise ChangedMeanwhileError(
            _("Unit “%(name)s” sudah diakhiri orang lain. Muat ulang halaman ini.")
            % {"name": unit.name}
        )
    save_changes(
        unit,
        {"valid_to": day},
        version=version,
        kind=events.UNIT_CLOSED,
        actor=actor,
        scope=unit.institution.scope,
    )
    still_held = unit.appointments.overlapping(day, None).select_related("user")
    for appointment in still_held:
        _end_with_unit(appointment, day, scope=unit.institution.scope, actor=actor)


def _end_with_unit(appointment: Appointment, day: date, *, scope: str, actor: Actor) -> None:
    # An appointment that would only have begun later never holds: it keeps one day in the books.
    last = max(day, appointment.valid_from + timedelta(days=1))
    old = appointment.valid_to
    Appointment.objects.filter(pk=appointment.pk).update(valid_to=last, version=F("version") + 1)
    record(
        events.APPOINTMENT_ENDED,
        appointment,
        actor=actor,
        old={"valid_to": old.isoformat() if old else None},
        new={"valid_to": last.isoformat()},
        scope=scope,
    )


def check_parent(institution: Institution, parent: Unit | None, day: date) -> None:
    """Raise RefusedError unless the parent belongs to the institution and stands on that day."""
    if parent is None:
        return
    if parent.institution_id != institution.pk:
        raise refuse(_("Unit induk harus dari instansi yang sama."), "parent")
    if not parent.stands_on(day) and not (parent.valid_to is None and day < parent.valid_from):
        raise refuse(_("Unit induk tidak berlaku pada tanggal itu."), "parent")


def subtree(unit: Unit) -> frozenset[int]:
    """Keys of the unit and of everything below it; one query for the whole institution."""
    children: dict[int, list[int]] = {}
    pairs = Unit.objects.filter(institution=unit.institution_id, parent__isnull=False)
    for key, parent in pairs.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(key)
    found, waiting = {unit.pk}, [unit.pk]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def left_behind(names: list[str]) -> str:
    """The sentence for units that would lose their parent."""
    return _("Masih ada unit di bawahnya: %(names)s. Pindahkan atau akhiri dahulu.") % {
        "names": ", ".join(names)
    }
