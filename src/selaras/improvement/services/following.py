"""Recommendations follow the actions that answer them: planned, begun, or open again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise

from django.db.models import F

from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.refusal import ChangedMeanwhileError
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.improvement.events import RECOMMENDATION_MOVED
from selaras.improvement.models import Recommendation
from selaras.improvement.queries.recommendations_answers import NO_ANSWERS, Answers, answers_to
from selaras.improvement.states import RecommendationState

FOLLOWING = (RecommendationState.OPEN, RecommendationState.PLANNED)
"""States that follow from the actions; every later one is somebody's word."""


def follow_actions(recommendation_ids: Collection[int], *, actor: Actor) -> None:
    """Bring the states of these recommendations in step with the actions that answer them.

    Called by whatever changes an action, a step, its documents or its plan, in that transaction,
    before the trail is written. Nobody is asked for a right: it follows from what the actor was
    allowed to do. Four queries, none for an empty list. Raises ChangedMeanwhileError.
    """
    if not recommendation_ids:
        return
    with telling_last():
        # Taken before the actions are read: of two people who each drop one of its last two
        # actions, the second sees what the first did.
        rows = list(
            Recommendation.objects.standing()
            .filter(pk__in=recommendation_ids, state__in=FOLLOWING)
            .select_for_update(no_key=True, of=("self",))
            .select_related("institution")
            .order_by("pk")
        )
        answers = answers_to([row.pk for row in rows])
        moved: dict[tuple[str, tuple[str, ...]], list[Recommendation]] = defaultdict(list)
        for row in rows:
            way = _way(row.state, answers.get(row.pk, NO_ANSWERS))
            if way:
                moved[row.state, way].append(row)
        now = clock.now()
        for (before, way), some in sorted(moved.items()):
            changed = Recommendation.objects.filter(
                pk__in=[row.pk for row in some], state=before, withdrawn_at__isnull=True
            ).update(state=way[-1], state_since=now, state_note="", version=F("version") + 1)
            if changed != len(some):
                raise ChangedMeanwhileError
        record_all(
            [
                _step(row, start, end)
                for (before, way), some in sorted(moved.items())
                for row in some
                for start, end in pairwise((before, *way))
            ],
            actor=actor,
        )


def _way(state: str, answers: Answers) -> tuple[str, ...]:
    """The states the actions lead an open or planned recommendation through, one by one."""
    if not answers.planned:
        return (RecommendationState.OPEN,) if state == RecommendationState.PLANNED else ()
    begun = (RecommendationState.WORKING,) if answers.begun else ()
    planned = (RecommendationState.PLANNED,) if state == RecommendationState.OPEN else ()
    return (*planned, *begun)


def _step(row: Recommendation, start: str, end: str) -> Entry:
    return Entry(
        RECOMMENDATION_MOVED,
        row,
        {"keadaan": str(start)},
        {"keadaan": str(end), "karena": "aksi"},
        row.scope,
    )
