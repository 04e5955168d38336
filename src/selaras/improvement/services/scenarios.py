"""Making scenarios, changing their inputs, computing and cancelling, copying, removing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _plain
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import (
    RefusedError,
    check,
    refuse,
    refusing_duplicates,
)
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import (
    SCENARIO_CANCELLED,
    SCENARIO_CHANGED,
    SCENARIO_MADE,
    SCENARIO_REMOVED,
    SCENARIO_STARTED,
)
from selaras.improvement.models import Scenario
from selaras.improvement.permissions import RUN_PLANNER, may_run_planner
from selaras.improvement.queries.scenario_faults import fault_problems, idle_requirements
from selaras.improvement.queries.scenario_inputs import inputs_of
from selaras.improvement.services.planning import compute_scenario
from selaras.improvement.services.scenario_facts import (
    COPIED,
    ScenarioFacts,
    columns,
    require,
    told,
)
from selaras.improvement.services.scenario_holding import hold
from selaras.improvement.services.scenario_options import copy_options, gather
from selaras.improvement.states import SCENARIOS, ScenarioMove, ScenarioState
from selaras.people.models import Institution
from selaras.pure.planning import faults


def make_scenario(institution: Institution, facts: ScenarioFacts, *, actor: Actor) -> Scenario:
    """Ask a new question, with the options its sources have. Raises DeniedError, RefusedError."""
    demand(may_run_planner(actor, institution.pk), RUN_PLANNER)
    require(facts, institution)
    values = columns(facts)
    scenario = Scenario(
        institution=institution, author_id=actor.actor_id, made_at=clock.now(), **values
    )
    with telling_last():
        check(scenario)
        with refusing_duplicates():
            scenario.save(force_insert=True)
        gather(scenario)
        record(SCENARIO_MADE, scenario, actor=actor, new=told(values), scope=scenario.scope)
    return scenario


def change_scenario(
    scenario: Scenario, facts: ScenarioFacts, *, version: int, actor: Actor
) -> Scenario:
    """Change the question; its options are gathered anew, what was edited stays.

    ``version`` is the one the editor saw. Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    require(facts, scenario.institution)
    values = columns(facts)
    with telling_last():
        old = told(_values(scenario, values))
        fresh = hold(scenario, version)
        for name, value in values.items():
            setattr(fresh, name, value)
        check(fresh)
        with refusing_duplicates():
            Scenario.objects.filter(pk=fresh.pk).update(**values)
        gather(fresh)
        new = told(values)
        changed = [key for key, value in new.items() if value != old[key]]
        if changed:
            record(
                SCENARIO_CHANGED,
                fresh,
                actor=actor,
                old={key: old[key] for key in changed},
                new={key: new[key] for key in changed},
                scope=fresh.scope,
            )
    return fresh


def copy_scenario(scenario: Scenario, *, actor: Actor) -> Scenario:
    """The same question once more, to ask it a little differently. Raises DeniedError."""
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    with telling_last():
        kept = {name: getattr(scenario, name) for name in COPIED}
        copy = Scenario(
            institution=scenario.institution,
            author_id=actor.actor_id,
            made_at=clock.now(),
            **{**kept, "name": _free_name(scenario)},
        )
        check(copy)
        with refusing_duplicates():
            copy.save(force_insert=True)
        copy_options(scenario, copy)
        new = {"nama": copy.name, "salinan dari": scenario.name}
        record(SCENARIO_MADE, copy, actor=actor, new=new, scope=copy.scope)
    return copy


def remove_scenario(scenario: Scenario, *, actor: Actor) -> None:
    """Take a draft away. Raises DeniedError, RefusedError once it has been computed."""
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    with telling_last():
        row = Scenario.objects.filter(pk=scenario.pk, state=ScenarioState.DRAFT)
        if not row.update(version=F("version") + 1):
            raise refuse(
                _("Hanya draf yang dapat dihapus; skenario yang pernah dihitung disimpan.")
            )
        record(SCENARIO_REMOVED, scenario, actor=actor, scope=scenario.scope)
        row.delete()


def start_scenario(scenario: Scenario, *, actor: Actor) -> Scenario:
    """Hand it to the background job; a second click while it waits changes nothing.

    Raises DeniedError, RefusedError with everything that makes it impossible to compute.
    """
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    inputs = inputs_of(scenario)
    if not inputs.problem.options:
        raise refuse(
            _("Belum ada pilihan aksi. Pilih sumber pilihan atau tambahkan aksi sendiri."),
            "options",
        )
    problems = [*idle_requirements(inputs), *fault_problems(faults(inputs.problem), inputs)]
    if problems:
        raise RefusedError(*problems)
    transition = SCENARIOS[ScenarioMove.START]
    with telling_last():
        started = Scenario.objects.filter(pk=scenario.pk, state__in=transition.sources).update(
            state=transition.target,
            run=F("run") + 1,
            progress=_plain("Menunggu giliran"),
            failure="",
            started_at=None,
        )
        scenario.refresh_from_db()
        if started:
            compute_scenario.enqueue(scenario.pk, scenario.run)
            record(SCENARIO_STARTED, scenario, actor=actor, scope=scenario.scope)
    return scenario


def cancel_scenario(scenario: Scenario, *, actor: Actor) -> None:
    """Call the computation off; the job notices at its next step. Raises DeniedError."""
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    transition = SCENARIOS[ScenarioMove.CANCEL]
    with telling_last():
        stopped = Scenario.objects.filter(pk=scenario.pk, state__in=transition.sources).update(
            state=transition.target, run=F("run") + 1, progress="", finished_at=clock.now()
        )
        if stopped:
            record(SCENARIO_CANCELLED, scenario, actor=actor, scope=scenario.scope)


def regather(scenario: Scenario, *, version: int, actor: Actor) -> None:
    """Read the sources again: new options come, gone ones go, edited figures stay.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    with telling_last():
        fresh = hold(scenario, version)
        gathered = gather(fresh)
        record(
            SCENARIO_CHANGED,
            fresh,
            actor=actor,
            new={"pilihan baru": gathered.added, "pilihan hilang": gathered.removed},
            scope=fresh.scope,
        )


def _values(scenario: Scenario, names: Iterable[str]) -> Mapping[str, Any]:
    return {name: getattr(scenario, name) for name in names}


def _free_name(scenario: Scenario) -> str:
    """A name nobody has: "… (salinan)", "… (salinan 2)" and on."""
    taken = set(
        Scenario.objects.filter(institution=scenario.institution_id).values_list("name", flat=True)
    )
    stem = scenario.name[:140]
    number = 1
    while True:
        copy = _plain("salinan") if number == 1 else _plain("salinan %d") % number
        name = f"{stem} ({copy})"
        if name not in taken:
            return name
        number += 1
