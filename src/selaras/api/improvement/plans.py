"""Action plans, and the scenarios of the target planner with their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from selaras.api.authentication import READING
from selaras.api.bodies import Key, Slug, Told
from selaras.api.etags import tell_version
from selaras.api.figures import Exact, told
from selaras.api.improvement.opening import demand_known, opened
from selaras.improvement.models import ActionPlan, GoalKind, Scenario
from selaras.improvement.queries.plans import PlanLine, plan_lines
from selaras.improvement.queries.scenario_answer import Answer, KeptSet, answer_of
from selaras.improvement.queries.scenarios import Line, scenarios_of
from selaras.improvement.states import PlanState, ScenarioState

router = Router(tags=["Rencana aksi dan perencana target"], auth=READING)


class PlanFacts(Told):
    """A rencana aksi; ``cost`` is in whole rupiah, null when no action says any."""

    id: int
    institution: int
    name: str
    instrument: str
    assessment: int | None
    first_year: int
    last_year: int
    state: PlanState
    state_since: datetime
    actions: int
    cost: int | None
    uncosted: int
    units: int
    endorsed: int
    version: int


class ScenarioRow(Told):
    """A question to the target planner; everything in it is a simulation."""

    id: int
    institution: int
    name: str
    instrument: str
    goal: GoalKind
    state: ScenarioState
    first_year: int
    years: int
    finished_at: datetime | None


class ScenarioYear(Told):
    """The end of a year; ``values`` are the indicators that moved since the year before."""

    year: int
    index: Exact
    predicate: str
    cost: int
    effort: int
    values: dict[str, Exact]


class ScenarioSet(Told):
    """Options with the year each starts in, counted from 1, and what follows from it."""

    schedule: dict[str, int]
    cost: int
    effort: int
    years: list[ScenarioYear]


class ScenarioOptionFacts(Told):
    """An option as it was when computed."""

    key: str
    kind: str
    title: str
    targets: list[tuple[str, int]]
    cost: int | None
    effort: int
    months: int
    unit: int | None
    action: int | None
    recommendation: int | None


class ScenarioResult(Told):
    """What the planner answered."""

    status: str
    measure: str
    start: Exact
    start_predicate: str
    chosen: ScenarioSet | None
    alternatives: list[ScenarioSet]
    options: list[ScenarioOptionFacts]


class ScenarioDetail(ScenarioRow):
    """A scenario with its last answer."""

    result: ScenarioResult | None = Field(description="null sebelum pertama kali dihitung.")


@router.get("/institutions/{slug}/plans", response=list[PlanFacts])
def list_plans(request: HttpRequest, slug: Slug) -> list[PlanFacts]:
    """Semua rencana aksi instansi, yang terbaru lebih dahulu."""
    return [_plan(line) for line in plan_lines(opened(request, slug))]


@router.get("/plans/{plan}", response=PlanFacts)
def read_plan(request: HttpRequest, plan: Key) -> PlanFacts:
    """Satu rencana aksi."""
    found = ActionPlan.objects.select_related("institution").get(pk=plan)
    demand_known(request, found.institution_id)
    tell_version(request, found.version)
    lines = plan_lines(found.institution)
    return next(_plan(line) for line in lines if line.plan.pk == plan)


@router.get("/institutions/{slug}/scenarios", response=list[ScenarioRow])
def list_scenarios(request: HttpRequest, slug: Slug) -> list[ScenarioRow]:
    """Skenario perencana target, 200 yang terbaru."""
    return [_row(line) for line in scenarios_of(opened(request, slug))]


@router.get("/scenarios/{scenario}", response=ScenarioDetail)
def read_scenario(request: HttpRequest, scenario: Key) -> ScenarioDetail:
    """Satu skenario dengan jawabannya. Simulasi."""
    rows = Scenario.objects.select_related("instrument").defer("instrument__document")
    found = rows.get(pk=scenario)
    demand_known(request, found.institution_id)
    answer = answer_of(found.result)
    return ScenarioDetail(**_facts(found), result=_result(answer) if answer else None)


def _plan(line: PlanLine) -> PlanFacts:
    plan = line.plan
    return PlanFacts(
        id=plan.pk,
        institution=plan.institution_id,
        name=plan.name,
        instrument=plan.instrument.code,
        assessment=plan.assessment_id,
        first_year=plan.first_year,
        last_year=plan.last_year,
        state=PlanState(plan.state),
        state_since=plan.state_since,
        actions=line.actions,
        cost=line.cost,
        uncosted=line.uncosted,
        units=line.units,
        endorsed=line.endorsed,
        version=plan.version,
    )


def _row(line: Line) -> ScenarioRow:
    return ScenarioRow(**_facts(line.scenario))


def _facts(row: Scenario) -> dict[str, Any]:
    return {
        "id": row.pk,
        "institution": row.institution_id,
        "name": row.name,
        "instrument": row.instrument.code,
        "goal": GoalKind(row.goal),
        "state": ScenarioState(row.state),
        "first_year": row.first_year,
        "years": row.years,
        "finished_at": row.finished_at,
    }


def _result(answer: Answer) -> ScenarioResult:
    return ScenarioResult(
        status=answer.status,
        measure=answer.measure,
        start=told(answer.start) or "",
        start_predicate=answer.start_predicate,
        chosen=_set(answer.chosen) if answer.chosen else None,
        alternatives=[_set(one) for one in answer.alternatives],
        options=[
            ScenarioOptionFacts(
                key=one.key,
                kind=one.kind,
                title=one.title,
                targets=list(one.targets),
                cost=one.cost,
                effort=one.effort,
                months=one.months,
                unit=one.unit,
                action=one.action,
                recommendation=one.recommendation,
            )
            for one in answer.options.values()
        ],
    )


def _set(kept: KeptSet) -> ScenarioSet:
    return ScenarioSet(
        schedule=dict(kept.schedule),
        cost=kept.cost,
        effort=kept.effort,
        years=[
            ScenarioYear(
                year=one.year,
                index=told(one.index) or "",
                predicate=one.predicate,
                cost=one.cost,
                effort=one.effort,
                values={number: told(value) or "" for number, value in one.values.items()},
            )
            for one in kept.years
        ],
    )
