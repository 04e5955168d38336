"""What a person owes over all their assessments: for the first page and for reminders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    MemberAssignment,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
)
from selaras.assessments.permissions import PLOTTERS, REVIEWERS, STEP_ROLES, TEAM_ROLES
from selaras.assessments.states import (
    COURSE,
    FROZEN,
    PHASE_OF,
    AnswerState,
    ItemState,
    State,
    Step,
)
from selaras.foundation import clock
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.people.standing import Standing, standing_of


class TaskKind(models.TextChoices):
    """What there is to do."""

    ANSWER = "isi", _("Isi dan serahkan jawaban")
    MEND = "perbaiki", _("Perbaiki jawaban yang dikembalikan")
    EVIDENCE = "bukti", _("Lengkapi bukti yang dikembalikan atau diminta")
    REVIEW = "periksa", _("Periksa jawaban yang diserahkan")
    VALUE = "nilai", _("Tetapkan nilai mandiri")
    PLOT = "bagi", _("Bagi indikator yang belum bertuan")
    RATE = "tahap", _("Beri nilai tahap ini")
    STEP = "langkah", _("Lanjutkan penilaian")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a person owes in one assessment.

    ``numbers`` are the indicators concerned (none for a step of the whole). ``due_on`` is the
    earliest last day among them, ``left`` the days until then: negative when it is past.
    """

    kind: TaskKind
    assessment: Assessment
    numbers: tuple[str, ...] = ()
    due_on: date | None = None
    left: int | None = None
    step: Step | None = None

    @property
    def label(self) -> str:
        """What to do, in words."""
        return str(self.step.label if self.step else self.kind.label)

    @property
    def is_late(self) -> bool:
        """Whether the last day is past."""
        return self.left is not None and self.left < 0


STAGE_IN = {
    State.DOCUMENT: Stage.DOCUMENT,
    State.INTERVIEW: Stage.INTERVIEW,
    State.VISIT: Stage.VISIT,
    State.CONSOLIDATION: Stage.FINAL,
}
"""The stage that is rated in a state of the external assessment."""

_DONE = (State.RECORDED, State.REPORTED)


def my_tasks(actor: object) -> list[Task]:
    """What the actor owes, the soonest first; at most eight queries, for any number of assessments.

    What the actor's roles in each institution ask for; the site's administrator owes nothing by
    that role alone.
    """
    if not isinstance(actor, User):
        return []
    standing = standing_of(actor)
    home, abroad = standing.home_institutions(), standing.institutions(Role.ASSESSOR)
    if not (home or abroad):
        return []
    rows = Assessment.objects.filter(
        models.Q(institution__in=home) | models.Q(institution__in=abroad, state__in=FROZEN)
    )
    found = list(
        rows.exclude(state__in=_DONE)
        .select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
    )
    if not found:
        return []
    facts = _Facts(found, actor)
    tasks = [task for one in found for task in _of(one, facts, standing)]
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max))


class _Facts:
    """What is known of all the assessments at once."""

    def __init__(self, assessments: list[Assessment], actor: User) -> None:
        self.today = clock.today()
        keys = [assessment.pk for assessment in assessments]
        self.windows: dict[tuple[int, str], date] = {
            (cycle, phase): closes
            for cycle, phase, closes in Window.objects.filter(
                cycle__in={a.cycle_id for a in assessments}
            ).values_list("cycle_id", "phase", "closes_on")
        }
        self.answers: dict[int, dict[str, str]] = defaultdict(dict)
        answers = Answer.objects.filter(assessment__in=keys).order_by("indicator__position")
        for key, number, state in answers.values_list(
            "assessment_id", "indicator__number", "state"
        ):
            self.answers[key][number] = state
        self.units: dict[int, dict[str, dict[int, date | None]]] = defaultdict(dict)
        shares = UnitAssignment.objects.filter(assessment__in=keys)
        for key, number, unit, due in shares.values_list(
            "assessment_id", "indicator__number", "unit_id", "due_on"
        ):
            self.units[key].setdefault(number, {})[unit] = due
        self.mine: dict[int, set[str]] = defaultdict(set)
        cared = MemberAssignment.objects.filter(assessment__in=keys, member=actor)
        for key, number in cared.values_list("assessment_id", "indicator__number"):
            self.mine[key].add(number)
        self.returned: dict[int, set[str]] = defaultdict(set)
        items = EvidenceItem.objects.filter(
            assessment__in=keys, state=ItemState.RETURNED, withdrawn_at=None
        )
        for key, number in items.values_list("assessment_id", "indicator__number").distinct():
            self.returned[key].add(number)
        self.rated: dict[tuple[int, str], set[str]] = defaultdict(set)
        values = StageValue.objects.filter(assessment__in=keys, is_current=True)
        for key, stage, number in values.values_list("assessment_id", "stage", "indicator__number"):
            self.rated[key, stage].add(number)

    def closes(self, assessment: Assessment) -> date | None:
        """The last day of the window that counts now."""
        phase = PHASE_OF.get(State(assessment.state))
        return self.windows.get((assessment.cycle_id, phase)) if phase else None

    def task(
        self,
        kind: TaskKind,
        assessment: Assessment,
        numbers: Iterable[str] = (),
        days: Iterable[date | None] = (),
        step: Step | None = None,
    ) -> Task:
        """A task whose last day is the earliest of the days, the window's where none is said."""
        closes = self.closes(assessment)
        said = [day for given in days if (day := given or closes) is not None]
        due = min(said, default=closes)
        left = (due - self.today).days if due else None
        return Task(kind, assessment, tuple(numbers), due, left, step)


