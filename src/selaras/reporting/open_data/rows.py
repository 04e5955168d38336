"""The rows of every dataset, read from what is open and nothing else; exact figures throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from django.db.models import QuerySet

from selaras.assessments.models import (
    Assessment,
    Cycle,
    GroupAverage,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.queries.openness import announced_days, open_assessments, open_results
from selaras.foundation.documents.table import Cell
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition, definitions
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import display, exact
from selaras.reporting.open_data.schema import Row

INDEX = "indeks"
"""The code of the index itself, beside the codes of domains and aspects."""
_FINEST = Decimal("0.000001")
"""Places a weight is written with where its decimals never end."""


def indices(year: int | None) -> Iterator[Row]:
    """One row per institution, year and instrument."""
    results = _results(year)
    days = announced_days(open_assessments())
    instruments = _instruments(results)
    for result in results:
        assessment = result.assessment
        place, cycle = assessment.institution, assessment.cycle
        index = Fraction(result.index) if result.index else None
        rounding = instruments[cycle.instrument_id].rounding
        yield (
            place.slug,
            place.name,
            place.code or None,
            place.category,
            place.province.name if place.province else None,
            cycle.year,
            cycle.kind,
            cycle.instrument.code,
            cycle.instrument.version,
            cycle.instrument.digest,
            None if index is None else Decimal(display(index, rounding)),
            None if index is None else exact(index),
            result.predicate or None,
            days.get(assessment.pk),
        )


def nodes(year: int | None) -> Iterator[Row]:
    """One row per domain and aspect of every result."""
    results = _results(year)
    instruments = _instruments(results)
    for result in results:
        instrument = instruments[result.assessment.cycle.instrument_id]
        for code, kind, name, weight in _nodes(instrument):
            value = Fraction(result.nodes[code]) if code in result.nodes else None
            yield (
                *_head(result.assessment),
                code,
                kind,
                name,
                _decimal(weight),
                None if value is None else Decimal(display(value, instrument.rounding)),
                None if value is None else exact(value),
            )


def values(year: int | None) -> Iterator[Row]:
    """One row per indicator of every result, as finally rated."""
    results = _results(year)
    instruments = _instruments(results)
    heads = {r.assessment_id: _head(r.assessment) for r in results}
    known = {key: _indicators(instrument) for key, instrument in instruments.items()}
    place = {r.assessment_id: number for number, r in enumerate(results)}
    rows = StageValue.objects.filter(
        assessment__in=_chosen(year), stage=Stage.FINAL, is_current=True
    ).values_list("assessment_id", "indicator__number", "indicator__version_id", "amount")
    ordered = rows.order_by("-assessment__cycle__year", "assessment_id", "indicator__position")
    for key, number, version, amount in ordered.iterator(chunk_size=2000):
        # What was opened between two queries waits for the next reading.
        if key in place:
            yield (*heads[key], number, *known[version][number], _decimal(Fraction(amount, UNIT)))


def instruments(_year: int | None) -> Iterator[Row]:
    """One row per indicator of every published instrument version."""
    for version in InstrumentVersion.objects.order_by("code", "version"):
        instrument = definition(version)
        for domain in instrument.domains:
            for aspect in domain.aspects:
                for indicator in aspect.indicators:
                    yield (
                        version.code,
                        version.version,
                        version.digest,
                        None if domain.pseudo else domain.code,
                        None if domain.pseudo else domain.name,
                        aspect.code,
                        aspect.name,
                        indicator.number,
                        indicator.name,
                        _decimal(indicator.weight),
                        exact(indicator.weight),
                        _decimal(instrument.scale.minimum),
                        _decimal(instrument.scale.maximum),
                    )


def averages(year: int | None) -> Iterator[Row]:
    """Published averages of groups, of cycles in which any result is open."""
    cycles = Cycle.objects.filter(pk__in=_chosen(year).values("cycle"))
    rows = GroupAverage.objects.filter(cycle__in=cycles).select_related("cycle__instrument")
    chosen = rows.defer("cycle__instrument__document").order_by(
        "-cycle__year", "cycle__instrument__code", "group", "node"
    )
    found = list(chosen)
    known = definitions({row.cycle.instrument for row in found})
    for row in found:
        version = row.cycle.instrument
        names = {code: name for code, _kind, name, _w in _nodes(known[version.pk])}
        yield (
            row.cycle.year,
            row.cycle.kind,
            version.code,
            version.version,
            row.group,
            row.node or INDEX,
            names.get(row.node, INDEX.capitalize()),
            _decimal(row.value),
        )


def _chosen(year: int | None) -> QuerySet[Assessment]:
    found = open_assessments()
    return found if year is None else found.filter(cycle__year=year)


def _results(year: int | None) -> list[StageResult]:
    found = open_results()
    if year is not None:
        found = found.filter(assessment__cycle__year=year)
    return list(
        found.order_by(
            "-assessment__cycle__year",
            "assessment__institution__name",
            "assessment__cycle__instrument__code",
            "pk",
        )
    )


def _instruments(results: list[StageResult]) -> Mapping[int, Instrument]:
    return definitions({r.assessment.cycle.instrument for r in results})


def _head(assessment: Assessment) -> tuple[Cell, ...]:
    """What names a result in every table."""
    cycle = assessment.cycle
    place = assessment.institution
    return (place.slug, place.name, cycle.year, cycle.instrument.code, cycle.instrument.version)


def _nodes(instrument: Instrument) -> Iterator[tuple[str, str, str, Fraction]]:
    """Code, kind, name, weight of domains and aspects, in the instrument's order."""
    for domain in instrument.domains:
        if not domain.pseudo:
            yield domain.code, "domain", domain.name, domain.weight
        for aspect in domain.aspects:
            yield aspect.code, "aspek", aspect.name, aspect.weight


def _indicators(instrument: Instrument) -> dict[str, tuple[Cell, ...]]:
    return {
        indicator.number: (indicator.name, aspect.code, aspect.name, _decimal(indicator.weight))
        for aspect in instrument.aspects()
        for indicator in aspect.indicators
    }


def _decimal(figure: Fraction) -> Decimal:
    """The figure as a decimal number: exact where it ends, else to the millionth."""
    text = exact(figure)
    if "/" not in text:
        return Decimal(text)
    ratio = Decimal(figure.numerator) / Decimal(figure.denominator)
    return ratio.quantize(_FINEST, rounding=ROUND_HALF_EVEN)
