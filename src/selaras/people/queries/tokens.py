"""Whose key is this, and which keys are there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings

from selaras.foundation import clock
from selaras.people.models import AccessToken, TokenScope, User
from selaras.people.models.access_token import AccessTokenQuerySet

_LONGEST = 200
"""Characters of the longest secret that is looked up; ours have 47."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """A key that is good now, the person it acts for, and what it opens."""

    token: AccessToken
    person: User
    scopes: frozenset[TokenScope]


def digest_of(secret: str) -> str:
    """SHA-256 of a secret, as kept. A secret has 256 bits of chance, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def holder_of(secret: str) -> TokenHolder | None:
    """Who acts with this secret; None when it is unknown, expired or revoked, or the person is
    switched off. One query.

    The secret is hashed before it is looked up, so the time taken tells nothing of kept digests.
    """
    if not secret or len(secret) > _LONGEST:
        return None
    rows = AccessToken.objects.live(clock.now()).filter(digest=digest_of(secret))
    token = rows.select_related("person").first()
    if token is None or not token.person.is_active:
        return None
    if token.person.is_demo and not settings.DEMO:
        return None
    known = set(TokenScope.values)
    scopes = frozenset(TokenScope(scope) for scope in token.scopes if scope in known)
    return TokenHolder(token, token.person, scopes)


def tokens_of(person: User) -> AccessTokenQuerySet:
    """All keys of a person, live and ended, newest first."""
    return AccessToken.objects.filter(person=person).order_by("-pk")
