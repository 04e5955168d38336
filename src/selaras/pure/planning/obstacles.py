"""Why a goal cannot be met: what no option fulfils, or which limit is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import floor

from selaras.pure.linear import Status
from selaras.pure.planning.ladders import Ladders, ladders
from selaras.pure.planning.losses import sure_enough
from selaras.pure.planning.outcome import Outcome
from selaras.pure.planning.problem import MOST_YEARS, BestIndex, Goal, Problem, Reach, UnitKey
from selaras.pure.planning.programme import Aim, Want
from selaras.pure.planning.results import HeldBack, Lifted, LimitKind, Obstacles
from selaras.pure.planning.search import Asker
from selaras.pure.scoring.weights import weights_of


def obstacles(problem: Problem, goal: Goal, asker: Asker) -> Obstacles:
    """What stands between a sound problem and a goal that cannot be met."""
    known = ladders(problem)
    levels = known.levels(option.key for option in problem.options)
    best = known.index(known.units_of(levels))
    aimed = goal.index if isinstance(goal, Reach) else None
    short = None if aimed is None or best >= aimed else aimed - best
    held_back = tuple(_held_back(problem, known, levels, goal, everywhere=short is not None))
    if held_back:
        return Obstacles(best, short, held_back, (), None, ())
    search = _Search(problem, goal, asker)
    needed, without = search.needed()
    return Obstacles(best, None, (), tuple(search.lifted()), needed, without)


def _held_back(
    problem: Problem, known: Ladders, levels: dict[str, int], goal: Goal, *, everywhere: bool
) -> Iterator[HeldBack]:
    """Indicators below the floor; ``everywhere`` also whatever could still add to the index."""
    weights = weights_of(problem.instrument).by_number
    top = floor(problem.instrument.scale.maximum)
    for number in sorted(weights, key=weights.__getitem__, reverse=True):
        value = Fraction(levels[number]) if number in levels else known.values[number]
        below = goal.floor is not None and value < goal.floor
        if value < top and (below or everywhere):
            yield HeldBack(number, value, floor(value) + 1, number in problem.fixed)


@dataclass(frozen=True, slots=True)
class _Search:
    problem: Problem
    goal: Goal
    asker: Asker

    def lifted(self) -> Iterator[Lifted]:
        """Every limit the problem has, taken away alone."""
        problem, goal = self.problem, self.goal
        if any(limit is not None for limit in problem.money):
            yield Lifted(LimitKind.MONEY, self._meets(replace(problem, money=())))
        if problem.budget is not None:
            yield Lifted(LimitKind.BUDGET, self._meets(replace(problem, budget=None)))
        if isinstance(goal, BestIndex) and goal.total is not None:
            yield Lifted(LimitKind.TOTAL, self._meets(problem, replace(goal, total=None)))
        if problem.capacity:
            helps = self._meets(replace(problem, capacity={}))
            yield Lifted(LimitKind.CAPACITY, helps)
            if helps:
                yield from self._units()
        if problem.years < MOST_YEARS:
            yield self._years()
        if sure_enough(problem)[1]:
            yield Lifted(LimitKind.CONFIDENCE, self._meets(replace(problem, least_confidence=0)))

    def _units(self) -> Iterator[Lifted]:
        """The units whose capacity alone is in the way."""
        for unit in dict.fromkeys(unit for unit, _ in self.problem.capacity):
            others = {at: limit for at, limit in self.problem.capacity.items() if at[0] != unit}
            yield Lifted(
                LimitKind.CAPACITY, self._meets(replace(self.problem, capacity=others)), unit
            )

    def _years(self) -> Lifted:
        """More years, each with the limits of the last one."""
        helps: bool | None = False
        for years in range(self.problem.years + 1, MOST_YEARS + 1):
            found = self._meets(_with_years(self.problem, years))
            if found:
                return Lifted(LimitKind.YEARS, helps=True, years=years)
            helps = None if found is None else helps
        return Lifted(LimitKind.YEARS, helps)

    def needed(self) -> tuple[Outcome | None, tuple[LimitKind, ...]]:
        """The cheapest plan without limits of money, and which others had to be lifted for it."""
        goal = replace(self.goal, total=None) if isinstance(self.goal, BestIndex) else self.goal
        for without in self._others():
            problem = replace(self.problem, money=(), budget=None)
            for kind in without:
                problem = _lift(problem, kind)
            sure = sure_enough(problem)[0]
            want = _want(sure, goal, Aim.PRICE)
            found = self.asker.ask(sure, want).outcome
            if found is not None:
                paced = replace(want, aim=Aim.PACE, price=found.price)
                return self.asker.ask(sure, paced, found.schedule).outcome or found, without
        return None, ()

    def _others(self) -> Iterator[tuple[LimitKind, ...]]:
        """Sets of the problem's limits other than money, the smallest first."""
        there = {
            LimitKind.CAPACITY: bool(self.problem.capacity),
            LimitKind.YEARS: self.problem.years < MOST_YEARS,
            LimitKind.CONFIDENCE: bool(sure_enough(self.problem)[1]),
        }
        kinds = [kind for kind, is_there in there.items() if is_there]
        for size in range(len(kinds) + 1):
            yield from combinations(kinds, size)

    def _meets(self, problem: Problem, goal: Goal | None = None) -> bool | None:
        sure = sure_enough(problem)[0]
        found = self.asker.ask(sure, _want(sure, goal or self.goal, Aim.ANY))
        if found.outcome is not None:
            return True
        return False if found.status is Status.INFEASIBLE else None


def _want(problem: Problem, goal: Goal, aim: Aim) -> Want:
    if isinstance(goal, BestIndex):
        return Want(aim, floor=goal.floor, price=goal.total)
    index = None if goal.index is None else ladders(problem).units(goal.index)
    return Want(aim, index=index, floor=goal.floor)


def _lift(problem: Problem, kind: LimitKind) -> Problem:
    if kind is LimitKind.CAPACITY:
        return replace(problem, capacity={})
    if kind is LimitKind.YEARS:
        return _with_years(problem, MOST_YEARS)
    return replace(problem, least_confidence=0)


def _with_years(problem: Problem, years: int) -> Problem:
    last, more = problem.years, range(problem.years + 1, years + 1)
    money = problem.money + problem.money[-1:] * len(more)
    added: dict[tuple[UnitKey, int], int] = {
        (unit, year): limit
        for (unit, at), limit in problem.capacity.items()
        if at == last
        for year in more
    }
    return replace(problem, years=years, money=money, capacity={**problem.capacity, **added})
