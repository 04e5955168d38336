"""Recommendations taken from the assessors' findings and from the instrument itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.services.holding import hold
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import telling_last
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.permissions import WRITE_RECOMMENDATION, may_write_recommendation
from selaras.improvement.queries.recommendations_suggestions import (
    CriterionLine,
    FindingLine,
    Ground,
    findings_to_adopt,
    ground_of,
    next_criteria,
)
from selaras.improvement.services.recommendations import add_recommendations
from selaras.improvement.services.recommendations_facts import RecommendationFacts


def adopt_findings(
    assessment: Assessment,
    findings: Collection[int],
    *,
    with_levels: bool = True,
    due_on: date | None = None,
    actor: Actor,
) -> list[Recommendation]:
    """Make recommendations of these findings of the assessors, by key; those that are new.

    One that has become a recommendation already is left out. ``with_levels``: every indicator aims
    at the level above its settled value. Raises DeniedError, RefusedError.
    """
    with telling_last():
        # The row keeps two people from adopting the same finding, and the findings from moving on.
        ground = _ground(assessment, actor)
        lines = [
            line
            for line in findings_to_adopt(actor, ground)
            if line.finding.pk in findings and line.taken is None
        ]
        if not findings:
            raise refuse(_("Pilih paling sedikit satu temuan."), "pilih")
        facts = [_of_finding(line, ground, with_levels, due_on) for line in lines]
        return add_recommendations(
            ground.assessment.institution, ground.assessment.cycle.instrument, facts, actor=actor
        )


def recommend_next(
    assessment: Assessment,
    numbers: Collection[str],
    *,
    target: int | None = None,
    due_on: date | None = None,
    actor: Actor,
) -> list[Recommendation]:
    """Make a recommendation of the next unmet criterion of each indicator; those that are new.

    An indicator at or above ``target``, at the top or without a value has none; a criterion that a
    recommendation of the year aims at already is left out. Raises DeniedError, RefusedError.
    """
    with telling_last():
        ground = _ground(assessment, actor)
        if not numbers:
            raise refuse(_("Pilih paling sedikit satu indikator."), "pilih")
        lines = [
            line
            for line in next_criteria(ground, target=target)
            if line.indicator.number in numbers and line.taken is None
        ]
        facts = [_of_criterion(line, ground, due_on) for line in lines]
        return add_recommendations(
            ground.assessment.institution, ground.assessment.cycle.instrument, facts, actor=actor
        )


def _ground(assessment: Assessment, actor: Actor) -> Ground:
    held = hold(assessment)
    demand(may_write_recommendation(actor, held.institution_id), WRITE_RECOMMENDATION)
    return ground_of(held)


def _of_finding(
    line: FindingLine, ground: Ground, with_levels: bool, due_on: date | None
) -> RecommendationFacts:
    numbers = [indicator.number for indicator, _level in line.targets]
    # What was stated of one indicator; of several there is no single value to state.
    only = numbers[0] if len(numbers) == 1 else ""
    return RecommendationFacts(
        text=line.finding.text,
        year=ground.year,
        source=Source.ASSESSOR,
        targets=tuple(
            (indicator.number, level if with_levels else None) for indicator, level in line.targets
        ),
        units=tuple(unit.pk for unit in line.units),
        stated_self=_stated(ground, Stage.SELF, only),
        stated_assessor=ground.staged.assessor(only),
        stated_final=_stated(ground, Stage.FINAL, only),
        due_on=due_on,
        assessment=ground.assessment,
        finding=line.finding,
    )


def _of_criterion(line: CriterionLine, ground: Ground, due_on: date | None) -> RecommendationFacts:
    number = line.indicator.number
    words = _("Capai tingkat %(level)d pada indikator %(number)s: %(name)s.") % {
        "level": line.level,
        "number": number,
        "name": line.indicator.name,
    }
    return RecommendationFacts(
        text=line.text or words,
        year=ground.year,
        source=Source.INSTRUMENT,
        targets=((number, line.level),),
        units=tuple(unit.pk for unit in line.units),
        stated_self=_stated(ground, Stage.SELF, number),
        stated_assessor=ground.staged.assessor(number),
        stated_final=_stated(ground, Stage.FINAL, number),
        due_on=due_on,
        assessment=ground.assessment,
    )


def _stated(ground: Ground, stage: Stage, number: str) -> Fraction | None:
    return ground.staged.of(stage).get(number)
