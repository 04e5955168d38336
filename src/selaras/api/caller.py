"""Who is calling: the person a request acts for, and what it may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from selaras.people.models import AccessToken, TokenScope, User


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a request acts for; ``token`` is None for somebody signed in to the pages."""

    person: User
    scopes: frozenset[TokenScope]
    token: AccessToken | None

    @property
    def key(self) -> str:
        """By whom requests are counted."""
        return f"token:{self.token.pk}" if self.token else f"person:{self.person.pk}"


def caller_of(request: HttpRequest) -> Caller:
    """The caller of an operation. Raises TypeError where the operation asked for none."""
    caller = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise TypeError("this operation must ask who is calling")
    return caller


def person_of(request: HttpRequest) -> User:
    """The person the caller acts for."""
    return caller_of(request).person
