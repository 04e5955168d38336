"""Who may do what with documents: declared here, asked by services, pages and commands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Document
from selaras.evidence.models.document import RESTRICTED_READERS
from selaras.foundation.access import declare
from selaras.people.models import Unit
from selaras.people.roles import Role
from selaras.people.standing import standing_of

ADD_DOCUMENT = declare("document.add", _("menambah dokumen bukti"))
READ_DOCUMENT = declare("document.read", _("membuka dokumen bukti ini"))
CHANGE_DOCUMENT = declare("document.change", _("mengubah dokumen bukti ini"))
MARK_SAMPLE = declare("document.mark_sample", _("menandai dokumen sebagai contoh"))

LIBRARIANS = (Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
"""Who looks after the documents of every unit of the own institution."""


def may_open_library(actor: object) -> bool:
    """Whether the actor has a library to look at: everyone who works in an institution."""
    standing = standing_of(actor)
    return standing.is_system_admin or bool(standing.home_institutions())


def may_add_document(actor: object, institution_id: int, unit: Unit | None = None) -> bool:
    """Whether the actor hands documents in: the team anywhere, operators for their own units."""
    standing = standing_of(actor)
    if institution_id in standing.institutions(*LIBRARIANS):
        return True
    if institution_id not in standing.institutions(Role.UNIT_OPERATOR):
        return False
    return unit is None or unit.pk in standing.units()


def may_read_document(actor: object, document: Document) -> bool:
    """Whether the actor opens the document; agrees with ``Document.visible_to``. No query."""
    standing = standing_of(actor)
    if standing.is_system_admin:
        return True
    if document.institution_id not in standing.home_institutions():
        return False
    return (
        not document.is_restricted
        or document.institution_id in standing.institutions(*RESTRICTED_READERS)
        or document.unit_id in standing.units()
        or document.author_id == getattr(actor, "pk", None)
    )


def may_change_document(actor: object, document: Document) -> bool:
    """Whether the actor corrects its facts, replaces its file, or removes it while unused."""
    standing = standing_of(actor)
    if document.institution_id in standing.institutions(*LIBRARIANS):
        return True
    return document.institution_id in standing.institutions(Role.UNIT_OPERATOR) and (
        document.unit_id in standing.units()
        or (document.unit_id is None and document.author_id == getattr(actor, "pk", None))
    )


def may_mark_sample(actor: object) -> bool:
    """Whether the actor says of documents that they were made for demonstration."""
    return standing_of(actor).is_system_admin
