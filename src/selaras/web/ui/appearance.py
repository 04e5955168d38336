"""Light or dark: the choice lives in a cookie, so the first byte of a page already knows."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE: Final = "tema"
THEMES: Final = ("light", "dark")
"""The values of ``data-theme``; nothing chosen means the system decides."""
YEAR = 60 * 60 * 24 * 365


def chosen_theme(request: HttpRequest) -> str:
    """What the person chose, "light" or "dark"; empty when the system decides."""
    value = request.COOKIES.get(COOKIE, "")
    return value if value in THEMES else ""


def safe_return(request: HttpRequest) -> str:
    """Where the person came from, within this site; the front page otherwise."""
    wanted = request.POST.get("next") or request.headers.get("referer") or "/"
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "/"


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme and go back."""
    response = HttpResponseRedirect(safe_return(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
