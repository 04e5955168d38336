"""Which action an address speaks of, and where its pages lead."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.permissions import may_open_improvement
from selaras.improvement.queries.action import action_of
from selaras.people.models import User
from selaras.web.access import actor_of


def opened_action(request: HttpRequest, slug: str, plan: int, pk: int) -> tuple[Action, User]:
    """The action of the address and the person; for strangers it does not exist (404)."""
    actor = actor_of(request)
    found = action_of(slug, plan, pk)
    if found is None or not may_open_improvement(actor, found.plan.institution_id):
        raise Http404
    return found, actor


def opened_plan(request: HttpRequest, slug: str, pk: int) -> tuple[ActionPlan, User]:
    """The plan of the address and the person; for strangers it does not exist (404)."""
    actor = actor_of(request)
    found = (
        ActionPlan.objects.filter(pk=pk, institution__slug=slug)
        .select_related("institution", "instrument")
        .defer("instrument__document")
        .first()
    )
    if found is None or not may_open_improvement(actor, found.institution_id):
        raise Http404
    return found, actor


def address(action: Action, view: str = "action", *more: object) -> str:
    """The address of a page of the action."""
    plan = action.plan
    return reverse(f"plans:{view}", args=[plan.institution.slug, plan.pk, action.pk, *more])


def plan_address(plan: ActionPlan) -> str:
    """The address of the plan's grid."""
    return reverse("plans:grid", args=[plan.institution.slug, plan.pk])
