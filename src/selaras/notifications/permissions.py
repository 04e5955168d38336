"""Who may read whose inbox and who may tell other systems: declared here, asked by services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import declare
from selaras.notifications.models import InboxItem
from selaras.people.permissions import administers
from selaras.people.roles import Role
from selaras.people.standing import standing_of

READ_INBOX = declare("inbox.read", _("membaca kotak masuk ini"))
MANAGE_WEBHOOKS = declare("webhook.manage", _("mengatur webhook di sini"))


def may_read_item(actor: object, item: InboxItem) -> bool:
    """Whether it is the actor's own; nobody reads another's inbox."""
    return item.person_id == getattr(actor, "pk", None)


def may_manage_webhooks(actor: object, institution_id: int | None) -> bool:
    """Whether the actor says which systems hear what happens there (None: everywhere)."""
    return administers(actor, institution_id)


def may_open_webhooks(actor: object) -> bool:
    """Whether the actor manages the webhooks of any place."""
    standing = standing_of(actor)
    return standing.is_system_admin or bool(standing.institutions(Role.INSTITUTION_ADMIN))
