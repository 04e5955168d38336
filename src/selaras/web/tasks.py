"""Where each thing a person owes is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from selaras.assessments.queries.tasks import Task, TaskKind, my_tasks
from selaras.assessments.states import State, Step
from selaras.people.models import User

PLACES = {
    TaskKind.ANSWER: "workspace:grid",
    TaskKind.MEND: "workspace:grid",
    TaskKind.EVIDENCE: "review:returned",
    TaskKind.REVIEW: "review:queue",
    TaskKind.VALUE: "workspace:grid",
    TaskKind.PLOT: "plotting:plot",
    TaskKind.RATE: "external:desk",
    TaskKind.STEP: "work:hub",
}
STEP_PLACES = {
    Step.APPROVE: "work:approve",
    Step.SIGN: "work:sign",
    Step.SUBMIT: "work:submit",
    Step.FINALISE: "external:finals",
    Step.REPORT: "external:finals",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A task with the address where it is done."""

    task: Task
    url: str


def duties_of(user: User) -> list[Duty]:
    """What the person owes, the soonest first, each with its address."""
    return [Duty(task, address_of(task)) for task in my_tasks(user)]


def address_of(task: Task) -> str:
    """Where the task is done; a single answer leads to its own page."""
    alone = len(task.numbers) == 1 and task.kind in {TaskKind.ANSWER, TaskKind.MEND}
    if alone:
        return reverse("workspace:indicator", args=[task.assessment.pk, task.numbers[0]])
    place = PLACES[task.kind]
    if task.step is not None:
        place = STEP_PLACES.get(task.step, place)
    if task.kind == TaskKind.RATE and task.assessment.state == State.CONSOLIDATION:
        place = "external:finals"
    return reverse(place, args=[task.assessment.pk])
