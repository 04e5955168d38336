"""The hub of an assessment: where it stands, what leads on, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from selaras.assessments.models import Assessment, SignedDocument, Submission
from selaras.assessments.permissions import STEP_ROLES, may_take
from selaras.assessments.queries.cycles import ONLY_EVALUATION, PhaseDays, phases_of
from selaras.assessments.queries.sheet import Sheet, sheet_of
from selaras.assessments.queries.signing import in_force, submission_of
from selaras.assessments.queries.steps import Sentence, hindrances
from selaras.assessments.states import COURSE, ORDER, PHASE_OF, AnswerState, State, Step
from selaras.people.roles import Role

COURSE_STATES = tuple(state for state in State if state != State.RECORDED)

ASKED_ELSEWHERE = frozenset({Step.SUBMIT})
"""Steps whose conditions cost a reading of their own; their page asks them before the click."""


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step that leads on from here: whether it is the reader's, and what stands in its way."""

    step: Step
    target: State
    allowed: bool
    roles: tuple[Role, ...]
    hindrances: tuple[Sentence, ...]
    reasoned: bool

    @property
    def is_back(self) -> bool:
        """Whether it takes something back instead of leading on; these need a reason."""
        return self.reasoned


@dataclass(frozen=True)
class Hub:
    """One assessment as its colleagues see it at a glance."""

    assessment: Assessment
    sheet: Sheet
    states: tuple[State, ...]
    """The way of this kind of cycle, in order."""
    offers: tuple[StepOffer, ...]
    window: PhaseDays | None
    documents: tuple[SignedDocument, ...]
    """What waits to be sent; afterwards the receipt leads to it."""
    submission: Submission | None

    @property
    def place(self) -> int:
        """Which state of the way it stands in, counted from 1; 0 before the way begins."""
        state = State(self.assessment.state)
        return self.states.index(state) + 1 if state in self.states else 0

    @property
    def is_signed(self) -> bool:
        """Whether the claim is signed, so that its index waits for others and is no simulation."""
        return bool(self.documents) or self.submission is not None

    @property
    def forward(self) -> list[StepOffer]:
        """What leads on."""
        return [offer for offer in self.offers if not offer.is_back]

    @property
    def backward(self) -> list[StepOffer]:
        """What takes something back, as far as it is the reader's."""
        return [offer for offer in self.offers if offer.is_back and offer.allowed]

    @property
    def ready(self) -> int:
        """How many indicators have accepted evidence up to the level they claim."""
        return sum(
            1
            for line in self.sheet.lines
            if line.ready is not None and line.claimed is not None and line.ready >= line.claimed
        )

    @property
    def claimed(self) -> int:
        """How many indicators claim a value."""
        return sum(1 for line in self.sheet.lines if line.claimed is not None)

    @property
    def finished(self) -> int:
        """How many answers are approved: filled in, and still not sent."""
        return self.sheet.counts[AnswerState.APPROVED]


def way_of(assessment: Assessment) -> tuple[State, ...]:
    """The states an assessment of this kind of cycle goes through."""
    known = phases_of(assessment.cycle)
    return tuple(
        state
        for state in COURSE_STATES
        if PHASE_OF.get(state) not in ONLY_EVALUATION or PHASE_OF[state] in known
    )


def hub_of(actor: object, assessment: Assessment, today: date) -> Hub:
    """The hub; what the sheet costs and one query more from signing on."""
    sheet = sheet_of(assessment)
    way = way_of(assessment)
    state = State(assessment.state)
    phase = PHASE_OF.get(state)
    return Hub(
        assessment=assessment,
        sheet=sheet,
        states=way,
        offers=tuple(_offers(actor, sheet, way)),
        window=PhaseDays.of(phase, sheet.window, today),
        documents=tuple(in_force(assessment)) if state == State.SIGNED else (),
        submission=submission_of(assessment) if ORDER[state] > ORDER[State.SIGNED] else None,
    )


def _offers(actor: object, sheet: Sheet, way: tuple[State, ...]) -> list[StepOffer]:
    found = []
    for transition in COURSE.leaving(sheet.assessment.state):
        step, target = Step(transition.name), State(transition.target)
        if target not in way:
            continue
        in_the_way = () if step in ASKED_ELSEWHERE else tuple(hindrances(sheet, step))
        found.append(
            StepOffer(
                step=step,
                target=target,
                allowed=may_take(actor, sheet.assessment, step),
                roles=STEP_ROLES[step],
                hindrances=in_the_way,
                reasoned=transition.reasoned,
            )
        )
    return found
