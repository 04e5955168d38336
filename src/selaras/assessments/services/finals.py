"""Deciding the final value of each indicator; see docs/decisions/0022."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.queries.finals import proposals
from selaras.assessments.services.external import (
    Rating,
    explain_differences,
    record_ratings,
    taken_in_turn,
    values_of,
)
from selaras.assessments.services.results import Recorded
from selaras.foundation.access import Actor
from selaras.foundation.trail.services import telling_last


def decide_finals(
    assessment: Assessment,
    decisions: Mapping[str, Rating],
    *,
    actor: Actor,
    expected: Mapping[str, int],
) -> Recorded:
    """Decide final values. Other than proposed needs an explanation.

    ``expected`` are the revisions the assessor saw (0 for none). Raises DeniedError, ConflictError,
    RefusedError.
    """
    with telling_last():
        held = taken_in_turn(assessment, Stage.FINAL, actor=actor)
        proposed = proposals(values_of(held).stages)
        base = {number: proposal.value for number, proposal in proposed.items()}
        explain_differences(decisions, base, _("usulan"))
        return record_ratings(held, Stage.FINAL, decisions, actor=actor, expected=expected)


def accept_proposals(assessment: Assessment, *, actor: Actor) -> Recorded:
    """Take over every proposal an assessor's stage makes, where nothing was decided yet.

    A claim nobody assessed is left to be decided by hand. Raises DeniedError, RefusedError.
    """
    with telling_last():
        held = taken_in_turn(assessment, Stage.FINAL, actor=actor)
        staged = values_of(held)
        decided = staged.of(Stage.FINAL)
        taken = {
            number: Rating(proposal.value)
            for number, proposal in proposals(staged.stages).items()
            if proposal.stage != Stage.SELF and number not in decided
        }
        return record_ratings(
            held, Stage.FINAL, taken, actor=actor, expected=dict.fromkeys(taken, 0)
        )
