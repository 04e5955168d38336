"""What stands in the way of a move, in words, before anybody clicks and once more when they do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.improvement.models import Recommendation
from selaras.improvement.permissions import may_move_recommendation
from selaras.improvement.queries.recommendations_answers import Answers
from selaras.improvement.states import RECOMMENDATIONS, Move, RecommendationState
from selaras.pure.states import Transition

BACKWARD = frozenset({Move.UNPLAN, Move.RETURN, Move.REOPEN})
"""Moves that undo something; pages offer them last."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move that leads out of the present state, as a page offers it.

    ``hindrance`` says what must be done first; ``is_mine`` whether the actor may take it at all.
    """

    move: Move
    target: RecommendationState
    reasoned: bool
    hindrance: str
    is_mine: bool

    @property
    def is_back(self) -> bool:
        """Whether it undoes what was reached."""
        return self.move in BACKWARD

    @property
    def is_open(self) -> bool:
        """Whether the actor can take it now."""
        return self.is_mine and not self.hindrance


def obstacle(recommendation: Recommendation, step: Transition, answers: Answers) -> str | Promise:
    """Why the move cannot be taken now; empty when nothing stands in its way. No query."""
    if recommendation.withdrawn_at is not None:
        return _("Rekomendasi ini sudah ditarik dan tidak berubah lagi.")
    if recommendation.state not in step.sources:
        return _("“%(move)s” tidak berlaku untuk rekomendasi yang %(state)s.") % {
            "move": Move(step.name).label,
            "state": recommendation.get_state_display().lower(),
        }
    if step.name == Move.PLAN and not answers.planned:
        return _(
            "Buat dulu aksi yang menjawabnya, dengan unit penanggung jawab dan target selesai."
        )
    if step.name == Move.UNPLAN and answers.planned:
        return _("Masih ada aksi yang menjawabnya: batalkan atau lepas aksi itu lebih dulu.")
    if step.name == Move.SUBMIT and not answers.attached:
        return _("Pasang dulu sedikitnya satu data dukung pada aksi yang menjawabnya.")
    return ""


def hindrance_of(
    actor: object,
    recommendation: Recommendation,
    move: Move,
    answers: Answers,
    units: frozenset[int],
) -> str:
    """Why the actor cannot take this move with this one; empty when they can. No query.

    ``units`` are the recommendation's own.
    """
    owing = units | answers.leads
    if not may_move_recommendation(actor, recommendation.institution_id, move, owing):
        return str(_("Bukan bagian Anda."))
    return str(obstacle(recommendation, RECOMMENDATIONS[move], answers))


def steps_for(
    actor: object, recommendation: Recommendation, answers: Answers, units: frozenset[int]
) -> list[Step]:
    """The moves out of its state with what hinders each, those that lead on first. No query.

    ``units`` are the recommendation's own.
    """
    if recommendation.withdrawn_at is not None:
        return []
    steps = [
        Step(
            Move(step.name),
            RecommendationState(step.target),
            step.reasoned,
            str(obstacle(recommendation, step, answers)),
            may_move_recommendation(
                actor, recommendation.institution_id, step.name, units | answers.leads
            ),
        )
        for step in RECOMMENDATIONS.leaving(recommendation.state)
    ]
    return sorted(steps, key=lambda step: step.is_back)
