"""Who lets everybody read an institution's announced results. See docs/decisions/0028."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import declare
from selaras.people.models import Institution
from selaras.people.roles import Role
from selaras.people.standing import standing_of

AGREE_OPEN = declare("results.open", _("membuka hasil instansi ini untuk umum"))

OPENERS = (Role.COORDINATOR, Role.INSTITUTION_ADMIN)
"""Who speaks for the institution; nobody does in their place, the administrator included."""


def may_agree_open(actor: object, institution: Institution) -> bool:
    """Whether the actor opens the institution's announced results, and closes them again."""
    return institution.pk in standing_of(actor).institutions(*OPENERS)
