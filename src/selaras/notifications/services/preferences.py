"""What a person chooses: mails, and an address for calendars."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import record, telling_last
from selaras.notifications.events import (
    CALENDAR_KEY_MADE,
    CALENDAR_KEY_REVOKED,
    DIGEST_CHANGED,
)
from selaras.notifications.models import CalendarKey, Digest, DigestChoice
from selaras.notifications.models.calendar import digest_of
from selaras.people.models import User


def choose_digest(*, frequency: str, language: str, actor: User) -> DigestChoice:
    """Keep how often and in which language the actor wants mail. Raises RefusedError."""
    if frequency not in Digest.values:
        raise refuse(_("Pilih salah satu."), "frequency")
    if language not in dict(settings.LANGUAGES):
        raise refuse(_("Pilih salah satu."), "language")
    with telling_last():
        choice, _made = DigestChoice.objects.get_or_create(person=actor)
        old = {"ringkasan": choice.frequency, "bahasa": choice.language}
        new = {"ringkasan": frequency, "bahasa": language}
        if old != new:
            choice.frequency, choice.language = frequency, language
            choice.save(update_fields=["frequency", "language"])
            # No scope: how people want their mail is no business of their institution.
            record(DIGEST_CHANGED, actor, actor=actor, old=old, new=new)
    return choice


def make_calendar_key(*, actor: User) -> str:
    """A fresh secret key for the actor's calendar; an older one stops working.

    Only its digest is kept, so this is the one time that the key is known.
    """
    key = secrets.token_urlsafe(32)
    with telling_last():
        facts = {"digest": digest_of(key), "made_at": clock.now()}
        CalendarKey.objects.update_or_create(person=actor, defaults=facts)
        record(CALENDAR_KEY_MADE, actor, actor=actor)
    return key


def revoke_calendar_key(*, actor: User) -> bool:
    """Take the key back: the address answers nothing any more. False when there was none."""
    with telling_last():
        gone, _by_table = CalendarKey.objects.filter(person=actor).delete()
        if gone:
            record(CALENDAR_KEY_REVOKED, actor, actor=actor)
    return bool(gone)
