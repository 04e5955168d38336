"""The index, the domain values and the aspect values of one set of ratings.

Formula (PermenPANRB 59/2020 and KepmenPANRB 962/2021; the same for 5/2018 and, without domains,
8/2026): the value of an aspect is the weighted mean of its indicators, of a domain the weighted
mean of its aspects, and the index the weighted mean of the domains. Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from selaras.pure.instrument.model import Band, Instrument, Scale
from selaras.pure.scoring.bands import band_of, possible_bands
from selaras.pure.scoring.weights import AspectWeights, Ratings, Value, ratings, weights_of

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A domain's or aspect's value, or None while ratings are missing.

    ``bounds`` are the least and the greatest value the missing ratings still allow; equal to the
    value when nothing is missing. ``missing`` holds indicator numbers in the instrument's order.
    """

    code: str
    value: Fraction | None
    bounds: Bounds
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What one set of ratings adds up to; all figures exact, in levels of the instrument's scale.

    ``index`` and ``predicate`` are None while ratings are missing: nothing is guessed. ``bounds``
    is where the index must lie, ``possible`` the predicates it may still get, ascending.
    """

    index: Fraction | None
    bounds: Bounds
    predicate: Band | None
    possible: tuple[Band, ...]
    missing: tuple[str, ...]
    domains: Mapping[str, NodeScore]
    aspects: Mapping[str, NodeScore]


def score(instrument: Instrument, values: Mapping[str, Value]) -> Score:
    """Score ratings by indicator number. Absent numbers are missing values.

    Raises UnknownIndicatorError, ValueOutOfScaleError, InconsistentWeightsError.
    """
    given = ratings(instrument, values)
    domains: dict[str, NodeScore] = {}
    aspects: dict[str, NodeScore] = {}
    whole = _Sum()
    weights = weights_of(instrument)
    for domain in weights.domains:
        of_domain = _Sum()
        for aspect in domain.aspects:
            of_aspect = _sum_of(aspect, given)
            aspects[aspect.code] = of_aspect.node(
                aspect.code, aspect.total, given, instrument.scale
            )
            of_domain.add(of_aspect)
        domains[domain.code] = of_domain.node(domain.code, domain.total, given, instrument.scale)
        whole.add(of_domain)
    top = whole.node("", weights.total, given, instrument.scale)
    if top.value is None:
        predicate, possible = None, possible_bands(instrument, top.bounds)
    else:
        predicate = band_of(instrument, top.value)
        possible = (predicate,)
    return Score(top.value, top.bounds, predicate, possible, top.missing, domains, aspects)


class _Sum:
    """The products of weight and rating under a node, and the weight that has no rating."""

    __slots__ = ("missing", "open_weight", "products")

    def __init__(self) -> None:
        self.products = 0
        self.open_weight = 0
        self.missing: tuple[str, ...] = ()

    def add(self, other: _Sum) -> None:
        self.products += other.products
        if other.missing:
            self.open_weight += other.open_weight
            self.missing += other.missing

    def node(self, code: str, total: int, given: Ratings, scale: Scale) -> NodeScore:
        if not self.missing:
            return _complete(code, self.products, total * given.denominator)
        known = Fraction(self.products, total * given.denominator)
        open_share = Fraction(self.open_weight, total)
        bounds = (known + open_share * scale.minimum, known + open_share * scale.maximum)
        return NodeScore(code, None, bounds, self.missing)


@lru_cache(maxsize=8192)
def _complete(code: str, products: int, divisor: int) -> NodeScore:
    """A node without gaps. Few sums occur, and making exact fractions is what scoring waits for."""
    value = Fraction(products, divisor)
    return NodeScore(code, value, (value, value))


def _sum_of(aspect: AspectWeights, given: Ratings) -> _Sum:
    result = _Sum()
    numerators = given.numerators
    try:
        result.products = sum([weight * numerators[number] for number, weight in aspect.items])
    except KeyError:
        result.products = sum(w * numerators[n] for n, w in aspect.items if n in numerators)
        result.open_weight = sum(w for n, w in aspect.items if n not in numerators)
        result.missing = tuple(n for n, _ in aspect.items if n not in numerators)
    return result
