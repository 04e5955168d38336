"""Choosing documents for another page: search, tick, go back there with what was chosen.

A page leads here with ``?untuk=`` its own address; what was chosen comes back as ``dokumen`` in
that address. ``banyak`` allows several. Asked by htmx, only the choice itself is answered, for a
dialog of the other page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from selaras.evidence.permissions import READ_DOCUMENT, may_open_library
from selaras.foundation.access import demand
from selaras.web.access import actor_of
from selaras.web.evidence.library import found_lines

LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class WayBack:
    """The page that asked: its path, and what its address holds beside the choice."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def chosen(self, keys: Iterable[int]) -> str:
        """The address that brings these documents back."""
        return f"{self.path}?{urlencode([*self.fields, *(('dokumen', key) for key in keys)])}"


def way_back(address: str) -> WayBack | None:
    """The page of this site with that address; None for anything else."""
    if (
        not address.startswith("/")
        or len(address) > LONGEST_ADDRESS
        or not url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    ):
        return None
    parts = urlsplit(address)
    fields = [(n, v) for n, v in parse_qsl(parts.query) if n != "dokumen"]
    return WayBack(parts.path, tuple(fields))


@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """The library as a choice; without a page to go back to there is none."""
    actor = actor_of(request)
    demand(may_open_library(actor), READ_DOCUMENT)
    back = way_back(request.GET.get("untuk", ""))
    if back is None:
        raise Http404
    words = request.GET.get("cari", "").strip()[:200]
    lines, more = found_lines(actor, words)
    context = {
        "lines": lines,
        "more": more,
        "back": back,
        "untuk": request.GET["untuk"],
        "several": "banyak" in request.GET,
        "words": words,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "evidence/_picker.html" if part else "evidence/picker.html", context)
