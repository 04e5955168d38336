"""Computing a scenario in the background: problem, planner, judge, answer.

The job may be given to another worker at any time and may run twice: whoever's number of the run
is no longer the scenario's writes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.optimisation.workshop import SolvingStoppedError, solver
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import SCENARIO_FINISHED
from selaras.improvement.models import Scenario
from selaras.improvement.queries.scenario_answer import stored
from selaras.improvement.queries.scenario_faults import fault_problems
from selaras.improvement.queries.scenario_inputs import Inputs, inputs_of
from selaras.improvement.states import SCENARIOS, ScenarioMove, ScenarioState
from selaras.pure.planning import (
    Outcome,
    Plan,
    Stage,
    UnsoundProblemError,
    evaluate,
    plan,
    reached,
)

log = logging.getLogger(__name__)

PLANNER = System("perencana target")


class CalledOffError(Exception):
    """Somebody cancelled the computation, or began it anew, while it ran."""


class WrongAnswerError(RuntimeError):
    """The judge refuses what the planner answered: a defect, never shown as a plan."""


@task()
def compute_scenario(scenario_id: int, run: int) -> str:
    """Compute one scenario; the state it came to. Doing it again changes nothing."""
    taken = _mine(scenario_id, run, SCENARIOS[ScenarioMove.CLAIM].sources).update(
        state=ScenarioState.COMPUTING,
        started_at=clock.now(),
        progress=_("Menyusun soal"),
    )
    known = Scenario.objects.select_related("institution", "instrument", "assessment")
    scenario = known.filter(pk=scenario_id).first()
    if not taken or scenario is None:
        return str(scenario.state) if scenario else ""
    inputs = inputs_of(scenario)
    try:
        _finish(scenario, run, stored(_planned(scenario, run, inputs), inputs))
    except (CalledOffError, SolvingStoppedError):
        log.info("scenario %s was called off", scenario_id)
    except UnsoundProblemError as error:
        sentences = [str(one.message) for one in fault_problems(error.faults, inputs)]
        _fail(scenario_id, run, "\n".join(sentences))
    except Exception:
        _fail(
            scenario_id,
            run,
            _(
                "Perhitungan berhenti karena galat pada sistem. Coba hitung lagi; bila berulang, "
                "laporkan kepada administrator."
            ),
        )
        raise
    return str(Scenario.objects.values_list("state", flat=True).get(pk=scenario_id))


def _planned(scenario: Scenario, run: int, inputs: Inputs) -> Plan:
    """The planner's answer, judged."""
    said: Mapping[Stage, str] = {
        Stage.CHOOSE: _("Mencari kumpulan aksi terbaik"),
        Stage.SEQUENCE: _("Mengurutkan aksi ke dalam tahun"),
        Stage.CURVE: _("Menghitung garis biaya dan indeks"),
        Stage.ALTERNATIVES: _("Mencari alternatif"),
        Stage.OBSTACLES: _("Mencari sebab sasaran tidak terjangkau"),
        Stage.DONE: _("Menyimpan hasil"),
    }

    def tell(stage: Stage) -> None:
        mine = _mine(scenario.pk, run, (ScenarioState.COMPUTING,))
        if not mine.update(progress=said[stage]):
            raise CalledOffError

    def is_called_off() -> bool:
        return not _mine(scenario.pk, run, (ScenarioState.COMPUTING,)).exists()

    with solver(is_called_off) as lent:
        found = plan(inputs.problem, inputs.goal, lent, tell=tell)
    sets = [found.chosen, *(other.outcome for other in found.alternatives)]
    for outcome in sets:
        if outcome is not None:
            _judge(outcome, inputs)
    return found


def _judge(outcome: Outcome, inputs: Inputs) -> None:
    """Work a set out once more, exactly, and hold it against limits and goal."""
    again = evaluate(inputs.problem, outcome.schedule)
    if again.breaches or not reached(inputs.goal, again) or again.index != outcome.index:
        raise WrongAnswerError(f"{again.breaches}")


def _mine(scenario_id: int, run: int, states: tuple[str, ...]) -> Any:
    return Scenario.objects.filter(pk=scenario_id, run=run, state__in=states)


def _finish(scenario: Scenario, run: int, result: dict[str, Any]) -> None:
    with telling_last():
        kept = _mine(scenario.pk, run, SCENARIOS[ScenarioMove.FINISH].sources).update(
            state=ScenarioState.DONE,
            result=result,
            progress="",
            failure="",
            finished_at=clock.now(),
        )
        if kept:
            new = {"status": result["status"]}
            record(SCENARIO_FINISHED, scenario, actor=PLANNER, new=new, scope=scenario.scope)


def _fail(scenario_id: int, run: int, why: str) -> None:
    _mine(scenario_id, run, SCENARIOS[ScenarioMove.FAIL].sources).update(
        state=ScenarioState.FAILED, failure=why, progress="", finished_at=clock.now()
    )
