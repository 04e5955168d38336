"""Where each thing a person owes is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.assessments.queries.tasks import Task, TaskKind, my_tasks
from selaras.assessments.states import State, Step
from selaras.improvement.queries.duties import FollowUpDuty, FollowUpKind, follow_up_duties
from selaras.improvement.states import RecommendationState
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
    """One thing a person owes: what, how much of it, where, until when, and its address."""

    label: str
    count: str
    place: str
    due_on: date | None
    left: int | None
    url: str

    @property
    def is_late(self) -> bool:
        """Whether the last day is past."""
        return self.left is not None and self.left < 0


def duties_of(user: User) -> list[Duty]:
    """What the person owes, the soonest first, each with its address."""
    duties = [
        *(_assessment_duty(task) for task in my_tasks(user)),
        *(_follow_up_duty(duty) for duty in follow_up_duties(user)),
    ]
    return sorted(duties, key=lambda duty: (duty.due_on is None, duty.due_on or date.max))


def _assessment_duty(task: Task) -> Duty:
    count = len(task.numbers)
    text = ngettext("%(count)s indikator", "%(count)s indikator", count)
    return Duty(
        task.label,
        text % {"count": count} if count else "",
        f"{task.assessment.institution} · {task.assessment.cycle}",
        task.due_on,
        task.left,
        address_of(task),
    )


def _follow_up_duty(duty: FollowUpDuty) -> Duty:
    if duty.kind == FollowUpKind.STAGES:
        text = ngettext("%(count)s tahapan", "%(count)s tahapan", duty.count)
    else:
        text = ngettext("%(count)s rekomendasi", "%(count)s rekomendasi", duty.count)
    return Duty(
        str(duty.kind.label),
        text % {"count": duty.count},
        f"{duty.institution} · {_('Tindak lanjut')}",
        duty.due_on,
        duty.left,
        _follow_up_address(duty),
    )


def _follow_up_address(duty: FollowUpDuty) -> str:
    """The one action, the list of recommendations in that state, or the timeline."""
    slug = duty.institution.slug
    if duty.action is not None:
        return reverse("plans:action", args=[slug, duty.action.plan_id, duty.action.pk])
    if duty.kind == FollowUpKind.STAGES:
        return reverse("monev:timeline", args=[slug])
    state = {
        FollowUpKind.MEND: RecommendationState.RETURNED,
        FollowUpKind.VERIFY: RecommendationState.EVIDENCE,
    }[duty.kind]
    return f"{reverse('recommendations:list', args=[slug])}?keadaan={state}"


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