@dataclass(frozen=True, slots=True)
class _Place:
    """One assessment with the roles the person holds in its institution."""

    assessment: Assessment
    roles: frozenset[Role]
    units: frozenset[int]
    answers: Mapping[str, str] = field(default_factory=dict)

    def holds(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))


def _of(assessment: Assessment, facts: _Facts, standing: Standing) -> Iterator[Task]:
    place = _Place(
        assessment,
        frozenset(
            role for role, where, _unit in standing.roles if where == assessment.institution_id
        ),
        standing.units(),
        facts.answers[assessment.pk],
    )
    yield from _unit_tasks(place, facts)
    yield from _team_tasks(place, facts)
    yield from _assessor_tasks(place, facts)
    yield from _steps(place, facts)


def _unit_tasks(place: _Place, facts: _Facts) -> Iterator[Task]:
    """What the actor's units owe while the assessment is being filled."""
    one = place.assessment
    if one.state != State.FILLING or not place.units:
        return
    owed = {
        number: [due for unit, due in shares.items() if unit in place.units]
        for number, shares in facts.units[one.pk].items()
        if place.units & shares.keys()
    }
    states = place.answers
    for kind, state in (
        (TaskKind.ANSWER, AnswerState.DRAFT),
        (TaskKind.MEND, AnswerState.RETURNED),
    ):
        numbers = [number for number in states if number in owed and states[number] == state]
        if numbers:
            yield facts.task(kind, one, numbers, [day for n in numbers for day in owed[n]])
    refused = [number for number in states if number in owed and number in facts.returned[one.pk]]
    if refused:
        days = [day for number in refused for day in owed[number]]
        yield facts.task(TaskKind.EVIDENCE, one, refused, days)


def _team_tasks(place: _Place, facts: _Facts) -> Iterator[Task]:
    """What the internal team owes: dividing, reviewing, settling on values."""
    one, states = place.assessment, place.answers
    if one.state in {State.PREPARED, State.FILLING} and place.holds(*PLOTTERS):
        left = [number for number in states if not facts.units[one.pk].get(number)]
        if left or not states:
            yield facts.task(TaskKind.PLOT, one, left)
    if one.state not in {State.FILLING, State.CHECKING} or not place.holds(*TEAM_ROLES):
        return
    every = place.holds(Role.RESPONSIBLE)
    mine = [number for number in states if every or number in facts.mine[one.pk]]
    waiting = [number for number in mine if states[number] == AnswerState.HANDED_IN]
    if waiting and place.holds(*REVIEWERS):
        yield facts.task(TaskKind.REVIEW, one, waiting)
    rated = facts.rated[one.pk, Stage.SELF]
    unrated = [
        number
        for number in states
        if number in facts.mine[one.pk]
        and number not in rated
        and states[number] in {AnswerState.HANDED_IN, AnswerState.APPROVED}
    ]
    if unrated:
        yield facts.task(TaskKind.VALUE, one, unrated)


def _assessor_tasks(place: _Place, facts: _Facts) -> Iterator[Task]:
    """What the external assessor still has to rate in the stage that is running."""
    one = place.assessment
    stage = STAGE_IN.get(State(one.state))
    if stage is None or not place.holds(Role.ASSESSOR):
        return
    left = [number for number in place.answers if number not in facts.rated[one.pk, stage]]
    if left:
        yield facts.task(TaskKind.RATE, one, left)


def _steps(place: _Place, facts: _Facts) -> Iterator[Task]:
    """Steps that are the actor's to take and that nothing else has to come before."""
    one, states = place.assessment, set(place.answers.values())
    closes = facts.closes(one)
    over = closes is not None and closes < facts.today
    ready = {
        Step.OPEN: bool(states) and len(facts.units[one.pk]) == len(place.answers),
        Step.CHECK: over or not states & {AnswerState.DRAFT, AnswerState.RETURNED},
        Step.APPROVE: over or states == {AnswerState.APPROVED},
        Step.SIGN: True,
        Step.SUBMIT: True,
        Step.ASSESS_DOCUMENTS: True,
        Step.FINALISE: facts.rated[one.pk, Stage.FINAL] >= place.answers.keys(),
        Step.REPORT: True,
    }
    for way in COURSE.leaving(one.state):
        step = Step(way.name)
        if ready.get(step) and place.holds(*STEP_ROLES[step]):
            yield facts.task(TaskKind.STEP, one, step=step)
