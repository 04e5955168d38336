"""How far actions are: read off their stages, the evidence that was accepted, and the calendar.

The rule stands in ``docs/algorithms/action-progress.md``; nobody types a percentage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import EvidenceItem
from selaras.assessments.states import ItemState
from selaras.improvement.models import Action, ActionStep, Blocker, RequiredEvidence
from selaras.pure.months import last_day
from selaras.pure.progress import Part, Tally, days_left, status, tally


class ActionStatus(TextChoices):
    """Where an action stands today, derived and never kept."""

    NOT_STARTED = "belum_dimulai", _("Belum dimulai")
    RUNNING = "berjalan", _("Berjalan")
    BLOCKED = "terhambat", _("Terhambat")
    LATE = "terlambat", _("Terlambat")
    DONE = "selesai", _("Selesai")
    CANCELLED = "dibatalkan", _("Dibatalkan")


@dataclass(frozen=True, slots=True)
class ActionProgress:
    """How far one action is; ``evidence_attached`` is ADA, ``evidence_accepted`` DITERIMA.

    ``blockers`` are the open ones. ``days_left`` until the target day, below zero once it has
    passed; None without one and where nothing is owed any more. ``tally`` counts stages and
    required documents together, with what the calendar wants done by now.
    """

    steps: int
    steps_done: int
    evidence: int
    evidence_attached: int
    evidence_accepted: int
    blockers: int
    share: Fraction | None
    status: ActionStatus
    days_left: int | None
    tally: Tally

    @property
    def evidence_missing(self) -> int:
        """BELUM ADA: required documents no document of the library answers."""
        return self.evidence - self.evidence_attached

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.status not in {ActionStatus.DONE, ActionStatus.CANCELLED}

    @property
    def days_late(self) -> int:
        """Days since the target day of an open action passed; 0 where it has not."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, slots=True)
class Paper:
    """A required document as it stands."""

    required: RequiredEvidence
    is_accepted: bool

    @property
    def is_attached(self) -> bool:
        """ADA: a document of the library hangs on it."""
        return self.required.document_id is not None


@dataclass(frozen=True, slots=True)
class Parts:
    """What progress is read off: stages, required documents, and the blockers that are open."""

    steps: tuple[ActionStep, ...] = ()
    papers: tuple[Paper, ...] = ()
    blockers: tuple[Blocker, ...] = ()


def progress_of(actions: Sequence[Action], *, today: date) -> Mapping[int, ActionProgress]:
    """Progress by action key; three queries however many actions."""
    parts = parts_of(actions)
    return {action.pk: measured(action, parts[action.pk], today) for action in actions}


def parts_of(actions: Sequence[Action]) -> Mapping[int, Parts]:
    """The parts by action key, each in its order; three queries."""
    keys = [action.pk for action in actions]
    steps: dict[int, list[ActionStep]] = defaultdict(list)
    for step in ActionStep.objects.filter(action__in=keys):
        steps[step.action_id].append(step)
    papers: dict[int, list[Paper]] = defaultdict(list)
    for row in RequiredEvidence.objects.filter(action__in=keys).annotate(is_accepted=acceptance()):
        papers[row.action_id].append(Paper(row, bool(row.is_accepted)))
    blockers: dict[int, list[Blocker]] = defaultdict(list)
    open_ones = Blocker.objects.filter(action__in=keys, resolved_at=None)
    for blocker in open_ones.select_related("raised_by").order_by("raised_at"):
        blockers[blocker.action_id].append(blocker)
    return {key: Parts(tuple(steps[key]), tuple(papers[key]), tuple(blockers[key])) for key in keys}


def acceptance() -> Exists:
    """Whether the document of a required row was accepted for its indicator (and level).

    Counted is evidence of the institution's assessments from the year before the plan begins. The
    indicator is that of the same number in any version of the instrument; a row without one is
    accepted with its document.
    """
    return Exists(
        EvidenceItem.objects.filter(
            document=OuterRef("document"),
            state=ItemState.ACCEPTED,
            withdrawn_at__isnull=True,
            assessment__institution=OuterRef("action__plan__institution"),
            assessment__cycle__year__gte=OuterRef("action__plan__first_year") - 1,
            indicator__number=_asked("indicator__number"),
            indicator__version__code=_asked("indicator__version__code"),
            level=_asked("level"),
        )
    )


def _asked(name: str) -> Coalesce:
    """What the row asks for; where it asks for nothing, whatever the evidence was accepted for."""
    return Coalesce(OuterRef(name), F(name))


def measured(action: Action, parts: Parts, today: date) -> ActionProgress:
    """The progress of one action. A stage without months is due on the action's target day."""
    counted = tally(
        (
            *(Part(step_due(step) or action.target_on, _is_done(step)) for step in parts.steps),
            *(Part(action.target_on, paper.is_accepted) for paper in parts.papers),
        ),
        today,
    )
    left = days_left(action.target_on, today)
    attached = sum(paper.is_attached for paper in parts.papers)
    steps_done = sum(_is_done(step) for step in parts.steps)
    standing = ActionStatus(
        status(
            share=counted.share,
            left=left,
            cancelled=action.cancelled_at is not None,
            blocked=bool(parts.blockers),
            begun=bool(attached or steps_done),
        )
    )
    return ActionProgress(
        steps=len(parts.steps),
        steps_done=steps_done,
        evidence=len(parts.papers),
        evidence_attached=attached,
        evidence_accepted=sum(paper.is_accepted for paper in parts.papers),
        blockers=len(parts.blockers),
        share=counted.share,
        status=standing,
        days_left=None if standing in {ActionStatus.DONE, ActionStatus.CANCELLED} else left,
        tally=counted,
    )


def step_due(step: ActionStep) -> date | None:
    """The last day of a stage: that of its last month."""
    return last_day(step.last_month) if step.last_month else None


def _is_done(step: ActionStep) -> bool:
    return step.done_on is not None
