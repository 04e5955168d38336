"""How often somebody may call: a window of a minute for each token, counted in the shared cache.

All server processes count together. Two requests that arrive at the same instant may count as one:
the limit keeps a runaway program off, it is no price list.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from selaras.api.problems import ProblemError

WINDOW = 60
"""Seconds."""
_ATTRIBUTE = "_selaras_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a window: requests in all, requests left, seconds until the next one."""

    limit: int
    left: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The headers every answer carries."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset),
        }


def count_call(request: HttpRequest, key: str) -> None:
    """Count a request of a known caller. Raises ProblemError 429 beyond the limit."""
    _spend(request, key, settings.API_RATE)


def count_failure(request: HttpRequest) -> None:
    """Count a request of somebody unknown, by address. Raises ProblemError 429 beyond the limit."""
    _spend(request, f"address:{get_adapter().get_client_ip(request)}", settings.API_FAILURES)


def tell_rate(request: HttpRequest, response: HttpResponse) -> None:
    """Say on the answer what is left."""
    rate = getattr(request, _ATTRIBUTE, None)
    if isinstance(rate, Rate):
        for name, value in rate.headers().items():
            response.headers[name] = value


def _spend(request: HttpRequest, key: str, most: int) -> None:
    now = int(time.time())
    name = f"api:{key}:{now // WINDOW}"
    used = int(cache.get(name) or 0) + 1
    reset = WINDOW - now % WINDOW
    setattr(request, _ATTRIBUTE, Rate(most, max(0, most - used), reset))
    if used > most:
        raise ProblemError(
            "terlalu-sering",
            _("Batasnya %(most)d permintaan per menit. Ulangi %(wait)d detik lagi.")
            % {"most": most, "wait": reset},
            headers={"Retry-After": str(reset)},
        )
    cache.set(name, used, 2 * WINDOW)
