"""A plan as plain data for storing as JSON; exact figures become text, as in ``numbers.exact``."""

from __future__ import annotations

from typing import Any

from selaras.pure.numbers import exact
from selaras.pure.planning.outcome import Breach, Outcome, YearEnd
from selaras.pure.planning.problem import BestIndex, Goal
from selaras.pure.planning.results import Alternative, Lifted, Loss, Obstacles, Plan, Point

Plain = dict[str, Any]


def plan_as_dict(plan: Plan) -> Plain:
    """Everything a plan says."""
    return {
        "goal": goal_as_dict(plan.goal),
        "measure": plan.measure.value,
        "status": plan.status.value,
        "chosen": None if plan.chosen is None else outcome_as_dict(plan.chosen),
        "bound": None if plan.bound is None else exact(plan.bound),
        "gap": None if plan.gap is None else exact(plan.gap),
        "earliest": plan.earliest,
        "greedy": None if plan.greedy is None else outcome_as_dict(plan.greedy),
        "losses": [_loss(loss) for loss in plan.losses],
        "curve": [_point(point) for point in plan.curve],
        "alternatives": [_alternative(other) for other in plan.alternatives],
        "obstacles": None if plan.obstacles is None else _obstacles(plan.obstacles),
        "left_out": list(plan.left_out),
        "unpriced": list(plan.unpriced),
    }


def goal_as_dict(goal: Goal) -> Plain:
    """A goal with its kind: "capai" for a target, "terbaik" for the best index."""
    if isinstance(goal, BestIndex):
        return {"kind": "terbaik", "total": goal.total, "floor": goal.floor}
    index = None if goal.index is None else exact(goal.index)
    return {"kind": "capai", "index": index, "floor": goal.floor}


def outcome_as_dict(outcome: Outcome) -> Plain:
    """What a schedule leads to, year by year."""
    return {
        "schedule": dict(outcome.schedule),
        "index": exact(outcome.index),
        "predicate": outcome.years[-1].predicate.name,
        "cost": outcome.cost,
        "effort": outcome.effort,
        "price": outcome.price,
        "years": [_year(year) for year in outcome.years],
        "load": [
            {"unit": unit, "year": year, "effort": points}
            for (unit, year), points in outcome.load.items()
        ],
        "breaches": [_breach(breach) for breach in outcome.breaches],
    }


def _year(year: YearEnd) -> Plain:
    return {
        "year": year.year,
        "values": {number: exact(value) for number, value in year.values.items()},
        "index": exact(year.index),
        "predicate": year.predicate.name,
        "cost": year.cost,
        "effort": year.effort,
        "finished": list(year.finished),
    }


def _breach(breach: Breach) -> Plain:
    return {
        "kind": breach.kind.value,
        "option": breach.option,
        "other": breach.other,
        "unit": breach.unit,
        "year": breach.year,
        "excess": breach.excess,
    }


def _loss(loss: Loss) -> Plain:
    return {
        "option": loss.option,
        "falls_with": list(loss.falls_with),
        "loss": exact(loss.loss),
        "confidence": loss.confidence,
    }


def _point(point: Point) -> Plain:
    return {
        "target": exact(point.target),
        "index": exact(point.index),
        "price": point.price,
        "options": list(point.outcome.schedule),
        "proven": point.proven,
    }


def _alternative(other: Alternative) -> Plain:
    return {
        "outcome": outcome_as_dict(other.outcome),
        "dearer": other.dearer,
        "only_here": list(other.only_here),
        "only_chosen": list(other.only_chosen),
    }


def _obstacles(why: Obstacles) -> Plain:
    return {
        "best": exact(why.best),
        "short": None if why.short is None else exact(why.short),
        "held_back": [
            {
                "number": held.number,
                "value": exact(held.value),
                "next_level": held.next_level,
                "fixed": held.fixed,
            }
            for held in why.held_back
        ],
        "lifted": [_lifted(lifted) for lifted in why.lifted],
        "needed": None if why.needed is None else outcome_as_dict(why.needed),
        "needed_without": [kind.value for kind in why.needed_without],
    }


def _lifted(lifted: Lifted) -> Plain:
    return {
        "kind": lifted.kind.value,
        "helps": lifted.helps,
        "unit": lifted.unit,
        "years": lifted.years,
    }
