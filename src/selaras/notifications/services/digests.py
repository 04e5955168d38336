"""Mail that sums up what is unread: daily on working days, or on Mondays.

A message is marked as mailed before the mail leaves, and the mark is taken back when the mail
server refuses. So a process killed in between loses that one summary and never sends it twice; the
messages are in the inbox all the same. The other order would send a summary again after every kill.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.notifications.models import Digest, DigestChoice, InboxItem
from selaras.notifications.queries.inbox import Notice, notice, with_places
from selaras.people.models import User

FROM_HOUR = 6
"""Local hour from which summaries leave, so that they lie there when the office opens."""
LONGEST = 40
"""Messages told in one mail; the rest is counted."""
FRIDAY = 4

log = logging.getLogger(__name__)


def send_digests(now: datetime) -> int:
    """Send every summary that is due; how many left."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR or not _reaches_anybody():
        return 0
    choices = {choice.person_id: choice for choice in DigestChoice.objects.all()}
    waiting = InboxItem.objects.filter(read_at=None, mailed_at=None, person__is_active=True)
    if not settings.DEMO:
        waiting = waiting.filter(person__is_demo=False)
    people = User.objects.filter(pk__in=waiting.values("person_id")).order_by("pk")
    return sum(
        _send(person, choice, now)
        for person in people
        if is_due(choice := choices.get(person.pk, DigestChoice(person=person)), local)
    )


def is_due(choice: DigestChoice, local: datetime) -> bool:
    """Whether a summary is due at that local time: none has left since the last due day."""
    day = local.date()
    if choice.frequency == Digest.NEVER or day.weekday() > FRIDAY:
        return False
    due = day if choice.frequency == Digest.DAILY else day - timedelta(days=day.weekday())
    return choice.sent_at is None or _local_day(choice.sent_at) < due


def _reaches_anybody() -> bool:
    """Demo people have no letter box: their mail is printed on the console or not at all."""
    return not (settings.DEMO and settings.MAIL)


def _local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _send(person: User, choice: DigestChoice, now: datetime) -> bool:
    items = _claim(person, choice, now)
    if not items:
        return False
    with translation.override(choice.language):
        notices = [notice(item, person) for item in items]
        told = [one for one in notices if not one.is_lost]
        if not told:
            return False
        mail = _mail(person, told)
    try:
        mail.send()
    except OSError:
        # The mail server is away or refuses; what it says may name people, so only that it failed.
        log.exception("a summary could not be sent")
        _release(person, choice, items)
        return False
    return True


def _claim(person: User, choice: DigestChoice, now: datetime) -> Sequence[InboxItem]:
    """The messages of this summary, marked as mailed; none when another worker was quicker."""
    with transaction.atomic():
        row, _made = DigestChoice.objects.get_or_create(person=person)
        if not DigestChoice.objects.filter(pk=row.pk, sent_at=choice.sent_at).update(sent_at=now):
            return []
        rows = with_places(InboxItem.objects.filter(person=person, read_at=None, mailed_at=None))
        items = list(rows.order_by("-pk"))
        InboxItem.objects.filter(pk__in=[item.pk for item in items]).update(mailed_at=now)
    return items


def _release(person: User, choice: DigestChoice, items: Sequence[InboxItem]) -> None:
    with transaction.atomic():
        DigestChoice.objects.filter(person=person).update(sent_at=choice.sent_at)
        InboxItem.objects.filter(pk__in=[item.pk for item in items]).update(mailed_at=None)


def _mail(person: User, notices: Sequence[Notice]) -> EmailMessage:
    """The mail: what happened, where, and links; no notes, no values, nothing that signs in."""
    count = len(notices)
    subject = ngettext(
        "Selaras: %(count)d pesan belum dibaca", "Selaras: %(count)d pesan belum dibaca", count
    ) % {"count": count}
    setting = f"{settings.SITE}{reverse('inbox:settings')}"
    lines = [_("Yth. %(name)s,") % {"name": person.get_short_name()}, ""]
    lines += [_("Ini yang belum Anda baca di Selaras:"), ""]
    for one in notices[:LONGEST]:
        lines += [f"- {one.sentence}", f"  {' · '.join(one.where)}"]
    if count > LONGEST:
        more = ngettext("dan %(count)d pesan lagi", "dan %(count)d pesan lagi", count - LONGEST)
        lines += [f"- {more % {'count': count - LONGEST}}"]
    lines += ["", f"{_('Buka kotak masuk:')} {settings.SITE}{reverse('inbox:list')}"]
    lines += [f"{_('Ubah atau hentikan ringkasan ini:')} {setting}", ""]
    return EmailMessage(
        subject,
        "\n".join(lines),
        to=[person.email],
        headers={"List-Unsubscribe": f"<{setting}>", "Auto-Submitted": "auto-generated"},
    )
