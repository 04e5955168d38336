"""Who is there to be told: the people in office, the units and members an indicator belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from selaras.assessments.models import MemberAssignment, UnitAssignment
from selaras.people.models import Appointment
from selaras.people.roles import Role
from selaras.people.standing import Held

Plotting = Mapping[tuple[int, str], Mapping[int, str]]
"""Who an indicator is given to, by assessment and number: keys with names."""
NOBODY: Mapping[int, str] = {}


@dataclass
class Listener:
    """A person as permissions see one: active, with the roles that were read for many at once."""

    pk: int
    held: tuple[Held, ...]
    is_active: bool = True

    def roles_held(self, _day: date) -> Iterable[Held]:
        """The roles in force."""
        return self.held

    def roles_from(self, _day: date) -> Iterable[Held]:
        """The same: what somebody will hold one day is no reason to tell them now."""
        return self.held


@dataclass(frozen=True)
class Audience:
    """Everybody who may be told something about some institutions, and who owes what there."""

    listeners: Mapping[int, Listener]
    units: Plotting
    members: Plotting

    def holding(self, institution_id: int, *roles: Role) -> frozenset[int]:
        """People who hold one of the roles in the institution."""
        return frozenset(
            person.pk
            for person in self.listeners.values()
            if any(role in roles and place == institution_id for role, place, _unit in person.held)
        )

    def operators(self, units: Iterable[int]) -> frozenset[int]:
        """Operators of any of the units."""
        wanted = frozenset(units)
        return frozenset(
            person.pk
            for person in self.listeners.values()
            if any(role == Role.UNIT_OPERATOR and unit in wanted for role, _p, unit in person.held)
        )

    def owing(self, assessment_id: int, numbers: Iterable[str]) -> frozenset[int]:
        """Operators of the units that the indicators are assigned to."""
        found = (self.units.get((assessment_id, number), NOBODY) for number in numbers)
        return self.operators(frozenset().union(*found))

    def looking_after(self, assessment_id: int, numbers: Iterable[str]) -> frozenset[int]:
        """Members of the team who look after the indicators."""
        found = (self.members.get((assessment_id, number), NOBODY) for number in numbers)
        return frozenset().union(*found)

    def named(self, assessment_id: int, number: str, names: Collection[str]) -> frozenset[int]:
        """Operators of the units of that name, and members of that name, at the indicator."""
        place = assessment_id, number
        units = (pk for pk, name in self.units.get(place, NOBODY).items() if name in names)
        members = (pk for pk, name in self.members.get(place, NOBODY).items() if name in names)
        return self.operators(units) | frozenset(members)

    def plotted(self, assessment_id: int) -> frozenset[str]:
        """Every indicator of the assessment that belongs to somebody."""
        return frozenset(
            number
            for table in (self.units, self.members)
            for place, number in table
            if place == assessment_id
        )


def audience_of(
    institutions: Iterable[int], assessments: Iterable[int], people: Iterable[int], *, day: date
) -> Audience:
    """The audience of these institutions and assessments, and these people besides; four queries.

    Only active people, with the appointments in force on the day.
    """
    held: dict[int, set[Held]] = defaultdict(set)
    in_force = Appointment.objects.in_force(day).filter(user__is_active=True)
    for rows in (
        in_force.filter(institution__in=set(institutions)),
        in_force.filter(user__in=set(people)),
    ):
        for user, role, place, unit in rows.values_list(
            "user_id", "role", "institution_id", "unit_id"
        ):
            held[user].add((role, place, unit))
    wanted = set(assessments)
    return Audience(
        {pk: Listener(pk, tuple(roles)) for pk, roles in held.items()},
        _by_indicator(
            UnitAssignment.objects.filter(assessment__in=wanted).values_list(
                "assessment_id", "indicator__number", "unit_id", "unit__name"
            )
        ),
        _by_indicator(
            MemberAssignment.objects.filter(assessment__in=wanted).values_list(
                "assessment_id", "indicator__number", "member_id", "member__name"
            )
        ),
    )


def _by_indicator(rows: Iterable[tuple[int, str, int, str]]) -> Plotting:
    found: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for assessment, number, key, name in rows:
        found[assessment, number][key] = name
    return found
