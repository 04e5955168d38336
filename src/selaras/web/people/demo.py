"""The role switcher of the demo: only in demo mode, only for a browser on the same machine."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from selaras.foundation import clock
from selaras.people.models import User
from selaras.people.queries.people import PersonRow, demo_people
from selaras.people.services.users import note_demo_sign_in

_FORWARDED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CDN_LOOP")
_FORWARDED_PREFIXES = ("HTTP_X_FORWARDED", "HTTP_CF_", "HTTP_X_ORIGINAL_", "HTTP_TRUE_CLIENT_")
"""Headers that betray a proxy: the browser behind it may be anywhere."""


def is_offered(request: HttpRequest) -> bool:
    """Whether the switcher exists for this request.

    A proxy on the same machine looks like a browser there, so every sign of one closes the door:
    the settings that speak of proxies, the headers they add, a foreign name for this server, and
    HTTP/1.0, which no browser speaks but a proxy without further setting does.
    """
    if not settings.DEMO or settings.PROXIED or _is_forwarded(request):
        return False
    name, _port = split_domain_port(request.get_host())
    return _is_here(name.strip("[]")) and _is_here(request.META.get("REMOTE_ADDR", ""))


def _is_forwarded(request: HttpRequest) -> bool:
    return request.META.get("SERVER_PROTOCOL") == "HTTP/1.0" or any(
        name in _FORWARDED or name.startswith(_FORWARDED_PREFIXES) for name in request.META
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@never_cache
@login_not_required
@require_safe
def switch(request: HttpRequest) -> HttpResponse:
    """The demo people as cards, by institution."""
    if not is_offered(request):
        raise Http404
    groups: dict[str, list[PersonRow]] = {}
    for person in demo_people(clock.today()):
        groups.setdefault(person.institution, []).append(person)
    return render(request, "people/switch.html", {"groups": list(groups.items())})


@never_cache
@login_not_required
@require_POST
def switch_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of them."""
    if not is_offered(request):
        raise Http404
    person = get_object_or_404(User.objects.demo(), pk=pk)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_demo_sign_in(person)
    return redirect(settings.LOGIN_REDIRECT_URL)
