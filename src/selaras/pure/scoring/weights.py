"""An instrument's weights as whole numbers, made once per instrument.

Weights such as 1.3 and 10/3 percent get one common denominator, so that an index is one sum of
products of whole numbers and one exact division at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NoReturn

from selaras.pure.instrument.model import Instrument, Scale
from selaras.pure.scoring.errors import (
    InconsistentWeightsError,
    UnknownIndicatorError,
    ValueOutOfScaleError,
)

Value = Fraction | int
"""A rating: exact, within the instrument's scale."""


@dataclass(frozen=True, slots=True)
class AspectWeights:
    """The indicators of an aspect as (number, whole weight), and their sum."""

    code: str
    items: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class DomainWeights:
    """The aspects of a domain and the sum of their whole weights."""

    code: str
    aspects: tuple[AspectWeights, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights of an instrument over one common denominator. ``by_number`` is in its order."""

    domains: tuple[DomainWeights, ...]
    by_number: Mapping[str, int]
    total: int

    def share(self, number: str) -> Fraction:
        """What one point of this indicator adds to the index. Raises UnknownIndicatorError."""
        try:
            return Fraction(self.by_number[number], self.total)
        except KeyError:
            raise UnknownIndicatorError(number) from None


@lru_cache(maxsize=64)
def weights_of(instrument: Instrument) -> Weights:
    """The compiled weights. Raises InconsistentWeightsError, so that a wrong sum never scores."""
    unit = lcm(*(i.weight.denominator for i in instrument.indicators()))
    domains = []
    for domain in instrument.domains:
        aspects = []
        for aspect in domain.aspects:
            items = tuple((i.number, int(i.weight * unit)) for i in aspect.indicators)
            total = sum(weight for _, weight in items)
            _demand_sum(aspect.code, total, aspect.weight * unit)
            aspects.append(AspectWeights(aspect.code, items, total))
        total = sum(a.total for a in aspects)
        _demand_sum(domain.code, total, domain.weight * unit)
        domains.append(DomainWeights(domain.code, tuple(aspects), total))
    by_number = {n: w for d in domains for a in d.aspects for n, w in a.items}
    return Weights(tuple(domains), by_number, sum(d.total for d in domains))


def _demand_sum(code: str, total: int, declared: Fraction) -> None:
    if total != declared or total <= 0:
        raise InconsistentWeightsError(code)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Checked values as whole numerators over one common denominator."""

    numerators: Mapping[str, int]
    denominator: int


def ratings(instrument: Instrument, values: Mapping[str, Value]) -> Ratings:
    """Check values against the scale and give them one denominator.

    Raises UnknownIndicatorError, ValueOutOfScaleError.
    """
    known = weights_of(instrument).by_number
    if not values.keys() <= known.keys():
        raise UnknownIndicatorError(min(values.keys() - known.keys()))
    # ``numerator`` and not ``as_integer_ratio``: a float has no place in an exact computation.
    ratios = [(value.numerator, value.denominator) for value in values.values()]
    common = lcm(*{denominator for _, denominator in ratios})
    if common == 1:
        scaled = [numerator for numerator, _ in ratios]
    else:
        scaled = [numerator * (common // denominator) for numerator, denominator in ratios]
    scale = instrument.scale
    if scaled and (
        min(scaled) < scale.minimum * common
        or max(scaled) > scale.maximum * common
        or (scale.whole and common != 1)
    ):
        _refuse(scale, values)
    return Ratings(dict(zip(values, scaled, strict=True)), common)


def _refuse(scale: Scale, values: Mapping[str, Value]) -> NoReturn:
    for number, value in values.items():
        if not scale.minimum <= value <= scale.maximum or (scale.whole and value.denominator != 1):
            raise ValueOutOfScaleError(number, value)
    raise AssertionError(values)
