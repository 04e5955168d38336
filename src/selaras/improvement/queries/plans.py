"""Reading action plans: the list of an institution, and what a plan's next move asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from selaras.improvement.models import Action, ActionPlan, ActionUnit, Endorsement
from selaras.improvement.states import PLANS, PlanMove
from selaras.people.models import Institution


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing a move asks. ``fatal`` ones hold it up, the others are said before the click.

    ``query`` leads to the actions meant, as the query string of the grid; empty for none.
    """

    sentence: str | Promise
    fatal: bool
    query: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list: standing actions, their cost in rupiah (None when none says any).

    ``units`` have a part in it, ``endorsed`` of those are signed off.
    """

    plan: ActionPlan
    actions: int
    cost: int | None
    uncosted: int
    units: int
    endorsed: int


def plan_of(institution: Institution, pk: int) -> ActionPlan | None:
    """The plan of that institution with its instrument; None when it has none of that key."""
    found = (
        ActionPlan.objects.filter(institution=institution, pk=pk)
        .select_related("instrument", "assessment__cycle")
        .defer("instrument__document")
        .first()
    )
    if found is not None:
        found.institution = institution
    return found


def plan_lines(institution: Institution) -> list[PlanLine]:
    """Every plan of the institution, newest first; three queries."""
    plans = ActionPlan.objects.filter(institution=institution).select_related("instrument")
    standing = Q(actions__cancelled_at__isnull=True)
    # A query that counts forgets the model's order.
    ordered = plans.defer("instrument__document").order_by("-first_year", "-pk")
    counted: Any = ordered.annotate(
        action_count=Count("actions", filter=standing),
        total=Sum("actions__cost", filter=standing),
        costed=Count("actions__cost", filter=standing),
    )
    units = _taking_part().filter(action__plan__institution=institution)
    taking_part = dict(
        units.values("action__plan")
        .annotate(n=Count("unit", distinct=True))
        .values_list("action__plan", "n")
        .order_by()
    )
    signed = dict(
        Endorsement.objects.filter(plan__institution=institution, revoked_at__isnull=True)
        .values("plan")
        .annotate(n=Count("pk"))
        .values_list("plan", "n")
        .order_by()
    )
    return [
        PlanLine(
            plan=plan,
            actions=plan.action_count,
            cost=plan.total,
            uncosted=plan.action_count - plan.costed,
            units=taking_part.get(plan.pk, 0),
            endorsed=signed.get(plan.pk, 0),
        )
        for plan in counted
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a plan's standing actions its moves ask about."""

    actions: int
    unitless: int
    """Without a unit in charge."""
    dayless: int
    """Without a target day."""
    aimless: int
    """Without a criterion or a recommendation."""
    unfinished: int
    """With a stage that is not done."""


def guards_of(
    plan: ActionPlan, move: PlanMove | str, found: Standing | None = None
) -> Sequence[Guard]:
    """What starting or closing a plan asks and what it lets pass.

    One query, none when what is asked about was ``found`` already.

    Started is a plan only when it has an action at all: nothing else can run. An action without a
    unit in charge, without a target day, or that neither raises a criterion nor answers a
    recommendation can still be worked on, and offices do start plans while a unit's letter is on
    its way; so these are said and counted, each with the way to them, and do not hold the plan up.
    Closing lets unfinished actions pass too: a year ends whether its work is done or not.
    """
    found = found or _found(plan)
    if move == PlanMove.START:
        return _starting(found)
    if move == PlanMove.CLOSE and found.unfinished:
        sentence = ngettext(
            "%(count)d aksi masih punya tahapan yang belum selesai. Sesudah ditutup, kemajuannya "
            "tidak dapat dilaporkan lagi.",
            "%(count)d aksi masih punya tahapan yang belum selesai. Sesudah ditutup, kemajuannya "
            "tidak dapat dilaporkan lagi.",
            found.unfinished,
        )
        return [Guard(sentence % {"count": found.unfinished}, fatal=False)]
    return []


def hindrances(plan: ActionPlan, move: PlanMove | str) -> list[Guard]:
    """Only what holds the move up."""
    return [guard for guard in guards_of(plan, move) if guard.fatal]


def moves_of(plan: ActionPlan) -> list[PlanMove]:
    """The moves that lead out of the plan's state."""
    return [PlanMove(transition.name) for transition in PLANS.leaving(plan.state)]


def _starting(found: Standing) -> list[Guard]:
    if not found.actions:
        return [Guard(_("Rencana ini belum punya aksi. Tambahkan aksi dahulu."), fatal=True)]
    lacking = (
        (found.unitless, _("%(count)d aksi belum punya penanggung jawab."), "kurang=unit"),
        (found.dayless, _("%(count)d aksi belum punya target selesai."), "kurang=target"),
        (
            found.aimless,
            _("%(count)d aksi belum menunjuk kriteria atau rekomendasi."),
            "kurang=sasaran",
        ),
    )
    return [
        Guard(sentence % {"count": count}, fatal=False, query=query)
        for count, sentence, query in lacking
        if count
    ]


def _found(plan: ActionPlan) -> Standing:
    lead = ActionUnit.objects.filter(action=OuterRef("pk"), is_lead=True)
    aims = Q(targets__isnull=True) & Q(recommendations__isnull=True)
    counts: dict[str, int] = standing(plan).aggregate(
        actions=Count("pk", distinct=True),
        unitless=Count("pk", distinct=True, filter=~Exists(lead)),
        dayless=Count("pk", distinct=True, filter=Q(target_on__isnull=True)),
        aimless=Count("pk", distinct=True, filter=aims),
        unfinished=Count(
            "pk",
            distinct=True,
            filter=Q(steps__isnull=False, steps__done_on__isnull=True),
        ),
    )
    return Standing(**counts)


def standing(plan: ActionPlan) -> QuerySet[Action]:
    """The plan's actions that were not cancelled."""
    return Action.objects.filter(plan=plan, cancelled_at__isnull=True)


def _taking_part() -> QuerySet[ActionUnit]:
    return ActionUnit.objects.filter(action__cancelled_at__isnull=True)
