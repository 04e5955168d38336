"""Who is asking: the signed-in person behind a request, with a type."""

from __future__ import annotations

from django.http import HttpRequest

from selaras.people.models import User


def actor_of(request: HttpRequest) -> User:
    """The signed-in person. Raises TypeError on pages that forgot to require sign-in."""
    if not isinstance(request.user, User):
        raise TypeError("this page must require sign-in")
    return request.user
