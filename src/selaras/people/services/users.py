"""People's accounts: adding, correcting, switching off, passwords."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record
from selaras.people import events
from selaras.people.models import Appointment, Institution, User
from selaras.people.permissions import (
    CHANGE_PERSON,
    CREATE_PERSON,
    may_change_person,
    may_create_person,
)
from selaras.people.roles import Role
from selaras.people.services.writing import save_changes, save_new

_FACTS = ("email", "name", "position", "institution")


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    position: str = "",
    institution: Institution | None = None,
    actor: Actor,
) -> User:
    """Add a person without a password; an invitation lets them choose one.

    Raises DeniedError, RefusedError when the address is taken.
    """
    demand(may_create_person(actor, institution.pk if institution else None), CREATE_PERSON)
    return _add(
        User(
            email=email.strip().lower(),
            name=name.strip(),
            position=position.strip(),
            institution=institution,
        ),
        actor,
    )


@transaction.atomic
def create_demo_user(
    *,
    email: str,
    name: str,
    position: str = "",
    institution: Institution | None = None,
    actor: Actor,
) -> User:
    """Add a demo person, who signs in through the role switcher only; an existing one is returned.

    Raises DeniedError, RefusedError when a real person has the address.
    """
    demand(may_create_person(actor, None), CREATE_PERSON)
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known is not None and known.is_demo:
        return known
    person = User(
        email=email.strip().lower(),
        name=name.strip(),
        position=position.strip(),
        institution=institution,
        is_demo=True,
    )
    return _add(person, actor)


def _add(person: User, actor: Actor) -> User:
    person.set_unusable_password()
    save_new(person, events.PERSON_CREATED, actor=actor, names=_FACTS)
    return person


@transaction.atomic
def change_user(
    person: User,
    *,
    email: str,
    name: str,
    position: str,
    institution: Institution | None,
    version: int,
    actor: Actor,
) -> bool:
    """Correct a person's facts. Raises DeniedError, RefusedError, ChangedMeanwhileError."""
    demand(may_change_person(actor, person), CHANGE_PERSON)
    demand(may_create_person(actor, institution.pk if institution else None), CHANGE_PERSON)
    return save_changes(
        person,
        {
            "email": email.strip().lower(),
            "name": name.strip(),
            "position": position.strip(),
            "institution": institution,
        },
        version=version,
        kind=events.PERSON_CHANGED,
        actor=actor,
        scope=person.scope,
    )


@transaction.atomic
def change_own_details(
    person: User, *, name: str, position: str, version: int, actor: User
) -> bool:
    """A person corrects the own name and position. Raises DeniedError for anyone else's."""
    demand(person.pk == actor.pk and not person.is_demo, CHANGE_PERSON)
    return save_changes(
        person,
        {"name": name.strip(), "position": position.strip()},
        version=version,
        kind=events.PERSON_CHANGED,
        actor=actor,
        scope=person.scope,
    )


@transaction.atomic
def deactivate_user(person: User, *, version: int, actor: Actor) -> bool:
    """Switch the account off: no sign-in, no role; appointments and history stay.

    Raises DeniedError, RefusedError for the own account and for the last system administrator.
    """
    demand(may_change_person(actor, person), CHANGE_PERSON)
    if person.pk == actor.actor_id:
        raise refuse(_("Anda tidak dapat menonaktifkan akun Anda sendiri."))
    refuse_losing_last_administrator(person)
    return _switch(person, False, version, events.PERSON_DEACTIVATED, actor)


@transaction.atomic
def reactivate_user(person: User, *, version: int, actor: Actor) -> bool:
    """Switch the account on again. Raises DeniedError, ChangedMeanwhileError."""
    demand(may_change_person(actor, person), CHANGE_PERSON)
    return _switch(person, True, version, events.PERSON_REACTIVATED, actor)


def _switch(person: User, active: bool, version: int, kind: EventKind, actor: Actor) -> bool:
    return save_changes(
        person,
        {"is_active": active},
        version=version,
        kind=kind,
        actor=actor,
        scope=person.scope,
    )


@transaction.atomic
def set_password(person: User, password: str, *, actor: Actor) -> None:
    """Give the account a new password; the trail learns that, never the password.

    Raises RefusedError for a demo person and for a password that breaks the rules.
    """
    if person.is_demo:
        raise refuse(_("Pengguna demo tidak dapat diberi kata sandi."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise RefusedError(*(Problem(text, "password") for text in error.messages)) from error
    person.set_password(password)
    User.objects.filter(pk=person.pk).update(password=person.password, version=F("version") + 1)
    person.version += 1
    record(
        events.PASSWORD_SET,
        person,
        actor=actor,
        new={"password": "*"},
        scope=person.scope,
    )


@transaction.atomic
def note_second_step(person: User, kind: EventKind) -> None:
    """Write into the trail that the person changed the own second sign-in step."""
    record(kind, person, actor=person, scope=person.scope)


@transaction.atomic
def note_demo_sign_in(person: User) -> None:
    """Write into the trail that somebody used the role switcher."""
    record(events.DEMO_SIGN_IN, person, actor=person, scope=person.scope)


def refuse_losing_last_administrator(person: User) -> None:
    """Raise RefusedError when nobody but this person could administer the site."""
    in_force = Appointment.objects.in_force(clock.today()).filter(role=Role.SYSTEM_ADMIN)
    if not in_force.filter(user=person).exists():
        return
    others = User.objects.able_to_sign_in().exclude(pk=person.pk)
    if not in_force.filter(user__in=others).exists() and not person.is_demo:
        raise refuse(
            _("Ini administrator sistem terakhir. Tetapkan administrator lain terlebih dahulu.")
        )
