"""Choosing step by step: a plan that is found at once, to start from and to compare with.

Three ways are tried and the best taken: most gain for the price, most gain that is still needed for
the price, and the cheapest next step. Afterwards whatever is not needed after all is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from selaras.pure.planning.ladders import ladders
from selaras.pure.planning.order import in_order, needed_by
from selaras.pure.planning.outcome import Outcome, evaluate, merit, reached, waits_of
from selaras.pure.planning.problem import (
    BestIndex,
    Goal,
    Option,
    Problem,
    Reach,
    Schedule,
    Step,
    UnitKey,
    prices,
    spread,
)

AHEAD = 3
"""How many levels of one indicator are looked at as one step."""

Package = frozenset[str]
Score = Callable[[int, int], float]
"""(gain, price) → how good, larger is better."""


def greedy(problem: Problem, goal: Goal) -> Outcome | None:
    """The best of the step-by-step plans, or None when none of them meets the goal."""
    scores: tuple[tuple[Score, bool], ...] = (
        (lambda gain, price: gain / max(price, 1), False),
        (lambda gain, price: gain / max(price, 1), True),
        (lambda _gain, price: -price, True),
    )
    found = []
    for score, capped in scores:
        table = _Table(problem, goal, capped=capped)
        if table.begin():
            table.climb(score)
            outcome = evaluate(problem, without_needless(problem, goal, table.schedule))
            if reached(goal, outcome) and not outcome.breaches:
                found.append(outcome)
    return min(found, key=lambda outcome: merit(goal, outcome), default=None)


def without_needless(problem: Problem, goal: Goal, schedule: Schedule) -> Schedule:
    """The schedule without options whose absence does no harm, the dearest ones tried first."""
    kept = dict(schedule)
    known = {option.key: option for option in problem.options}
    index = evaluate(problem, kept).index if isinstance(goal, BestIndex) else None
    needs = _needs(problem)
    for key in sorted(kept, key=lambda key: (-problem.price(known[key]), key)):
        falling = {other for other in kept if key in needs[other]}
        if any(known[other].required for other in falling):
            continue
        rest = {k: year for k, year in kept.items() if k not in falling}
        outcome = evaluate(problem, rest)
        if reached(goal, outcome) and (index is None or outcome.index >= index):
            kept = rest
    return kept


@lru_cache(maxsize=32)
def _needs(problem: Problem) -> Mapping[str, frozenset[str]]:
    return needed_by(problem.options)


@dataclass
class _Table:
    """A plan in the making: what is chosen, where it stands in time, what it has used up."""

    problem: Problem
    goal: Goal
    capped: bool
    """Whether only what is still missing to the index aimed at counts as gain."""
    schedule: dict[str, int] = field(default_factory=dict)
    spent: list[int] = field(default_factory=list)
    price: int = 0
    load: dict[tuple[UnitKey, int], int] = field(default_factory=dict)
    covered: set[Step] = field(default_factory=set)
    level: dict[str, int] = field(default_factory=dict)
    units: int = 0

    def __post_init__(self) -> None:
        self.ladders = ladders(self.problem)
        self.prices = prices(self.problem)
        self.known = {option.key: option for option in self.problem.options}
        self.order = [option.key for option in in_order(self.problem.options)]
        self.spent = [0] * (self.problem.years + 1)
        self.level = dict(self.ladders.base)
        self.units = self.ladders.start
        self.refused: set[Package] = set()

    def begin(self) -> bool:
        """Choose what has to be chosen; False when that alone breaks a limit."""
        required = [o.key for o in self.problem.options if o.required]
        return self.take(frozenset[str]().union(*(_needs(self.problem)[k] for k in required)))

    def climb(self, score: Score) -> None:
        """Take the best package until the goal is met or nothing more can be taken."""
        while not self._enough():
            offers = []
            for package in dict.fromkeys(self._packages()):
                gain = 0 if package in self.refused else self._gain(package)
                if gain > 0:
                    price = sum(self.prices[key] for key in package)
                    offers.append((score(gain, price), -price, package))
            offers.sort(key=lambda offer: offer[:2], reverse=True)
            if not any(self._taken(package) for *_, package in offers):
                return

    def _taken(self, package: Package) -> bool:
        if self.take(package):
            return True
        self.refused.add(package)
        return False

    def _enough(self) -> bool:
        if self._deficit(self.level) or isinstance(self.goal, BestIndex):
            return False
        return self._aimed is None or self.ladders.index(self.units) >= self._aimed

    @property
    def _aimed(self) -> Fraction | None:
        """The index to reach; the best index has none."""
        return self.goal.index if isinstance(self.goal, Reach) else None

    def _deficit(self, level: dict[str, int]) -> int:
        floor = self.goal.floor
        return 0 if floor is None else sum(max(floor - at, 0) for at in level.values())

    def _packages(self) -> Iterator[Package]:
        """Every option with what it needs, and for every indicator its next levels."""
        needs = _needs(self.problem)
        for key in self.known:
            if key not in self.schedule:
                yield needs[key].difference(self.schedule)
        for number, level in self.level.items():
            package: Package = frozenset()
            for above in range(level + 1, level + 1 + AHEAD):
                if (number, above) in self.covered:
                    continue
                makers = self.ladders.makers.get((number, above))
                if makers is None:
                    break
                options = (package | needs[key].difference(self.schedule) for key in makers)
                package = min(options, key=self._price_of)
                yield package

    def _price_of(self, package: Package) -> tuple[int, list[str]]:
        return sum(self.prices[key] for key in package), sorted(package)

    def _climbed(self, package: Package) -> dict[str, int]:
        """The indicators a package would lift, with their new level."""
        new = {step for key in package for step in self.ladders.steps_of[key]} - self.covered
        found = {}
        for number in {number for number, _ in new}:
            level = self.level[number]
            while (number, level + 1) in new or (number, level + 1) in self.covered:
                level += 1
            if level > self.level[number]:
                found[number] = level
        return found

    def _gain(self, package: Package) -> int:
        climbed = self._climbed(package)
        floor = self.goal.floor
        if floor is not None and self._deficit(self.level):
            return sum(
                min(level, floor) - min(self.level[number], floor)
                for number, level in climbed.items()
            )
        gain = self._units(climbed)
        if self.capped and self._aimed is not None:
            return min(gain, self.ladders.units(self._aimed) - self.units)
        return gain

    def _units(self, climbed: dict[str, int]) -> int:
        return sum(
            self.ladders.gains[number, level]
            for number, reached_level in climbed.items()
            for level in range(self.level[number] + 1, reached_level + 1)
        )

    def take(self, package: Package) -> bool:
        """Put a package into the earliest years there is room; nothing when there is not."""
        before = dict(self.schedule), list(self.spent), dict(self.load), self.price
        for key in self.order:
            if key in package and key not in self.schedule and not self._place(self.known[key]):
                self.schedule, self.spent, self.load, self.price = before
                return False
        climbed = self._climbed(package)
        self.units += self._units(climbed)
        self.covered |= {step for key in package for step in self.ladders.steps_of[key]}
        self.level |= climbed
        return True

    def _place(self, option: Option) -> bool:
        total = self.goal.total if isinstance(self.goal, BestIndex) else None
        if total is not None and self.price + self.prices[option.key] > total:
            return False
        budget = self.problem.budget
        if budget is not None and sum(self.spent) + (option.cost or 0) > budget:
            return False
        first = option.earliest
        for other, gap in waits_of(self.problem)[option.key].items():
            first = max(first, self.schedule[other] + self.known[other].years - 1 + gap)
        for year in range(first, self.problem.years - option.years + 2):
            if self._room(option, year):
                self._put(option, year)
                return True
        return False

    def _room(self, option: Option, year: int) -> bool:
        costs, efforts = spread(option.cost or 0, option.years), spread(option.effort, option.years)
        for place in range(option.years):
            at = year + place
            money = self.problem.money[at - 1] if self.problem.money else None
            if money is not None and self.spent[at] + costs[place] > money:
                return False
            if option.unit is not None:
                limit = self.problem.capacity.get((option.unit, at))
                used = self.load.get((option.unit, at), 0)
                if limit is not None and used + efforts[place] > limit:
                    return False
        return True

    def _put(self, option: Option, year: int) -> None:
        costs, efforts = spread(option.cost or 0, option.years), spread(option.effort, option.years)
        self.schedule[option.key] = year
        self.price += self.prices[option.key]
        for place in range(option.years):
            self.spent[year + place] += costs[place]
            if option.unit is not None:
                at = (option.unit, year + place)
                self.load[at] = self.load.get(at, 0) + efforts[place]
