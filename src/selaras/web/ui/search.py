"""Finding anything by name: each web app may offer providers, this module asks them all.

An app that has something to find puts ``search.py`` beside its views, with ``PROVIDERS``: a tuple
of functions ``(request, text) -> Iterable[Result]``. A provider returns only what the person may
see, at most a handful, best first.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from selaras import web
from selaras.web.navigation import navigation

PER_PROVIDER = 8


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. ``kind`` says what it is ("Halaman", "Instansi", "Indikator")."""

    title: str
    url: str
    kind: str | Promise
    note: str = ""


Provider = Callable[[HttpRequest, str], Iterable[Result]]


def pages(request: HttpRequest, text: str) -> Iterable[Result]:
    """Pages of the rail whose name holds the text; all of them for an empty text."""
    wanted = text.casefold()
    for section in navigation(request):
        for link in section.links:
            if wanted in link.label.casefold():
                yield Result(link.label, link.url, _("Halaman"))


@lru_cache(maxsize=1)
def providers() -> tuple[Provider, ...]:
    """Every provider of every web app, in the apps' alphabetical order, pages first."""
    found: list[Provider] = [pages]
    for module in pkgutil.iter_modules(web.__path__):
        name = f"{web.__name__}.{module.name}.search"
        if module.ispkg and name != __name__ and find_spec(name):
            found.extend(import_module(name).PROVIDERS)
    return tuple(found)


def search(request: HttpRequest, text: str) -> list[Result]:
    """What all providers found for the text, blanks at its ends ignored."""
    text = text.strip()[:100]
    return [
        result
        for provider in providers()
        for result in islice(provider(request, text), PER_PROVIDER)
    ]
