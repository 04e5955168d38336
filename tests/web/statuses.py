"""Words of the table of who gets what: visitors, statuses, and the things addresses speak of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from selaras.people.roles import Role
from tests.people_fixtures import STRANGER
from tests.web.nation import Nation

ANONYMOUS = "anonymous"
ROLES = tuple(role.value for role in Role)
VISITORS = (ANONYMOUS, STRANGER, *ROLES)
OUTSIDERS = (Role.ASSESSOR.value, Role.READER.value)
Statuses = Mapping[str, int]


def everyone(status: int = 200, *, anonymous: int = 302) -> Statuses:
    """Every signed-in person gets the same; others are sent to sign-in."""
    return {**dict.fromkeys(VISITORS, status), ANONYMOUS: anonymous}


def public(status: int = 200) -> Statuses:
    """Everybody in the world gets the same."""
    return dict.fromkeys(VISITORS, status)


def only(*roles: Role, yes: int = 200, no: int = 403, stranger: int = 404) -> Statuses:
    """The system administrator and these roles get in, other members not, strangers see nothing."""
    allowed = {Role.SYSTEM_ADMIN.value, *(role.value for role in roles)}
    known = {role: yes if role in allowed else no for role in ROLES}
    return {**known, ANONYMOUS: 302, STRANGER: stranger}


def members(status: int = 200) -> Statuses:
    """Everyone appointed in the institution gets in; strangers see nothing."""
    return {**everyone(status), STRANGER: 404}


def colleagues(allowed: Statuses) -> Statuses:
    """The same, but assessors and readers do not know the institution's people at all."""
    return {**allowed, **dict.fromkeys(OUTSIDERS, 404)}


@dataclass(frozen=True)
class Row:
    """What one address answers. No ``post``: the address knows no POST (405)."""

    get: Statuses
    post: Statuses | None = None
    address: Callable[[Nation], dict[str, Any]] = lambda _nation: {}
    query: str = ""
    counted: bool = True
    """Whether the page's queries are pinned (not for redirects and files)."""


def city(nation: Nation) -> dict[str, Any]:
    return {"slug": nation.world.city.slug}


def unit(nation: Nation) -> dict[str, Any]:
    return {"slug": nation.world.city.slug, "pk": nation.world.division.pk}


def colleague(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.colleague.pk}


def appointment(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.colleague.appointments.get().pk}


def result(nation: Nation) -> dict[str, Any]:
    return {"slug": nation.world.city.slug, "year": 2022}


def own_import(nation: Nation) -> dict[str, Any]:
    return {"pk": nation.job.pk}


ADMIN = only(Role.INSTITUTION_ADMIN)
SITE = only(no=403, stranger=403)
IMPORTERS = only(Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY, stranger=200)
KEEPERS = only(
    *(Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER), stranger=200
)
"""Who brings any table in: results, or what is done about them."""
OWN_IMPORT = only(Role.ENTRY, no=404)
GONE = public(404)
"""A page that does not exist in this state of the installation."""
SIGNED_IN_ELSEWHERE = {**everyone(302), ANONYMOUS: 200}
"""Sign-in pages send a signed-in person on."""
INSTRUMENT = "SPBE-2020"


def own_password(with_one: int, without: int) -> Statuses:
    """Of the visitors only the system administrator has chosen a password already."""
    return {**everyone(without), Role.SYSTEM_ADMIN.value: with_one}


def but(statuses: Statuses, allowed: int) -> Statuses:
    """The same, with another status for those who get in."""
    return {visitor: allowed if code == 200 else code for visitor, code in statuses.items()}
