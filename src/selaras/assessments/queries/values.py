"""Stage values of assessments as exact numbers, read in one query however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import Assessment, Stage, StageValue
from selaras.assessments.models.value import UNIT

Values = Mapping[str, Fraction]
"""Indicator number → exact value."""

STAGE_ORDER: tuple[Stage, ...] = (
    Stage.SELF,
    Stage.DOCUMENT,
    Stage.INTERVIEW,
    Stage.VISIT,
    Stage.FINAL,
)
"""In the order in which they speak; a later stage outweighs an earlier one."""


@dataclass(frozen=True, slots=True)
class StagedValues:
    """The current values of one assessment by stage; only stages that spoke."""

    stages: Mapping[Stage, Values]

    @property
    def spoken(self) -> tuple[Stage, ...]:
        """The stages that have values, in order."""
        return tuple(stage for stage in STAGE_ORDER if stage in self.stages)

    def latest(self) -> Stage | None:
        """The last stage that spoke, or None while there is nothing."""
        return self.spoken[-1] if self.spoken else None

    def only(self, readable: frozenset[Stage]) -> StagedValues:
        """What a person may read of it (``permissions.readable_stages``)."""
        return StagedValues({s: v for s, v in self.stages.items() if s in readable})

    def of(self, stage: Stage | None) -> Values:
        """The values of a stage; empty when it has not spoken."""
        return self.stages.get(stage, {}) if stage else {}

    def assessor(self, number: str) -> Fraction | None:
        """What the last external stage before the final one gave, if any."""
        for stage in (Stage.VISIT, Stage.INTERVIEW, Stage.DOCUMENT):
            value = self.stages.get(stage, {}).get(number)
            if value is not None:
                return value
        return None


NOTHING = StagedValues({})


def staged_values(assessments: Iterable[Assessment]) -> dict[int, StagedValues]:
    """Current values by assessment id, in one query. Assessments without values are left out."""
    ids = [assessment.pk for assessment in assessments]
    if not ids:
        return {}
    rows = StageValue.objects.filter(assessment_id__in=ids, is_current=True).values_list(
        "assessment_id", "stage", "indicator__number", "amount"
    )
    gathered: dict[int, dict[Stage, dict[str, Fraction]]] = defaultdict(lambda: defaultdict(dict))
    for assessment_id, stage, number, amount in rows:
        gathered[assessment_id][Stage(stage)][number] = Fraction(amount, UNIT)
    return {key: StagedValues(dict(stages)) for key, stages in gathered.items()}
