"""Marking messages as read. What a person has read is their own business: no trail is kept."""

from __future__ import annotations

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.notifications.models import InboxItem
from selaras.notifications.permissions import READ_INBOX, may_read_item
from selaras.notifications.queries.inbox import unread_of
from selaras.people.models import User


def mark_read(item: InboxItem, *, actor: User) -> None:
    """Mark one message as read; the first time counts. Raises DeniedError for another's."""
    demand(may_read_item(actor, item), READ_INBOX)
    unread_of(actor).filter(pk=item.pk).update(read_at=clock.now())


def mark_all_read(*, actor: User, upto: int) -> int:
    """Mark what the person has seen as read: messages up to this key; how many there were.

    What came in since the page was drawn stays unread.
    """
    return unread_of(actor).filter(pk__lte=upto).update(read_at=clock.now())
