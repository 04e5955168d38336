"""What a planner answers, as data without sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from selaras.pure.planning.outcome import Outcome
from selaras.pure.planning.problem import Goal, Measure, UnitKey


class PlanStatus(StrEnum):
    """How far an answer can be trusted to be the best."""

    OPTIMAL = "terbaik"
    WITHIN_GAP = "dalam-selisih"
    """A plan that holds; ``gap`` says how far from the best it may be."""
    IMPOSSIBLE = "tidak-terjangkau"
    """Proved: nothing within the limits meets the goal; ``obstacles`` says why."""
    UNDECIDED = "belum-pasti"
    """No plan was found in the time, and no proof that there is none."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What the index loses when one option is taken out, with whatever needs it."""

    option: str
    falls_with: tuple[str, ...]
    """Other chosen options that need it, over all steps, and fall as well."""
    loss: Fraction
    """Points of index at the end of the last year, at least 0."""
    confidence: int


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the line of price against index: the cheapest that reaches ``target``."""

    target: Fraction
    outcome: Outcome
    proven: bool
    """Whether nothing cheaper exists; otherwise it is the cheapest that was found in the time."""

    @property
    def index(self) -> Fraction:
        """What it reaches, at least its target."""
        return self.outcome.index

    @property
    def price(self) -> int:
        """What it takes in the problem's measure."""
        return self.outcome.price


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another set that meets the goal, and its difference to the chosen one."""

    outcome: Outcome
    dearer: int
    """Price minus the chosen one's."""
    only_here: tuple[str, ...]
    only_chosen: tuple[str, ...]


class LimitKind(StrEnum):
    """What may stand in the way of a goal."""

    MONEY = "dana-tahun"
    BUDGET = "anggaran"
    TOTAL = "jumlah"
    """The total of the goal itself."""
    CAPACITY = "kapasitas"
    YEARS = "tahun"
    CONFIDENCE = "keyakinan"


@dataclass(frozen=True, slots=True)
class Lifted:
    """A limit taken away, alone: whether the goal can then be met; None: not known in the time."""

    kind: LimitKind
    helps: bool | None
    unit: UnitKey | None = None
    """Whose capacity; None: that of all units together."""
    years: int | None = None
    """For years: the least number with which the goal can be met."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An indicator that stays where all options together bring it."""

    number: str
    value: Fraction
    next_level: int
    fixed: bool
    """Its value comes from outside; otherwise no option fulfils its next level."""


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Why a goal cannot be met."""

    best: Fraction
    """The index that all options together reach, without any limit."""
    short: Fraction | None
    """What is then still missing to the index aimed at (> 0), or None when it is not."""
    held_back: tuple[HeldBack, ...]
    """What keeps even all options together from the goal, the most valuable first."""
    lifted: tuple[Lifted, ...]
    """The problem's limits, each lifted alone; empty where even no limit at all would not do."""
    needed: Outcome | None
    """The cheapest plan without limits of money: what is needed, in all and year by year."""
    needed_without: tuple[LimitKind, ...]
    """Which limits other than money that plan needs lifted as well; years are then the most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the planner says about one goal. All of it is a simulation."""

    goal: Goal
    measure: Measure
    status: PlanStatus
    chosen: Outcome | None
    """The cheapest set that meets the goal, in its earliest sequence."""
    bound: Fraction | None
    """No plan is better than this: a price for a target, an index for the best index."""
    gap: Fraction | None
    """How far the chosen one may be from it, as a part of the chosen one's; 0 when proved."""
    earliest: bool
    """Whether the sequence is proved to be the earliest one of its price."""
    greedy: Outcome | None
    """What choosing step by step would have found, to compare with."""
    losses: tuple[Loss, ...]
    curve: tuple[Point, ...]
    alternatives: tuple[Alternative, ...]
    obstacles: Obstacles | None
    left_out: tuple[str, ...]
    """Options less sure than asked for, and those that need them."""
    unpriced: tuple[str, ...]
    """Options without an entered cost: limits of money do not see them."""
