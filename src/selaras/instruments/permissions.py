"""Who may do what with instruments: everyone signed in reads, system administrators publish."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, declare
from selaras.people.models import User
from selaras.people.standing import standing_of

VIEW_INSTRUMENTS = declare("instruments.view", _("melihat instrumen"))
PUBLISH_INSTRUMENTS = declare("instruments.publish", _("menerbitkan versi instrumen"))


def may_view_instruments(actor: Actor) -> bool:
    """Whether the actor may read instruments: the system and every active person."""
    return actor.is_active if isinstance(actor, User) else actor.actor_id is None


def may_publish_instruments(actor: Actor) -> bool:
    """Whether the actor may publish a version."""
    if isinstance(actor, User):
        return standing_of(actor).is_system_admin
    return actor.actor_id is None
