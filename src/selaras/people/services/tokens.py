"""Keys with which other systems act for a person: issuing, ending, noting that one was used."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import record
from selaras.people import events
from selaras.people.models import AccessToken, TokenScope, User
from selaras.people.permissions import (
    ISSUE_TOKEN,
    REVOKE_TOKEN,
    may_issue_token,
    may_revoke_token,
)
from selaras.people.queries.tokens import digest_of

MARK = "slr_"
"""What every secret begins with, so that a leaked one is recognised."""
LONGEST = 366
"""Days a key may live."""
MOST = 20
"""Live keys of one person."""
_RANDOM = 32
"""Bytes of chance in a secret: 43 characters."""
_SHOWN = 8
"""Characters of the secret by which people tell their keys apart."""
_LONGEST_NAME = 80
"""Characters."""
_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(
    person: User, name: str, scopes: Collection[str], days: int, *, actor: Actor
) -> tuple[AccessToken, str]:
    """Make a key that acts for the person for 1 to 366 days; the row and the secret.

    The secret is told this once: only its digest is kept. ``scopes`` are values of ``TokenScope``.
    Raises DeniedError for somebody else's key, RefusedError: no name, no or unknown scope, days
    out of range, an account that cannot sign in, 20 live keys already.
    """
    demand(may_issue_token(actor, person), ISSUE_TOKEN)
    name = " ".join(name.split())
    _refuse_unfit(name, scopes, days)
    _refuse_locked_out(person)
    now = clock.now()
    # Taking the person's row first makes two that are issued at once queue, so each counts.
    User.objects.filter(pk=person.pk).update(appointments_version=F("appointments_version"))
    if AccessToken.objects.live(now).filter(person=person).count() >= MOST:
        text = _("Sudah ada %(most)s token yang berlaku. Cabut yang tidak dipakai lagi dahulu.")
        raise refuse(text % {"most": MOST})
    secret = MARK + secrets.token_urlsafe(_RANDOM)
    token = AccessToken(
        person=person,
        name=name,
        prefix=secret[: len(MARK) + _SHOWN],
        digest=digest_of(secret),
        scopes=[scope.value for scope in TokenScope if scope.value in set(scopes)],
        issued_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    told = {"name": name, "scopes": token.scopes, "expires_at": _day(token.expires_at)}
    record(events.TOKEN_ISSUED, token, actor=actor, new=told, scope=person.scope)
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, actor: Actor) -> None:
    """End the key at once; one that has ended already stays as it is. Raises DeniedError."""
    demand(may_revoke_token(actor, token), REVOKE_TOKEN)
    now = clock.now()
    fresh = AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if not fresh.update(revoked_at=now):
        return
    token.revoked_at = now
    told = {"name": token.name, "scopes": token.scopes}
    record(events.TOKEN_REVOKED, token, actor=actor, old=told, scope=token.person.scope)


def note_use(token: AccessToken) -> None:
    """Note that the key has just been used, once a minute at most; no event, it is no change."""
    now = clock.now()
    due = now - _NOTED_EVERY
    if token.used_at is not None and token.used_at > due:
        return
    rows = AccessToken.objects.filter(pk=token.pk)
    rows.filter(Q(used_at__isnull=True) | Q(used_at__lte=due)).update(used_at=now)
    token.used_at = now


def _refuse_unfit(name: str, scopes: Collection[str], days: int) -> None:
    problems = []
    if not name:
        said = _("Beri token ini sebuah nama, misalnya nama aplikasinya.")
        problems.append(Problem(said, "name"))
    if len(name) > _LONGEST_NAME or not is_storable(name):
        said = _("Nama token paling panjang %(most)s huruf biasa.")
        problems.append(Problem(said % {"most": _LONGEST_NAME}, "name"))
    if not scopes:
        problems.append(Problem(_("Pilih sedikitnya satu cakupan."), "scopes"))
    if unknown := sorted(set(scopes) - set(TokenScope.values)):
        said = _("Cakupan tidak dikenal: %(scopes)s.")
        problems.append(Problem(said % {"scopes": ", ".join(unknown)}, "scopes"))
    if not 1 <= days <= LONGEST:
        said = _("Masa berlaku harus 1 sampai %(most)s hari.")
        problems.append(Problem(said % {"most": LONGEST}, "days"))
    if problems:
        raise RefusedError(*problems)


def _refuse_locked_out(person: User) -> None:
    if not person.is_active:
        raise refuse(_("Akun ini tidak aktif, jadi tokennya tidak akan berlaku."))
    if person.is_demo and not settings.DEMO:
        raise refuse(_("Pengguna demo hanya mempunyai token selama mode demo menyala."))


def _day(at: datetime) -> str:
    return at.date().isoformat()
