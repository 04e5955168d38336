"""Reading what people say to each other about an indicator, and who can be spoken to."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.assessments.models import Assessment, Audience, Comment
from selaras.assessments.permissions import works_in
from selaras.assessments.states import FROZEN
from selaras.foundation import clock
from selaras.people.models import Appointment, User
from selaras.people.roles import OUTSIDER_ROLES, Role


def thread_of(actor: object, assessment: Assessment, number: str) -> list[Comment]:
    """The comments the actor may read, oldest first, with their authors.

    One query. Outsiders read what is shared and never learn of the rest.
    """
    rows = Comment.objects.filter(assessment=assessment, indicator__number=number)
    if not works_in(actor, assessment):
        rows = rows.filter(audience=Audience.SHARED)
    return list(rows.select_related("author").order_by("pk"))


def people_to_mention(assessment: Assessment, audience: Audience | str) -> list[User]:
    """Everyone who may read a comment for that audience, by name; one query.

    Colleagues appointed in the institution, and its assessors where the work was sent to them and
    the comment is shared with them.
    """
    roles = [role for role in Role if role not in OUTSIDER_ROLES]
    if audience == Audience.SHARED and assessment.state in FROZEN:
        roles.append(Role.ASSESSOR)
    holding = Appointment.objects.in_force(clock.today()).filter(
        institution=assessment.institution_id, role__in=roles
    )
    people = User.objects.filter(pk__in=holding.values("user"), is_active=True)
    return list(people.order_by("name", "pk"))


def mentioned_in(body: str, people: Iterable[User]) -> list[User]:
    """The people named as "@Name" in a text; of names that begin alike the longest counts."""
    plain = body.casefold()
    by_length = sorted(people, key=lambda person: len(person.name), reverse=True)
    found: list[User] = []
    at = plain.find("@")
    while at >= 0:
        rest = plain[at + 1 :]
        named = [p for p in by_length if p.name and rest.startswith(p.name.casefold())]
        longest = len(named[0].name) if named else 0
        found += [p for p in named if len(p.name) == longest and p not in found]
        at = plain.find("@", at + 1)
    return found
