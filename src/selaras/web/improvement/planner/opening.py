"""Which scenario a page speaks of, and what a form of one starts from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.improvement.models import ActionPlan, GoalKind, Scenario, ScenarioMeasure
from selaras.improvement.permissions import RUN_PLANNER, may_run_planner
from selaras.improvement.queries.scenario_base import Beginning, beginnings
from selaras.improvement.states import PlanState
from selaras.instruments.queries import definition
from selaras.people.models import Institution, User
from selaras.people.queries.units import standing_units
from selaras.web.improvement.opening import opened
from selaras.web.improvement.planner.forms import ScenarioForm, initial_of, next_band

BEGINNING = "mulai"
"""Parameter of the address that chooses what a new scenario starts from."""
_SECOND_HALF = 7
"""From July on, a plan begins with the next year."""


def opened_scenario(request: HttpRequest, slug: str, pk: int) -> tuple[Scenario, User]:
    """The scenario of the address and the person; for strangers it does not exist (404)."""
    institution, actor = opened(request, slug)
    rows = Scenario.objects.select_related(
        "instrument", "assessment__cycle", "plan", "author"
    ).defer("instrument__document")
    scenario = get_object_or_404(rows, pk=pk, institution=institution)
    scenario.institution = institution
    return scenario, actor


def demanded(actor: User, institution: Institution) -> None:
    """Only planners come further. Raises DeniedError."""
    demand(may_run_planner(actor, institution.pk), RUN_PLANNER)


def asked_beginning(
    request: HttpRequest, found: Sequence[Beginning], scenario: Scenario | None
) -> Beginning | None:
    """What the form sends, the address asks for, the scenario has, or the newest; None: nothing."""
    sent = request.POST.get("beginning") or request.GET.get(BEGINNING, "")
    by_key = {one.key: one for one in found}
    if sent in by_key:
        return by_key[sent]
    if scenario is not None:
        for one in found:
            same = one.assessment and one.assessment.pk == scenario.assessment_id
            bare = one.assessment is None and scenario.assessment_id is None
            if (same and one.stage == scenario.stage) or (
                bare and one.instrument.pk == scenario.instrument_id
            ):
                return one
    return found[0] if found else None


def choices_of(found: Sequence[Beginning]) -> list[tuple[str, str]]:
    """The beginnings as a list to choose from."""
    return [(one.key, _label(one)) for one in found]


def _label(one: Beginning) -> str:
    if one.assessment is None or one.stage is None:
        return _("Tanpa hasil: nilai diketik (%(instrument)s)") % {"instrument": one.instrument}
    return f"{one.assessment.cycle.year} · {one.stage.label} · {one.instrument.code}"


def form_for(
    request: HttpRequest,
    institution: Institution,
    scenario: Scenario | None = None,
) -> tuple[ScenarioForm | None, list[Beginning]]:
    """The form, filled from what was sent, the scenario, or good defaults; None: no instrument."""
    found = beginnings(institution)
    beginning = asked_beginning(request, found, scenario)
    if beginning is None:
        return None, found
    plans = (
        ActionPlan.objects.filter(
            institution=institution, instrument__code=beginning.instrument.code
        )
        .exclude(state=PlanState.CLOSED)
        .order_by("-first_year", "-pk")
    )
    if scenario is not None and scenario.plan_id:
        plans = (plans | ActionPlan.objects.filter(pk=scenario.plan_id)).distinct()
    initial = initial_of(scenario) if scenario else _defaults(beginning, list(plans[:1]))
    if scenario is None:
        initial["name"] = _free_name(institution, initial["name"])
    if not initial["predicate"]:
        # Who turns from an index to a predicate means one above today's, not the first of the list.
        initial["predicate"] = next_band(definition(beginning.instrument), beginning.index)
    form = ScenarioForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        beginning=beginning,
        units=standing_units(institution, clock.today()),
        plans=plans,
    )
    return form, found


def _free_name(institution: Institution, name: str) -> str:
    """The name, numbered when another scenario of the institution has it already."""
    taken = set(
        Scenario.objects.filter(institution=institution, name__startswith=name).values_list(
            "name", flat=True
        )
    )
    places = (f"{name} ({place})" for place in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in places if one not in taken)


def _defaults(beginning: Beginning, plans: Sequence[ActionPlan]) -> dict[str, Any]:
    """The next predicate in three years, from everything there is to choose from."""
    instrument = definition(beginning.instrument)
    today = clock.today()
    first = today.year + (today.month >= _SECOND_HALF)
    if beginning.assessment is not None:
        first = max(first, beginning.assessment.cycle.year + 1)
    index = beginning.index
    band = next_band(instrument, index)
    return {
        "version": 0,
        "name": _("Menuju %(band)s %(year)s") % {"band": band, "year": first + 2},
        "goal": GoalKind.PREDICATE,
        "predicate": band,
        "first_year": first,
        "years": 3,
        "measure": ScenarioMeasure.MONEY,
        "least_confidence": 0,
        "plan": plans[0].pk if plans else None,
        "uses_recommendations": True,
        "criteria_levels": 2,
    }
