"""How far two people who rated the same things agree: exact, by counting and by Cohen's kappa.

Source of weighted kappa: J. Cohen, Psychological Bulletin 70 (1968) 213-220. The weight of a
disagreement is the distance of the two values itself (linear) or its square (quadratic), so whole
levels and decimal values are treated alike and no bands have to be drawn; on whole levels this is
the kappa of the textbooks. See docs/algorithms/agreement.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Pair = tuple[Fraction, Fraction]
"""What the first and what the second gave to one thing."""

NEAR = 1
"""Values at most one level apart count as near."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of one comparison. Kappas are at most 1.

    A kappa is None where chance leaves nothing to disagree about: both gave one and the same value
    to everything, so agreement beyond chance is not defined.
    """

    count: int
    same: int
    """Pairs with exactly the same value."""
    near: int
    """Pairs at most one level apart, the same ones included."""
    mean_difference: Fraction
    """Mean of first minus second: whether one of the two is the stricter."""
    mean_distance: Fraction
    linear: Fraction | None
    quadratic: Fraction | None

    @property
    def same_percent(self) -> Fraction:
        """Percent of pairs with the same value."""
        return Fraction(100 * self.same, self.count)

    @property
    def near_percent(self) -> Fraction:
        """Percent of pairs at most one level apart."""
        return Fraction(100 * self.near, self.count)


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Compare two sets of ratings, pair by pair. Raises ValueError without pairs."""
    if not pairs:
        raise ValueError("no pairs to compare")
    count = len(pairs)
    gaps = [first - second for first, second in pairs]
    return Agreement(
        count=count,
        same=sum(1 for gap in gaps if gap == 0),
        near=sum(1 for gap in gaps if abs(gap) <= NEAR),
        mean_difference=sum(gaps, Fraction(0)) / count,
        mean_distance=sum(map(abs, gaps), Fraction(0)) / count,
        linear=weighted_kappa(pairs, 1),
        quadratic=weighted_kappa(pairs, 2),
    )


def weighted_kappa(pairs: Sequence[Pair], power: int) -> Fraction | None:
    """One minus observed over expected disagreement, its weight the distance to this power.

    Expected is the mean over every first value put beside every second one. None when it is 0.
    """
    count = len(pairs)
    observed = sum((abs(a - b) ** power for a, b in pairs), Fraction(0)) / count
    expected = sum(
        (abs(a - b) ** power for a, _ in pairs for _, b in pairs), Fraction(0)
    ) / Fraction(count * count)
    return None if expected == 0 else 1 - observed / expected


def sample(numbers: Iterable[str], size: int, seed: str) -> tuple[str, ...]:
    """``size`` of the numbers, drawn so that whoever knows the seed draws the same ones.

    Each number is given the SHA-256 of "seed:number" in hexadecimal; the smallest are taken and
    handed back in the order given. All of them when ``size`` is larger.
    """
    given = list(numbers)
    lots = sorted(given, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    drawn = set(lots[:size])
    return tuple(number for number in given if number in drawn)
