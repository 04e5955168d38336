"""Institutions, their units, the people in them and what they are appointed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import QueryEx, Router
from pydantic import Field

from selaras.api.authentication import READING
from selaras.api.bodies import Key, Slug, Told
from selaras.api.caller import caller_of, person_of
from selaras.api.etags import tell_version
from selaras.api.paging import USUAL, Cursor, Limit, Listed, listed
from selaras.foundation import clock
from selaras.people.models import Appointment, Category, Institution, TokenScope, Unit, User
from selaras.people.queries.people import AppointmentRow as Held
from selaras.people.queries.people import appointment_row, appointments_of
from selaras.people.queries.units import UnitNode, unit_facts, unit_tree
from selaras.people.roles import Role

router = Router(tags=["Orang dan tempat"], auth=READING)

Words = Annotated[str, QueryEx(max_length=100, description="Bagian dari nama.")]


class InstitutionFacts(Told):
    """An institution that is rated."""

    id: int
    name: str
    slug: str
    category: Category
    code: str
    province: int | None
    version: int


class UnitFacts(Told):
    """A unit of an institution; the first day it no longer exists is ``valid_to``."""

    id: int
    name: str
    abbreviation: str
    parent: int | None
    depth: int
    valid_from: date
    valid_to: date | None
    stands: bool
    successors: list[int]
    predecessors: list[int]
    version: int


class AppointmentFacts(Told):
    """Who holds what role where; the first day without it is ``valid_to``."""

    id: int
    person: int
    person_name: str
    role: Role
    place: str
    institution: int | None
    decree: str
    decree_date: date | None
    valid_from: date
    valid_to: date | None
    in_force: bool


class PersonFacts(Told):
    """A person of an institution the caller works in."""

    id: int
    name: str
    email: str
    position: str
    institution: int | None
    is_active: bool


class TokenFacts(Told):
    """The token in use."""

    name: str
    prefix: str
    expires_at: datetime


class Me(PersonFacts):
    """Whom the caller acts for, and with what."""

    scopes: list[TokenScope]
    token: TokenFacts | None = Field(description="null untuk sesi halaman.")
    appointments: list[AppointmentFacts]


@router.get("/me", response=Me)
def read_me(request: HttpRequest) -> Me:
    """Saya: orang yang diwakili token, cakupannya, dan penugasannya."""
    caller = caller_of(request)
    token = caller.token
    return Me(
        **_person(caller.person).model_dump(),
        scopes=[scope for scope in TokenScope if scope in caller.scopes],
        token=TokenFacts(name=token.name, prefix=token.prefix, expires_at=token.expires_at)
        if token
        else None,
        appointments=[
            _appointment(row)
            for row in appointments_of(caller.person, caller.person, day=clock.today())
        ],
    )


@router.get("/institutions", response=Listed[InstitutionFacts])
def list_institutions(
    request: HttpRequest,
    response: HttpResponse,
    q: Words = "",
    category: Category | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[InstitutionFacts]:
    """Instansi yang dikenal pemilik token, menurut nama."""
    rows = Institution.objects.visible_to(person_of(request))
    if category is not None:
        rows = rows.filter(category=category)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(code__startswith=q))
    return listed(
        request,
        response,
        rows,
        ("name", "pk"),
        lambda page: map(institution_facts, page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/institutions/{slug}", response=InstitutionFacts)
def read_institution(request: HttpRequest, slug: Slug) -> InstitutionFacts:
    """Satu instansi."""
    found = _institution(request, slug)
    tell_version(request, found.version)
    return institution_facts(found)


@router.get("/institutions/{slug}/units", response=list[UnitFacts])
def list_units(request: HttpRequest, slug: Slug, ended: bool = False) -> list[UnitFacts]:
    """Unit kerja instansi, induk sebelum anaknya; ``ended`` menyertakan yang sudah berakhir."""
    tree = unit_tree(_institution(request, slug), clock.today(), with_ended=ended)
    return [_unit(node) for node in tree]


@router.get("/units/{unit}", response=UnitFacts)
def read_unit(request: HttpRequest, unit: Key) -> UnitFacts:
    """Satu unit kerja."""
    known = Institution.objects.visible_to(person_of(request))
    found = unit_facts(Unit.objects.get(pk=unit, institution__in=known), clock.today())
    tell_version(request, found.version)
    return _unit(found)


@router.get("/institutions/{slug}/appointments", response=Listed[AppointmentFacts])
def list_appointments(
    request: HttpRequest,
    response: HttpResponse,
    slug: Slug,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[AppointmentFacts]:
    """Penugasan yang berlaku hari ini di instansi, sejauh boleh diketahui pemilik token."""
    today = clock.today()
    rows = (
        Appointment.objects.visible_to(person_of(request))
        .filter(institution=_institution(request, slug))
        .in_force(today)
        .select_related("user", "institution", "unit")
    )
    return listed(
        request,
        response,
        rows,
        ("pk",),
        lambda page: (_appointment(appointment_row(row, today)) for row in page),
        limit=limit,
        cursor=cursor,
    )


@router.get("/people", response=Listed[PersonFacts])
def list_people(
    request: HttpRequest,
    response: HttpResponse,
    q: Words = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Listed[PersonFacts]:
    """Orang di instansi tempat pemilik token bekerja, menurut nama."""
    rows = User.objects.visible_to(person_of(request))
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    return listed(request, response, rows, ("name", "pk"), _people, limit=limit, cursor=cursor)


@router.get("/people/{person}", response=PersonFacts)
def read_person(request: HttpRequest, person: Key) -> PersonFacts:
    """Satu orang."""
    found = User.objects.visible_to(person_of(request)).get(pk=person)
    tell_version(request, found.version)
    return _person(found)


def institution_facts(row: Institution) -> InstitutionFacts:
    """An institution as programs read it; no query."""
    return InstitutionFacts(
        id=row.pk,
        name=row.name,
        slug=row.slug,
        category=Category(row.category),
        code=row.code,
        province=row.province_id,
        version=row.version,
    )


def _institution(request: HttpRequest, slug: str) -> Institution:
    return Institution.objects.visible_to(person_of(request)).get(slug=slug)


def _unit(node: UnitNode) -> UnitFacts:
    return UnitFacts(
        id=node.pk,
        name=node.name,
        abbreviation=node.abbreviation,
        parent=node.parent,
        depth=node.depth,
        valid_from=node.valid_from,
        valid_to=node.valid_to,
        stands=node.stands,
        successors=[one.pk for one in node.successors],
        predecessors=[one.pk for one in node.predecessors],
        version=node.version,
    )


def _people(page: list[User]) -> Iterable[PersonFacts]:
    return map(_person, page)


def _person(row: User) -> PersonFacts:
    return PersonFacts(
        id=row.pk,
        name=row.name,
        email=row.email,
        position=row.position,
        institution=row.institution_id,
        is_active=row.is_active,
    )


def _appointment(row: Held) -> AppointmentFacts:
    return AppointmentFacts(
        id=row.pk,
        person=row.user,
        person_name=row.person,
        role=Role(row.role),
        place=row.place,
        institution=row.institution,
        decree=row.decree,
        decree_date=row.decree_date,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        in_force=row.in_force,
    )
