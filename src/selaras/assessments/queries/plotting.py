"""How the indicators of an assessment are divided, and who there is to take them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from selaras.assessments.models import Assessment, MemberAssignment, UnitAssignment
from selaras.assessments.permissions import TEAM_ROLES
from selaras.instruments.queries import definition
from selaras.people.models import Appointment, Unit, User


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part in an indicator, by keys; ``due_on`` is empty where the window counts."""

    unit: int
    is_lead: bool = False
    due_on: date | None = None
    predecessor: int | None = None


@dataclass(frozen=True, slots=True)
class Plotted:
    """Who owes one indicator: the lead unit first, members by key."""

    units: tuple[Share, ...] = ()
    members: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody owes it."""
        return not self.units and not self.members

    @property
    def fingerprint(self) -> str:
        """Twelve digits that differ when anything of it differs: what an editor saw."""
        said = repr([(s.unit, s.is_lead, s.due_on) for s in self.units]) + repr(self.members)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


NOBODY = Plotted()


def settled(shares: Iterable[Share]) -> tuple[Share, ...]:
    """The shares with each unit once and exactly one lead, which comes first.

    Without a lead the first one leads; with several the first of them.
    """
    unique = list({share.unit: share for share in reversed(list(shares))}.values())[::-1]
    if not unique:
        return ()
    lead = next((share for share in unique if share.is_lead), unique[0])
    rest = sorted((share for share in unique if share is not lead), key=lambda share: share.unit)
    return (replace(lead, is_lead=True), *(replace(share, is_lead=False) for share in rest))


def plotted_of(assessment: Assessment) -> dict[str, Plotted]:
    """Who owes what by indicator number, in the instrument's order; two queries."""
    units: dict[str, list[Share]] = defaultdict(list)
    shares = UnitAssignment.objects.filter(assessment=assessment).order_by("-is_lead", "unit_id")
    for number, unit, is_lead, due_on, predecessor in shares.values_list(
        "indicator__number", "unit_id", "is_lead", "due_on", "predecessor_id"
    ):
        units[number].append(Share(unit, is_lead, due_on, predecessor))
    members: dict[str, list[int]] = defaultdict(list)
    cared = MemberAssignment.objects.filter(assessment=assessment).order_by("member_id")
    for number, member in cared.values_list("indicator__number", "member_id"):
        members[number].append(member)
    return {
        one.number: Plotted(tuple(units[one.number]), tuple(members[one.number]))
        for one in definition(assessment.cycle.instrument).indicators()
    }


@dataclass(frozen=True, slots=True)
class Taker:
    """A unit or member who can be given indicators, with the name and what it is beside it."""

    pk: int
    name: str
    short: str
    note: str = ""
    stands: bool = True
    """Whether it can still be given any: a unit that exists, a person of the team."""


def units_of(assessment: Assessment, day: date) -> dict[int, Taker]:
    """Every unit of the institution by key, those that stand first, by name; one query."""
    rows = Unit.objects.filter(institution=assessment.institution_id).order_by("name", "pk")
    found = [
        Taker(unit.pk, unit.name, unit.abbreviation or unit.name, "", unit.stands_on(day))
        for unit in rows
    ]
    return {taker.pk: taker for taker in sorted(found, key=lambda taker: not taker.stands)}


def team_on(assessment: Assessment, day: date) -> dict[int, Taker]:
    """The internal team on the day by key, by name; one query."""
    rows = (
        Appointment.objects.in_force(day)
        .filter(institution=assessment.institution_id, role__in=TEAM_ROLES, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id", "role")
    )
    found: dict[int, Taker] = {}
    for row in rows:
        before = found.get(row.user_id)
        note = str(row.get_role_display())
        if before is not None:
            note = f"{before.note}, {note}"
        found[row.user_id] = Taker(row.user_id, row.user.name, row.user.name, note)
    return found


def team_of(assessment: Assessment, day: date) -> dict[int, Taker]:
    """The team on the day, then those who left it but still bear something; two queries."""
    found = team_on(assessment, day)
    bearing = MemberAssignment.objects.filter(assessment=assessment).values("member_id")
    gone = User.objects.filter(pk__in=bearing).exclude(pk__in=list(found)).order_by("name")
    for pk, name in gone.values_list("pk", "name"):
        found[pk] = Taker(pk, name, name, stands=False)
    return found
