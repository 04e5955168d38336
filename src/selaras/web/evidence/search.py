"""What the search finds among documents."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from selaras.evidence.permissions import may_open_library
from selaras.evidence.queries.library import named
from selaras.web.access import actor_of
from selaras.web.ui.search import Result

LIMIT = 8
SHORTEST = 2
"""One letter finds everything and helps nobody."""


def documents(request: HttpRequest, text: str) -> Iterable[Result]:
    """Documents whose title or number holds the text, newest first."""
    actor = actor_of(request)
    if len(text) < SHORTEST or not may_open_library(actor):
        return
    for document in named(actor, text, limit=LIMIT):
        address = reverse("evidence:document", args=[document.pk])
        yield Result(document.title, address, _("Dokumen"), document.number)


PROVIDERS = (documents,)
