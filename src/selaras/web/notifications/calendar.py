"""The calendar that a calendar program fetches under a secret address."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.foundation import clock
from selaras.foundation.documents import ical
from selaras.notifications.queries.calendar import entries_of, owner_of
from selaras.notifications.queries.inbox import choice_of

FRESH_FOR = 900
"""Seconds for which the program may keep what it fetched."""


@login_not_required
@require_safe
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of the key's owner; whoever knows the key reads it, signed in or not."""
    person = owner_of(key)
    if person is None:
        raise Http404
    with translation.override(choice_of(person).language):
        site = settings.SITE.partition("://")[2]
        name = _("Selaras · %(name)s") % {"name": person.name}
        body = ical.content(name, entries_of(person, site=site), made_at=clock.now())
    response = HttpResponse(body, content_type=ical.CONTENT_TYPE)
    response["Cache-Control"] = f"private, max-age={FRESH_FOR}"
    response["Content-Disposition"] = 'inline; filename="selaras.ics"'
    return response
