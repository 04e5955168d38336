"""What the search finds among people and places."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from selaras.people.models import Institution, User
from selaras.web.ui.search import Result

AT_MOST = 8
SHORTEST = 2
"""One letter finds everything and helps nobody."""


def institutions(request: HttpRequest, text: str) -> Iterable[Result]:
    """Institutions whose name holds the text."""
    if len(text) < SHORTEST:
        return
    found = Institution.objects.visible_to(request.user).filter(name__icontains=text)
    for place in found.order_by("name")[:AT_MOST]:
        address = reverse("people:institution", args=[place.slug])
        yield Result(place.name, address, _("Instansi"), place.get_category_display())


def people(request: HttpRequest, text: str) -> Iterable[Result]:
    """People whose name holds the text."""
    if len(text) < SHORTEST:
        return
    found = User.objects.visible_to(request.user).filter(name__icontains=text)
    for person in found.order_by("name")[:AT_MOST]:
        address = reverse("people:user", args=[person.pk])
        yield Result(person.name, address, _("Pengguna"), person.position)


PROVIDERS = (institutions, people)
