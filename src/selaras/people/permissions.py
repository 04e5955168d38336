"""Who may do what with people and places: declared here, asked by services, pages and commands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import System, declare
from selaras.people.models import AccessToken, Appointment, Institution, SavedView, User
from selaras.people.roles import OUTSIDER_ROLES, SITE_ROLES, Role
from selaras.people.standing import prospects_of, standing_of

CREATE_INSTITUTION = declare("institution.create", _("menambah instansi"))
CHANGE_INSTITUTION = declare("institution.change", _("mengubah data instansi"))
CLASSIFY_INSTITUTION = declare(
    "institution.classify", _("mengubah kategori, kode, atau provinsi instansi")
)
CHANGE_LETTERHEAD = declare("letterhead.change", _("mengatur kop dan tanda tangan instansi ini"))
MANAGE_UNITS = declare("unit.manage", _("mengatur unit kerja instansi ini"))
CREATE_PERSON = declare("person.create", _("menambah pengguna"))
CHANGE_PERSON = declare("person.change", _("mengubah data pengguna ini"))
INVITE_PERSON = declare("person.invite", _("membuat tautan kata sandi untuk pengguna ini"))
APPOINT = declare("appointment.manage", _("mengatur penugasan ini"))
READ_TRAIL = declare("trail.read", _("membaca jejak kegiatan"))
MANAGE_VIEW = declare("view.manage", _("mengatur tampilan tersimpan ini"))
ISSUE_TOKEN = declare("token.issue", _("menerbitkan token akses untuk orang ini"))
REVOKE_TOKEN = declare("token.revoke", _("mencabut token akses ini"))

TRAIL_ROLES = (Role.INSTITUTION_ADMIN, Role.COORDINATOR)
"""Who reads the trail of the own institution."""


def may_create_institution(actor: object) -> bool:
    """Only the system administrator decides which institutions exist here."""
    return standing_of(actor).is_system_admin


def may_know_institution(actor: object, institution: Institution) -> bool:
    """Whether the actor may open the institution's page; agrees with ``visible_to``. No query."""
    standing = standing_of(actor)
    return (
        standing.is_system_admin
        or institution.pk in standing.institutions()
        or institution.province_id in standing.institutions(Role.READER)
    )


def may_change_institution(actor: object, institution: Institution) -> bool:
    """Whether the actor corrects the institution's facts."""
    return administers(actor, institution.pk)


def may_change_letterhead(actor: object, institution: Institution) -> bool:
    """Whether the actor says how the institution's papers look and who signs them."""
    return administers(actor, institution.pk)


def may_classify_institution(actor: object) -> bool:
    """Whether the actor says what an institution is and which province it lies in.

    The group in whose average it counts and the readers who see it follow from that, so its own
    admins do not decide it.
    """
    return standing_of(actor).is_system_admin


def may_manage_units(actor: object, institution: Institution) -> bool:
    """Whether the actor shapes the unit tree of the institution."""
    return administers(actor, institution.pk)


def may_create_person(actor: object, institution_id: int | None) -> bool:
    """Whether the actor adds people to the institution (None: people of no institution)."""
    return administers(actor, institution_id)


def may_change_person(actor: object, person: User) -> bool:
    """Whether the actor looks after the account.

    Whoever looks after an account can come to hold its password, so every role the person holds
    or is yet to hold must lie in an institution the actor administers, even while the account is
    switched off: it can be switched on again.
    """
    if person.is_demo:
        return False
    mine = standing_of(actor)
    if mine.is_system_admin:
        return True
    places = mine.institutions(Role.INSTITUTION_ADMIN)
    if person.institution_id not in places:
        return False
    theirs = prospects_of(person)
    return not theirs.is_system_admin and theirs.institutions() <= places


def may_invite(actor: object, person: User) -> bool:
    """Whether the actor makes a set-password link; once one is set only the administrator."""
    if not person.is_active or not may_change_person(actor, person):
        return False
    return standing_of(actor).is_system_admin or not person.has_usable_password()


def may_appoint(actor: object, role: Role, institution_id: int | None) -> bool:
    """Whether the actor gives or ends that role there.

    The system's own role, assessors and readers come from the system administrator.
    """
    if standing_of(actor).is_system_admin:
        return True
    return (
        role not in SITE_ROLES and role not in OUTSIDER_ROLES and administers(actor, institution_id)
    )


def may_end(actor: object, appointment: Appointment) -> bool:
    """Whether the actor ends the appointment."""
    return may_appoint(actor, Role(appointment.role), appointment.institution_id)


def may_end_row(actor: object, role: str, institution_id: int | None) -> bool:
    """The same, for an appointment known by role and place."""
    return may_appoint(actor, Role(role), institution_id)


def may_manage_view(actor: object, view: SavedView) -> bool:
    """Whether the saved view is the actor's own."""
    return view.user_id == getattr(actor, "pk", None)


def may_issue_token(actor: object, person: User) -> bool:
    """Whether the actor issues keys that act for the person: oneself, or the console."""
    return isinstance(actor, System) or person.pk == getattr(actor, "pk", None)


def may_revoke_token(actor: object, token: AccessToken) -> bool:
    """Whether the actor ends the key: its owner, or the system administrator."""
    return standing_of(actor).is_system_admin or token.person_id == getattr(actor, "pk", None)


def may_read_trail(actor: object) -> bool:
    """Whether the actor reads any part of the trail."""
    scopes = trail_scopes(actor)
    return scopes is None or bool(scopes)


def trail_scopes(actor: object) -> frozenset[str] | None:
    """Scopes of the trail the actor reads; None for all of it."""
    standing = standing_of(actor)
    if standing.is_system_admin:
        return None
    return frozenset(f"institution:{place}" for place in standing.institutions(*TRAIL_ROLES))


def administers(actor: object, institution_id: int | None) -> bool:
    """Whether the actor is system administrator or admin of that institution."""
    standing = standing_of(actor)
    if standing.is_system_admin:
        return True
    return institution_id is not None and standing.holds(Role.INSTITUTION_ADMIN, institution_id)


def appointable_roles(actor: object, institution_id: int | None) -> tuple[Role, ...]:
    """Roles the actor may give there, in the order of the list of roles."""
    return tuple(role for role in Role if may_appoint(actor, role, institution_id))
