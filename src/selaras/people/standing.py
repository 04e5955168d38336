"""What a person's appointments in force add up to: read once per request, asked everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.people.roles import OUTSIDER_ROLES, Role

Held = tuple[str, int | None, int | None]
"""(role, institution id, unit id)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles a person holds today, with the places they hold them in."""

    roles: frozenset[tuple[Role, int | None, int | None]]
    """(role, institution id, unit id)."""

    @property
    def is_system_admin(self) -> bool:
        """Whether the person administers the whole site."""
        return any(role == Role.SYSTEM_ADMIN for role, _, _ in self.roles)

    def institutions(self, *roles: Role) -> frozenset[int]:
        """Institutions in which the person holds one of the roles (any role when none is named)."""
        return frozenset(
            place
            for role, place, _ in self.roles
            if place is not None and (not roles or role in roles)
        )

    def home_institutions(self) -> frozenset[int]:
        """Institutions the person works in, assessors and readers left out."""
        return frozenset(
            place
            for role, place, _ in self.roles
            if place is not None and role not in OUTSIDER_ROLES
        )

    def holds(self, role: Role, institution_id: int) -> bool:
        """Whether the person holds the role in that institution."""
        return any(r == role and place == institution_id for r, place, _ in self.roles)

    def units(self) -> frozenset[int]:
        """Units the person is operator of."""
        return frozenset(unit for _, _, unit in self.roles if unit is not None)


@runtime_checkable
class Holder(Protocol):
    """Whoever may hold roles: the User model."""

    is_active: bool

    def roles_held(self, day: date) -> Iterable[Held]:
        """The roles in force on that day."""

    def roles_from(self, day: date) -> Iterable[Held]:
        """The roles in force on that day or on any later one."""


NOBODY = Standing(frozenset())
EVERYTHING = Standing(frozenset({(Role.SYSTEM_ADMIN, None, None)}))
"""The standing of commands and background work, which act for the administrator."""
_ATTRIBUTE = "_selaras_standing"


def standing_of(actor: object) -> Standing:
    """The actor's standing today; one query for a person, remembered on the object for the request.

    Anyone who is no active person and not the system has none.
    """
    if isinstance(actor, System):
        return EVERYTHING
    if not isinstance(actor, Holder) or not actor.is_active:
        return NOBODY
    known = getattr(actor, _ATTRIBUTE, None)
    if isinstance(known, Standing):
        return known
    standing = _sum(actor.roles_held(clock.today()))
    setattr(actor, _ATTRIBUTE, standing)
    return standing


def prospects_of(person: Holder) -> Standing:
    """What the account holds or will come to hold, switched on or not; one query, never remembered.

    This is what whoever gets hold of the account can come to have; it gives no right.
    """
    return _sum(person.roles_from(clock.today()))


def forget_standing(actor: object) -> None:
    """Read the standing anew next time: the person's appointments have just changed."""
    if hasattr(actor, _ATTRIBUTE):
        delattr(actor, _ATTRIBUTE)


def _sum(held: Iterable[Held]) -> Standing:
    return Standing(frozenset((Role(role), place, unit) for role, place, unit in held))
