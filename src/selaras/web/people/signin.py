"""Signing in and the pages around it: the library's views in our house."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from selaras.foundation.access import demand
from selaras.foundation.trail.kinds import EventKind
from selaras.people import events
from selaras.people.models import User
from selaras.people.permissions import CHANGE_PERSON
from selaras.people.services.bootstrap import setup_is_open
from selaras.people.services.users import note_second_step
from selaras.web.people.demo import is_offered

View = Callable[..., HttpResponseBase]


class SignInView(LoginView):
    """The sign-in page, which also knows the other doors that are open here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the setup page and the role switcher when they exist."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "setup_open": setup_is_open(),
            "demo_offered": is_offered(self.request),
            "oidc": settings.OIDC,
            "mail": settings.MAIL,
        }


@login_not_required
def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """Mails a reset link; where no mail leaves, says whom to ask and makes no link at all."""
    if settings.MAIL:
        answer: HttpResponseBase = password_reset(request)
        return answer
    return render(request, "account/password_reset_unavailable.html")


def own_account(view: View) -> View:
    """Password and second step belong to real people: a demo person gets the 403 page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        demand(not (isinstance(request.user, User) and request.user.is_demo), CHANGE_PERSON)
        return view(request, *args, **kwargs)

    return guarded


def listen() -> None:
    """Hear the library tell of second steps, for the trail; it offers no other hook."""
    for signal, kind in (
        (authenticator_added, events.SECOND_STEP_ON),
        (authenticator_removed, events.SECOND_STEP_OFF),
        (authenticator_reset, events.RECOVERY_CODES_RENEWED),
    ):
        signal.connect(_writer(kind), dispatch_uid=kind.code, weak=False)


def _writer(kind: EventKind) -> Callable[..., None]:
    def write(user: User, authenticator: Any, **_rest: Any) -> None:
        # Recovery codes come and go with the second step itself, which is told already.
        added_with_it = authenticator.type == authenticator.Type.RECOVERY_CODES
        if kind is events.RECOVERY_CODES_RENEWED or not added_with_it:
            note_second_step(user, kind)

    return write
