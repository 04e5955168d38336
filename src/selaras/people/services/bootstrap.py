"""First start: who may become the first administrator is whoever reads the server's console."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import record
from selaras.people import events
from selaras.people.models import Appointment, SetupCode, User
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint
from selaras.people.services.users import create_user, set_password

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _LETTERS = 4, 4
"""Sixteen of 32 letters: 80 bits, beyond guessing."""


def setup_is_open() -> bool:
    """Whether no active person with a password holds the role of administrator yet."""
    able = User.objects.able_to_sign_in()
    return not (
        Appointment.objects.in_force(clock.today())
        .filter(role=Role.SYSTEM_ADMIN, user__in=able)
        .exists()
    )


@transaction.atomic
def setup_code() -> str | None:
    """A fresh one-time code to be printed on the console; None when setup is no longer open.

    Only its SHA-256 is kept, so a code cannot be asked for again: a new one replaces it.
    """
    if not setup_is_open():
        SetupCode.objects.all().delete()
        return None
    groups = (
        "".join(secrets.choice(_ALPHABET) for _letter in range(_LETTERS))
        for _group in range(_GROUPS)
    )
    code = "-".join(groups)
    SetupCode.objects.update_or_create(pk=1, defaults={"digest": _digest(code)})
    return code


@transaction.atomic
def set_up(*, code: str, email: str, name: str, password: str) -> User:
    """Make the first administrator for whoever knows the code; the code is used up by it.

    Raises RefusedError for a wrong code, a taken address or a weak password.
    """
    if not setup_is_open():
        raise refuse(_("Administrator sudah ada. Silakan masuk."))
    # Deleting is the claim: of two people with the same code one deletes a row, the other none.
    used, _rows = SetupCode.objects.filter(pk=1, digest=_digest(code)).delete()
    if not used:
        raise refuse(
            _("Kode salah. Salin kode yang tercetak di konsol tempat Selaras dijalankan."), "code"
        )
    return create_administrator(
        email=email, name=name, password=password, actor=System("penyiapan")
    )


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str, actor: System) -> User:
    """Make a system administrator with a password, from the setup page or the console.

    Raises RefusedError for a taken address or a weak password.
    """
    person = create_user(email=email, name=name, actor=actor)
    set_password(person, password, actor=actor)
    appoint(person, role=Role.SYSTEM_ADMIN, valid_from=clock.today(), actor=actor)
    record(events.ADMINISTRATOR_CREATED, person, actor=actor, new={"email": person.email})
    return person


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
