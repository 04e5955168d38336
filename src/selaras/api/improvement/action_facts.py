"""An action as programs read and write it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from selaras.api.bodies import Asked, RowKey, Told
from selaras.api.figures import Exact, told
from selaras.improvement.models import Action, Funding
from selaras.improvement.queries.action import ActionView
from selaras.improvement.queries.progress import ActionProgress, ActionStatus
from selaras.improvement.services.actions import ActionFacts, EvidenceFacts, StepFacts

_LARGEST_MONEY = 10**15

Title = Annotated[str, Field(min_length=1, max_length=500)]
Day = date | None
Money = Annotated[int, Field(ge=0, le=_LARGEST_MONEY, description="Rupiah utuh.")]
Effort = Annotated[int, Field(ge=1, le=32_000)]
Confidence = Annotated[int, Field(ge=1, le=100, description="Persen.")]
Keys = Annotated[list[RowKey], Field(max_length=200)]


class LevelFacts(Told):
    """A criterion an action fulfils."""

    number: str
    level: int


class ProgressFacts(Told):
    """How far an action is; nobody types a percentage."""

    status: ActionStatus
    share: Exact | None
    steps: int
    steps_done: int
    evidence: int
    evidence_attached: int
    evidence_accepted: int
    blockers: int
    days_left: int | None


class ActionRow(Told):
    """One action of a plan; the first unit is in charge."""

    id: int
    plan: int
    position: int
    title: str
    starts_on: date | None
    target_on: date | None
    units: list[int]
    cost: int | None
    effort: int | None
    funding: str
    confidence: int
    note: str
    targets: list[LevelFacts]
    recommendations: list[int]
    prerequisites: list[int]
    progress: ProgressFacts
    cancelled_at: datetime | None
    version: int


class ActionStepFacts(Told):
    """A tahapan kegiatan with its months, given by their first days."""

    id: int
    title: str
    first_month: date | None
    last_month: date | None
    done_on: date | None


class RequiredFacts(Told):
    """A document an action must produce."""

    id: int
    text: str
    number: str
    level: int | None
    document: int | None
    is_accepted: bool


class BlockerFacts(Told):
    """A kendala that holds an action up until somebody resolves it."""

    id: int
    text: str
    raised_at: datetime
    resolved_at: datetime | None
    resolution: str


class ActionDetail(ActionRow):
    """An action with everything that belongs to it."""

    steps: list[ActionStepFacts]
    evidence: list[RequiredFacts]
    blockers: list[BlockerFacts]


class Level(Asked):
    """A criterion: an indicator and the level it helps it reach."""

    number: Annotated[str, Field(min_length=1, max_length=12)]
    level: Annotated[int, Field(ge=0, le=100)]


class Step(Asked):
    """A tahapan kegiatan; months are given by any day in them."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    first_month: Day = None
    last_month: Day = None


class Required(Asked):
    """A document the action must produce."""

    text: Title
    number: Annotated[str, Field(max_length=12)] = ""
    level: Annotated[int, Field(ge=0, le=100)] | None = None


class ActionChange(Asked):
    """The parts to change; absent ones stay, lists are replaced whole."""

    title: Title | None = None
    starts_on: Day = None
    target_on: Day = None
    units: Keys | None = None
    cost: Money | None = None
    effort: Effort | None = None
    funding: Funding | None = None
    confidence: Confidence | None = None
    note: Annotated[str, Field(max_length=5000)] | None = None
    targets: Annotated[list[Level], Field(max_length=200)] | None = None
    recommendations: Keys | None = None
    prerequisites: Keys | None = None
    steps: Annotated[list[Step], Field(max_length=100)] | None = None
    evidence: Annotated[list[Required], Field(max_length=100)] | None = None

    def changed(self) -> dict[str, Any]:
        """The parts that were given, as the services take them; null empties only what may be."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {
            name: _TAKEN[name](value) if value is not None and name in _TAKEN else value
            for name, value in given.items()
            if value is not None or name in _MAY_BE_NONE
        }


class NewAction(ActionChange):
    """An action of a plan."""

    title: Title

    def facts(self) -> ActionFacts:
        """As the services take it."""
        return ActionFacts(**self.changed())


_MAY_BE_NONE = frozenset({"starts_on", "target_on", "cost", "effort"})


def _first(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


_TAKEN: dict[str, Any] = {
    "units": tuple,
    "recommendations": tuple,
    "prerequisites": tuple,
    "funding": str,
    "targets": lambda rows: tuple((one.number, one.level) for one in rows),
    "steps": lambda rows: tuple(
        StepFacts(
            title=one.title, first_month=_first(one.first_month), last_month=_first(one.last_month)
        )
        for one in rows
    ),
    "evidence": lambda rows: tuple(
        EvidenceFacts(text=one.text, number=one.number, level=one.level) for one in rows
    ),
}


def row_of(row: Action, facts: ActionFacts, progress: ActionProgress) -> ActionRow:
    """An action of a list."""
    ties: dict[str, Any] = {
        "units": list(facts.units),
        "targets": [LevelFacts(number=number, level=level) for number, level in facts.targets],
        "recommendations": list(facts.recommendations),
        "prerequisites": list(facts.prerequisites),
    }
    return ActionRow(**_row(row, progress), **ties)


def detail(view: ActionView) -> ActionDetail:
    """An action with everything that belongs to it."""
    return ActionDetail(
        **_row(view.action, view.progress),
        units=[link.unit_id for link in view.units],
        targets=[
            LevelFacts(number=one.indicator.number, level=level)
            for one in view.raises
            for level in one.levels
        ],
        recommendations=[one.pk for one in view.recommendations],
        prerequisites=[one.action.pk for one in view.before],
        steps=[
            ActionStepFacts(
                id=line.step.pk,
                title=line.step.title,
                first_month=line.step.first_month,
                last_month=line.step.last_month,
                done_on=line.step.done_on,
            )
            for line in view.steps
        ],
        evidence=[
            RequiredFacts(
                id=one.required.pk,
                text=one.required.text,
                number=one.required.indicator.number if one.required.indicator else "",
                level=one.required.level,
                document=one.required.document_id,
                is_accepted=one.is_accepted,
            )
            for one in view.papers
        ],
        blockers=[
            BlockerFacts(
                id=one.pk,
                text=one.text,
                raised_at=one.raised_at,
                resolved_at=one.resolved_at,
                resolution=one.resolution,
            )
            for one in view.blockers
        ],
    )


def _row(row: Action, progress: ActionProgress) -> dict[str, Any]:
    return {
        "id": row.pk,
        "plan": row.plan_id,
        "position": row.position,
        "title": row.title,
        "starts_on": row.starts_on,
        "target_on": row.target_on,
        "cost": row.cost,
        "effort": row.effort,
        "funding": row.funding,
        "confidence": row.confidence,
        "note": row.note,
        "progress": ProgressFacts(
            status=progress.status,
            share=told(progress.share),
            steps=progress.steps,
            steps_done=progress.steps_done,
            evidence=progress.evidence,
            evidence_attached=progress.evidence_attached,
            evidence_accepted=progress.evidence_accepted,
            blockers=progress.blockers,
            days_left=progress.days_left,
        ),
        "cancelled_at": row.cancelled_at,
        "version": row.version,
    }
