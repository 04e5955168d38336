"""Signing units' parts of a plan off, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import ActionPlan, Funding
from selaras.improvement.permissions import ENDORSE_PLAN, may_endorse
from selaras.improvement.queries.endorsements import (
    Content,
    EndorsementView,
    UnitPart,
    actions_in,
    part_of,
    parts_of,
    revoked_of,
    views_of,
)
from selaras.improvement.services.endorsing import (
    SignerFacts,
    endorse_part,
    revoke_endorsement,
)
from selaras.improvement.states import PlanState
from selaras.people.models import Unit, User
from selaras.pure.fingerprint import grouped
from selaras.web.improvement.plans.action_opening import opened_plan, plan_address
from selaras.web.improvement.plans.words import period
from selaras.web.templatetags.selaras import tanggal

INVALID, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the plan: its part now, its sign-off, and whether the reader may sign."""

    unit: Unit
    part: UnitPart | None
    view: EndorsementView | None
    may_sign: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Written:
    """An action of a part as the page writes it."""

    content: Content
    target: str
    funding: str
    steps: tuple[tuple[str, str], ...]


@require_safe
def parts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Units with their parts: who signed when, and what changed since."""
    plan, actor = opened_plan(request, slug, pk)
    found = parts_of(plan)
    views = views_of(plan, found)
    units = {key: part.unit for key, part in found.items()}
    units |= {key: view.endorsement.unit for key, view in views.items()}
    lines = [
        _line(plan, unit, found.get(key), views.get(key), actor) for key, unit in units.items()
    ]
    lines.sort(key=lambda line: line.unit.name)
    context = {
        "plan": plan,
        "plan_url": plan_address(plan),
        "lines": lines,
        "signed": sum(line.view is not None and line.view.is_current for line in lines),
        "total": sum(line.part is not None for line in lines),
        "has_strays": any(line.is_ended and line.part is not None for line in lines)
        and plan.state != PlanState.CLOSED,
        "revoked": revoked_of(plan),
    }
    return render(request, "plans/endorse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, slug: str, pk: int, unit: int) -> HttpResponse:
    """One unit's part as it stands and as it was signed; its head signs or revokes here."""
    plan, actor = opened_plan(request, slug, pk)
    owner = get_object_or_404(Unit, pk=unit, institution=plan.institution_id)
    faults: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        demand(may_endorse(actor, plan, owner), ENDORSE_PLAN)
        try:
            said = _act(request, plan, owner, actor)
        except RefusedError as error:
            faults = [(problem.field, str(problem.message)) for problem in error.problems]
            status = CONFLICT if isinstance(error, ChangedMeanwhileError) else INVALID
        else:
            messages.success(request, said)
            return redirect("plans:endorse_part", slug, pk, unit)
    now = part_of(plan, owner)
    view = views_of(plan, {owner.pk: now}).get(owner.pk)
    if not now.actions and view is None:
        raise Http404
    line = _line(plan, owner, now if now.actions else None, view, actor)
    context = {
        "plan": plan,
        "plan_url": plan_address(plan),
        "line": line,
        "now": [_written(action) for action in now.actions],
        "signed": _signed(view),
        "mark": grouped(view.endorsement.fingerprint) if view else "",
        "seen": now.fingerprint,
        "typed": _typed(request, actor),
        "faults": dict(faults),
        "fault_list": faults,
        "back": reverse("plans:endorse", args=[slug, pk]),
    }
    return render(request, "plans/endorse_part.html", context, status=status)


def _act(request: HttpRequest, plan: ActionPlan, unit: Unit, actor: User) -> str:
    sent = request.POST
    if sent.get("lakukan") == "cabut":
        standing = plan.endorsements.filter(unit=unit, revoked_at__isnull=True).first()
        if standing is None:
            raise ChangedMeanwhileError
        standing.plan, standing.unit = plan, unit
        revoke_endorsement(standing, reason=sent.get("reason", ""), actor=actor)
        return _("Pengesahan dicabut.")
    signer = SignerFacts(
        name=sent.get("name", ""), title=sent.get("title", ""), identity=sent.get("identity", "")
    )
    endorse_part(plan, unit, signer, seen=sent.get("seen", ""), actor=actor)
    return _("Bagian %(unit)s disahkan.") % {"unit": unit.name}


def _line(
    plan: ActionPlan,
    unit: Unit,
    part: UnitPart | None,
    view: EndorsementView | None,
    actor: User,
) -> Line:
    is_ended = not unit.stands_on(clock.today())
    may_sign = part is not None and not is_ended and may_endorse(actor, plan, unit)
    return Line(unit, part, view, may_sign=may_sign, is_ended=is_ended)


def _signed(view: EndorsementView | None) -> list[Written]:
    """The part as signed, where it is not what stands now."""
    if view is None or view.is_current:
        return []
    return [_written(action) for action in actions_in(view.endorsement.content)]


def _written(action: Content) -> Written:
    day = _day(action["target"])
    return Written(
        content=action,
        target=str(tanggal(day)) if day else action["target"],
        funding=str(dict(Funding.choices).get(action["sumber_dana"], "")),
        steps=tuple(
            (
                step["uraian"],
                period(
                    parse_date(step["mulai"]) if step["mulai"] else None,
                    parse_date(step["selesai"]) if step["selesai"] else None,
                ),
            )
            for step in action["tahapan"]
        ),
    )


def _day(target: str) -> date | None:
    """The target day; None where it stands in the words of the source, or there is none."""
    try:
        return parse_date(target)
    except ValueError:
        return None


def _typed(request: HttpRequest, actor: User) -> dict[str, str]:
    """The signer as typed, at first the person who reads."""
    if request.method == "POST":
        names = ("name", "title", "identity", "reason")
        return {name: request.POST.get(name, "")[:3000] for name in names}
    return {"name": actor.name, "title": "", "identity": "", "reason": ""}
