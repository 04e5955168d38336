"""What was said of assessments, as one person may read it: values of stages, figures of lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import readable_stages
from selaras.assessments.queries.announced import NOTHING_ANNOUNCED, Announced, announced_of
from selaras.assessments.queries.values import NOTHING, StagedValues, staged_values
from selaras.pure.instrument.model import INDEX, Instrument
from selaras.pure.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Said:
    """Values by stage, and the published figures where the final result may be read.

    A final result of which only published figures are known is a stage that spoke without values.
    """

    staged: StagedValues
    announced: Announced = NOTHING_ANNOUNCED

    def score(self, instrument: Instrument, stage: Stage | None) -> Score:
        """What the values of a stage add up to; without any, what was published as final."""
        values = self.staged.of(stage)
        stated = None
        if stage == Stage.FINAL and not values:
            stated = self.announced.score(instrument)
        return stated or score(instrument, values)


NOTHING_SAID = Said(NOTHING)


def said_of(actor: object, assessments: Iterable[Assessment]) -> dict[int, Said]:
    """By assessment id, two queries; assessments come with their institution."""
    asked = list(assessments)
    staged, announced = staged_values(asked), announced_of(asked)
    return {
        one.pk: _said(
            staged.get(one.pk, NOTHING),
            announced.get(one.pk, NOTHING_ANNOUNCED),
            readable_stages(actor, one),
        )
        for one in asked
    }


def _said(staged: StagedValues, announced: Announced, readable: frozenset[Stage]) -> Said:
    kept = staged.only(readable)
    if Stage.FINAL not in readable:
        return Said(kept)
    if INDEX in announced.figures and Stage.FINAL not in kept.stages:
        kept = StagedValues({**kept.stages, Stage.FINAL: {}})
    return Said(kept, announced)
