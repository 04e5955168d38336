"""What the search finds among instruments: instruments and their indicators, by name or number."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from selaras.instruments.permissions import may_view_instruments
from selaras.instruments.queries import definitions, versions
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.instruments.pages import address_of, indicator_address
from selaras.web.ui.search import Result

SHORTEST = 2
"""Fewer letters than this name nearly every indicator."""


def results(request: HttpRequest, text: str) -> Iterable[Result]:
    """Current instruments, then their indicators, the newest instrument first."""
    wanted = text.casefold()
    if len(wanted) < SHORTEST or not may_view_instruments(actor_of(request)):
        return
    current = list(versions().filter(is_current=True))
    current.sort(key=lambda version: version.code.rpartition("-")[2], reverse=True)
    built = definitions(current)
    for version in current:
        if wanted in f"{version.code} {version.name}".casefold():
            yield Result(f"{version.code} · {version.name}", address_of(version), _("Instrumen"))
    for version in current:
        names = short_names(built[version.pk])
        for number, name in names.items():
            if wanted in name.casefold():
                yield Result(
                    f"{number}. {name}",
                    indicator_address(version.code, number, ""),
                    _("Indikator"),
                    version.code,
                )


PROVIDERS = (results,)
