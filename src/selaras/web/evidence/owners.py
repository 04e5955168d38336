"""For whom a person hands documents in: an institution as a whole, or one of its units."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.evidence.permissions import LIBRARIANS
from selaras.foundation import clock
from selaras.people.models import Institution, Unit, User
from selaras.people.queries.units import standing_units
from selaras.people.roles import Role
from selaras.people.standing import standing_of


@dataclass(frozen=True, slots=True)
class Owner:
    """An institution, with a unit when the document is that unit's; ``key`` is its form value."""

    institution: Institution
    unit_id: int | None
    name: str

    @property
    def key(self) -> str:
        """How a form names it: "3" for an institution, "3-12" for its unit 12."""
        return f"{self.institution.pk}-{self.unit_id}" if self.unit_id else f"{self.institution.pk}"

    def unit(self) -> Unit | None:
        """The unit's row; None for the institution as a whole."""
        return Unit.objects.get(pk=self.unit_id) if self.unit_id else None


def owners_of(actor: User) -> list[Owner]:
    """Everyone the actor may hand documents in for, the likeliest first.

    Operators begin with their own units, the team with the institution as a whole. One query, and
    three for each institution: there is one, as a rule.
    """
    standing, today = standing_of(actor), clock.today()
    wide = standing.institutions(*LIBRARIANS)
    own = standing.institutions(Role.UNIT_OPERATOR)
    found: list[Owner] = []
    for place in Institution.objects.filter(pk__in=wide | own).order_by("name"):
        whole = Owner(place, None, place.name)
        units = [
            Owner(place, unit.pk, "\u2003" * unit.depth + unit.name)
            for unit in standing_units(place, today)
            if place.pk in wide or unit.pk in standing.units()
        ]
        found += [whole, *units] if place.pk in wide else [*units, whole]
    return found


def owner_of(owners: list[Owner], key: str) -> Owner | None:
    """The owner of that form value; the first one for an empty value, None for any other."""
    if not key:
        return owners[0] if owners else None
    return next((owner for owner in owners if owner.key == key), None)
