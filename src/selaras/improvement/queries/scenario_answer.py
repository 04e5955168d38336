"""What the planner answered, as the scenario keeps it: plain JSON that outlives its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from selaras.improvement.queries.scenario_inputs import Inputs
from selaras.pure.instrument.naming import short_names
from selaras.pure.numbers import exact, parse
from selaras.pure.planning import Obstacles, Outcome, Plan, evaluate


@dataclass(frozen=True, slots=True)
class KeptOption:
    """An option as it was when computed."""

    key: str
    position: int
    kind: str
    title: str
    targets: tuple[tuple[str, int], ...]
    cost: int | None
    effort: int
    months: int
    unit: int | None
    unit_name: str
    confidence: int
    use: str
    action: int | None
    recommendation: int | None
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptYear:
    """The end of a year; ``values`` are the indicators that moved since the year before."""

    year: int
    index: Fraction
    predicate: str
    cost: int
    effort: int
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class KeptSet:
    """A set of options with the year each starts in, counted from 1, and what follows from it."""

    schedule: Mapping[str, int]
    cost: int
    effort: int
    price: int
    years: tuple[KeptYear, ...]
    load: Mapping[tuple[int, int], int]
    """(unit, year) → effort points."""
    dearer: int = 0
    only_here: tuple[str, ...] = ()
    only_chosen: tuple[str, ...] = ()

    @property
    def index(self) -> Fraction:
        """The index at the end of the last year."""
        return self.years[-1].index


@dataclass(frozen=True, slots=True)
class KeptLoss:
    """What the index loses without an option; ``falls_with`` fall as well."""

    option: str
    falls_with: tuple[str, ...]
    loss: Fraction
    confidence: int

    @property
    def expected(self) -> Fraction:
        """The loss weighed with how unsure the option is: where a failure costs most."""
        return self.loss * (100 - self.confidence) / 100


@dataclass(frozen=True, slots=True)
class KeptPoint:
    """A point of the line of price against index."""

    index: Fraction
    price: int
    count: int
    proven: bool


@dataclass(frozen=True, slots=True)
class KeptObstacles:
    """Why the goal cannot be met."""

    best: Fraction
    short: Fraction | None
    held_back: tuple[Mapping[str, Any], ...]
    lifted: tuple[Mapping[str, Any], ...]
    needed: KeptSet | None
    needed_without: tuple[str, ...]
    """Limits other than money that this one needs lifted as well."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One computation, read back."""

    prints: Mapping[str, str]
    measure: str
    status: str
    start: Fraction
    start_predicate: str
    options: Mapping[str, KeptOption]
    chosen: KeptSet | None
    bound: Fraction | None
    gap: Fraction | None
    earliest: bool
    greedy_price: int | None
    losses: tuple[KeptLoss, ...]
    curve: tuple[KeptPoint, ...]
    alternatives: tuple[KeptSet, ...]
    obstacles: KeptObstacles | None
    left_out: tuple[str, ...]
    unpriced: tuple[str, ...]
    unused: int
    assumed: tuple[str, ...]
    external: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    """Indicator number → short name, of those spoken of."""

    def set_of(self, choice: int) -> KeptSet | None:
        """The chosen set for 0, an alternative from 1; None for a number there is none of."""
        if choice == 0:
            return self.chosen
        return self.alternatives[choice - 1] if 0 < choice <= len(self.alternatives) else None


def stored(plan: Plan, inputs: Inputs) -> dict[str, Any]:
    """The planner's answer as JSON."""
    today = evaluate(inputs.problem, {}).years[0]
    return {
        "sidik": dict(inputs.prints),
        "ukuran": str(plan.measure),
        "status": str(plan.status),
        "awal": exact(today.index),
        "predikat_awal": today.predicate.name,
        "pilihan": _options(inputs),
        "terpilih": _set(plan.chosen, inputs),
        "batas": _exact(plan.bound),
        "selisih": _exact(plan.gap),
        "paling_awal": plan.earliest,
        "bertahap": None if plan.greedy is None else plan.greedy.price,
        "kehilangan": [
            {
                "option": loss.option,
                "falls_with": list(loss.falls_with),
                "loss": exact(loss.loss),
                "confidence": loss.confidence,
            }
            for loss in plan.losses
        ],
        "garis": [
            {
                "index": exact(point.index),
                "price": point.price,
                "count": len(point.outcome.schedule),
                "proven": point.proven,
            }
            for point in plan.curve
        ],
        "alternatif": [
            (_set(other.outcome, inputs) or {})
            | {
                "dearer": other.dearer,
                "only_here": list(other.only_here),
                "only_chosen": list(other.only_chosen),
            }
            for other in plan.alternatives
        ],
        "sebab": _obstacles(plan.obstacles, inputs),
        "ringkas": _summary(plan),
        "disisihkan": list(plan.left_out),
        "tanpa_biaya": list(plan.unpriced),
        "tidak_dipakai": len(inputs.unused),
        "anggapan": list(inputs.base.assumed),
        "luar": {
            number: {"nilai": exact(value), "catatan": inputs.base.notes.get(number, "")}
            for number, value in inputs.base.fixed.items()
        },
        "nama": dict(short_names(inputs.instrument)),
    }


