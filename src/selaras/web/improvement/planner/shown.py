"""An answer as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.drawing.frontier import frontier_svg
from selaras.foundation.drawing.lines import bar_svg
from selaras.improvement.models import Scenario
from selaras.improvement.queries.scenario_answer import Answer, KeptLoss, KeptOption, KeptSet
from selaras.pure.charts.bars import Bar
from selaras.pure.charts.frontier import frontier
from selaras.pure.charts.scale import Mark
from selaras.pure.instrument.model import Instrument, Rounding
from selaras.pure.planning import Measure, years_of
from selaras.web.improvement.planner import words as said

MOST_LOSSES = 12
THOUSANDTHS = Rounding(3, notation.HALF)


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """A chosen option in the sequence."""

    option: KeptOption
    number: int
    start: int
    end: int
    targets: tuple[tuple[str, str, int], ...]
    """(number, short name, level)"""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a set: what starts in it, where one stands at its end, what it takes."""

    year: int
    lines: tuple[ChosenLine, ...]
    index: Fraction
    change: Fraction
    predicate: str
    cost: int
    limit: int | None
    effort: int
    moved: int

    @property
    def share(self) -> int | None:
        """Percent of the year's money that is used."""
        return None if not self.limit else 100 * self.cost // self.limit


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What a unit carries each year; a cell is (points, limit or None)."""

    unit: str
    cells: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class LossLine:
    """What taking an option out would cost."""

    loss: KeptLoss
    title: str
    falls: tuple[str, ...]
    bar: SafeString

    @property
    def lost(self) -> str:
        """Points of index at the end."""
        return notation.figure(self.loss.loss, THOUSANDTHS)

    @property
    def risk(self) -> str:
        """Points of index, weighed with how unsure it is."""
        return notation.figure(self.loss.expected, THOUSANDTHS)


@dataclass(frozen=True, slots=True)
class OtherLine:
    """An alternative and how it differs."""

    number: int
    kept: KeptSet
    price: str
    difference: str
    instead: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """Everything the page of an answer says."""

    scenario: Scenario
    answer: Answer
    instrument: Instrument

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return said.verdict(self.scenario, self.answer, self.instrument)

    @property
    def proof(self) -> str:
        """How sure it is."""
        return said.proof(self.scenario, self.answer)

    @property
    def saving(self) -> str:
        """What it saves against choosing step by step; empty where that found as good a set."""
        kept, other = self.answer.chosen, self.answer.greedy_price
        if kept is None or other is None or other <= kept.price:
            return ""
        return said.price(other - kept.price, self.answer.measure)

    @property
    def by_money(self) -> bool:
        """Whether rupiah are counted, not points."""
        return self.answer.measure == Measure.MONEY

    @cached_property
    def knows_cost(self) -> bool:
        """Whether any option has a cost, so that money is worth a column."""
        return any(one.cost is not None for one in self.answer.options.values())

    @cached_property
    def marks(self) -> list[Mark]:
        """The start and the end of every year on the predicate scale."""
        rounding = self.instrument.rounding
        answer = self.answer
        found = [
            Mark(
                answer.start,
                _("sekarang %(value)s") % {"value": notation.figure(answer.start, rounding)},
                "last",
            )
        ]
        target = said.target_of(self.scenario, self.instrument)
        kept = answer.chosen
        before = answer.start
        for year in kept.years if kept else ():
            if year.index != before:
                value = notation.figure(year.index, rounding)
                name = self.scenario.first_year + year.year - 1
                found.append(Mark(year.index, f"{name}: {value}", "now"))
            before = year.index
        if kept is None and target is not None:
            label = _("sasaran %(value)s") % {"value": notation.figure(target, rounding)}
            found.append(Mark(target, label, "target"))
        return found

    @cached_property
    def years(self) -> list[YearLine]:
        """The chosen set year by year."""
        return list(self.years_of(self.answer.chosen)) if self.answer.chosen else []

    def years_of(self, kept: KeptSet) -> Iterator[YearLine]:
        """Any set year by year."""
        limits = [*self.scenario.yearly_money, *[None] * len(kept.years)]
        before, number = self.answer.start, 0
        for year in kept.years:
            lines = []
            starts = [
                self.answer.options[key]
                for key, begun in kept.schedule.items()
                if begun == year.year and key in self.answer.options
            ]
            for option in sorted(starts, key=lambda one: one.position):
                number += 1
                lines.append(self._line(option, number, year.year))
            yield YearLine(
                year=self.scenario.first_year + year.year - 1,
                lines=tuple(lines),
                index=year.index,
                change=year.index - before,
                predicate=year.predicate,
                cost=year.cost,
                limit=limits[year.year - 1],
                effort=year.effort,
                moved=len(year.values),
            )
            before = year.index

    def _line(self, option: KeptOption, number: int, start: int) -> ChosenLine:
        first = self.scenario.first_year + start - 1
        names = self.answer.names
        return ChosenLine(
            option,
            number,
            first,
            first + years_of(option.months) - 1,
            tuple((n, names.get(n, ""), level) for n, level in option.targets),
        )

    @cached_property
    def loads(self) -> list[LoadLine]:
        """The units with work, the busiest first."""
        kept = self.answer.chosen
        if kept is None:
            return []
        names = {one.unit: one.unit_name for one in self.answer.options.values() if one.unit}
        limits = self.scenario.capacity
        units = {unit for unit, _year in kept.load}
        lines = [
            LoadLine(
                names.get(unit, "–"),
                tuple(
                    (kept.load.get((unit, year.year), 0), limits.get(str(unit)))
                    for year in kept.years
                ),
            )
            for unit in units
        ]
        return sorted(lines, key=lambda line: (-sum(c[0] for c in line.cells), line.unit))

    @cached_property
    def losses(self) -> list[LossLine]:
        """Options whose failure would cost most, the most expected loss first."""
        found = sorted(self.answer.losses, key=lambda one: (-one.expected, -one.loss))
        found = [one for one in found if one.loss][:MOST_LOSSES]
        titles = {key: option.title for key, option in self.answer.options.items()}
        most = max((one.expected for one in found), default=Fraction(0)) or Fraction(1)
        return [
            LossLine(
                one,
                titles[one.option],
                tuple(titles[key] for key in one.falls_with),
                bar_svg(Bar(0, float(one.expected / most), rises=False), 1),
            )
            for one in found
        ]

    @cached_property
    def others(self) -> list[OtherLine]:
        """The alternatives."""
        titles = {key: option.title for key, option in self.answer.options.items()}
        kept = self.answer.chosen
        return [
            OtherLine(
                number,
                other,
                said.whole_price(other, self.answer.measure),
                self._dearer(other.dearer, kept.price if kept else 0),
                tuple(titles[key] for key in other.only_here),
                tuple(titles[key] for key in other.only_chosen),
            )
            for number, other in enumerate(self.answer.alternatives, 1)
        ]

    def _dearer(self, more: int, own: int) -> str:
        if not more:
            return _("sama besar")
        share = notation.percent(Fraction(100 * more, own)) if own else ""
        return f"+{said.price(more, self.answer.measure)}" + (f" ({share})" if share else "")

    @cached_property
    def line(self) -> SafeString | str:
        """The drawn line of price against index."""
        points = [(one.price, one.index) for one in self.answer.curve]
        if len(points) < 2:
            return ""
        kept = self.answer.chosen
        rounding = self.instrument.rounding
        shape = frontier(
            points,
            width=620,
            height=260,
            chosen=(kept.price, kept.index) if kept else None,
            target=said.target_of(self.scenario, self.instrument),
        )
        texts = [self._short(tick.value) for tick in shape.prices]
        axis = _("biaya (juta rupiah)") if self.by_money else _("poin usaha")
        label = _("Garis %(measure)s terhadap indeks, %(count)s titik") % {
            "measure": axis,
            "count": len(points),
        }
        chosen = notation.figure(kept.index, rounding) if kept else ""
        indices = [notation.figure(tick.value, rounding) for tick in shape.indices]
        return frontier_svg(shape, texts, indices, axis, chosen, label)

    def _short(self, value: Fraction) -> str:
        amount = value / 1_000_000 if self.by_money else value
        return notation.percent(amount).removesuffix(notation.PERCENT)

    @property
    def points(self) -> list[tuple[Fraction, str, int, bool]]:
        """The same line as rows: index, price, actions, whether proved."""
        return [
            (one.index, said.price(one.price, self.answer.measure), one.count, one.proven)
            for one in self.answer.curve
        ]

    @property
    def targets_left(self) -> Mapping[str, str]:
        """The short names of the indicators nobody has a value for."""
        return {number: self.answer.names.get(number, "") for number in self.answer.assumed}


def place_of(scenario: Scenario, page: str = "scenario") -> str:
    """A page of the scenario."""
    return reverse(f"planner:{page}", args=[scenario.institution.slug, scenario.pk])
