"""How far this year's claim is likely to fall, from the institution's own years and its group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, Sum

from selaras.assessments.models import Assessment, Stage, StageResult, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import FINALISED
from selaras.assessments.queries.sheet import Sheet
from selaras.pure.forecast import (
    LEAST_OTHERS,
    LEAST_YEARS,
    Outlook,
    Shift,
    Spread,
    deepest,
    outlook,
    shifts,
    spread,
)
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring.weights import weights_of

YEARS_BACK = 6
"""Older cycles say little of today's evidence, and reading them would cost every page."""

MOST_SHIFTS = 5
_PAIR = (Stage.SELF, Stage.FINAL)


@dataclass(frozen=True, slots=True)
class Fall:
    """One observed pair of indices: what was claimed and what was given, exact."""

    assessment: int
    institution: int
    year: int
    claim: Fraction
    final: Fraction

    @property
    def fall(self) -> Fraction:
        """Final minus claim."""
        return self.final - self.claim


@dataclass(frozen=True, slots=True)
class NamedShift:
    """An indicator with its mean fall, named for a page."""

    name: str
    shift: Shift


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the two sources say; a source below its minimum says nothing.

    ``claim`` is None while the claim is incomplete: then there is nothing to move, and the outlooks
    are None too.
    """

    claim: Fraction | None
    missing: int
    """Indicators without a claim."""
    own_years: tuple[Fall, ...]
    """The institution's own pairs, newest first, however few."""
    own: Spread | None
    group_year: int | None
    """The cycle the group is read from; the newest with any pair where none has enough."""
    group_count: int
    group: Spread | None
    own_outlook: Outlook | None
    group_outlook: Outlook | None
    deepest: tuple[NamedShift, ...]
    """Where it fell most on average: in the own years if they speak, else in the group."""
    deepest_are_own: bool
    least_years: int = LEAST_YEARS
    least_others: int = LEAST_OTHERS

    @property
    def speaks(self) -> bool:
        """Whether either source has enough cases."""
        return self.own is not None or self.group is not None


def forecast_of(sheet: Sheet) -> Forecast:
    """The forecast for the claim on the sheet; two queries, whatever the number of institutions.

    Of other institutions only announced results count, and only sums over at least LEAST_OTHERS of
    them leave this function.
    """
    assessment = sheet.assessment
    pairs = _pairs(assessment)
    mine = [pair for pair in pairs if pair.institution == assessment.institution_id]
    year, others = _newest_group([p for p in pairs if p.institution != assessment.institution_id])
    own = spread([pair.fall for pair in mine], least=LEAST_YEARS)
    group = spread([pair.fall for pair in others], least=LEAST_OTHERS)
    claim = sheet.claimed_score.index
    return Forecast(
        claim=claim,
        missing=len(sheet.claimed_score.missing),
        own_years=tuple(mine),
        own=own,
        group_year=year,
        group_count=len(others),
        group=group,
        own_outlook=_outlook(sheet, claim, own),
        group_outlook=_outlook(sheet, claim, group),
        deepest=_deepest(sheet, mine if own else others if group else []),
        deepest_are_own=own is not None,
    )


def _pairs(assessment: Assessment) -> list[Fall]:
    """Complete pairs of the institution and of its group, newest first; one query."""
    year = assessment.cycle.year
    same_group = Q(
        assessment__institution__category=assessment.institution.category,
        assessment__is_published=True,
    )
    rows = (
        StageResult.objects.filter(
            same_group | Q(assessment__institution=assessment.institution_id),
            stage__in=_PAIR,
            assessment__cycle__instrument__code=assessment.cycle.instrument.code,
            assessment__cycle__year__lt=year,
            assessment__cycle__year__gte=year - YEARS_BACK,
            # A final value under consolidation may still move and is not the institution's to read.
            assessment__state__in=FINALISED,
        )
        .exclude(index="")
        .order_by("-assessment__cycle__year", "assessment_id")
        .values_list(
            "assessment_id",
            "assessment__institution_id",
            "assessment__cycle__year",
            "stage",
            "index",
        )
    )
    met: dict[tuple[int, int, int], dict[str, str]] = defaultdict(dict)
    for key, place, of_year, stage, index in rows:
        met[(key, place, of_year)][stage] = index
    return [
        Fall(*key, Fraction(both[Stage.SELF]), Fraction(both[Stage.FINAL]))
        for key, both in met.items()
        if len(both) == len(_PAIR)
    ]


def _newest_group(pairs: Sequence[Fall]) -> tuple[int | None, list[Fall]]:
    """The pairs of the newest cycle with enough of them; of the newest with any where none has."""
    by_year: dict[int, list[Fall]] = defaultdict(list)
    for pair in pairs:
        by_year[pair.year].append(pair)
    for year in sorted(by_year, reverse=True):
        if len(by_year[year]) >= LEAST_OTHERS:
            return year, by_year[year]
    newest = max(by_year, default=None)
    return newest, by_year[newest] if newest is not None else []


def _outlook(sheet: Sheet, claim: Fraction | None, falls: Spread | None) -> Outlook | None:
    if claim is None or falls is None:
        return None
    scale = sheet.instrument.scale
    return outlook(claim, falls, lowest=scale.minimum, highest=scale.maximum)


def _deepest(sheet: Sheet, pairs: Sequence[Fall]) -> tuple[NamedShift, ...]:
    """The indicators that cost these pairs most; one query, none without pairs."""
    if not pairs:
        return ()
    sums: Mapping[str, dict[str, Fraction]] = {stage: {} for stage in _PAIR}
    rows = (
        StageValue.objects.filter(
            assessment_id__in=[pair.assessment for pair in pairs],
            stage__in=_PAIR,
            is_current=True,
        )
        .values_list("stage", "indicator__number")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    for stage, number, total in rows:
        sums[stage][number] = Fraction(total, UNIT)
    weights = weights_of(sheet.instrument)
    shares = {number: weights.share(number) for number in weights.by_number}
    found = shifts(shares, sums[Stage.SELF], sums[Stage.FINAL], len(pairs))
    names = short_names(sheet.instrument)
    return tuple(NamedShift(names[s.number], s) for s in deepest(found, MOST_SHIFTS))


__all__ = ["Fall", "Forecast", "NamedShift", "forecast_of"]
