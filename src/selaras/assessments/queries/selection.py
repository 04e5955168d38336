"""Which indicators of a result to show, and in which order: the same for page, export and API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.queries.result import IndicatorLine

FILTERS: Mapping[str, Callable[[IndicatorLine], bool]] = {
    "turun": lambda line: line.change is not None and line.change < 0,
    "naik": lambda line: line.change is not None and line.change > 0,
    "tetap": lambda line: line.change == 0,
    "di-bawah-target": lambda line: line.below_target,
    "(kosong)": lambda line: line.value is None,
}
"""Words of the address → which lines they keep."""

_KEYS: Mapping[str, Callable[[IndicatorLine], Fraction | None]] = {
    "nilai": lambda line: line.value,
    "perubahan": lambda line: line.change,
    "dampak": lambda line: line.effect,
    "sumbangan": lambda line: line.contribution,
    "langkah": lambda line: line.step.gain if line.step else None,
    "bobot": lambda line: line.indicator.weight,
}
ORDERS = ("no", *_KEYS)
"""Words of the address for sorting; "-" before one turns it round."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; unknown words count as not given."""

    keep: str = ""
    aspect: str = ""
    text: str = ""
    order: str = "no"

    @property
    def is_narrowed(self) -> bool:
        """Whether any line may be hidden."""
        return bool(self.keep in FILTERS or self.aspect or self.text)

    def apply(self, lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
        """The chosen lines in the chosen order; lines without a figure come last either way."""
        chosen = [line for line in lines if self._keeps(line)]
        name, turned = self.order.removeprefix("-"), self.order.startswith("-")
        if name not in _KEYS:
            return chosen[::-1] if turned else chosen
        key = _KEYS[name]
        known = [(figure, line) for line in chosen if (figure := key(line)) is not None]
        unknown = [line for line in chosen if key(line) is None]
        known.sort(key=lambda pair: pair[0], reverse=turned)
        return [line for _, line in known] + unknown

    def _keeps(self, line: IndicatorLine) -> bool:
        if self.keep in FILTERS and not FILTERS[self.keep](line):
            return False
        if self.aspect and line.aspect.code != self.aspect:
            return False
        wanted = self.text.casefold().split()
        haystack = f"{line.number} {line.indicator.name}".casefold()
        return all(word in haystack for word in wanted)


def counts(lines: Sequence[IndicatorLine]) -> dict[str, int]:
    """How many lines each filter word keeps."""
    return {word: sum(map(keeps, lines)) for word, keeps in FILTERS.items()}