def answer_of(result: Mapping[str, Any]) -> Answer | None:
    """The answer a scenario keeps; None before its first computation."""
    if not result:
        return None
    return Answer(
        prints=result["sidik"],
        measure=result["ukuran"],
        status=result["status"],
        start=parse(result["awal"]),
        start_predicate=result["predikat_awal"],
        options={one["key"]: _read_option(one) for one in result["pilihan"]},
        chosen=_read_set(result["terpilih"]),
        bound=_fraction(result["batas"]),
        gap=_fraction(result["selisih"]),
        earliest=result["paling_awal"],
        greedy_price=result["bertahap"],
        losses=tuple(
            KeptLoss(one["option"], tuple(one["falls_with"]), parse(one["loss"]), one["confidence"])
            for one in result["kehilangan"]
        ),
        curve=tuple(
            KeptPoint(parse(one["index"]), one["price"], one["count"], one["proven"])
            for one in result["garis"]
        ),
        alternatives=tuple(kept for one in result["alternatif"] if (kept := _read_set(one))),
        obstacles=_read_obstacles(result["sebab"]),
        left_out=tuple(result["disisihkan"]),
        unpriced=tuple(result["tanpa_biaya"]),
        unused=result["tidak_dipakai"],
        assumed=tuple(result["anggapan"]),
        external=result["luar"],
        names=result["nama"],
    )


def _summary(plan: Plan) -> dict[str, Any]:
    """The few figures a list of scenarios shows."""
    said: dict[str, Any] = {"status": str(plan.status), "ukuran": str(plan.measure)}
    if plan.chosen is not None:
        end = plan.chosen.years[-1]
        said |= {
            "indeks": exact(end.index),
            "predikat": end.predicate.name,
            "aksi": len(plan.chosen.schedule),
            "harga": plan.chosen.price,
        }
    return said


def _options(inputs: Inputs) -> list[dict[str, Any]]:
    return [
        asdict(
            KeptOption(
                key=str(option.pk),
                position=option.position,
                kind=str(option.kind),
                title=option.title,
                targets=tuple((number, level) for number, level in option.targets),
                cost=option.cost,
                effort=option.effort,
                months=option.months,
                unit=option.unit_id,
                unit_name=option.unit.name if option.unit else "",
                confidence=option.confidence,
                use=str(option.use),
                action=option.action_id,
                recommendation=option.recommendation_id,
                waits=tuple(str(key) for key in inputs.waits.get(option.pk, ())),
            )
        )
        for option in inputs.options
        if option.pk not in inputs.unused
    ]


def _set(outcome: Outcome | None, inputs: Inputs) -> dict[str, Any] | None:
    if outcome is None:
        return None
    years, before = [], {n: inputs.problem.value(n) for n in outcome.years[0].values}
    for year in outcome.years:
        moved = {n: value for n, value in year.values.items() if value != before[n]}
        years.append(
            {
                "year": year.year,
                "index": exact(year.index),
                "predicate": year.predicate.name,
                "cost": year.cost,
                "effort": year.effort,
                "values": {number: exact(value) for number, value in moved.items()},
            }
        )
        before = dict(year.values)
    return {
        "schedule": dict(outcome.schedule),
        "cost": outcome.cost,
        "effort": outcome.effort,
        "price": outcome.price,
        "years": years,
        "load": [[unit, year, points] for (unit, year), points in outcome.load.items()],
    }


def _obstacles(why: Obstacles | None, inputs: Inputs) -> dict[str, Any] | None:
    if why is None:
        return None
    return {
        "best": exact(why.best),
        "short": _exact(why.short),
        "held_back": [
            {
                "number": one.number,
                "value": exact(one.value),
                "next_level": one.next_level,
                "fixed": one.fixed,
            }
            for one in why.held_back
        ],
        "lifted": [
            {"kind": str(one.kind), "helps": one.helps, "unit": one.unit, "years": one.years}
            for one in why.lifted
        ],
        "needed": _set(why.needed, inputs),
        "needed_without": [str(kind) for kind in why.needed_without],
    }


def _read_option(one: Mapping[str, Any]) -> KeptOption:
    values = {name.name: one[name.name] for name in fields(KeptOption)}
    values["targets"] = tuple((number, level) for number, level in one["targets"])
    values["waits"] = tuple(one["waits"])
    return KeptOption(**values)


def _read_set(one: Mapping[str, Any] | None) -> KeptSet | None:
    if one is None:
        return None
    return KeptSet(
        schedule=one["schedule"],
        cost=one["cost"],
        effort=one["effort"],
        price=one["price"],
        years=tuple(_read_years(one["years"])),
        load={(unit, year): points for unit, year, points in one["load"]},
        dearer=one.get("dearer", 0),
        only_here=tuple(one.get("only_here", ())),
        only_chosen=tuple(one.get("only_chosen", ())),
    )


def _read_years(years: Sequence[Mapping[str, Any]]) -> list[KeptYear]:
    return [
        KeptYear(
            year=one["year"],
            index=parse(one["index"]),
            predicate=one["predicate"],
            cost=one["cost"],
            effort=one["effort"],
            values={number: parse(value) for number, value in one["values"].items()},
        )
        for one in years
    ]


def _read_obstacles(one: Mapping[str, Any] | None) -> KeptObstacles | None:
    if one is None:
        return None
    return KeptObstacles(
        best=parse(one["best"]),
        short=_fraction(one["short"]),
        held_back=tuple(one["held_back"]),
        lifted=tuple(one["lifted"]),
        needed=_read_set(one["needed"]),
        needed_without=tuple(one["needed_without"]),
    )


def _exact(value: Fraction | int | None) -> str | None:
    return None if value is None else exact(value)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else parse(text)
