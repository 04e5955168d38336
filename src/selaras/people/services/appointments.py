"""Appointing people and ending appointments, each by a decree (SK)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.people import events
from selaras.people.models import Appointment, Institution, Unit, User
from selaras.people.permissions import APPOINT, may_appoint, may_end
from selaras.people.roles import SITE_ROLES, UNIT_ROLES, Role
from selaras.people.services.users import refuse_losing_last_administrator
from selaras.people.services.writing import save_changes, save_new
from selaras.people.standing import forget_standing

_FACTS = (
    "role",
    "institution",
    "unit",
    "decree",
    "decree_date",
    "valid_from",
    "valid_to",
)


@transaction.atomic
def appoint(
    person: User,
    *,
    role: Role,
    institution: Institution | None = None,
    unit: Unit | None = None,
    decree: str = "",
    decree_date: date | None = None,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
) -> Appointment:
    """Give a person a role in a place for a term (``valid_to`` is the first day without it).

    Raises DeniedError, RefusedError when role and place do not fit, the person already holds the
    role there in that time, or the account is switched off.
    """
    if unit is not None and institution is None:
        institution = unit.institution
    demand(may_appoint(actor, role, institution.pk if institution else None), APPOINT)
    problems = _place_problems(role, institution, unit, valid_from)
    if not _claim(person):
        problems.append(Problem(_("Akun orang ini nonaktif. Aktifkan dahulu."), "user"))
    twice = person.appointments.overlapping(valid_from, valid_to).filter(
        role=role, institution=institution, unit=unit
    )
    if twice.exists():
        message = _("Orang ini sudah memegang peran itu di tempat yang sama pada masa itu.")
        problems.append(Problem(message, "role"))
    if problems:
        raise RefusedError(*problems)
    appointment = Appointment(
        user=person,
        role=role,
        institution=institution,
        unit=unit,
        decree=decree.strip(),
        decree_date=decree_date,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    scope = institution.scope if institution else ""
    save_new(appointment, events.APPOINTED, actor=actor, scope=scope, names=_FACTS)
    forget_standing(person)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, day: date, version: int, actor: Actor) -> bool:
    """End an appointment; ``day`` is the first day on which it no longer holds.

    Raises DeniedError, ChangedMeanwhileError, RefusedError for a day that is not after the
    beginning and for the last system administrator.
    """
    demand(may_end(actor, appointment), APPOINT)
    if day <= appointment.valid_from:
        raise refuse(_("Tanggal berakhir harus sesudah tanggal mulai berlaku."), "day")
    if appointment.valid_to is not None and appointment.valid_to < day:
        raise refuse(_("Penugasan ini sudah berakhir sebelum tanggal itu."), "day")
    if appointment.role == Role.SYSTEM_ADMIN:
        refuse_losing_last_administrator(appointment.user)
    institution = appointment.institution
    ended = save_changes(
        appointment,
        {"valid_to": day},
        version=version,
        kind=events.APPOINTMENT_ENDED,
        actor=actor,
        scope=institution.scope if institution else "",
    )
    forget_standing(appointment.user)
    return ended


def _claim(person: User) -> bool:
    """Queue behind whoever appoints this person right now; whether the account is switched on.

    The database cannot compare terms, and two appointments that are each fine could overlap;
    after this one update the appointments that are read are those that stand.
    """
    active = User.objects.filter(pk=person.pk, is_active=True)
    return bool(active.update(appointments_version=F("appointments_version") + 1))


def _place_problems(
    role: Role, institution: Institution | None, unit: Unit | None, day: date
) -> list[Problem]:
    """Whether role, institution and unit belong together on the first day."""
    if role in SITE_ROLES:
        if institution or unit:
            return [Problem(_("Administrator sistem tidak terikat instansi."), "institution")]
        return []
    if institution is None:
        return [Problem(_("Pilih instansi untuk peran ini."), "institution")]
    if role not in UNIT_ROLES:
        if unit is not None:
            return [Problem(_("Peran ini berlaku untuk seluruh instansi, bukan unit."), "unit")]
        return []
    if unit is None:
        return [Problem(_("Pilih unit untuk operator unit."), "unit")]
    if unit.institution_id != institution.pk:
        return [Problem(_("Unit harus dari instansi yang dipilih."), "unit")]
    if not unit.stands_on(day):
        return [Problem(_("Unit tidak berlaku pada tanggal mulai penugasan."), "unit")]
    return []
