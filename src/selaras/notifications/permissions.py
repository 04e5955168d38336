"""Who may read whose inbox: declared here, asked by services and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import declare
from selaras.notifications.models import InboxItem

READ_INBOX = declare("inbox.read", _("membaca kotak masuk ini"))


def may_read_item(actor: object, item: InboxItem) -> bool:
    """Whether it is the actor's own; nobody reads another's inbox."""
    return item.person_id == getattr(actor, "pk", None)
