"""How the sign-in library behaves in this house: lock-out, closed sign-up, our own services."""

from __future__ import annotations

import math
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from selaras.foundation.access import demand
from selaras.people.models import User
from selaras.people.permissions import CHANGE_PERSON
from selaras.people.services.users import set_password


def _mismatch() -> str:
    if settings.MAIL:
        return _("Surel atau kata sandi salah. Periksa lagi, atau pakai “Lupa kata sandi”.")
    return _(
        "Surel atau kata sandi salah. Periksa lagi, atau mintalah tautan kata sandi kepada "
        "administrator sistem."
    )


_mismatch_lazy = lazy(_mismatch, str)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from administrators; failed sign-ins lock a name for one address only."""

    error_messages = {  # noqa: RUF012  the library's own attribute, extended
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "Terlalu banyak percobaan yang gagal. Tunggu beberapa menit, lalu coba lagi."
        ),
        "email_password_mismatch": _mismatch_lazy(),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: people are added and appointed."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """As the library's, which breaks at an address that is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library locks the name alone, so anybody could lock a person out by failing on
        # purpose. With the sender's address in the key the lock hits only the one who failed.
        return f"{credentials.get('email', '').strip().lower()}|{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while the lock holds, and say how long that is."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            seconds = self._waiting_time(request, **credentials)
            raise ValidationError(waiting_sentence(seconds), code="locked") from error

    def _waiting_time(self, request: HttpRequest, **credentials: Any) -> float:
        """Seconds until the oldest counted failure is forgotten and one more try is free."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        app, action = "allauth.account", "login_failed"
        waiting = 0.0
        for rate in ratelimit.get_rates(app=app, action=action):
            place = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key)
            history = cache.get(place, [])
            if len(history) >= rate.amount:
                waiting = max(waiting, history[-1] + rate.duration - time.time())
        return waiting

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Demo people come in through the role switcher and by no other door."""
        if isinstance(user, User) and user.is_demo:
            refused: HttpResponse = self.respond_user_inactive(request, user)
            return refused
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change and reset go through the service, so that the trail knows."""
        if not isinstance(user, User):
            raise TypeError("not one of our people")
        demand(not user.is_demo, CHANGE_PERSON)
        set_password(user, password, actor=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to the own account."""
        return reverse("people:account")


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """The institution's provider vouches for an address; the account must exist already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Nobody signs up this way either."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The person with the vouched-for address, demo people left out."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        return None if found is None or found[0].is_demo else found


def waiting_sentence(seconds: float) -> str:
    """What a locked-out person reads; whole minutes, rounded up."""
    minutes = max(1, math.ceil(seconds / 60))
    wait = ngettext("%(count)s menit", "%(count)s menit", minutes) % {"count": minutes}
    if not settings.MAIL:
        return _(
            "Terlalu banyak percobaan masuk yang gagal untuk akun ini dari komputer atau jaringan "
            "Anda. Tunggu %(wait)s, lalu coba lagi. Bila lupa kata sandi, hubungi administrator "
            "sistem."
        ) % {"wait": wait}
    sentence = _(
        "Terlalu banyak percobaan masuk yang gagal untuk akun ini dari komputer atau jaringan "
        "Anda. Tunggu %(wait)s, lalu coba lagi. Bila lupa kata sandi, pakai “Lupa kata sandi”."
    )
    return sentence % {"wait": wait}
