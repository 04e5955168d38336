"""What a person owes in follow-ups: for the first page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.improvement.models import Action, ActionStep, Recommendation
from selaras.improvement.permissions import MOVERS
from selaras.improvement.queries.progress import step_due
from selaras.improvement.states import Move, PlanState, RecommendationState
from selaras.people.models import Institution, User
from selaras.people.roles import Role
from selaras.people.standing import Standing, standing_of
from selaras.pure.months import last_day

SOON = timedelta(days=14)
"""How long before its last day a stage stands on the first page."""


class FollowUpKind(TextChoices):
    """What there is to do."""

    STAGES = "tahapan", _("Selesaikan tahapan rencana aksi")
    MEND = "perbaiki", _("Perbaiki rekomendasi yang dikembalikan")
    VERIFY = "verifikasi", _("Verifikasi rekomendasi")


@dataclass(frozen=True, slots=True)
class FollowUpDuty:
    """One thing a person owes in one institution; ``count`` stages or recommendations.

    ``due_on`` is the earliest last day among them, ``left`` the days until then.
    """

    kind: FollowUpKind
    institution: Institution
    count: int
    due_on: date | None = None
    left: int | None = None
    action: Action | None = None
    """The one action they belong to, if it is one."""


def follow_up_duties(actor: object) -> list[FollowUpDuty]:
    """What the actor owes, the soonest first; two queries at most.

    Operators owe the stages of their units that are due within two weeks and the recommendations
    returned to them; who verifies owes what waits for it.
    """
    if not isinstance(actor, User):
        return []
    standing, today = standing_of(actor), clock.today()
    duties = [*_stages(standing, today), *_recommendations(standing, today)]
    return sorted(duties, key=lambda duty: (duty.due_on is None, duty.due_on or date.max))


def _stages(standing: Standing, today: date) -> Iterator[FollowUpDuty]:
    units = standing.units()
    if not units:
        return
    rows = (
        ActionStep.objects.filter(
            action__unit_rows__unit__in=units,
            action__unit_rows__is_lead=True,
            action__plan__state=PlanState.RUNNING,
            action__cancelled_at__isnull=True,
            done_on__isnull=True,
            last_month__lte=last_day(today + SOON),
        )
        .select_related("action__plan__institution")
        .order_by("last_month", "pk")
    )
    found: dict[int, list[tuple[date, ActionStep]]] = defaultdict(list)
    for step in rows:
        day = step_due(step)
        if day is not None and day <= today + SOON:
            found[step.action.plan.institution_id].append((day, step))
    for held in found.values():
        day, first = held[0]
        actions = {step.action_id for _day, step in held}
        yield FollowUpDuty(
            FollowUpKind.STAGES,
            first.action.plan.institution,
            len(held),
            day,
            (day - today).days,
            first.action if len(actions) == 1 else None,
        )


def _recommendations(standing: Standing, today: date) -> Iterator[FollowUpDuty]:
    units, verified = standing.units(), standing.institutions(*MOVERS[Move.VERIFY])
    keeping = standing.institutions(Role.ENTRY)
    if not (units or verified or keeping):
        return
    rows = (
        Recommendation.objects.standing()
        .filter(
            Q(state=RecommendationState.EVIDENCE, institution__in=verified)
            | Q(state=RecommendationState.RETURNED, units__in=units)
            | Q(state=RecommendationState.RETURNED, institution__in=keeping)
        )
        .select_related("institution")
        .distinct()
    )
    found: dict[tuple[FollowUpKind, int], list[Recommendation]] = defaultdict(list)
    for one in rows:
        is_returned = one.state == RecommendationState.RETURNED
        kind = FollowUpKind.MEND if is_returned else FollowUpKind.VERIFY
        found[kind, one.institution_id].append(one)
    for (kind, _place), ones in found.items():
        days = [one.due_on for one in ones if one.due_on is not None]
        due = min(days, default=None)
        left = (due - today).days if due else None
        yield FollowUpDuty(kind, ones[0].institution, len(ones), due, left)
