"""How far actions are: read off their stages, the evidence that was accepted, and the calendar.

The rule stands in ``docs/algorithms/action-progress.md``; nobody types a percentage.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
class _Paper:
    is_attached: bool
    is_accepted: bool


def progress_of(actions: Sequence[Action], *, today: date) -> Mapping[int, ActionProgress]:
    """Progress by action key; three queries however many actions."""
    keys = [action.pk for action in actions]
    steps: dict[int, list[tuple[date | None, bool]]] = defaultdict(list)
    for key, last_month, done_on in ActionStep.objects.filter(action__in=keys).values_list(
        "action_id", "last_month", "done_on"
    ):
        steps[key].append((last_day(last_month) if last_month else None, done_on is not None))
    papers: dict[int, list[_Paper]] = defaultdict(list)
    for key, document, accepted in (
        RequiredEvidence.objects.filter(action__in=keys)
        .annotate(is_accepted=acceptance())
        .values_list("action_id", "document_id", "is_accepted")
    ):
        papers[key].append(_Paper(document is not None, bool(accepted)))
    blockers = Counter(
        Blocker.objects.filter(action__in=keys, resolved_at=None).values_list(
            "action_id", flat=True
        )
    )
    return {
        action.pk: _progress(action, steps[action.pk], papers[action.pk], blockers, today)
        for action in actions
    }


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


def _progress(
    action: Action,
    steps: Sequence[tuple[date | None, bool]],
    papers: Sequence[_Paper],
    blockers: Mapping[int, int],
    today: date,
) -> ActionProgress:
    """A stage without months is due on the action's target day, as every document is."""
    counted = tally(
        (
            *(Part(due or action.target_on, done) for due, done in steps),
            *(Part(action.target_on, paper.is_accepted) for paper in papers),
        ),
        today,
    )
    left = days_left(action.target_on, today)
    attached = sum(paper.is_attached for paper in papers)
    steps_done = sum(done for _due, done in steps)
    standing = ActionStatus(
        status(
            share=counted.share,
            left=left,
            cancelled=action.cancelled_at is not None,
            blocked=bool(blockers.get(action.pk)),
            begun=bool(attached or steps_done),
        )
    )
    return ActionProgress(
        steps=len(steps),
        steps_done=steps_done,
        evidence=len(papers),
        evidence_attached=attached,
        evidence_accepted=sum(paper.is_accepted for paper in papers),
        blockers=blockers.get(action.pk, 0),
        share=counted.share,
        status=standing,
        days_left=None if standing in {ActionStatus.DONE, ActionStatus.CANCELLED} else left,
        tally=counted,
    )
