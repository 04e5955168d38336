"""People and what they are appointed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q

from selaras.foundation.cursor import page_of
from selaras.people.models import Appointment, Institution, User
from selaras.people.models.appointment import AppointmentQuerySet
from selaras.people.models.user import UserQuerySet
from selaras.people.roles import Role

PAGE_SIZE = 50
EMPTY = "(kosong)"
"""The filter value for "holds no appointment today"."""


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the address asks for. ``state`` is "aktif", "nonaktif" or empty for both."""

    text: str = ""
    role: str = ""
    institution: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as pages show it; the first day without it is ``valid_to``."""

    pk: int
    user: int
    person: str
    role: str
    role_label: str
    place: str
    institution: int | None
    institution_slug: str
    decree: str
    decree_date: date | None
    valid_from: date
    valid_to: date | None
    in_force: bool
    version: int

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None for an open end."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people, with what they hold today."""

    pk: int
    name: str
    email: str
    position: str
    institution: str
    is_active: bool
    is_demo: bool
    may_sign_in: bool
    appointments: Sequence[AppointmentRow]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One page of the list, its neighbours' cursors and the number of people found."""

    rows: Sequence[PersonRow]
    previous: str
    next: str
    total: int


def people_list(actor: object, wanted: PeopleFilter, *, day: date, cursor: str = "") -> PeopleList:
    """A page of the people the actor may know of, by name; three queries."""
    found = _found(actor, wanted, day)
    page = page_of(_with_roles(found, day), ("name", "pk"), size=PAGE_SIZE, cursor=cursor)
    rows = [_row(person, day) for person in page.rows]
    return PeopleList(rows, page.previous, page.next, found.count())


def all_people(actor: object, wanted: PeopleFilter, *, day: date) -> Iterator[PersonRow]:
    """Everyone in the list, for an export; two queries for each thousand."""
    ordered = _with_roles(_found(actor, wanted, day), day).order_by("name", "pk")
    for person in ordered.iterator(chunk_size=1000):
        yield _row(person, day)


def appointments_of(person: User, actor: object, *, day: date) -> list[AppointmentRow]:
    """Everything the person holds, held or will hold, as far as the actor may know; newest first.

    One query.
    """
    rows = Appointment.objects.visible_to(actor).filter(user=person)
    return [appointment_row(row, day) for row in _placed(rows).order_by("-valid_from", "-pk")]


def team_of(institution: Institution, *, day: date) -> list[AppointmentRow]:
    """Who holds what in the institution on the day, in the order of the roles; one query."""
    rows = _placed(institution.appointments.in_force(day))
    order = {role.value: place for place, role in enumerate(Role)}
    return sorted(
        (appointment_row(row, day) for row in rows),
        key=lambda row: (order[row.role], row.place, row.person),
    )


def operators_of(unit_id: int, *, day: date) -> list[AppointmentRow]:
    """Who is operator of the unit on the day; one query."""
    rows = _placed(Appointment.objects.in_force(day).filter(unit=unit_id))
    return [appointment_row(row, day) for row in rows.order_by("user__name")]


def demo_people(day: date) -> list[PersonRow]:
    """The demo people, by institution and name; two queries."""
    rows = _with_roles(User.objects.demo(), day)
    return [_row(person, day) for person in rows.order_by("institution__name", "name")]


def appointment_row(appointment: Appointment, day: date) -> AppointmentRow:
    """The row of an appointment whose person and place have been read with it."""
    institution, unit = appointment.institution, appointment.unit
    place = unit.name if unit else (institution.name if institution else "")
    return AppointmentRow(
        pk=appointment.pk,
        user=appointment.user_id,
        person=appointment.user.name,
        role=appointment.role,
        role_label=str(Role(appointment.role).label),
        place=place,
        institution=appointment.institution_id,
        institution_slug=institution.slug if institution else "",
        decree=appointment.decree,
        decree_date=appointment.decree_date,
        valid_from=appointment.valid_from,
        valid_to=appointment.valid_to,
        in_force=appointment.valid_from <= day
        and (appointment.valid_to is None or day < appointment.valid_to),
        version=appointment.version,
    )


def _found(actor: object, wanted: PeopleFilter, day: date) -> UserQuerySet:
    rows = User.objects.visible_to(actor)
    held = Appointment.objects.in_force(day).filter(user=OuterRef("pk"))
    if wanted.text:
        rows = rows.filter(
            Q(name__icontains=wanted.text)
            | Q(email__icontains=wanted.text)
            | Q(position__icontains=wanted.text)
        )
    if wanted.state:
        rows = rows.filter(is_active=wanted.state == "aktif")
    if wanted.role == EMPTY:
        rows = rows.exclude(Exists(held))
    elif wanted.role:
        rows = rows.filter(Exists(held.filter(role=wanted.role)))
    if wanted.institution == EMPTY:
        rows = rows.filter(institution__isnull=True)
    elif wanted.institution:
        rows = rows.filter(
            Q(institution__slug=wanted.institution)
            | Exists(held.filter(institution__slug=wanted.institution))
        )
    return rows


def _with_roles(rows: UserQuerySet, day: date) -> UserQuerySet:
    held = _placed(Appointment.objects.in_force(day)).order_by("valid_from", "pk")
    return rows.select_related("institution").prefetch_related(
        Prefetch("appointments", queryset=held)
    )


def _placed(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    return rows.select_related("user", "institution", "unit")


def _row(person: User, day: date) -> PersonRow:
    return PersonRow(
        pk=person.pk,
        name=person.name,
        email=person.email,
        position=person.position,
        institution=person.institution.name if person.institution else "",
        is_active=person.is_active,
        is_demo=person.is_demo,
        may_sign_in=person.is_active and person.has_usable_password(),
        appointments=[appointment_row(row, day) for row in person.appointments.all()],
    )
