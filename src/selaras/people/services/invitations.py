"""Invitations: a link with which a person chooses the own password, good for three days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.db import transaction
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import record
from selaras.people import events
from selaras.people.models import User
from selaras.people.permissions import INVITE_PERSON, may_invite
from selaras.people.services.users import set_password


class _Tokens(PasswordResetTokenGenerator):
    """Tokens that die with the first use: the hash covers the password they replace."""

    key_salt = "selaras.people.services.invitations"


_tokens = _Tokens()


@dataclass(frozen=True, slots=True)
class Invitation:
    """The two parts of the link."""

    person: str
    token: str


@transaction.atomic
def invite(person: User, *, link: Callable[[Invitation], str], actor: Actor) -> str:
    """Make the link, mail it once the change has been committed, and return it to be shown once.

    Where no mail leaves it is only returned: the console's log is no place for a live link.
    ``link`` turns the two parts into an address. Raises DeniedError.
    """
    demand(may_invite(actor, person), INVITE_PERSON)
    invitation = Invitation(int_to_base36(person.pk), _tokens.make_token(person))
    address = link(invitation)
    record(events.PERSON_INVITED, person, actor=actor, new={"token": "*"}, scope=person.scope)
    body = _(
        "Yth. %(name)s,\n\nAnda diundang memakai Selaras. Buka tautan berikut untuk menetapkan "
        "kata sandi Anda. Tautan berlaku tiga hari dan hanya sekali pakai.\n\n%(link)s\n\n"
        "Abaikan surat ini bila Anda tidak mengenal Selaras."
    ) % {"name": person.name, "link": address}
    mail = partial(
        send_mail, _("Undangan memakai Selaras"), body, None, [person.email], fail_silently=True
    )
    if settings.MAIL:
        transaction.on_commit(mail)
    return address


def invited(invitation: Invitation) -> User | None:
    """The person behind a link that still holds; None for a used, expired or damaged one."""
    try:
        key = base36_to_int(invitation.person)
    except ValueError:
        return None
    person = User.objects.filter(pk=key, is_active=True, is_demo=False).first()
    if person is None or not _tokens.check_token(person, invitation.token):
        return None
    return person


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str) -> User:
    """Set the password the person chose. Raises RefusedError for a dead link or weak password."""
    person = invited(invitation)
    if person is None:
        raise refuse(
            gettext_lazy("Tautan ini sudah dipakai atau kedaluwarsa. Mintalah tautan baru.")
        )
    set_password(person, password, actor=person)
    return person
