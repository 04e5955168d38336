"""The arithmetic behind a result, laid out for a person to follow: products, sums, quotients."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.queries.result import IndicatorLine, Result


@dataclass(frozen=True, slots=True)
class AspectSum:
    """An aspect: its lines, the sum of value × weight over the known ones, and its value."""

    code: str
    name: str
    weight: Fraction
    lines: tuple[IndicatorLine, ...]
    sum: Fraction
    value: Fraction | None

    @property
    def points(self) -> Fraction | None:
        """What the aspect adds to the index; None while it is incomplete."""
        return None if self.value is None else self.value * self.weight / 100


@dataclass(frozen=True, slots=True)
class DomainSum:
    """A domain: its aspects and its value."""

    code: str
    name: str
    weight: Fraction
    pseudo: bool
    aspects: tuple[AspectSum, ...]
    value: Fraction | None

    @property
    def points(self) -> Fraction | None:
        """What the domain adds to the index; None while it is incomplete."""
        return None if self.value is None else self.value * self.weight / 100


def arithmetic_of(result: Result) -> tuple[DomainSum, ...]:
    """Every step from ratings to index, in the instrument's order; no query of its own."""
    by_aspect: dict[str, list[IndicatorLine]] = {}
    for line in result.lines:
        by_aspect.setdefault(line.aspect.code, []).append(line)
    return tuple(
        DomainSum(
            code=domain.code,
            name=domain.name,
            weight=domain.weight,
            pseudo=domain.pseudo,
            aspects=tuple(
                AspectSum(
                    code=aspect.code,
                    name=aspect.name,
                    weight=aspect.weight,
                    lines=tuple(by_aspect[aspect.code]),
                    sum=sum(
                        (line.product or Fraction(0) for line in by_aspect[aspect.code]),
                        Fraction(0),
                    ),
                    value=result.score.aspects[aspect.code].value,
                )
                for aspect in domain.aspects
            ),
            value=result.score.domains[domain.code].value,
        )
        for domain in result.instrument.domains
    )
